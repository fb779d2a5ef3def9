"""Charges of a molecule: which are a way of writing, which are ions, and what neutralises them."""

from __future__ import annotations

from functools import cache
from typing import Any

from rdkit import Chem, rdBase
from rdkit.Chem.MolStandardize import rdMolStandardize

from dotstitch.plan.patterns import patterns


@cache
def _uncharger() -> Any:
    return rdMolStandardize.Uncharger()


def neutral_forms(mol: Chem.Mol) -> tuple[Chem.Mol, ...]:
    """Return the organic components of a salt or mixture, protons moved until they bear no ion.

    One that stays charged is left out: a quaternary nitrogen has no proton to give.

    Examples
    --------
    >>> [Chem.MolToSmiles(one) for one in neutral_forms(Chem.MolFromSmiles("[Na+].CC(=O)[O-]"))]
    ['CC(=O)O']
    >>> neutral_forms(Chem.MolFromSmiles("[Br-].C[N+](C)(C)C"))
    ()
    """
    with rdBase.BlockLogs():
        parts = Chem.GetMolFrags(mol, asMols=True)
        organic = dict.fromkeys(Chem.MolToSmiles(part) for part in parts if _holds_carbon(part))
        neutral = [_uncharger().uncharge(Chem.MolFromSmiles(text)) for text in organic]
        neutral = [Chem.MolFromSmiles(Chem.MolToSmiles(part)) for part in neutral]
    return tuple(part for part in neutral if not Chem.GetFormalCharge(part) and not ions(part))


def _holds_carbon(mol: Chem.Mol) -> bool:
    return any(atom.GetAtomicNum() == 6 for atom in mol.GetAtoms())


def ions(mol: Chem.Mol) -> list[int]:
    """Return the charged atoms that stay so in every way of writing the molecule.

    Nitro groups, azides, N-oxides and their like are written with charges and hold no ion; ylides
    and mesoionic rings are one dipole over neighbouring or conjugated atoms, not two ions.

    Examples
    --------
    >>> ions(Chem.MolFromSmiles("[O-][N+](=O)c1ccccc1"))
    []
    >>> ions(Chem.MolFromSmiles("C[N+](C)(C)CC(=O)[O-]"))
    [1, 7]
    """
    return sorted(_charged(mol) - _matched(mol, "notation") - _matched(mol, "dipoles"))


def is_dipole(mol: Chem.Mol) -> bool:
    """Tell whether a molecule holds an ylide or a mesoionic ring."""
    return bool(_charged(mol) & (_matched(mol, "dipoles") - _matched(mol, "notation")))


def _charged(mol: Chem.Mol) -> set[int]:
    return {atom.GetIdx() for atom in mol.GetAtoms() if atom.GetFormalCharge()}


def _matched(mol: Chem.Mol, section: str) -> set[int]:
    return {
        atom
        for pattern in patterns(section)
        for hit in mol.GetSubstructMatches(pattern.query, maxMatches=10_000)
        for atom in hit
    }
