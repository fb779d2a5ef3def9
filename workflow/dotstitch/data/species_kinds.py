"""Reads the kinds of species."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from dotstitch.contracts.species_kinds import SpeciesKindRow
from dotstitch.data.reading import read_yaml


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
    rows = species_kinds()
    if name not in rows:
        raise KeyError(f"no kind of species {name!r}; choose one of {', '.join(rows)}")
    return rows[name]
