"""A disk that is full, broken or read-only: one sentence, and the next run completes."""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from file_layer import FileLayer, in_a_child
from replayed import LEVEL, NITRENE, Replay

from dotstitch.contracts.failure import StepError
from dotstitch.jobs.child import Job
from dotstitch.jobs.storage import storage_fault
from dotstitch.jobs.supervise import TRY_AGAIN_EXIT, supervise

WORDS = {
    errno.ENOSPC: "Free some space and run again.",
    errno.EIO: "Look at the disk or the network, then run again.",
    errno.EROFS: "Make the folder writable for you and run again.",
}
TOLD, TRACEBACK = 3, 4


def failing_at(n: int, number: int, replay: Replay) -> int:
    """Run the job on a disk that fails from the n-th operation on; say how that ends."""

    def fault() -> None:
        raise OSError(number, os.strerror(number), str(replay.folder.path))

    def run() -> None:
        FileLayer(replay.results, n, fault, lasting=True).install()
        try:
            replay.run()
        except OSError as error:
            os._exit(TOLD if (storage_fault(error) or "").endswith(WORDS[number]) else TRACEBACK)
        except StepError:
            os._exit(TRACEBACK)

    return in_a_child(run)


@pytest.mark.parametrize("number", WORDS, ids=errno.errorcode.get)
def test_disk_that_fails_at_any_operation(
    tmp_path: Path, number: int, whole: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    """Every operation with ``--whole``; else some, others from fault to fault."""
    undisturbed = Replay(tmp_path / "undisturbed")
    undisturbed.run()
    reached = 0
    for n in itertools.count(1) if whole else itertools.count(1 + number % 4, 4):
        replay = Replay(tmp_path / str(n))
        replay.results.mkdir()
        ended = failing_at(n, number, replay)
        if ended == 0:
            break
        reached = n
        assert ended == TOLD, f"operation {n}"
        replay.run()
        assert replay.left() == undisturbed.left(), f"operation {n}"
    assert reached > 30
    assert "Traceback" not in capfd.readouterr().err


FULL = """
import errno, os, sys
def hook(event, given):
    if event == "open" and str(given[0]).startswith({folder!r}) and given[2] & os.O_ACCMODE:
        raise OSError(errno.ENOSPC, "No space left on device", given[0])
if {word!r} in sys.orig_argv:
    sys.addaudithook(hook)
"""


@pytest.mark.parametrize("word", ["dotstitch", "dotstitch.jobs.worker"])
def test_a_full_disk_ends_the_job_with_one_sentence(tmp_path: Path, word: str) -> None:
    """The supervising process meets it, or its child does."""
    results = tmp_path / "results"
    (tmp_path / "sitecustomize.py").write_text(FULL.format(folder=str(results), word=word))
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    command = [sys.executable, "-m", "dotstitch", "species", "--smiles", "C", "--attempt", "1"]
    run = subprocess.run(
        [*command, "--config", "level=draft", "--results", str(results)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": path},
        cwd=tmp_path,
    )
    assert run.returncode == TRY_AGAIN_EXIT
    told = run.stderr.splitlines()[-1]
    assert "No space left on device. Free some space and run again." in told
    assert "Traceback" not in run.stderr
    assert not list(results.rglob("*.json"))


def told_of(results: Path) -> str:
    """Return what the user is told of a job that cannot write to its results."""
    job = Job(NITRENE, LEVEL, "fast", 1, results, threads=1, memory_mb=900, attempt=3)
    told: list[str] = []
    assert supervise(job, lambda *line: told.append(line[-1])) == TRY_AGAIN_EXIT
    return told[-1]


def test_a_file_in_the_place_of_the_results_is_named(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("")
    assert "Move away what lies there and run again." in told_of(tmp_path / "results")


def test_no_job_starts_without_room_for_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=5_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    assert "Only 5 MB left on the device, a job needs 200. Free some" in told_of(tmp_path)
