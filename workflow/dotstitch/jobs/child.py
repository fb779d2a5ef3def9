"""The child process of one species: started, listened to, and its end put in words."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from dotstitch.contracts.levels import EngineName
from dotstitch.contracts.manifest import Species
from dotstitch.contracts.paths import ResultsFolder, SpeciesFolder
from dotstitch.data.job_limits import time_limit_s
from dotstitch.data.reading import package_path
from dotstitch.data.species_kinds import species_kind
from dotstitch.jobs.storage import require_room
from dotstitch.jobs.worker import OUT_OF_MEMORY_EXIT

WORKER = (sys.executable, "-m", "dotstitch.jobs.worker")
MEGABYTES_AT_REST = 600
"""Memory of Python with its libraries loaded, MB; PySCF is told to stay within the rest."""

Report = Callable[[str, Sequence[str], str], None]


@dataclass(frozen=True)
class Job:
    """One species to compute.

    Attributes
    ----------
    memory_mb : int
        What the process may use, MB.
    attempt : int
        From 1 on.
    """

    species: Species
    level: str
    engine: EngineName
    seed: int
    results_dir: Path
    threads: int
    memory_mb: int
    attempt: int

    @property
    def folder(self) -> SpeciesFolder:
        """Where its records lie."""
        return ResultsFolder(self.results_dir).species(self.species.key)

    @property
    def time_limit_s(self) -> int:
        """When the job counts as hanging, seconds."""
        return time_limit_s(self.species, self.level, self.engine)


@dataclass(frozen=True)
class Ended:
    """How a child ended.

    Attributes
    ----------
    status : int
        Exit status, or minus the number of the signal that killed it.
    steps : tuple of str
        Those it was in; none between two calculations.
    told : str
        What it said of its end, if it could.
    seconds : float
        Since it began these steps.
    """

    status: int
    steps: tuple[str, ...]
    told: str
    seconds: float


def run_child(job: Job, report: Report, worker: Sequence[str] = WORKER) -> Ended:
    """Run one species in a child and tell what it announces.

    Raises
    ------
    OSError
        When its folder cannot be written.
    """
    job.folder.path.mkdir(parents=True, exist_ok=True)
    require_room(job.folder.path)
    steps, told, begun = species_kind(job.species.kind).steps[:1], "", time.perf_counter()
    reader, writer = os.pipe()
    with job.folder.log.open("ab") as log, os.fdopen(reader) as progress:
        child = _start(job, worker, writer, log)
        os.close(writer)
        try:
            for line in progress:
                words, _, rest = line.partition("|")
                verb, *named = words.split()
                if verb == "ended":
                    told = rest.strip()
                    continue
                report(verb, named, rest.strip())
                steps, begun = tuple(named) if verb == "start" else (), time.perf_counter()
            return Ended(child.wait(), steps, told, time.perf_counter() - begun)
        finally:
            child.kill()
            child.wait()


def describe_exit(status: int, told: str = "") -> str:
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
    if told:
        return told
    if status == OUT_OF_MEMORY_EXIT:
        return "out of memory"
    if status >= 0:
        return f"exit status {status}"
    name = signal.Signals(-status).name
    if name == "SIGKILL":
        return f"killed by {name}, most likely for lack of memory"
    if name == "SIGALRM":
        return "not done within its time limit"
    return f"crashed with {name}"


def _start(job: Job, worker: Sequence[str], writer: int, log: IO[bytes]) -> subprocess.Popen[bytes]:
    arguments = [
        *("--species", job.species.model_dump_json()),
        *("--level", job.level),
        *("--engine", job.engine),
        *("--seed", str(job.seed)),
        *("--results", str(job.results_dir)),
        *("--threads", str(job.threads)),
        *("--time-limit", str(job.time_limit_s)),
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
