"""Memory that runs out in one job: recorded when no attempt is left, and mended by a run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dotstitch.contracts.manifest import Species
from dotstitch.contracts.records import read_record
from dotstitch.contracts.results import STEP_VALUES
from dotstitch.jobs.attempts import read_attempts
from dotstitch.jobs.child import WORKER, Job
from dotstitch.jobs.supervise import LAST_ATTEMPT, supervise

pytestmark = pytest.mark.quantum

METHANE = Species(key="0" * 16, smiles="C", kind="closed_shell", charge=0, n_atoms=5)
STARVED = """
import resource, sys
import psutil
import dotstitch.geometry.optimise, dotstitch.quantum.ground_state
from dotstitch.jobs import worker
used = psutil.Process().memory_info().vms
resource.setrlimit(resource.RLIMIT_AS, (used + 8_000_000, resource.RLIM_INFINITY))
sys.exit(worker.main(sys.argv[1:]))
"""


def test_a_job_without_memory_is_recorded_and_the_next_run_completes(tmp_path: Path) -> None:
    """The child may see it (MemoryError) or die of it; both are lack of a resource."""
    said: list[str] = []
    job = Job(METHANE, "draft", "fast", 1, tmp_path, 1, memory_mb=900, attempt=LAST_ATTEMPT)
    starved = (sys.executable, "-c", STARVED)
    assert supervise(job, lambda *line: said.append(line[-1]), starved) == 0
    failed = [
        read_record(job.folder, STEP_VALUES[step])
        for step in ("geometry", "ground_state")
        if job.folder.record(step).exists()
    ]
    error = failed[-1].error
    assert error is not None
    assert error.kind == "resource"
    assert error.message in said[-1]
    assert supervise(job, worker=WORKER) == 0
    for step in ("geometry", "ground_state", "spectrum"):
        assert read_record(job.folder, STEP_VALUES[step]).status == "ok"
    kinds = [one.kind for one in read_attempts(job.folder)]
    assert kinds.count("resource") == 1
    assert kinds[-1] == "ok"
