"""Every single flipped byte of every record, of structures and predictions is noticed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from replayed import NITRENE, STEPS, Replay

from dotstitch.contracts.files import UntrustedFileError
from dotstitch.contracts.hashed import read_hashed, write_hashed
from dotstitch.jobs.attempts import read_attempts
from dotstitch.jobs.files import reusable_record


@pytest.fixture
def finished(tmp_path: Path) -> Replay:
    replay = Replay(tmp_path)
    replay.run()
    return replay


def believed(replay: Replay, path: Path) -> bool:
    """Tell whether the next run would use what stands in a file."""
    step = "geometry" if path.suffix == ".xyz" else path.stem
    if step in STEPS:
        return reusable_record(replay.folder, step, NITRENE, replay.seed)[0] is not None
    try:
        return bool(read_attempts(replay.folder))
    except UntrustedFileError:
        return False


def test_every_flipped_byte_is_noticed(finished: Replay, whole: bool) -> None:
    """One bit of each byte, another from byte to byte; with ``--whole`` each of the eight."""
    folder = finished.folder
    paths = [*folder.path.glob("*.xyz"), folder.attempts, *(folder.record(s) for s in STEPS)]
    flipped = 0
    for path in paths:
        content = path.read_bytes()
        assert believed(finished, path)
        for place in range(len(content)):
            for bit in range(8) if whole else (place % 8,):
                changed = bytearray(content)
                changed[place] ^= 1 << bit
                path.write_bytes(changed)
                flipped += 1
                assert not believed(finished, path), f"{path.name}, byte {place}, bit {bit}"
        path.write_bytes(content)
    print(f"{flipped} flips in {len(paths)} files, all noticed")


def believed_predictions(path: Path) -> bool:
    try:
        return bool(read_hashed(path))
    except UntrustedFileError:
        return False


def test_every_flipped_byte_of_predictions_is_noticed(tmp_path: Path) -> None:
    """Every bit of a file that is written and read as ``photophysics.json`` is."""
    path = tmp_path / "predictions.json"
    write_hashed(path, {"molecules": [{"name": "azide", "score": 12.5}], "basis": "it is \u00e4"})
    content = path.read_bytes()
    assert believed_predictions(path)
    for place in range(len(content)):
        for bit in range(8):
            changed = bytearray(content)
            changed[place] ^= 1 << bit
            path.write_bytes(changed)
            assert not believed_predictions(path), f"byte {place}, bit {bit}"
    for shorter in range(len(content)):
        path.write_bytes(content[:shorter])
        assert not believed_predictions(path), f"{shorter} bytes"


def test_clocks_that_were_wrong_do_no_harm(finished: Replay) -> None:
    """Records from a time to come are used like any others."""
    before = finished.left()
    for path in finished.folder.path.iterdir():
        os.utime(path, (4e9, 4e9))
    finished.said.clear()
    finished.run()
    assert finished.said == ["reused geometry", "reused gap"]
    assert finished.left() == before
