"""Remove the lock that a killed Snakemake run left behind, and only that one.

Snakemake's lock does not say who holds it. Every run therefore signs a register in
``.snakemake/owners/`` when it reads the Snakefile and strikes itself off when it ends. A lock is
stale when everyone left in the register ran on this machine and is dead.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import socket
from pathlib import Path
from typing import Any

import psutil

from dotstitch.contracts.files import write_text_atomically


def release_stale_lock(workdir: Path) -> bool:
    """Sign the register and remove the lock if its owner is dead.

    Parameters
    ----------
    workdir : Path
        Folder that holds ``.snakemake``.

    Returns
    -------
    bool
        Whether a stale lock was removed. A lock whose owner is alive, on another machine, or
        unknown, stays.
    """
    register = workdir / ".snakemake" / "owners"
    locks = workdir / ".snakemake" / "locks"
    owners = {path: _read_owner(path) for path in register.glob("*.json")}
    dead = {path for path, owner in owners.items() if owner and not _is_alive(owner)}
    stale = bool(dead) and len(dead) == len(owners) and any(locks.glob("*.lock"))
    if stale:
        shutil.rmtree(locks, ignore_errors=True)
    for path in dead:
        path.unlink(missing_ok=True)
    _sign(register)
    return stale


def _sign(register: Path) -> None:
    process = psutil.Process()
    owner = {
        "host": socket.gethostname(),
        "pid": process.pid,
        "created": process.create_time(),
    }
    path = register / f"{owner['host']}-{process.pid}.json"
    write_text_atomically(path, json.dumps(owner) + "\n")
    atexit.register(_strike, path, os.getpid())


def _strike(path: Path, pid: int) -> None:
    if os.getpid() == pid:
        path.unlink(missing_ok=True)


def _read_owner(path: Path) -> dict[str, Any] | None:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None


def _is_alive(owner: dict[str, Any]) -> bool:
    """Tell whether the owner may still run; an owner elsewhere counts as alive."""
    if owner.get("host") != socket.gethostname():
        return True
    try:
        process = psutil.Process(int(owner["pid"]))
        same = abs(process.create_time() - float(owner["created"])) < 1.0
        return bool(same and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
