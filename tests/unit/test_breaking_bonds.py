"""Which bond an excited electron breaks, found from atoms and neighbours alone."""

from __future__ import annotations

import pytest
from rdkit import Chem

from dotstitch.groups.registry import breaking_bonds


def graph(smiles: str) -> tuple[list[str], list[list[int]]]:
    """Return the elements and the neighbours of a molecule with its hydrogens."""
    mol = Chem.AddHs(Chem.MolFromSmiles(smiles))
    symbols = [atom.GetSymbol() for atom in mol.GetAtoms()]
    return symbols, [[n.GetIdx() for n in atom.GetNeighbors()] for atom in mol.GetAtoms()]


@pytest.mark.parametrize(
    ("smiles", "n_azides"),
    [
        ("[N-]=[N+]=Nc1ccccc1", 1),
        ("[N-]=[N+]=Nc1ccc(N=[N+]=[N-])cc1", 2),
        ("c1ccccc1N=Nc1ccccc1", 0),
        ("FC(F)(F)C1(c2ccccc2)N=N1", 0),
        ("c1ccc2[nH]nnc2c1", 0),
        ("CN(C)N=Nc1ccccc1", 0),
        ("N#Cc1ccccc1", 0),
    ],
)
def test_every_azide_breaks_between_its_first_and_its_second_nitrogen(
    smiles: str, n_azides: int
) -> None:
    symbols, neighbours = graph(smiles)
    found = breaking_bonds(symbols, neighbours)
    assert len(found) == n_azides
    for bond in found:
        inner, middle, end = bond.atoms
        assert (bond.inner, bond.middle) == (inner, middle)
        assert [symbols[atom] for atom in bond.atoms] == ["N", "N", "N"]
        assert symbols[bond.carrier] == "C"
        assert neighbours[end] == [middle]
        assert sorted(neighbours[inner]) == sorted([bond.carrier, middle])
    assert len({bond.middle for bond in found}) == n_azides
