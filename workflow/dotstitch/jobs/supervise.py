"""One species as a supervised child process.

PySCF and tblite run compiled code that can abort or be killed for its memory. The child takes
that risk; the parent stays small, turns a crash into a ``resource`` failure and asks the engine
for another attempt with more memory. On the last attempt it records the failure instead, so that
one species never stops a screen. Where the disk takes no record it says so and asks to be run
again.
"""

from __future__ import annotations

import shutil
import signal
from collections.abc import Sequence
from dataclasses import replace

from dotstitch.contracts.failure import StepError
from dotstitch.contracts.records import write_record
from dotstitch.contracts.remedies import LOWER_LEVEL, MORE_MEMORY
from dotstitch.data.job_limits import job_limits
from dotstitch.data.levels import load_level
from dotstitch.data.species_kinds import species_kind
from dotstitch.jobs.attempts import end_attempt
from dotstitch.jobs.child import WORKER, Ended, Job, Report, describe_exit, run_child
from dotstitch.jobs.files import failed_record, stored_record, write_summary
from dotstitch.jobs.provenance import Stopwatch, input_key
from dotstitch.jobs.storage import storage_fault
from dotstitch.jobs.worker import STORAGE_EXIT

LAST_ATTEMPT = 1 + job_limits().retries["resource"]
"""Attempts the rule ``compute_species`` makes (``retries`` + 1)."""
TRY_AGAIN_EXIT = 1


def _silent(*_: object) -> None:
    """Report nothing."""


def supervise(job: Job, report: Report = _silent, worker: Sequence[str] = WORKER) -> int:
    """Compute one species in a child process and leave a record for every step it reached.

    Parameters
    ----------
    job : Job
    report : callable
        Told a verb (start, ok, reused, failed, crashed, stopped), the steps it concerns, and any
        detail.
    worker : sequence of str
        Command of the child.

    Returns
    -------
    int
        0 when the species ended in records, good or bad; :data:`TRY_AGAIN_EXIT` when another
        attempt may help: the child crashed, or the disk took no record.
    """
    try:
        ended = run_child(job, report, worker)
        if ended.status == STORAGE_EXIT:
            report("stopped", ended.steps, ended.told)
            return TRY_AGAIN_EXIT
        if ended.status != 0 and not _give_up(job, ended, report):
            return TRY_AGAIN_EXIT
        shutil.rmtree(job.folder.scratch, ignore_errors=True)
    except OSError as error:
        told = storage_fault(error)
        if told is None:
            raise
        report("stopped", species_kind(job.species.kind).steps, told)
        return TRY_AGAIN_EXIT
    return 0


def _give_up(job: Job, ended: Ended, report: Report) -> bool:
    """Record a crash if no attempt is left; return whether that was so.

    A job that hung gets no more time on another attempt. Records that are there stay.
    """
    ended = replace(ended, steps=ended.steps or _without_record(job))
    hung = ended.status == -signal.SIGALRM
    error = _time_error(job, ended) if hung else _crash_error(job, ended)
    end_attempt(job.folder, ended.seconds, error)
    if job.attempt < LAST_ATTEMPT and not hung:
        report("crashed", ended.steps, f"{error.message}; asking for another attempt")
        return False
    _record_crash(job, ended.steps, error)
    if ended.steps:
        report("failed", ended.steps, error.message)
    return True


def _without_record(job: Job) -> tuple[str, ...]:
    """Return the step that comes after those with a record; none after one that failed."""
    for step in species_kind(job.species.kind).steps:
        record = stored_record(job.folder, step)
        if record is None:
            return (step,)
        if record.error is not None:
            break
    return ()


def _crash_error(job: Job, ended: Ended) -> StepError:
    return StepError(
        "resource",
        f"{' + '.join(ended.steps)} ended early: {describe_exit(ended.status, ended.told)} "
        f"(attempt {job.attempt}, {job.memory_mb} MB, {job.threads} threads)",
        f"read {job.folder.log}; {MORE_MEMORY}{_lower_level(job)}",
    )


def _time_error(job: Job, ended: Ended) -> StepError:
    return StepError(
        "resource",
        f"{' + '.join(ended.steps)} was stopped: the species took longer than "
        f"{job.time_limit_s / 60:.0f} minutes, many times what its size needs",
        f"read {job.folder.log}; run it when the machine has less to do{_lower_level(job)}",
    )


def _lower_level(job: Job) -> str:
    """Return the remedy that a job at the lowest level does not have."""
    return "" if job.level == "draft" else f", or {LOWER_LEVEL}"


def _record_crash(job: Job, steps: tuple[str, ...], error: StepError) -> None:
    watch = Stopwatch(job.threads, input_key(job.species, job.seed))
    level = load_level(job.level, job.engine)
    for step in steps:
        record = failed_record(job.species, level, step, error, watch)
        write_record(job.folder, record)
    records = {
        step: stored_record(job.folder, step) for step in species_kind(job.species.kind).steps
    }
    known = {step: record for step, record in records.items() if record is not None}
    write_summary(job.folder, job.species, known)
