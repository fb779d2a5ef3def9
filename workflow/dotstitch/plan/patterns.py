"""Warheads, traps and other photoactive groups, found by the SMARTS of ``warheads.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from rdkit import Chem

from dotstitch.contracts.manifest import WarheadClass
from dotstitch.data.reading import read_yaml

IntermediateKind = Literal["nitrene", "carbene"]


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


@dataclass(frozen=True)
class Warhead:
    """One aryl azide or aryl diazirine of a molecule.

    Attributes
    ----------
    kind : str
        Class of the warhead.
    intermediate : str
        ``nitrene`` or ``carbene``.
    reactive, inner, outer, aryl : int
        Atom indices: the atom that becomes the nitrene or carbene; the nitrogen that stays bonded
        to it in the linear diazo isomer; the other nitrogen that leaves; the ring carbon.
    """

    kind: WarheadClass
    intermediate: IntermediateKind
    reactive: int
    inner: int
    outer: int
    aryl: int


@cache
def group_data() -> dict[str, Any]:
    """Return the rows of ``data/plan/warheads.yaml``."""
    return read_yaml("data/plan/warheads.yaml", dict[str, Any])


def _pattern(row: dict[str, Any]) -> Pattern:
    query = Chem.MolFromSmarts(row["smarts"])
    if query is None:
        raise ValueError(f"data/plan/warheads.yaml: {row['name']}: not a SMARTS: {row['smarts']}")
    maps = {int(a.GetAtomMapNum()): int(a.GetIdx()) for a in query.GetAtoms() if a.GetAtomMapNum()}
    return Pattern(row["name"], query, maps, row.get("message", ""), row.get("fatal", False))


@cache
def patterns(section: str) -> tuple[Pattern, ...]:
    """Return the patterns of one list of ``data/plan/warheads.yaml``, in its order."""
    return tuple(_pattern(row) for row in group_data()[section])


@cache
def _warhead_patterns() -> tuple[tuple[WarheadClass, IntermediateKind, Pattern], ...]:
    rows = group_data()["warheads"]
    return tuple((kind, row["intermediate"], _pattern(row)) for kind, row in rows.items())


@cache
def _azo() -> Chem.Mol:
    return Chem.MolFromSmarts("N=N")


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


def find_warheads(mol: Chem.Mol) -> list[Warhead]:
    """Return the aryl azides and aryl diazirines that give a nitrene or carbene, by atom index.

    Groups that a fatal trap claims are left out.

    Examples
    --------
    >>> [w.kind for w in find_warheads(Chem.MolFromSmiles("FC(F)(F)C1(c2ccccc2)N=N1"))]
    ['aryl_cf3_diazirine']
    >>> find_warheads(Chem.MolFromSmiles("[N-]=[N+]=Nc1ccccn1"))
    []
    """
    if not mol.HasSubstructMatch(_azo()):
        return []
    found: dict[int, Warhead] = {}
    for kind, intermediate, pattern in _warhead_patterns():
        for hit in mol.GetSubstructMatches(pattern.query, maxMatches=10_000):
            reactive, inner, outer, aryl = (
                int(hit[pattern.maps[number]]) for number in range(1, 5)
            )
            found.setdefault(reactive, Warhead(kind, intermediate, reactive, inner, outer, aryl))
    if found:
        for trap in patterns("traps"):
            if trap.fatal:
                for atom in trap.mapped(mol, 1):
                    found.pop(atom, None)
    return sorted(found.values(), key=lambda warhead: warhead.reactive)


def ortho_positions(mol: Chem.Mol, warhead: Warhead) -> tuple[int, int]:
    """Count the ortho positions that carry fluorine, and those that carry anything but hydrogen.

    Returns
    -------
    tuple of int
        Fluorines and substituents, 0 to 2 each; a fused ring counts as a substituent.

    Examples
    --------
    >>> mol = Chem.MolFromSmiles("[N-]=[N+]=Nc1c(F)cccc1C")
    >>> ortho_positions(mol, find_warheads(mol)[0])
    (1, 2)
    """
    fluorines = substituents = 0
    for ortho in mol.GetAtomWithIdx(warhead.aryl).GetNeighbors():
        if not ortho.GetIsAromatic():
            continue
        fluorines += any(n.GetSymbol() == "F" for n in ortho.GetNeighbors())
        substituents += ortho.GetDegree() > 2
    return fluorines, substituents
