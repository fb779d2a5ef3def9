"""Where a record comes from: versions, threads, time and memory."""

from __future__ import annotations

import datetime
import os
import platform
import resource
import sys
import time
from functools import cache
from importlib.metadata import version

from dotstitch.contracts.files import content_key
from dotstitch.contracts.manifest import Species
from dotstitch.contracts.records import Provenance

PACKAGES = ("dotstitch", "numpy", "scipy", "rdkit", "ase", "tblite", "geometric", "pyscf")


class Stopwatch:
    """Measures one step from its creation on.

    Parameters
    ----------
    threads : int
        Threads the step may use.
    answers : str
        Hash of what the step was asked (see :func:`input_key`).
    """

    def __init__(self, threads: int, answers: str) -> None:
        self.threads = threads
        self.answers = answers
        self.started_at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        self.wall = time.perf_counter()
        self.cpu = _cpu_s()

    @property
    def seconds(self) -> float:
        """Wall time so far."""
        return time.perf_counter() - self.wall

    def provenance(self) -> Provenance:
        """Return what a record keeps of the run so far; memory is the peak of the process, MB."""
        return Provenance(
            versions=versions(),
            threads=self.threads,
            wall_s=round(self.seconds, 3),
            cpu_s=round(_cpu_s() - self.cpu, 3),
            peak_memory_mb=round(peak_memory_mb(), 1),
            device_requested="cpu",
            device_used="cpu",
            started_at=self.started_at,
            input_key=self.answers,
        )


def input_key(species: Species, seed: int) -> str:
    """Return a hash of everything that decides a step's result besides the code."""
    return content_key({"species": species.key, "seed": seed})


@cache
def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that make numbers."""
    return {"python": platform.python_version()} | {name: version(name) for name in PACKAGES}


def peak_memory_mb(who: int = resource.RUSAGE_SELF) -> float:
    """Return the largest resident memory so far, MB."""
    peak = resource.getrusage(who).ru_maxrss
    return peak / (1024**2 if sys.platform == "darwin" else 1024)


def _cpu_s() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
