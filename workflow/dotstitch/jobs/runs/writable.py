"""Whether a folder can be written, said in one sentence where it cannot."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from dotstitch.jobs.runs.owner import RunError
from dotstitch.jobs.storage import storage_fault


def prepare_folder(folder: Path) -> None:
    """Make a folder that a run writes to, and try to write there.

    Raises
    ------
    RunError
        With one sentence: what is in the way, and what to do.
    """
    if folder.is_symlink() and not folder.exists():
        raise RunError(
            f"{folder.absolute()} is a link to {os.readlink(folder)}, which does not exist: make "
            "that folder, or remove the link."
        )
    if folder.exists() and not folder.is_dir():
        raise RunError(f"{folder.absolute()} is a file where a folder must be: move it away.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".probe-") as probe:
            probe.write(bytes(4096))
    except OSError as error:
        here = OSError(error.errno, error.strerror, str(folder.absolute()))
        raise RunError(storage_fault(here) or str(here)) from None
