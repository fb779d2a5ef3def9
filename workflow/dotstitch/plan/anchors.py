"""Groups that hold a molecule on a dot, so that one bond to another dot makes a bridge."""

from __future__ import annotations

from functools import cache

from rdkit import Chem

from dotstitch.plan.patterns import matching


def anchors(mol: Chem.Mol) -> tuple[str, ...]:
    """Return the names of the kinds of anchors that a molecule carries.

    Examples
    --------
    >>> anchors(Chem.MolFromSmiles("OC(=O)c1ccc(N=[N+]=[N-])cc1"))
    ('carboxylic acid',)
    """
    return tuple(pattern.name for pattern in matching(mol, "anchors"))


@cache
def is_anchored(smiles: str) -> bool:
    """Tell whether a molecule carries an anchor."""
    return bool(anchors(Chem.MolFromSmiles(smiles)))
