"""A dead owner's lock goes, a live owner's stays."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys

import psutil
import pytest

from dotstitch.jobs.stale_lock import release_stale_lock


@pytest.fixture
def workdir(tmp_path):
    """Return a folder locked by a run that nobody has signed for."""
    locks = tmp_path / ".snakemake" / "locks"
    locks.mkdir(parents=True)
    (locks / "0.output.lock").write_text("results/ranking.csv\n")
    (tmp_path / ".snakemake" / "owners").mkdir()
    return tmp_path


def sign(workdir, pid, host=None, created=0.0):
    owner = {"host": host or socket.gethostname(), "pid": pid, "created": created}
    path = workdir / ".snakemake" / "owners" / f"owner-{pid}.json"
    path.write_text(json.dumps(owner))


def locked(workdir):
    return any((workdir / ".snakemake").glob("locks/*.lock"))


def dead_pid():
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def test_lock_of_a_dead_owner_is_removed(workdir):
    sign(workdir, dead_pid())
    assert release_stale_lock(workdir)
    assert not locked(workdir)


def test_lock_of_a_live_owner_is_respected(workdir):
    me = psutil.Process()
    sign(workdir, me.pid, created=me.create_time())
    assert not release_stale_lock(workdir)
    assert locked(workdir)


def test_one_live_owner_among_dead_ones_is_enough(workdir):
    sign(workdir, dead_pid())
    me = psutil.Process()
    sign(workdir, me.pid, created=me.create_time())
    assert not release_stale_lock(workdir)
    assert locked(workdir)


def test_reused_process_number_does_not_pass_for_the_owner(workdir):
    sign(workdir, os.getpid(), created=1.0)
    assert release_stale_lock(workdir)


@pytest.mark.parametrize("host", ["another-machine", None])
def test_unknown_owner_is_respected(workdir, host):
    if host:
        sign(workdir, dead_pid(), host=host)
    assert not release_stale_lock(workdir)
    assert locked(workdir)


def test_a_run_signs_and_strikes_itself_off(tmp_path):
    code = (
        "from pathlib import Path; from dotstitch.jobs.stale_lock import release_stale_lock;"
        f"release_stale_lock(Path({str(tmp_path)!r}));"
        f"print(len(list(Path({str(tmp_path)!r}).glob('.snakemake/owners/*'))))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "1"
    assert list(tmp_path.glob(".snakemake/owners/*")) == []
