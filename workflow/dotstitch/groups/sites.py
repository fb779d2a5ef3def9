"""Where in a molecule a photoactive group stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from rdkit import Chem


@dataclass(frozen=True)
class Site:
    """One photoactive group of a molecule.

    Attributes
    ----------
    group : str
        Name of the group in the registry.
    warhead : str
        Row of the group's data, the name in the outputs.
    atoms : tuple of int
        Atom indices; the first reacts, and traps mark it.
    anchor : int
        The atom of the molecule that carries the group.
    """

    group: str
    warhead: str
    atoms: tuple[int, ...]
    anchor: int

    @property
    def reactive(self) -> int:
        """The atom that reacts."""
        return self.atoms[0]


@cache
def _query(smarts: str) -> tuple[Chem.Mol, tuple[int, ...]]:
    """Return a SMARTS and the indices of its mapped atoms, in the order of their numbers."""
    query = Chem.MolFromSmarts(smarts)
    if query is None:
        raise ValueError(f"not a SMARTS: {smarts}")
    numbers = {a.GetAtomMapNum(): a.GetIdx() for a in query.GetAtoms() if a.GetAtomMapNum()}
    return query, tuple(numbers[number] for number in sorted(numbers))


def mapped_atoms(mol: Chem.Mol, smarts: str) -> list[tuple[int, ...]]:
    """Return the mapped atoms of every match, in the order of their numbers.

    Examples
    --------
    >>> mapped_atoms(Chem.MolFromSmiles("CCO"), "[O:2]-[C:1]")
    [(1, 2)]
    """
    query, mapped = _query(smarts)
    hits = mol.GetSubstructMatches(query, uniquify=False, maxMatches=10_000)
    return [tuple(int(hit[index]) for index in mapped) for hit in hits]


def find_by_smarts(mol: Chem.Mol, group: str, warheads: Mapping[str, str]) -> list[Site]:
    """Return the sites of one group, by the atom that reacts; the first pattern wins.

    Parameters
    ----------
    mol : Mol
    group : str
    warheads : mapping of str to str
        Name in the outputs to SMARTS. Atom map 1 marks the atom that reacts, the largest map the
        atom that carries the group.

    Examples
    --------
    >>> phenyl_azide = Chem.MolFromSmiles("[N-]=[N+]=Nc1ccccc1")
    >>> find_by_smarts(phenyl_azide, "azide", {"any": "[*:3]-[NX2:1]=[N+:2]=[N-]"})
    [Site(group='azide', warhead='any', atoms=(2, 1), anchor=3)]
    """
    by_atom: dict[int, Site] = {}
    for warhead, smarts in warheads.items():
        query, mapped = _query(smarts)
        for hit in mol.GetSubstructMatches(query, maxMatches=10_000):
            *atoms, anchor = (int(hit[index]) for index in mapped)
            by_atom.setdefault(atoms[0], Site(group, warhead, tuple(atoms), anchor))
    return [by_atom[reactive] for reactive in sorted(by_atom)]
