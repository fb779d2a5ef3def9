"""Kinds of species: what is computed of each, at which multiplicities, at what cost."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pydantic import BaseModel, ConfigDict, Field, field_validator

from dotstitch.contracts.results import METHOD_VERSION
from dotstitch.data.reading import read_yaml, row_named


class SpeciesKindRow(BaseModel):
    """One kind of species, a row of ``data/species_kinds.yaml``.

    Attributes
    ----------
    multiplicities : tuple of int
        Spin multiplicities that are computed, lowest first; part of the species key.
    unpaired_electrons : int
        Written in its SMILES.
    radical : str or None
        Element that carries them.
    steps : tuple of str
        What it goes through, in order.
    relative_cost : float
        It takes as long as a closed shell with this many times its atoms.
    source : str
        Where the cost comes from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    multiplicities: tuple[int, ...] = Field(min_length=1)
    unpaired_electrons: int = Field(ge=0)
    radical: str | None = None
    steps: tuple[str, ...] = Field(min_length=1)
    relative_cost: float = Field(gt=0)
    source: str

    @field_validator("steps")
    @classmethod
    def _steps_exist(cls, steps: tuple[str, ...]) -> tuple[str, ...]:
        unknown = sorted(set(steps) - set(METHOD_VERSION))
        if unknown:
            raise ValueError(f"no step {unknown[0]!r}; use {', '.join(METHOD_VERSION)}")
        return steps


@cache
def species_kinds() -> Mapping[str, SpeciesKindRow]:
    """Return all kinds by name, in the order of ``data/species_kinds.yaml``."""
    return read_yaml("data/species_kinds.yaml", dict[str, SpeciesKindRow])


def species_kind(name: str) -> SpeciesKindRow:
    """Return the kind called ``name``.

    Raises
    ------
    KeyError
        When no such kind exists; the message lists the names.

    Examples
    --------
    >>> species_kind("nitrene").multiplicities
    (1, 3)
    """
    return row_named(species_kinds(), name, "kind of species")


def kind_with_radical(element: str | None) -> str:
    """Return the first kind whose unpaired electrons sit on this element; none: a closed shell.

    Raises
    ------
    KeyError
        When there is no such kind.

    Examples
    --------
    >>> kind_with_radical("C"), kind_with_radical(None)
    ('carbene', 'closed_shell')
    """
    for name, row in species_kinds().items():
        if row.radical == element:
            return name
    raise KeyError(f"no kind of species has its unpaired electrons on {element}")
