"""The folder of one species: records, structures and summary, each whole and of that species."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from dotstitch.contracts.files import UntrustedFileError, json_text
from dotstitch.contracts.manifest import Manifest, Species
from dotstitch.contracts.paths import ResultsFolder, SpeciesFolder
from dotstitch.contracts.records import read_record
from dotstitch.contracts.results import METHOD_VERSION, STEP_VALUES, StepValues
from dotstitch.data.levels import load_level
from dotstitch.data.species_kinds import species_kind
from dotstitch.jobs.attempts import read_attempts
from dotstitch.jobs.files import AnyRecord, check_structures, summary_of
from dotstitch.screen.verify.findings import Finding, Findings, attempt


def check_species(results: ResultsFolder, path: Path, manifest: Manifest | None) -> Findings:
    """Return what is wrong in the folder of one species.

    A species that the plan does not name is kept for another screen, and looked at too. Nothing
    asks for a summary that is missing while the predictions are there, so they go with it.
    """
    folder = SpeciesFolder(path)
    also = (folder.summary, results.photophysics)
    species = manifest.species.get(path.name) if manifest else None
    records: dict[str, AnyRecord] = {}
    found = Findings()
    for step, values in STEP_VALUES.items():
        if folder.record(step).exists():
            read = partial(_whole, folder, values)
            record, faults = attempt(folder.record(step), read, *also)
            records |= {step: record} if record is not None else {}
            found += faults
    if folder.attempts.exists():
        found += attempt(folder.attempts, lambda _: read_attempts(folder))[1]
    if manifest is None or species is None or found:
        return found
    if folder.summary.exists():
        reasons = _of_plan(folder, records, species, manifest)
        found += [Finding(file, reason, (file, *also)) for file, reason in reasons]
        if not found:
            read_summary = partial(_matching_summary, species, records)
            found += attempt(folder.summary, read_summary, results.photophysics)[1]
    elif results.photophysics.exists():
        reason = "is missing, though predictions rest on it"
        found.append(Finding(folder.summary, reason, (results.photophysics,)))
    return found


def _whole(folder: SpeciesFolder, values: type[StepValues], _: Path) -> AnyRecord:
    record = read_record(folder, values)
    check_structures(folder, record)
    return record


def _of_plan(
    folder: SpeciesFolder, records: dict[str, AnyRecord], species: Species, manifest: Manifest
) -> Iterator[tuple[Path, str]]:
    """Yield the first record that is missing, and those that answer another question."""
    level = load_level(manifest.level, manifest.engine)
    for step in species_kind(species.kind).steps:
        path, label = folder.record(step), level.label(step, species.kind)
        if step not in records:
            yield path, "is missing"
            return
        record = records[step]
        asked = (species.smiles, METHOD_VERSION[step], label)
        if (record.smiles, record.method_version, record.level_of_theory) != asked:
            yield path, f"is not about {species.smiles} by {label}, version {asked[1]}"
        if record.error is not None:
            return


def _matching_summary(species: Species, records: dict[str, AnyRecord], path: Path) -> None:
    if path.read_text(encoding="utf-8") != json_text(summary_of(species, records)):
        raise UntrustedFileError(path, "does not say what the records beside it say")
