"""Computes again what failed in a screen, and only that, with the screen's own configuration."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dotstitch.cli.options import WORKFLOW, UsageError
from dotstitch.contracts.failure import ErrorKind
from dotstitch.contracts.files import UntrustedFileError
from dotstitch.contracts.manifest import Manifest
from dotstitch.contracts.paths import ResultsFolder, SpeciesFolder
from dotstitch.contracts.records import read_record
from dotstitch.contracts.results import STEP_VALUES
from dotstitch.data.species_kinds import species_kind
from dotstitch.jobs.runs.owner import begin_run


@dataclass(frozen=True)
class FailedSpecies:
    """One species that ended without all of its records.

    Attributes
    ----------
    molecules : tuple of str
        Names of those that rest on it.
    """

    folder: SpeciesFolder
    label: str
    molecules: tuple[str, ...]
    step: str
    kind: ErrorKind
    message: str

    def __str__(self) -> str:
        return (
            f"{self.folder.path.name}  {self.label} - {self.step}: {self.kind}: {self.message} "
            f"(needed by {', '.join(self.molecules)})"
        )


def retry(options: argparse.Namespace) -> int:
    """List what failed in the last screen of a folder, and compute exactly that again.

    The screen's own configuration is used (results/config.yaml), wherever it came from. What ended
    well is not computed again; later stages run again where something changed.
    """
    results: Path = options.results.absolute()
    folder = ResultsFolder(results)
    if results.name != "results" or not (folder.config.exists() and folder.manifest.exists()):
        raise UsageError(f"no screen has run in {results.parent}: begin one with `snakemake`")
    manifest = Manifest.model_validate_json(folder.manifest.read_text(encoding="utf-8"))
    if options.name is not None and options.name not in {m.name for m in manifest.molecules}:
        raise UsageError(f"the screen holds no molecule {options.name!r}: --list tells what failed")
    failed = [
        one
        for one in failed_species(manifest, folder)
        if options.kind in (None, one.kind) and options.name in (None, *one.molecules)
    ]
    for one in failed:
        print(one)
    if not failed or options.list:
        print(f"{len(failed)} to compute again")
        return 0
    if not begin_run(results, executes=False):
        raise UsageError("a run is at work in this folder: try again when it has ended")
    for one in failed:
        one.folder.summary.unlink(missing_ok=True)
    command = screen_again(folder, options.cores)
    if options.memory_mb:
        command += ["--set-resources", f"compute_species:mem_mb={options.memory_mb}"]
    return subprocess.run(command, check=False).returncode


def failed_species(manifest: Manifest, folder: ResultsFolder) -> Iterator[FailedSpecies]:
    """Yield the species that ended with a failed, missing or damaged record."""
    users: dict[str, list[str]] = {}
    for molecule in manifest.molecules:
        for key in dict.fromkeys(molecule.species_roles().values()):
            users.setdefault(key, []).append(molecule.name)
    for key, names in users.items():
        species, place = manifest.species[key], folder.species(key)
        for step in species_kind(species.kind).steps:
            if what := _fault(place, step):
                label = manifest.labels.get(key, species.smiles)
                yield FailedSpecies(place, label, tuple(names), step, *what)
                break


def screen_again(folder: ResultsFolder, cores: int) -> list[str]:
    """Return the command that goes on with the screen of a folder."""
    return [
        *(sys.executable, "-m", "snakemake", "--snakefile", str(WORKFLOW.parent / "Snakefile")),
        *("--directory", str(folder.path.parent), "--configfile", str(folder.config)),
        *("--cores", str(cores)),
    ]


def _fault(folder: SpeciesFolder, step: str) -> tuple[ErrorKind, str] | None:
    if not folder.record(step).exists():
        return "resource", "it left no record"
    try:
        error = read_record(folder, STEP_VALUES[step]).error
    except UntrustedFileError as damage:
        return "resource", str(damage)
    return (error.kind, error.message) if error else None
