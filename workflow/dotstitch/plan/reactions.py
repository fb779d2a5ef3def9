"""What a chromophore turns into: its arms one by one, and its states from intact to fully reacted.

The edits themselves belong to the groups, see :mod:`dotstitch.groups.protocol`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from rdkit import Chem

from dotstitch.groups.compound import Compound, compound
from dotstitch.groups.protocol import PRODUCT
from dotstitch.groups.registry import GROUPS, react
from dotstitch.groups.sites import Site
from dotstitch.plan.patterns import find_warheads


@dataclass(frozen=True)
class ArmEdits:
    """One set of equivalent warheads and what becomes of one of them, other arms intact.

    Attributes
    ----------
    group, warhead : str
        Name in the registry and in the outputs.
    n_equivalent : int
    roles : mapping of str to Compound
        By role of the group, in its order.
    descriptors : mapping of str to float
    """

    group: str
    warhead: str
    n_equivalent: int
    roles: Mapping[str, Compound]
    descriptors: Mapping[str, float]


@dataclass(frozen=True)
class Reactions:
    """Everything a chromophore turns into.

    Attributes
    ----------
    arms : tuple of ArmEdits
        Equal arms once, ordered by the SMILES of the role that names them.
    states : tuple of Compound
        From intact to fully reacted, one bond to a ligand at a time. Where unequal arms give a
        choice, the product whose SMILES comes first in dictionary order stands for its stage, so
        the list does not depend on the atom numbering.
    """

    arms: tuple[ArmEdits, ...]
    states: tuple[Compound, ...]


def equivalent_sets(mol: Chem.Mol, warheads: list[Site]) -> list[list[Site]]:
    """Group warheads that symmetry makes equal, in an order that no atom numbering changes."""
    ranks = list(Chem.CanonicalRankAtoms(mol, breakTies=False))
    sets: dict[int, list[Site]] = {}
    for warhead in warheads:
        sets.setdefault(ranks[warhead.reactive], []).append(warhead)
    return [sets[rank] for rank in sorted(sets)]


@cache
def reactions(smiles: str) -> Reactions:
    """Return everything a chromophore turns into.

    Parameters
    ----------
    smiles : str
        Canonical SMILES of the intact chromophore.

    Examples
    --------
    >>> found = reactions("[N-]=[N+]=Nc1ccc(N=[N+]=[N-])cc1")
    >>> [(arm.n_equivalent, arm.roles["intermediate"].smiles) for arm in found.arms]
    [(2, '[N]c1ccc(N=[N+]=[N-])cc1')]
    >>> [state.smiles for state in found.states][1:]
    ['CNc1ccc(N=[N+]=[N-])cc1', 'CNc1ccc(NC)cc1']
    """
    mol = Chem.MolFromSmiles(smiles)
    sets = equivalent_sets(mol, find_warheads(mol))
    arms: dict[str, ArmEdits] = {}
    for one in sets:
        arm = _edit_arm(mol, one)
        name = next(iter(arm.roles.values())).smiles
        same = arms.get(name)
        if same is not None:  # mirror images of each other
            arm = replace(arm, n_equivalent=arm.n_equivalent + same.n_equivalent)
        arms[name] = arm
    return Reactions(
        arms=tuple(arms[name] for name in sorted(arms)),
        states=_states(mol, sets),
    )


def _edit_arm(mol: Chem.Mol, equal: list[Site]) -> ArmEdits:
    """Derive what one of a set of equivalent warheads leaves behind."""
    first, group = equal[0], GROUPS[equal[0].group]
    return ArmEdits(
        group=first.group,
        warhead=first.warhead,
        n_equivalent=len(equal),
        roles={
            role: compound(edited, group.roles[role].kind)
            for role, edited in react(mol, first).items()
        },
        descriptors=group.descriptors(mol, first),
    )


def _states(mol: Chem.Mol, sets: list[list[Site]]) -> tuple[Compound, ...]:
    """React one warhead after the other."""
    states = [compound(mol, "closed_shell")]
    while sets:
        products = [react(mol, equal[0])[PRODUCT] for equal in sets]
        candidates = [compound(product, "closed_shell") for product in products]
        best = min(range(len(products)), key=lambda number: candidates[number].smiles)
        states.append(candidates[best])
        mol = products[best]
        sets = equivalent_sets(mol, find_warheads(mol))
    return tuple(states)
