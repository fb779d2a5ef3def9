"""Solvents in which bands and gaps were measured, by any of their names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from dotstitch.data.reading import read_rows


@dataclass(frozen=True)
class Solvent:
    """One row of ``data/optics/solvents.csv``.

    Attributes
    ----------
    name : str
    synonyms : str
        Its other names, separated by semicolons.
    relative_permittivity : float
        Near room temperature.
    """

    name: str
    synonyms: str
    relative_permittivity: float

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, the one that results use first."""
        return (self.name, *filter(None, map(str.strip, self.synonyms.split(";"))))


@cache
def _solvents() -> tuple[Solvent, ...]:
    return read_rows("data/optics/solvents.csv", Solvent)


@cache
def solvent_names() -> dict[str, str]:
    """Return every name and synonym of a solvent with the name that results use.

    Examples
    --------
    >>> solvent_names()["dichloromethane"], solvent_names()["CH2Cl2"]
    ('CH2Cl2', 'CH2Cl2')
    """
    return {name: row.name for row in _solvents() for name in row.names}


@cache
def _by_name() -> dict[str, Solvent]:
    return {name.casefold(): row for row in _solvents() for name in row.names}


def find_solvent(name: str) -> Solvent:
    """Return the solvent of a name or synonym, capitals and outer spaces apart.

    Raises
    ------
    KeyError
        When no such solvent is known; the message lists the names.

    Examples
    --------
    >>> find_solvent("Acetonitrile").name, find_solvent("hexane").relative_permittivity
    ('MeCN', 1.88)
    """
    known = _by_name().get(name.strip().casefold())
    if known is None:
        names = ", ".join(row.name for row in _solvents())
        raise KeyError(f"no solvent {name!r}; choose one of {names}, or add a row to solvents.csv")
    return known


def permittivity(name: str) -> float:
    """Return the relative permittivity of a solvent, by any of its names.

    Raises
    ------
    KeyError
        When no such solvent is known; the message lists the names.

    Examples
    --------
    >>> permittivity("DCM") == permittivity("dichloromethane") == permittivity("CH2Cl2")
    True
    """
    return find_solvent(name).relative_permittivity
