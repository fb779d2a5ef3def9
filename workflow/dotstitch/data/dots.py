"""Names of the quantum dots; their physics stands in the room ``dot``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from dotstitch.data.reading import read_rows


@dataclass(frozen=True)
class _Named:
    name: str


@cache
def dot_names() -> tuple[str, ...]:
    """Return the names of all dots, in the order of ``data/dot/dots.csv``."""
    return tuple(row.name for row in read_rows("data/dot/dots.csv", _Named))
