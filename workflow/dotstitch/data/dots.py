"""Names of the quantum dots and what stands in for blanks; their physics is in the room ``dot``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from dotstitch.data.reading import read_rows, read_yaml

_CLASSES = "data/dot/dot_classes.yaml"


@dataclass(frozen=True)
class _Named:
    name: str


@cache
def dot_names() -> tuple[str, ...]:
    """Return the names of the shipped dots, in the order of ``data/dot/dots.csv``."""
    return tuple(row.name for row in read_rows("data/dot/dots.csv", _Named))


class _Cited(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    confidence: Literal["read", "unverified", "assumption"]
    checked: bool


class DotClass(_Cited):
    """Dots of one core material.

    Attributes
    ----------
    typical : str
        Shipped dot that stands in for what is left blank.
    electron_share : float
        Part of a wider gap by which the conduction edge rises; the valence edge falls by the rest.
    """

    typical: str
    electron_share: float
    doi: str


class Sizing(_Cited):
    """Diameter of a bare core from its first exciton, numerator / (pole - exciton) - offset.

    Attributes
    ----------
    exciton_nm : tuple of float
        Lowest and highest exciton for which it holds.
    """

    numerator_nm2: float
    pole_nm: float
    offset_nm: float
    exciton_nm: tuple[float, float]
    doi: str

    def diameter_nm(self, exciton_nm: float) -> float:
        """Return the diameter of a core."""
        return self.numerator_nm2 / (self.pole_nm - exciton_nm) - self.offset_nm

    def exciton_of_nm(self, diameter_nm: float) -> float:
        """Return the first exciton of a core."""
        return self.pole_nm - self.numerator_nm2 / (diameter_nm + self.offset_nm)

    @property
    def limits_nm(self) -> tuple[float, float]:
        """Smallest and largest diameter for which it holds."""
        low, high = self.exciton_nm
        return self.diameter_nm(low), self.diameter_nm(high)


class _ExcitonAbsorption(_Cited):
    coefficient_cm1: float
    doi: str


class _Number(_Cited):
    value: float
    unit: str
    meaning: str


@dataclass(frozen=True)
class Ligand:
    """One ligand as it is bound, a row of ``data/dot/ligands.csv``.

    Attributes
    ----------
    also : str
        Other names, separated by semicolons.
    head : str
        By which it holds to the dot.
    """

    name: str
    also: str
    smiles: str
    head: Literal["acid", "amine", "thiol", "other"]
    source: str


@cache
def dot_classes() -> dict[str, DotClass]:
    """Return the classes of dots by their core."""
    return read_yaml(_CLASSES, dict[str, DotClass], "classes")


@cache
def sizing_curves() -> dict[str, Sizing]:
    """Return the sizing curves by core; most cores have none."""
    return read_yaml(_CLASSES, dict[str, Sizing], "sizing")


@cache
def exciton_absorptions() -> dict[str, float]:
    """Return the absorption coefficient (cm-1, natural logarithm) of a core at its first exciton.

    By core material, of the core's volume.
    """
    rows = read_yaml(_CLASSES, dict[str, _ExcitonAbsorption], "exciton_absorption")
    return {core: row.coefficient_cm1 for core, row in rows.items()}


@cache
def dot_numbers() -> dict[str, float]:
    """Return what a user's dot is lent, how uncertain its numbers are, and a few others."""
    rows = read_yaml(_CLASSES, dict[str, _Number], "numbers")
    return {name: row.value for name, row in rows.items()}


@cache
def ligands() -> dict[str, Ligand]:
    """Return the ligands by each of their names, in lower case."""
    rows = read_rows("data/dot/ligands.csv", Ligand)
    return {
        name.lower(): row for row in rows for name in (row.name, *filter(None, row.also.split(";")))
    }
