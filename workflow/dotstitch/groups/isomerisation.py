"""C=C bonds of a chromophore that may turn instead of letting its warhead lose N2."""

from __future__ import annotations

from functools import cache

import numpy as np
from pydantic import BaseModel, ConfigDict
from rdkit import Chem

from dotstitch.contracts.draws import Array, Draws
from dotstitch.data.reading import read_yaml
from dotstitch.groups.sites import Site, mapped_atoms
from dotstitch.groups.surroundings import Rivals


class IsomerisationData(BaseModel):
    """Contents of ``data/groups/isomerisation.yaml``: name to SMARTS."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    patterns: dict[str, str]


@cache
def _data() -> IsomerisationData:
    return read_yaml("data/groups/isomerisation.yaml", IsomerisationData)


def isomerisable_bonds(mol: Chem.Mol, sites: list[Site]) -> int:
    """Count the C=C that have E and Z forms and are conjugated with a ring that carries a site.

    Examples
    --------
    >>> stilbene = Chem.MolFromSmiles("[N-]=[N+]=Nc1ccc(C=Cc2ccccc2)cc1")
    >>> isomerisable_bonds(stilbene, [Site("azide", "azide", (2, 1, 0), 3)])
    1
    """
    rings = {atom for site in sites for atom in _aromatic_system(mol, site.anchor)}
    ranks = list(Chem.CanonicalRankAtoms(mol, breakTies=False))

    def turns(one: int, other: int) -> bool:
        return _two_sided(mol, one, other, ranks) and _two_sided(mol, other, one, ranks)

    bonds = {
        frozenset((one, other))
        for smarts in _data().patterns.values()
        for ring, one, other in mapped_atoms(mol, smarts)
        if ring in rings and turns(one, other)
    }
    return len(bonds)


def _aromatic_system(mol: Chem.Mol, start: int) -> set[int]:
    """Return the atoms that aromatic bonds join to one atom, fused rings included."""
    found, waiting = {start}, [start]
    while waiting:
        atom = mol.GetAtomWithIdx(waiting.pop())
        for bond in atom.GetBonds():
            other = int(bond.GetOtherAtomIdx(atom.GetIdx()))
            if bond.GetIsAromatic() and other not in found:
                found.add(other)
                waiting.append(other)
    return found


def _two_sided(mol: Chem.Mol, end: int, partner: int, ranks: list[int]) -> bool:
    """Tell whether what one end of a double bond carries differs between its two sides."""
    others = [n.GetIdx() for n in mol.GetAtomWithIdx(end).GetNeighbors() if n.GetIdx() != partner]
    return len(others) == 1 or (len(others) == 2 and ranks[others[0]] != ranks[others[1]])


def left_by_isomerisation(rivals: Rivals, draws: Draws) -> Array:
    """Return the share of the excitations that a C=C which can turn leaves to the warhead."""
    if not rivals.isomerisable:
        return np.ones(draws.n)
    return draws["isomerisation_yield_factor"] ** rivals.on["isomerisation"]
