"""Warheads, traps and what else matters in a molecule, by the SMARTS of ``patterns.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel, ConfigDict
from rdkit import Chem

from dotstitch.data.reading import read_yaml
from dotstitch.groups.registry import find_sites
from dotstitch.groups.sites import Site


@dataclass(frozen=True)
class Pattern:
    """One named SMARTS.

    Attributes
    ----------
    name : str
    query : rdkit.Chem.Mol
    maps : dict
        Atom map number to the index of the atom in ``query``.
    message : str
        One sentence for the user; empty where none is needed.
    fatal : bool
        For a trap: the group does not count as a warhead.
    """

    name: str
    query: Chem.Mol
    maps: dict[int, int]
    message: str = ""
    fatal: bool = False

    def matches(self, mol: Chem.Mol) -> bool:
        """Tell whether the molecule holds this group."""
        return bool(mol.HasSubstructMatch(self.query))

    def mapped(self, mol: Chem.Mol, number: int) -> list[int]:
        """Return the atoms that carry map ``number``, one per match."""
        hits = mol.GetSubstructMatches(self.query, maxMatches=10_000)
        return [int(hit[self.maps[number]]) for hit in hits]


class PatternRow(BaseModel):
    """One row of ``data/plan/patterns.yaml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    smarts: str
    message: str = ""
    fatal: bool = False


@cache
def pattern_data() -> dict[str, tuple[PatternRow, ...]]:
    """Return the rows of ``data/plan/patterns.yaml`` by list."""
    return read_yaml("data/plan/patterns.yaml", dict[str, tuple[PatternRow, ...]])


def _pattern(row: PatternRow) -> Pattern:
    query = Chem.MolFromSmarts(row.smarts)
    if query is None:
        raise ValueError(f"data/plan/patterns.yaml: {row.name}: not a SMARTS: {row.smarts}")
    maps = {int(a.GetAtomMapNum()): int(a.GetIdx()) for a in query.GetAtoms() if a.GetAtomMapNum()}
    return Pattern(row.name, query, maps, row.message, row.fatal)


@cache
def patterns(section: str) -> tuple[Pattern, ...]:
    """Return the patterns of one list of ``data/plan/patterns.yaml``, in its order."""
    return tuple(_pattern(row) for row in pattern_data()[section])


def matching(mol: Chem.Mol, section: str) -> list[Pattern]:
    """Return the patterns of one list that the molecule holds."""
    return [pattern for pattern in patterns(section) if pattern.matches(mol)]


def find_traps(mol: Chem.Mol) -> list[Pattern]:
    """Return the known traps that the molecule holds: groups that lose N2 another way.

    Examples
    --------
    >>> [trap.name for trap in find_traps(Chem.MolFromSmiles("CCN=[N+]=[N-]"))]
    ['alkyl azide']
    """
    return matching(mol, "traps")


def find_warheads(mol: Chem.Mol) -> list[Site]:
    """Return the photoactive groups of a molecule that no fatal trap claims, by atom index.

    Examples
    --------
    >>> [w.warhead for w in find_warheads(Chem.MolFromSmiles("FC(F)(F)C1(c2ccccc2)N=N1"))]
    ['aryl_cf3_diazirine']
    >>> find_warheads(Chem.MolFromSmiles("[N-]=[N+]=Nc1ccccn1"))
    []
    """
    sites = find_sites(mol)
    if not sites:
        return []
    fatal = (trap for trap in patterns("traps") if trap.fatal)
    trapped = {atom for trap in fatal for atom in trap.mapped(mol, 1)}
    return [site for site in sites if site.reactive not in trapped]
