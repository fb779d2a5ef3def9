"""One run at a time in a folder of results, and what a killed one leaves is no obstacle."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from dotstitch.cli import main
from dotstitch.jobs.runs.leftovers import clear_leftovers
from dotstitch.jobs.runs.owner import (
    TOKEN,
    Owner,
    RunError,
    begin_run,
    last_owner,
)
from dotstitch.jobs.runs.stamps import drop_false_stamp, one_stage
from dotstitch.jobs.runs.writable import prepare_folder

OTHER_RUN = """
import sys
from pathlib import Path
from dotstitch.jobs.runs.owner import begin_run
assert begin_run(Path(sys.argv[1]), executes=True)
print("begun", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def other(tmp_path):
    """Return another run that is at work in a folder of results."""
    command = [sys.executable, "-c", OTHER_RUN, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"begun\n"
        yield process
        process.kill()


@pytest.fixture
def no_locks(monkeypatch):
    """Make the file system one without locks."""

    def refuse(*_):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)


def sign(results: Path, **changes):
    """Leave what a run signed; as it stands that of a living process, this one."""
    process = psutil.Process()
    owner = Owner(
        host=socket.gethostname(),
        pid=process.pid,
        created=process.create_time(),
        since="yesterday",
        token="its token",
    )
    (results / ".run").write_text(owner.model_copy(update=changes).model_dump_json())


def test_second_run_stops_with_a_sentence_and_may_look_on(other, tmp_path):
    with pytest.raises(RunError, match=rf"process {other.pid} on .*: wait for its end, or stop"):
        begin_run(tmp_path, executes=True)
    assert not begin_run(tmp_path, executes=False)
    assert last_owner(tmp_path).pid == other.pid


def test_run_that_was_killed_holds_nobody_up(other, tmp_path):
    other.kill()
    other.wait()
    assert last_owner(tmp_path).pid == other.pid
    assert begin_run(tmp_path, executes=False)


def test_run_that_ends_strikes_itself_off(other, tmp_path):
    other.stdin.close()
    other.wait()
    assert last_owner(tmp_path) is None


def test_lock_decides_whatever_a_run_on_another_machine_signed(tmp_path):
    sign(tmp_path, host="a container that is gone")
    assert begin_run(tmp_path, executes=False)


@pytest.mark.parametrize(
    "changes", [{}, {"host": "another-machine"}], ids=["alive", "on another machine"]
)
def test_without_locks_who_may_live_is_respected_and_the_way_out_named(no_locks, tmp_path, changes):
    sign(tmp_path, **changes)
    with pytest.raises(RunError, match=r"\.run if it has ended"):
        begin_run(tmp_path, executes=True)
    (tmp_path / ".run").unlink()
    assert begin_run(tmp_path, executes=False)


@pytest.mark.parametrize("text", ["", "{", '{"host": 1}'])
def test_without_locks_nobody_or_nonsense_signed_is_no_run(no_locks, tmp_path, text):
    (tmp_path / ".run").write_text(text)
    assert begin_run(tmp_path, executes=False)


def test_without_locks_a_dead_process_and_a_number_given_again_are_no_run(no_locks, tmp_path):
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    for changes in ({"pid": child.pid}, {"created": 1.0}):
        sign(tmp_path, **changes)
        assert begin_run(tmp_path, executes=False)


def test_stage_is_stamped_when_it_ended_well_and_only_then(tmp_path):
    made, output = tmp_path / ".made", tmp_path / "ranking.csv"
    for key in ("1", "2"):
        with one_stage(tmp_path, made / f"rank-{key}", [output]):
            assert not any(made.glob("rank-*"))
            made.mkdir(exist_ok=True)
            (made / "report-1").touch()
            output.write_text(key)
        assert {path.name for path in made.iterdir()} == {f"rank-{key}", "report-1"}
    with pytest.raises(ZeroDivisionError), one_stage(tmp_path, made / "rank-2", [output]):
        raise ZeroDivisionError
    assert {path.name for path in made.iterdir()} == {"report-1"}


@pytest.mark.parametrize("damage", ["output", "no output", "stamp", "stamp of nothing"])
def test_stamp_goes_when_what_it_vouches_for_changed(tmp_path, damage):
    stamp, output = tmp_path / ".made" / "rank-1", tmp_path / "ranking.csv"
    with one_stage(tmp_path, stamp, [output]):
        output.write_text("rank,name\n")
    assert drop_false_stamp(stamp) == []
    assert stamp.exists()
    if damage == "output":
        output.write_text("rank,nime\n")
    elif damage == "no output":
        output.unlink()
    else:
        stamp.write_text("{" if damage == "stamp" else "3")
    assert drop_false_stamp(stamp) == [str(stamp if damage.startswith("stamp") else output)]
    assert not stamp.exists()
    assert drop_false_stamp(stamp) == []


def test_stage_of_a_run_that_was_replaced_writes_nothing(tmp_path, monkeypatch):
    sign(tmp_path)
    monkeypatch.setenv(TOKEN, "its token")
    with one_stage(tmp_path, None, []):
        pass
    monkeypatch.setenv(TOKEN, "that of a run before")
    with pytest.raises(RunError, match="replaced"), one_stage(tmp_path, None, []):
        pytest.fail("the stage went on")


def test_what_a_killed_run_left_is_cleared_and_good_notes_stay(tmp_path):
    for folder in ("locks", "incomplete/deep", "metadata/deep"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "locks" / "0.output.lock").write_text("results/ranking.csv\n")
    (tmp_path / "incomplete" / "deep" / "cmVz").write_text("{}")
    (tmp_path / "metadata" / "good").write_text('{"rule": "rank_molecules"}')
    (tmp_path / "metadata" / "deep" / "torn").write_bytes(b'{"rule": "ra')
    (tmp_path / "metadata" / "noise").write_bytes(b"\xff\x00")
    (tmp_path / "metadata" / "@long").mkdir()
    (tmp_path / "metadata" / "@long" / "name").write_text('{"record_format_version": 6}')
    (tmp_path / "log").write_text("a file where a folder should be")
    (tmp_path / "shadow").symlink_to("nowhere")
    assert clear_leftovers(tmp_path)
    left = {path.name for path in tmp_path.rglob("*")}
    assert left == {"incomplete", "metadata", "good", "@long", "name"}
    assert not clear_leftovers(tmp_path)


@pytest.mark.parametrize(
    "note",
    [
        "[]",
        "3",
        '{"rule": 3}',
        '{"input": "results/manifest.json"}',
        '{"params": [["draft"]]}',
        '{"record_format_version": "six"}',
        '{"input_checksums": {"results/manifest.json": 3}}',
    ],
)
def test_note_that_snakemake_would_stumble_over_goes(tmp_path, note):
    (tmp_path / "metadata").mkdir()
    (tmp_path / "metadata" / "cmVz").write_text(note)
    assert not clear_leftovers(tmp_path)
    assert not any((tmp_path / "metadata").iterdir())


def test_folder_that_cannot_be_written_is_told_in_one_sentence(tmp_path, monkeypatch):
    link, file, full = tmp_path / "link", tmp_path / "file", tmp_path / "full"
    link.symlink_to("nowhere")
    file.touch()
    with pytest.raises(RunError, match="is a link to nowhere, which does not exist: make that"):
        prepare_folder(link)
    with pytest.raises(RunError, match="is a file where a folder must be: move it away"):
        prepare_folder(file)

    def refuse(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)
    with pytest.raises(RunError, match=r"full: No space left on device\. Free"):
        prepare_folder(full)
    monkeypatch.undo()
    for path in (link, file):
        path.unlink()
        prepare_folder(path)
        assert path.is_dir()
    assert list(link.iterdir()) == []


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="no folder that nobody may write")
def test_folder_that_is_read_only_is_told_in_one_sentence(tmp_path, capsys):
    (tmp_path / "results").symlink_to("/sys/kernel")
    with pytest.raises(RunError, match="Make the folder writable for you and run again"):
        prepare_folder(tmp_path / "results")
    arguments = ["plan", "--smiles", "[N-]=[N+]=Nc1ccccc1", "--results", str(tmp_path / "results")]
    assert main(arguments) == 1
    assert "Make the folder writable" in capsys.readouterr().err
