"""All steps of one species, from SMILES to spectrum or singlet-triplet gap.

Every step leaves one record, good or bad, as soon as it ends. A good record is used again when
the run is repeated; a failed one is tried anew.
"""

from __future__ import annotations

import shutil
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from dotstitch.contracts.failure import StepError
from dotstitch.contracts.files import UntrustedFileError, leftovers, sync_folder
from dotstitch.contracts.levels import Level
from dotstitch.contracts.manifest import Species
from dotstitch.contracts.paths import ResultsFolder, SpeciesFolder
from dotstitch.contracts.records import write_record
from dotstitch.contracts.remedies import COMPUTE_AGAIN, MORE_MEMORY
from dotstitch.data.job_limits import job_limits
from dotstitch.data.species_kinds import species_kind
from dotstitch.jobs.attempts import begin_attempt, end_attempt
from dotstitch.jobs.files import (
    AnyRecord,
    failed_record,
    good_record,
    reusable_record,
)
from dotstitch.jobs.library_warnings import library_warnings
from dotstitch.jobs.provenance import Stopwatch, input_key
from dotstitch.jobs.runs.locks import lock_file
from dotstitch.jobs.steps import COMPUTATIONS, Computation, Task
from dotstitch.jobs.storage import storage_fault

Announce = Callable[[str], None]


def run_species(
    species: Species,
    level: Level,
    seed: int,
    results_dir: Path,
    threads: int,
    announce: Announce = lambda _: None,
) -> dict[str, AnyRecord]:
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
        Told ``"start <step>"``, ``"reused <step>"``, ``"ok <step>"`` or ``"failed <step>"``; a
        start may end in ``| `` and why an earlier record is not used.

    Returns
    -------
    dict of str to Record
        By step; steps after a failed one are absent.

    Raises
    ------
    StepError
        When another attempt may help: for ``resource``, one with more memory.
    OSError
        When the disk takes no record.
    """
    folder = ResultsFolder(results_dir).species(species.key)
    with _exclusive(folder):
        _clear(folder)
        return _Runner(Task(species, level, seed, folder), threads, announce).run()


def _clear(folder: SpeciesFolder) -> None:
    """Remove what a run that was killed left behind, and make room for large files."""
    for path in leftovers(folder.path):
        path.unlink()
    shutil.rmtree(folder.scratch, ignore_errors=True)
    folder.scratch.mkdir(exist_ok=True)


class _Runner:
    """The steps of one species, sharing what they all need."""

    def __init__(self, task: Task, threads: int, announce: Announce) -> None:
        self.task = task
        self.threads = threads
        self.announce = announce
        self.records: dict[str, AnyRecord] = {}

    def run(self) -> dict[str, AnyRecord]:
        steps = species_kind(self.task.species.kind).steps
        for computation in COMPUTATIONS:
            if set(computation.steps) <= set(steps) and not self._step(computation):
                break
        return self.records

    def _step(self, computation: Computation) -> bool:
        task, steps = self.task, computation.steps
        found = [reusable_record(task.folder, step, task.species, task.seed) for step in steps]
        if all(record for record, _ in found):
            self.records |= {record.step: record for record, _ in found if record}
            self.announce(f"reused {' '.join(steps)}")
            return True
        self._forget_from(steps[0])
        why = "; ".join(filter(None, dict.fromkeys(reason for _, reason in found)))
        self.announce(f"start {' '.join(steps)}" + (f" | {why}" if why else ""))
        watch = Stopwatch(self.threads, input_key(task.species, task.seed))
        begin_attempt(task.folder, steps, watch.started_at)
        done, error = self._computed(computation, watch)
        end_attempt(task.folder, watch.seconds, error)
        for record in done:
            write_record(task.folder, record)
            self.records[record.step] = record
        self.announce(f"{'failed' if error else 'ok'} {' '.join(steps)}")
        return error is None

    def _computed(
        self, computation: Computation, watch: Stopwatch
    ) -> tuple[list[AnyRecord], StepError | None]:
        """Run one calculation; return its records and why it failed, if it did."""
        task = self.task
        try:
            with library_warnings() as heard:
                first, *others = computation.run(task)
            results = [replace(first, warnings=(*first.warnings, *heard)), *others]
            return [good_record(task.species, task.level, one, watch) for one in results], None
        except StepError as failure:
            error = failure
        except MemoryError as lack:
            error = StepError("resource", str(lack) or "out of memory", MORE_MEMORY)
        except UntrustedFileError as damage:
            error = StepError("resource", str(damage), COMPUTE_AGAIN)
        except Exception as unforeseen:
            if isinstance(unforeseen, OSError) and storage_fault(unforeseen):
                raise
            traceback.print_exc()
            error = _bug(unforeseen)
        if job_limits().retries[error.kind]:
            raise error
        return self._failures(computation.steps, error, watch), error

    def _forget_from(self, step: str) -> None:
        """Remove records of this step and later ones, the summary before them.

        Whoever finds a summary may take the species as finished.
        """
        self.task.folder.summary.unlink(missing_ok=True)
        sync_folder(self.task.folder.path)
        steps = species_kind(self.task.species.kind).steps
        for later in steps[steps.index(step) :]:
            self.task.folder.record(later).unlink(missing_ok=True)
        sync_folder(self.task.folder.path)

    def _failures(
        self, steps: tuple[str, ...], error: StepError, watch: Stopwatch
    ) -> list[AnyRecord]:
        task = self.task
        return [failed_record(task.species, task.level, step, error, watch) for step in steps]


def _bug(error: Exception) -> StepError:
    return StepError(
        "bug",
        f"{type(error).__name__}: {error}",
        "none here, it is a fault of the program: report it with the log of this species",
    )


@contextmanager
def _exclusive(folder: SpeciesFolder) -> Iterator[None]:
    """Hold one species against a second process, for example the orphan of a killed run.

    On a file system without locks both go on: each file is written whole, and the same.
    """
    folder.path.mkdir(parents=True, exist_ok=True)
    with folder.lock.open("w") as handle:
        lock_file(handle)
        yield
