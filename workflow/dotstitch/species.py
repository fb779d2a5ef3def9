"""All steps of one species, from SMILES to spectrum or singlet-triplet gap.

Every step leaves one record, good or bad, as soon as it ends. A good record is used again when
the run is repeated; a failed one is tried anew.

``python -m dotstitch.species`` is the supervised child of :mod:`dotstitch.supervise`.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from dotstitch.geometry.structure import Structure, read_xyz, write_xyz
from dotstitch.molecules.manifest import Species
from dotstitch.provenance import Stopwatch, input_key
from dotstitch.quantum.level import Level, load_level
from dotstitch.records import (
    ErrorNote,
    Record,
    StepError,
    StepResult,
    content_key,
    read_record,
    rounded,
    write_json,
    write_record,
)
from dotstitch.versions import METHOD_VERSION, STEPS

OUT_OF_MEMORY_EXIT = 75
"""Exit status of the child that ran out of memory (EX_TEMPFAIL: try again with more)."""

GEOMETRIES = {
    "closed_shell": ("geometry",),
    "nitrene": ("singlet", "triplet"),
    "carbene": ("singlet", "triplet"),
}
"""Names of the ``.xyz`` files that the step ``geometry`` leaves."""

Announce = Callable[[str], None]


def run_species(
    species: Species,
    level: Level,
    seed: int,
    results_dir: Path,
    threads: int,
    announce: Announce = lambda _: None,
) -> dict[str, Record]:
    """Compute every step of one species and write a record for each.

    A failed step ends the species; what came before it is kept.

    Parameters
    ----------
    species : Species
    level : Level
    seed : int
        Of the conformer search.
    results_dir : Path
        Records go to ``species/<key>/`` below it.
    threads : int
        Written to the provenance; they are set by the environment before Python starts.
    announce : callable
        Told ``"start <step>"``, ``"reused <step>"``, ``"ok <step>"`` or ``"failed <step>"``.

    Returns
    -------
    dict of str to Record
        By step; steps after a failed one are absent.

    Raises
    ------
    MemoryError
        When a step ran out of memory: the caller repeats it with more.
    """
    folder = species_folder(results_dir, species.key)
    with _exclusive(folder):
        return _Runner(species, level, seed, folder, threads, announce).run()


def species_folder(results_dir: Path, key: str) -> Path:
    """Return where the records of one species lie."""
    return results_dir / "species" / key


def scratch_folder(folder: Path) -> Path:
    """Return where a running species keeps large files; gone when it has ended."""
    return folder / "scratch"


def write_summary(folder: Path, species: Species, records: dict[str, Record]) -> None:
    """Write ``species.json``: the status of every step and a digest of what it found.

    The digest leaves times out, so that the file changes only when a result does.
    """
    steps = {
        step: {
            "status": records[step].status,
            "digest": content_key(records[step].model_dump(mode="json", exclude={"provenance"})),
        }
        for step in STEPS[species.kind]
        if step in records
    }
    write_json(folder / "species.json", {"species": species.model_dump(), "steps": steps})


def retry_command(folder: Path) -> str:
    """Return the command that computes a failed species again, and all that rests on it."""
    return f"snakemake --cores 1 --forcerun {folder / 'species.json'}"


def failed_record(
    species: Species, level: Level, step: str, folder: Path, error: StepError, watch: Stopwatch
) -> Record:
    """Return the record of a step that gave no trustworthy number."""
    remedy = f"{error.remedy} To try again: {retry_command(folder)}"
    return Record(
        method_version=METHOD_VERSION[step],
        key=species.key,
        step=step,
        smiles=species.smiles,
        status="failed",
        error=ErrorNote(kind=error.kind, message=error.message, remedy=remedy),
        level_of_theory=level.label(step),
        values={},
        diagnostics={"converged": False, **error.diagnostics},
        provenance=watch.provenance(),
    )


class _Runner:
    """The steps of one species, sharing what they all need."""

    def __init__(
        self,
        species: Species,
        level: Level,
        seed: int,
        folder: Path,
        threads: int,
        announce: Announce,
    ) -> None:
        self.species = species
        self.level = level
        self.seed = seed
        self.folder = folder
        self.threads = threads
        self.announce = announce
        self.records: dict[str, Record] = {}

    def run(self) -> dict[str, Record]:
        if not self._step(("geometry",), self._optimise):
            return self.records
        if self.species.kind == "closed_shell":
            self._step(("ground_state", "spectrum"), self._compute_closed_shell)
        else:
            self._step(("gap",), self._compute_gap)
        return self.records

    def _optimise(self) -> dict[str, StepResult]:
        from dotstitch.geometry.optimise import optimise_species

        structures, result = optimise_species(
            self.species.smiles, self.species.kind, self.level, self.seed
        )
        for name, structure in structures.items():
            write_xyz(self._xyz(name), structure, comment=f"key={self.species.key}")
        return {"geometry": result}

    def _compute_closed_shell(self) -> dict[str, StepResult]:
        from dotstitch.quantum.ground_state import compute_closed_shell

        scratch = scratch_folder(self.folder)
        scratch.mkdir(exist_ok=True)
        done: dict[str, StepResult] = compute_closed_shell(
            self._read("geometry"), self.level, scratch
        )
        return done

    def _compute_gap(self) -> dict[str, StepResult]:
        from dotstitch.quantum.gap import compute_gap

        kind: Literal["nitrene", "carbene"]
        kind = "nitrene" if self.species.kind == "nitrene" else "carbene"
        singlet, triplet = self._read("singlet"), self._read("triplet")
        return {"gap": compute_gap(singlet, triplet, kind, self.level)}

    def _xyz(self, name: str) -> Path:
        return self.folder / f"{name}.xyz"

    def _read(self, name: str) -> Structure:
        return read_xyz(self._xyz(name))

    def _step(self, steps: tuple[str, ...], compute: Callable[[], dict[str, StepResult]]) -> bool:
        kept = {step: self._reusable(step) for step in steps}
        if all(kept.values()):
            self.records |= {step: record for step, record in kept.items() if record}
            self.announce(f"reused {' '.join(steps)}")
            return True
        self._forget_from(steps[0])
        self.announce(f"start {' '.join(steps)}")
        watch = Stopwatch(self.threads, input_key(self.species, self.seed))
        try:
            done = {step: self._good(step, found, watch) for step, found in compute().items()}
        except MemoryError:
            raise
        except StepError as error:
            done = self._failures(steps, error, watch)
        except Exception as error:
            traceback.print_exc()
            done = self._failures(steps, _bug(error), watch)
        for step, record in done.items():
            write_record(self.folder / f"{step}.json", record)
        self.records |= done
        ok = all(record.status == "ok" for record in done.values())
        self.announce(f"{'ok' if ok else 'failed'} {' '.join(steps)}")
        return ok

    def _forget_from(self, step: str) -> None:
        """Remove records of this step and later ones: they answer another question."""
        steps = STEPS[self.species.kind]
        for later in steps[steps.index(step) :]:
            (self.folder / f"{later}.json").unlink(missing_ok=True)

    def _good(self, step: str, found: StepResult, watch: Stopwatch) -> Record:
        return Record(
            method_version=METHOD_VERSION[step],
            key=self.species.key,
            step=step,
            smiles=self.species.smiles,
            status="ok",
            level_of_theory=self.level.label(step),
            values=rounded(found.values),
            diagnostics=rounded(found.diagnostics),
            warnings=found.warnings,
            provenance=watch.provenance(),
        )

    def _failures(
        self, steps: tuple[str, ...], error: StepError, watch: Stopwatch
    ) -> dict[str, Record]:
        if error.kind == "resource":
            raise MemoryError(error.message) from error
        return {
            step: failed_record(self.species, self.level, step, self.folder, error, watch)
            for step in steps
        }

    def _reusable(self, step: str) -> Record | None:
        """Return the record of an earlier run if it answers exactly this question."""
        try:
            record = read_record(self.folder / f"{step}.json")
        except (OSError, ValidationError):
            return None
        fits = (
            record.status == "ok"
            and record.key == self.species.key
            and record.method_version == METHOD_VERSION[step]
            and record.provenance.get("input_key") == input_key(self.species, self.seed)
        )
        if step == "geometry":
            fits = fits and all(self._xyz(name).exists() for name in GEOMETRIES[self.species.kind])
        return record if fits else None


def _bug(error: Exception) -> StepError:
    return StepError(
        "bug",
        f"{type(error).__name__}: {error}",
        "This is a fault of the program: report it with the log of this species.",
    )


@contextmanager
def _exclusive(folder: Path) -> Iterator[None]:
    """Hold one species against a second process, for example the orphan of a killed run."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def main(arguments: list[str]) -> int:
    """Run one species as the supervised child; return the exit status."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--species", type=Species.model_validate_json, required=True)
    parser.add_argument("--level", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--progress-fd", type=int, required=True)
    job: Any = parser.parse_args(arguments)
    with os.fdopen(job.progress_fd, "w", buffering=1) as progress:
        try:
            records = run_species(
                job.species,
                load_level(job.level),
                job.seed,
                job.results,
                job.threads,
                announce=lambda line: print(line, file=progress),
            )
        except MemoryError as error:
            print(error, file=sys.stderr)
            return OUT_OF_MEMORY_EXIT
    write_summary(species_folder(job.results, job.species.key), job.species, records)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
