"""Hashes of the files that a species ended with, as ``sha256sum --check`` reads them.

They say which files need no closer look, which takes a tenth of the time. What is believed is
decided by the hash within each record.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dotstitch.contracts.files import write_text_atomically
from dotstitch.contracts.paths import SpeciesFolder
from dotstitch.jobs.runs.stamps import file_hash


def ended_with(folder: SpeciesFolder, steps: Iterable[str]) -> list[Path]:
    """Return the records of some steps, and every geometry."""
    return [*map(folder.record, steps), *sorted(folder.path.glob("*.xyz"))]


def write_sums(folder: SpeciesFolder, steps: Iterable[str]) -> None:
    """Note what a species ended with."""
    lines = [f"{file_hash(path)}  {path.name}\n" for path in ended_with(folder, steps)]
    write_text_atomically(folder.sums, "".join(lines))


def as_it_ended(folder: SpeciesFolder, steps: Iterable[str]) -> bool:
    """Tell whether every file is as it was noted; False where nothing was."""
    try:
        noted = set(folder.sums.read_text("utf-8").splitlines())
    except (OSError, ValueError):
        return False
    return all(f"{file_hash(path)}  {path.name}" in noted for path in ended_with(folder, steps))
