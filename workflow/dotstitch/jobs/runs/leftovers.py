"""What a killed run, or a damaged disk, left in Snakemake's own folder.

Every output is written whole or not at all, and stamps say what it was made of. So locks and marks
of unfinished jobs mean nothing any more, and a note that Snakemake would stumble over may go.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from pydantic import BaseModel, ValidationError

FOLDERS = (
    "auxiliary",
    "conda",
    "conda-archive",
    "incomplete",
    "iocache",
    "log",
    "metadata",
    "shadow",
    "singularity",
)
"""Of Snakemake, below its own; nothing else may have their names."""


class _Note(BaseModel):
    """What Snakemake reads in its note on an output, and the types it relies on."""

    rule: str | None = None
    input: list[str] | None = None
    log: list[str] | None = None
    shellcmd: str | None = None
    params: list[str] | None = None
    code: str | None = None
    record_format_version: int = 0
    conda_env: str | None = None
    container_img_url: str | None = None
    software_stack_hash: str | None = None
    job_hash: int | None = None
    starttime: float | None = None
    endtime: float | None = None
    incomplete: bool | None = None
    external_jobid: str | None = None
    input_checksums: dict[str, str | None] | None = None


def clear_leftovers(state: Path) -> bool:
    """Remove what would stop Snakemake; only when no run is at work.

    Parameters
    ----------
    state : Path
        ``.snakemake`` of the working directory.

    Returns
    -------
    bool
        Whether there was a lock.
    """
    locked = any(state.glob("locks/*.lock"))
    for path in (state / "locks", *state.glob("incomplete/*")):
        remove(path)
    for path in map(state.joinpath, FOLDERS):
        if not path.is_dir():
            path.unlink(missing_ok=True)
    _clear_notes(state / "metadata")
    return locked


def remove(path: Path) -> None:
    """Remove a file, a link or a whole folder, if there is one."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _clear_notes(folder: Path) -> None:
    """Remove what is no note; long names go on in folders that begin with ``@``."""
    for path in folder.glob("*"):
        if path.name.startswith("@") and path.is_dir():
            _clear_notes(path)
        elif path.name.startswith("@") or not _is_note(path):
            remove(path)


def _is_note(path: Path) -> bool:
    try:
        _Note.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return False
    return True
