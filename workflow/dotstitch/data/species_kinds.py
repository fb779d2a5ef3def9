"""Reads the kinds of species."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from dotstitch.contracts.species_kinds import SpeciesKindRow
from dotstitch.data.reading import read_yaml, row_named


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
