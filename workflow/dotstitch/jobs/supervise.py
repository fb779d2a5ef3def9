"""One species as a supervised child process.

PySCF and tblite run compiled code that can abort or be killed for its memory. The child takes
that risk; the parent stays small, turns a crash into a ``resource`` failure and asks the engine
for another attempt with more memory. On the last attempt it records the failure instead, so that
one species never stops a screen.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

from dotstitch.contracts.failure import StepError
from dotstitch.contracts.levels import EngineName
from dotstitch.contracts.manifest import Species
from dotstitch.contracts.paths import ResultsFolder, SpeciesFolder
from dotstitch.contracts.records import write_record
from dotstitch.data.levels import load_level
from dotstitch.data.reading import package_path
from dotstitch.data.species_kinds import species_kind
from dotstitch.jobs.files import (
    failed_record,
    stored_record,
    write_summary,
)
from dotstitch.jobs.provenance import Stopwatch, input_key
from dotstitch.jobs.worker import OUT_OF_MEMORY_EXIT

LAST_ATTEMPT = 3
"""Attempts the rule ``compute_species`` makes (``retries`` + 1)."""
TRY_AGAIN_EXIT = 1
WORKER = (sys.executable, "-m", "dotstitch.jobs.worker")
MEGABYTES_AT_REST = 600
"""Memory of Python with its libraries loaded, MB; PySCF is told to stay within the rest."""


Report = Callable[[str, Sequence[str], str], None]


def _silent(*_: object) -> None:
    """Report nothing."""


@dataclass(frozen=True)
class Job:
    """One species to compute.

    Attributes
    ----------
    memory_mb : int
        What the process may use, MB.
    attempt : int
        From 1 to :data:`LAST_ATTEMPT`.
    """

    species: Species
    level: str
    engine: EngineName
    seed: int
    results_dir: Path
    threads: int
    memory_mb: int
    attempt: int = LAST_ATTEMPT

    @property
    def folder(self) -> SpeciesFolder:
        """Where its records lie."""
        return ResultsFolder(self.results_dir).species(self.species.key)


def memory_mb(species: Species, attempt: int = 1) -> int:
    """Return the memory one species needs, MB, more on every further attempt.

    The three-index integrals of density fitting grow with the third power of the size. Measured at
    ``standard``: 4.0 GB for crosslinker 1, 6.6 GB for the product of 3, 2.6 GB for its nitrene.
    """
    return int(min(2000 + 0.1 * species.n_atoms**3, 12_000) * attempt)


def relative_length(species: Species) -> float:
    """Return how long one species takes, in atoms of a closed shell.

    Two spin states and their vibrations make an intermediate longer than a closed shell.
    """
    return species.n_atoms * species_kind(species.kind).relative_cost


def usable_memory_mb() -> int:
    """Return what all jobs on this machine may use together, MB."""
    return int(0.9 * psutil.virtual_memory().total / 1e6)


def supervise(job: Job, report: Report = _silent, worker: Sequence[str] = WORKER) -> int:
    """Compute one species in a child process and leave a record for every step it reached.

    Parameters
    ----------
    job : Job
    report : callable
        Told a verb (start, ok, reused, failed, crashed), the steps it concerns, and any detail.
    worker : sequence of str
        Command of the child.

    Returns
    -------
    int
        0 when the species ended in records, good or bad; :data:`TRY_AGAIN_EXIT` when the child
        crashed and another attempt with more memory may help.
    """
    status, steps = _run_child(job, report, worker)
    if status != 0:
        error = StepError(
            "resource",
            f"{' + '.join(steps)} ended early: {describe_exit(status)} (attempt {job.attempt}, "
            f"{job.memory_mb} MB, {job.threads} threads)",
            f"Read {job.folder.log}; give the job more memory or choose a lower level.",
        )
        if job.attempt < LAST_ATTEMPT:
            report("crashed", steps, f"{error.message}; asking for another attempt")
            return TRY_AGAIN_EXIT
        _record_crash(job, steps, error)
        report("failed", steps, error.message)
    shutil.rmtree(job.folder.scratch, ignore_errors=True)
    return 0


def describe_exit(status: int) -> str:
    """Say in words how a process ended.

    Examples
    --------
    >>> describe_exit(-9)
    'killed by SIGKILL, most likely for lack of memory'
    >>> describe_exit(-6)
    'crashed with SIGABRT'
    >>> describe_exit(75)
    'out of memory'
    """
    if status == OUT_OF_MEMORY_EXIT:
        return "out of memory"
    if status >= 0:
        return f"exit status {status}"
    name = signal.Signals(-status).name
    if name == "SIGKILL":
        return f"killed by {name}, most likely for lack of memory"
    return f"crashed with {name}"


def _run_child(job: Job, report: Report, worker: Sequence[str]) -> tuple[int, tuple[str, ...]]:
    """Return the child's exit status and the steps it was in."""
    job.folder.scratch.mkdir(parents=True, exist_ok=True)
    steps = species_kind(job.species.kind).steps[:1]
    reader, writer = os.pipe()
    with job.folder.log.open("ab") as log, os.fdopen(reader) as progress:
        child = _start(job, worker, writer, log)
        os.close(writer)
        try:
            for line in progress:
                words, _, why = line.partition("|")
                verb, *named = words.split()
                report(verb, named, why.strip())
                steps = tuple(named) if verb == "start" else steps
            return child.wait(), steps
        finally:
            child.kill()
            child.wait()


def _start(job: Job, worker: Sequence[str], writer: int, log: IO[bytes]) -> subprocess.Popen[bytes]:
    arguments = [
        *("--species", job.species.model_dump_json()),
        *("--level", job.level),
        *("--engine", job.engine),
        *("--seed", str(job.seed)),
        *("--results", str(job.results_dir)),
        *("--threads", str(job.threads)),
        *("--progress-fd", str(writer)),
    ]
    return subprocess.Popen(
        [*worker, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        env=os.environ | _environment(job),
        pass_fds=(writer,),
    )


def _environment(job: Job) -> dict[str, str]:
    threads = str(job.threads)
    return {
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "MKL_NUM_THREADS": threads,
        "OMP_WAIT_POLICY": "PASSIVE",
        # In huge pages, memory fresh from a virtual machine took twice as long to reach.
        "NUMPY_MADVISE_HUGEPAGE": "0",
        "PYSCF_MAX_MEMORY": str(max(job.memory_mb - MEGABYTES_AT_REST, 500)),
        "PYSCF_TMPDIR": str(job.folder.scratch.resolve()),
        # An empty file: PySCF would execute a .pyscf_conf.py it finds on the way.
        "PYSCF_CONFIG_FILE": str(package_path("data/quantum/pyscf_conf.py")),
        "PYTHONHASHSEED": "0",
        "PYTHONFAULTHANDLER": "1",
    }


def _record_crash(job: Job, steps: tuple[str, ...], error: StepError) -> None:
    watch = Stopwatch(job.threads, input_key(job.species, job.seed))
    level = load_level(job.level, job.engine)
    for step in steps:
        record = failed_record(job.species, level, step, job.folder, error, watch)
        write_record(job.folder, record)
    records = {
        step: stored_record(job.folder, step) for step in species_kind(job.species.kind).steps
    }
    known = {step: record for step, record in records.items() if record is not None}
    write_summary(job.folder, job.species, known)
