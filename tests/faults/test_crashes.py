"""A machine that stops at any file operation of a species job: nothing half is believed or lost."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest
from file_layer import STOPPED, FileLayer, World, in_a_child
from replayed import NITRENE, OTHER_SEED, STEPS, Replay

from dotstitch.jobs.files import reusable_record, stored_record


@pytest.fixture
def undisturbed(tmp_path: Path) -> dict[str, bytes]:
    """Return what a run leaves that nothing stops."""
    replay = Replay(tmp_path / "undisturbed")
    replay.run()
    return replay.left()


def stopped_at(n: int, world: World, replay: Replay) -> bool:
    """Run the job on a machine that stops at its n-th file operation; False when it ends before."""

    def run() -> None:
        layer = FileLayer(replay.results, n, lambda: layer.stop(world))
        layer.install()
        replay.run()

    status = in_a_child(run)
    assert status in (0, STOPPED), f"operation {n}: exit status {status}"
    return status == STOPPED


@pytest.mark.parametrize("begun", ["nothing", "another question"])
@pytest.mark.parametrize("world", ["kept", "lost"])
def test_crash_at_every_file_operation(
    undisturbed: dict[str, bytes], tmp_path: Path, begun: str, world: World, whole: bool
) -> None:
    """The job begins on an empty folder, or over the records of another seed."""
    if world == "kept" and not whole:
        pytest.skip("with --whole")
    start = tmp_path / "start"
    start.mkdir()
    if begun == "another question":
        Replay(start, seed=OTHER_SEED).run()
    reached = 0
    for n in itertools.count(1):
        replay = Replay(tmp_path / str(n))
        shutil.copytree(start, replay.results)
        if not stopped_at(n, world, replay):
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
