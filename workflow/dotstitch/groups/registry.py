"""All photoactive groups by name; a new group is a file of its own and one line here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from rdkit import Chem

from dotstitch.groups.aryl_azide import ArylAzide
from dotstitch.groups.aryl_diazirine import ArylDiazirine
from dotstitch.groups.compound import check_balance
from dotstitch.groups.group_data import End
from dotstitch.groups.protocol import BreakingBond, Group
from dotstitch.groups.sites import Site

Item = TypeVar("Item")
GROUPS: dict[str, Group] = {group.name: group for group in (ArylAzide(), ArylDiazirine())}


def find_sites(mol: Chem.Mol) -> list[Site]:
    """Return the photoactive groups of a molecule, by atom index.

    Examples
    --------
    >>> [site.warhead for site in find_sites(Chem.MolFromSmiles("FC(F)(F)C1(c2ccccc2)N=N1"))]
    ['aryl_cf3_diazirine']
    """
    sites = [site for group in GROUPS.values() for site in group.find(mol)]
    return sorted(sites, key=lambda site: site.reactive)


def react(mol: Chem.Mol, site: Site) -> dict[str, Chem.Mol]:
    """Return what one site turns into, by role, all other arms intact.

    Raises
    ------
    StepError
        Kind ``bug`` when atoms went missing.
    """
    group = GROUPS[site.group]
    products = group.edits(mol, site)
    for role, product in products.items():
        check_balance(mol, product, group.roles[role].change)
    return products


def all_channels() -> tuple[str, ...]:
    """Return every channel of every group that can be switched off, each once.

    Examples
    --------
    >>> all_channels()[-3:]
    ('azine', 'dimer', 'diazo')
    """
    return _merged(group.channels for group in GROUPS.values())


def all_ends() -> tuple[str, ...]:
    """Return the names of the ends of all groups, each once, in the order of the outputs."""
    return _merged([end.name for end in group.data.ends] for group in GROUPS.values())


def all_descriptors() -> tuple[str, ...]:
    """Return the descriptors of all groups that the outputs show, each once."""
    return _merged(list(group.shown) for group in GROUPS.values())


def ends_of(group: str) -> dict[str, End]:
    """Return the ends of one group by name."""
    return {end.name: end for end in GROUPS[group].data.ends}


def breaking_bonds(
    symbols: Sequence[str], neighbours: Sequence[Sequence[int]]
) -> list[BreakingBond]:
    """Return the bonds of a geometry whose breaking some yield depends on."""
    return [bond for group in GROUPS.values() for bond in group.breaking_bonds(symbols, neighbours)]


def _merged(lists: Iterable[Sequence[Item]]) -> tuple[Item, ...]:
    """Merge lists into one that keeps the order of each: a new item follows its predecessor."""
    merged: list[Item] = []
    for items in lists:
        place = 0
        for item in items:
            if item not in merged:
                merged.insert(place, item)
            place = merged.index(item) + 1
    return tuple(merged)
