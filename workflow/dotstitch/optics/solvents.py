"""Solvents in which bands and gaps were measured."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from dotstitch.data.reading import read_rows


@dataclass(frozen=True)
class Solvent:
    """One row of ``data/optics/solvents.csv``."""

    name: str
    relative_permittivity: float


@cache
def permittivities() -> dict[str, float]:
    """Return the relative permittivity of every known solvent.

    Examples
    --------
    >>> permittivities()["n-hexane"]
    1.88
    """
    rows = read_rows("data/optics/solvents.csv", Solvent)
    return {row.name: row.relative_permittivity for row in rows}
