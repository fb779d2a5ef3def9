"""Stamps: files that say which stages ended well, with what, and what they wrote.

The name of a stamp holds all that its stage was made of, its content the hashes of what the stage
wrote. So neither Snakemake's notes nor the ages of files have to be believed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from dotstitch.contracts.files import write_text_atomically
from dotstitch.jobs.runs.locks import lock_file
from dotstitch.jobs.runs.owner import TOKEN, RunError, last_owner


@contextlib.contextmanager
def one_stage(results: Path, stamp: Path | None, outputs: Sequence[Path]) -> Iterator[None]:
    """Do one stage while no other is at work on these results, and stamp it when it ends well.

    Parameters
    ----------
    results : Path
    stamp : Path or None
        File ``STAGE-KEY`` to write at the end; those of the same stage with other keys go first.
    outputs : sequence of Path
        What the stage writes.

    Raises
    ------
    RunError
        When the run that this stage belongs to was replaced by another.
    """
    results.mkdir(parents=True, exist_ok=True)
    with (results / ".stage").open("a") as stream:
        lock_file(stream)
        owner, token = last_owner(results), os.environ.get(TOKEN)
        if token and owner and owner.token != token:
            raise RunError("The run of this stage was replaced by another one: wait for its end.")
        if stamp:
            for old in stamp.parent.glob(f"{stamp.name.rsplit('-', 1)[0]}-*"):
                old.unlink()
        yield
        if stamp:
            hashes = {str(path): file_hash(path) for path in outputs}
            write_text_atomically(stamp, json.dumps(hashes, indent=1) + "\n")


def drop_false_stamp(stamp: Path) -> list[str]:
    """Remove a stamp if something that its stage wrote has changed since.

    Returns
    -------
    list of str
        What has changed, so that it is made again.
    """
    try:
        hashes = dict(json.loads(stamp.read_bytes()))
    except OSError:
        return []
    except (ValueError, TypeError):
        hashes = {str(stamp): ""}
    changed = [name for name, noted in hashes.items() if file_hash(Path(name)) != noted]
    if changed:
        stamp.unlink()
    return changed


def file_hash(path: Path) -> str:
    """Return the sha256 of a file; ``missing`` when it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return "missing"
