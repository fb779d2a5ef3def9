"""A machine that stops at any file operation of a species job: nothing half is believed or lost."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from file_layer import STOPPED, FileLayer, World, in_a_child
from replayed import LEVEL, NITRENE, OTHER_SEED, STEPS, Replay

from dotstitch.jobs import supervise
from dotstitch.jobs.child import Ended, Job
from dotstitch.jobs.files import reusable_record, stored_record
from dotstitch.jobs.supervise import LAST_ATTEMPT


@pytest.fixture
def undisturbed(tmp_path: Path) -> dict[str, bytes]:
    """Return what a run leaves that nothing stops."""
    replay = Replay(tmp_path / "undisturbed")
    replay.run()
    return replay.left()


def _skip_unless(whole: bool, world: World) -> None:
    if world == "kept" and not whole:
        pytest.skip("with --whole")


def stopped_at(n: int, world: World, replay: Replay, task: Callable[[], Any]) -> bool:
    """Run a task on a machine that stops at its n-th file operation; False when it ends before."""

    def run() -> None:
        layer = FileLayer(replay.results, n, lambda: layer.stop(world))
        layer.install()
        task()

    status = in_a_child(run)
    assert status in (0, STOPPED), f"operation {n}: exit status {status}"
    return status == STOPPED


@pytest.mark.parametrize("begun", ["nothing", "another question"])
@pytest.mark.parametrize("world", ["kept", "lost"])
def test_crash_at_every_file_operation(
    undisturbed: dict[str, bytes], tmp_path: Path, begun: str, world: World, whole: bool
) -> None:
    """The job begins on an empty folder, or over the records of another seed."""
    _skip_unless(whole, world)
    start = tmp_path / "start"
    start.mkdir()
    if begun == "another question":
        Replay(start, seed=OTHER_SEED).run()
    reached = 0
    for n in itertools.count(1):
        replay = Replay(tmp_path / str(n))
        shutil.copytree(start, replay.results)
        if not stopped_at(n, world, replay, replay.run):
            break
        reached = n
        used = believed(replay, undisturbed)
        replay.run()
        assert replay.left() == undisturbed, f"operation {n}"
        reused = {line.removeprefix("reused ") for line in replay.said if "reused" in line}
        assert used <= reused, f"operation {n}: a finished record was computed again"
        shutil.rmtree(replay.results)
    print(f"{begun}, {world}: stopped at each of {reached} file operations")
    assert reached > 30


@pytest.mark.parametrize("world", ["kept", "lost"])
def test_crash_while_the_crash_of_a_child_is_recorded(
    undisturbed: dict[str, bytes],
    tmp_path: Path,
    world: World,
    whole: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The supervising process stops at any of its own file operations."""
    _skip_unless(whole, world)
    aborted = Ended(-6, ("gap",), "", 1.0)
    monkeypatch.setattr(supervise, "run_child", lambda *given: aborted)
    reached = 0
    for n in itertools.count(1):
        replay = Replay(tmp_path / str(n))
        replay.run()
        replay.folder.record("gap").unlink()
        replay.folder.summary.unlink()
        job = Job(NITRENE, LEVEL, "fast", replay.seed, replay.results, 1, 900, LAST_ATTEMPT)
        if not stopped_at(n, world, replay, partial(supervise.supervise, job)):
            break
        reached = n
        assert believed(replay, undisturbed) == {"geometry"}
        replay.run()
        assert replay.left() == undisturbed, f"operation {n}"
    print(f"{world}: stopped at each of {reached} file operations")
    assert reached > 10
    assert stored_record(replay.folder, "gap") is not None


def believed(replay: Replay, undisturbed: dict[str, bytes]) -> set[str]:
    """Return the steps whose records the next run will use; each must be what it should be."""
    found = set()
    for step in STEPS:
        record, _ = reusable_record(replay.folder, step, NITRENE, replay.seed)
        if record is None:
            continue
        found.add(step)
        for name in (f"{step}.json", *(f"{state}.xyz" for state in record.structures)):
            assert (replay.folder.path / name).read_bytes() == undisturbed[name]
    if replay.folder.summary.exists():
        assert all(stored_record(replay.folder, step) for step in STEPS)
    return found
