"""One run at a time: a folder of results belongs to a single living Snakemake.

The run holds a lock on ``results/.run`` that its kernel gives back when it dies, under whichever
host name it ran. Where a file system knows no locks, the process that signed the file decides.
Every stage is told the token of its run, so that what a killed run left going writes nothing into
the next one.
"""

from __future__ import annotations

import atexit
import datetime
import os
import socket
import uuid
from pathlib import Path
from typing import IO

import psutil
from pydantic import BaseModel, ValidationError

from dotstitch.jobs.runs.locks import lock_file

TOKEN = "DOTSTITCH_RUN"
"""Environment variable that tells a stage to which run it belongs."""
_HELD: list[IO[str]] = []
"""Kept open, and so locked, to the end of the process."""


class RunError(Exception):
    """A run that must not begin or go on; the message is one sentence."""


class Owner(BaseModel):
    """The process that runs, or ran last, in a folder of results."""

    host: str
    pid: int
    created: float
    since: str
    token: str

    def may_live(self) -> bool:
        """Tell whether it may still run; one on another machine may."""
        if self.host != socket.gethostname():
            return True
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.created) < 1.0
            return same and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False


def begin_run(results: Path, *, executes: bool) -> bool:
    """Make this process the only run in a folder of results, to the end of the process.

    Parameters
    ----------
    results : Path
    executes : bool
        False for a dry run and the like: it may look on while another run is at work.

    Returns
    -------
    bool
        Whether no other run is at work.

    Raises
    ------
    RunError
        When another run is at work and this one would execute jobs.
    """
    stream = (results / ".run").open("a+", encoding="utf-8")
    owner = last_owner(results)
    try:
        locked = lock_file(stream, wait=False)
        busy = not locked and owner is not None and owner.may_live()
    except BlockingIOError:
        locked = busy = True
    if busy and executes:
        raise RunError(_sentence(results, owner, locked=locked))
    if busy or not executes:
        stream.close()
        return not busy
    _sign(stream)
    return True


def last_owner(results: Path) -> Owner | None:
    """Return the process that runs, or ran last, in a folder of results."""
    try:
        return Owner.model_validate_json((results / ".run").read_bytes())
    except (OSError, ValidationError):
        return None


def _sentence(results: Path, owner: Owner | None, *, locked: bool) -> str:
    who = (
        f"process {owner.pid} on {owner.host}, since {owner.since}" if owner else "process unknown"
    )
    what = f"Another run is at work in {results.resolve()} ({who})"
    if locked:
        return f"{what}: wait for its end, or stop it."
    return (
        f"{what}, as far as a file system without locks can tell: wait for its end, or remove "
        f"{results / '.run'} if it has ended."
    )


def _sign(stream: IO[str]) -> None:
    process = psutil.Process()
    owner = Owner(
        host=socket.gethostname(),
        pid=process.pid,
        created=process.create_time(),
        since=datetime.datetime.now().astimezone().isoformat(sep=" ", timespec="minutes"),
        token=uuid.uuid4().hex,
    )
    stream.truncate(0)
    stream.write(owner.model_dump_json() + "\n")
    stream.flush()
    _HELD.append(stream)
    atexit.register(_strike_off, stream, os.getpid())


def _strike_off(stream: IO[str], pid: int) -> None:
    if os.getpid() == pid:
        stream.truncate(0)
        stream.close()
