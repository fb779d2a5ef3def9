"""What stands on the ring of an aryl nitrene, as increments of the barrier to ring expansion.

The nitrogen closes onto one of its two ortho carbons, so there are two paths. On each, one ortho
substituent is attacked and the other stands opposite; meta and para substituents act on both.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from functools import cache

from rdkit import Chem

PARENT = "parent"
RING = "ring"
UNMEASURED = "unmeasured"
"""Ends the name of the increment of a position whose substituent was never measured."""
ANALOGUE = "analogue"
"""Ends the name of the increment that widens a barrier taken from a related substituent."""

GROUPS = {
    "fluoro": ("F", None),
    "chloro": ("Cl", "[Br,I]"),
    "methyl": ("[CH3]", "[CX4;!$(C[!#6])]"),
    "trifluoromethyl": ("[CX4](F)(F)F", "[CX4](F)F"),
    "cyano": ("C#N", None),
    "acyl": ("[CX3](=O)(c)[#6,$([OX2][#6])]", "[CX3]=O"),
    "aryl": ("c1ccccc1", "[c,n,$([CX3]=[CX3]),$(C#C)]"),
}
"""Group to its SMARTS and that of its relatives; the first atom is bonded to the ring."""


@dataclass(frozen=True)
class Paths:
    """The two ways to close an azirine.

    Attributes
    ----------
    increments : tuple of two tuples of str
        Names of the increments that add up to the barrier of each path.
    notes : tuple of str
        One sentence for everything that no measured nitrene has.
    """

    increments: tuple[tuple[str, ...], tuple[str, ...]]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Substituent:
    group: str
    is_measured: bool


@cache
def _queries() -> tuple[tuple[str, bool, Chem.Mol], ...]:
    rows = [(group, True, smarts) for group, (smarts, _) in GROUPS.items()]
    rows += [(group, False, smarts) for group, (_, smarts) in GROUPS.items() if smarts]
    return tuple((group, exact, Chem.MolFromSmarts(smarts)) for group, exact, smarts in rows)


def _substituent(mol: Chem.Mol, position: int, ring: tuple[int, ...]) -> _Substituent | None:
    """Classify what one ring atom carries, None for hydrogen or a lone pair."""
    outside = [n.GetIdx() for n in mol.GetAtomWithIdx(position).GetNeighbors()]
    first = next((index for index in outside if index not in ring), None)
    if first is None:
        return None
    for group, exact, query in _queries():
        if any(hit[0] == first for hit in mol.GetSubstructMatches(query, maxMatches=10_000)):
            return _Substituent(group, exact)
    return _Substituent("", False)


def _names(
    position: str, substituent: _Substituent | None, known: Set[str], notes: list[str]
) -> tuple[str, ...]:
    """Return the increments of one substituent in one position, and note what is not measured."""
    if substituent is None:
        return ()
    name = f"{position}_{substituent.group}"
    if name not in known:
        notes.append(f"no measured nitrene has this {position} substituent")
        return (f"{position}_{UNMEASURED}",)
    if substituent.is_measured:
        return (name,)
    notes.append(f"the {position} substituent is taken for its relative, {substituent.group}")
    return (name, f"{position}_{ANALOGUE}")


def _ring_of(mol: Chem.Mol, smiles: str) -> tuple[int, ...]:
    """Return the ring that carries the nitrene, in order, its carbon first; six atoms if it can."""
    for atom in mol.GetAtoms():
        if atom.GetSymbol() != "N" or atom.GetNumRadicalElectrons() != 2 or atom.GetDegree() != 1:
            continue
        carbon = atom.GetNeighbors()[0]
        rings = [r for r in mol.GetRingInfo().AtomRings() if carbon.GetIdx() in r]
        if carbon.GetIsAromatic() and rings:
            ring = max(rings, key=lambda r: len(r) == 6)
            start = ring.index(carbon.GetIdx())
            return tuple(int(i) for i in ring[start:] + ring[:start])
    raise ValueError(f"{smiles}: no nitrene on an aromatic ring")


def _ring_notes(mol: Chem.Mol, ring: tuple[int, ...]) -> list[str]:
    """Return what sets the ring apart from benzene."""
    info = mol.GetRingInfo()
    notes = []
    if len(ring) != 6 or any(mol.GetAtomWithIdx(i).GetSymbol() != "C" for i in ring):
        notes.append("no rate was measured for a nitrene on a heteroaromatic ring")
    if any(info.NumAtomRings(i) > 1 for i in ring):
        notes.append("the ring is fused; 1-naphthylnitrene is far from the rule")
    return notes


def closing_paths(smiles: str, known: Set[str]) -> Paths:
    """Return the increments on both paths of a nitrene.

    Parameters
    ----------
    smiles : str
        Of the nitrene, its nitrogen written with two unpaired electrons; other azides may stay.
    known : set of str
        Names of the measured increments, ``position_group``.

    Raises
    ------
    ValueError
        Without a nitrene on an aromatic ring.

    Examples
    --------
    >>> closing_paths("[N]c1ccccc1F", {"attacked_fluoro", "opposite_fluoro"}).increments
    (('parent', 'attacked_fluoro'), ('parent', 'opposite_fluoro'))
    """
    mol = Chem.MolFromSmiles(smiles)
    ring = _ring_of(mol, smiles)
    notes = _ring_notes(mol, ring)
    if len(ring) != 6:
        return Paths(((PARENT, RING), (PARENT, RING)), tuple(notes))
    ortho, meta, para, meta_, ortho_ = (_substituent(mol, i, ring) for i in ring[1:])
    common = [PARENT, RING] if notes else [PARENT]
    for position, substituent in (("meta", meta), ("meta", meta_), ("para", para)):
        common += _names(position, substituent, known, notes)
    paths = []
    for attacked, opposite in ((ortho, ortho_), (ortho_, ortho)):
        own = _names("attacked", attacked, known, notes)
        far = f"opposite_{opposite.group}" if opposite else ""
        paths.append((*sorted(common), *own, *((far,) if far in known else ())))
    first, second = sorted(paths)
    return Paths((first, second), tuple(sorted(set(notes))))
