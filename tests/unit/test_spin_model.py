"""The part of an intermediate that decides its gap."""

from __future__ import annotations

import pytest
from rdkit import Chem

from dotstitch.plan.spin_model import spin_model

NITRENE_OF_1 = "[N]c1c(F)c(F)c(/C=C/C(=O)/C=C/c2c(F)c(F)c(N=[N+]=[N-])c(F)c2F)c(F)c1F"


@pytest.mark.parametrize(
    ("smiles", "model"),
    [
        (NITRENE_OF_1, "[N]c1c(F)c(F)c(/C=C/C=O)c(F)c1F"),
        ("[N]c1ccc(-c2ccccc2)cc1", "[N]c1ccc(-c2ccccc2)cc1"),
        ("[N]c1ccc(/C=C/C(C)=O)cc1", "[N]c1ccc(/C=C/C(C)=O)cc1"),
        ("[CH]c1ccc(/C=C/C(=O)c2ccccc2)cc1", "[CH]c1ccc(/C=C/C=O)cc1"),
    ],
)
def test_only_far_ends_are_cut_off(smiles: str, model: str) -> None:
    found = spin_model(Chem.MolFromSmiles(smiles))
    assert Chem.MolToSmiles(found) == Chem.CanonSmiles(model)


def test_rings_stay_whole_and_the_centre_keeps_its_electrons() -> None:
    dienone = "CN1C/C(=C\\c2ccc([N])cc2)C(=O)/C(=C/c2ccc(N=[N+]=[N-])cc2)C1"
    model = spin_model(Chem.MolFromSmiles(dienone))
    assert model.GetRingInfo().NumRings() == 2
    assert sum(atom.GetNumRadicalElectrons() for atom in model.GetAtoms()) == 2


def test_atom_order_does_not_matter() -> None:
    whole = Chem.MolFromSmiles(NITRENE_OF_1)
    order = list(range(whole.GetNumAtoms()))[::-1]
    turned = spin_model(Chem.RenumberAtoms(whole, order))
    assert Chem.MolToSmiles(turned) == Chem.MolToSmiles(spin_model(whole))
