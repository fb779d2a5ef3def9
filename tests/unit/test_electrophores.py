"""Cutting molecules into electrophores."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem

from dotstitch.contracts.smiles import canonical, parse_smiles
from dotstitch.plan.electrophores import dissect

AZ = "c9c(F)c(F)c(N=[N+]=[N-])c(F)c9F"
METHYL_ESTER = "COC(=O)c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F"
ONE = f"O=C(/C=C/{AZ})/C=C/{AZ}"
TWO = f"O=C(OCCOC(=O){AZ}){AZ}"
THREE = "CN1C/C(=C\\c2c(F)c(F)c(N=[N+]=[N-])c(F)c2F)C(=O)/C(=C/c2c(F)c(F)c(N=[N+]=[N-])c(F)c2F)C1"
FOUR = "FC(F)(F)C1(c2ccc(C(F)(F)C(F)(F)C(F)(F)C(F)(F)c3ccc(C4(C(F)(F)F)N=N4)cc3)cc2)N=N1"
BONDLYNX = "FC(F)(F)C1(c2ccc(C(c3ccc(C4(C(F)(F)F)N=N4)cc3)(C(F)(F)F)C(F)(F)F)cc2)N=N1"
TRIPHENYLAMINE = f"O=C(OCCc1ccc(N(c2ccccc2)c2ccc(CCOC(=O){AZ})cc2)cc1){AZ}"


def parts(smiles: str, fragments: str = "cut") -> dict[str, int]:
    dissection = dissect(parse_smiles(smiles), fragments)  # type: ignore[arg-type]
    return {piece.smiles: count for piece, count in dissection.electrophores}


def spelled(smiles: str) -> str:
    return canonical(parse_smiles(smiles))


@pytest.mark.parametrize(
    ("smiles", "expected"),
    [
        (ONE, {ONE: 1}),
        (THREE, {THREE: 1}),
        (TWO, {METHYL_ESTER: 2}),
        (FOUR, {"FC(F)(F)C(F)(F)c1ccc(C2(C(F)(F)F)N=N2)cc1": 2}),
        (BONDLYNX, {"FC(F)(F)C(C(F)(F)F)c1ccc(C2(C(F)(F)F)N=N2)cc1": 2}),
        (f"O=C(OCCCCOC(=O){AZ}){AZ}", {METHYL_ESTER: 2}),
        (f"O=C(OCCOCCOC(=O){AZ}){AZ}", {METHYL_ESTER: 2}),
        (
            TRIPHENYLAMINE,
            {METHYL_ESTER: 2, "Cc1ccc(N(c2ccccc2)c2ccc(C)cc2)cc1": 1},
        ),
        # an imide in the linker is a part of its own
        (
            f"O=C1c2ccccc2C(=O)N1CCCCOC(=O){AZ}",
            {METHYL_ESTER: 1, "CN1C(=O)c2ccccc2C1=O": 1},
        ),
        # so is an amine too far from the arms to belong to them
        (f"CN(CCOC(=O){AZ})CCOC(=O){AZ}", {METHYL_ESTER: 2, "CN(C)C": 1}),
        # a donor within three bonds stays
        ("[N-]=[N+]=Nc1ccc(CCN(CCC)CCCC)cc1", {"[N-]=[N+]=Nc1ccc(CCN(C)C)cc1": 1}),
        ("[N-]=[N+]=Nc1ccc(CCCN(C)C)cc1", {"[N-]=[N+]=Nc1ccc(C)cc1": 1, "CN(C)C": 1}),
        ("[N-]=[N+]=Nc1ccc(COCCCCC)cc1", {"[N-]=[N+]=Nc1ccc(COC)cc1": 1}),
        # rings are never cut, and join what they hold
        (
            "O=C(OC1CCC(OC(=O)c2ccc(N=[N+]=[N-])cc2)CC1)c1ccc(N=[N+]=[N-])cc1",
            {"O=C(OC1CCCCC1)c1ccc(N=[N+]=[N-])cc1": 2},
        ),
        (
            "O=C(N1CCN(C(=O)c2ccc(N=[N+]=[N-])cc2)CC1)c1ccc(N=[N+]=[N-])cc1",
            {"O=C(N1CCN(C(=O)c2ccc(N=[N+]=[N-])cc2)CC1)c1ccc(N=[N+]=[N-])cc1": 1},
        ),
        # lone double bonds, ketones, esters and ethers need no computing
        ("[N-]=[N+]=Nc1ccc(CCCCC(=O)CCC=CCCCOC)cc1", {"[N-]=[N+]=Nc1ccc(C)cc1": 1}),
        # terminal substituents of the first shell stay
        ("[N-]=[N+]=Nc1ccc(C(F)(Cl)CCCC)cc1", {"[N-]=[N+]=Nc1ccc(C(F)Cl)cc1": 1}),
        ("C[Si](C)(CCCC)c1ccc(N=[N+]=[N-])cc1", {"C[SiH](C)c1ccc(N=[N+]=[N-])cc1": 1}),
        # a lone-pair bridge conjugates
        (
            "[N-]=[N+]=Nc1ccc(Oc2ccc(N=[N+]=[N-])cc2)cc1",
            {"[N-]=[N+]=Nc1ccc(Oc2ccc(N=[N+]=[N-])cc2)cc1": 1},
        ),
    ],
)
def test_parts(smiles: str, expected: dict[str, int]):
    assert parts(smiles) == {spelled(part): count for part, count in expected.items()}


@pytest.mark.parametrize("geometry", ["/C=C/", "/C=C\\"])
def test_double_bonds_keep_their_geometry(geometry: str):
    arm = f"C(=O){geometry}c1ccc(N=[N+]=[N-])cc1"
    found = parts(f"O(CCCCCO{arm}){arm}")
    assert found == {spelled(f"CO{arm}"): 2}


def test_a_ring_substituent_that_is_cut_keeps_the_geometry_of_its_neighbour():
    smiles = "[N-]=[N+]=Nc1ccc(/C(CCCCCC)=C(/C)C(F)(F)C(F)(F)F)cc1"
    assert parts(smiles) == {spelled("[N-]=[N+]=Nc1ccc(/C(C)=C(/C)C(F)(F)C(F)(F)F)cc1"): 1}


def test_open_double_bonds_are_taken_as_trans_and_said_so():
    open_bond = dissect(parse_smiles("OC(=O)C=Cc1ccc(N=[N+]=[N-])cc1"))
    ((piece, _),) = open_bond.electrophores
    assert piece.smiles == spelled("OC(=O)/C=C/c1ccc(N=[N+]=[N-])cc1")
    assert any("E/Z" in warning for warning in open_bond.warnings)


def test_whole_switches_the_cutting_off():
    for smiles in (TWO, FOUR, TRIPHENYLAMINE):
        assert parts(smiles, "whole") == {spelled(smiles): 1}


def test_mirror_images_share_a_spelling():
    right = "C[C@H](F)c1ccc(N=[N+]=[N-])cc1"
    assert parts(right) == parts(right.replace("@", "@@"))


def test_amine_behind_methylene_stays_apart_and_is_warned_of():
    found = dissect(parse_smiles(TRIPHENYLAMINE))
    assert [piece.n_warheads for piece, _ in found.electrophores] == [1, 0]
    assert any("electron transfer" in warning for warning in found.warnings)
    behind_one = f"O=C(OCc1ccc(N(c2ccccc2)c2ccccc2)cc1){AZ}"
    assert len(parts(behind_one)) == 2


def test_donor_and_acceptor_one_atom_apart_are_computed_together():
    smiles = f"c1ccc(N(c2ccccc2)c2ccc(C{AZ})cc2)cc1"
    found = dissect(parse_smiles(smiles))
    assert [piece.smiles for piece, _ in found.electrophores] == [spelled(smiles)]
    assert any("charge-transfer" in warning for warning in found.warnings)
    # without a donor the same bridge is cut
    assert len(parts(f"c1ccc(C{AZ})cc1")) == 2


@pytest.mark.parametrize("smiles", [ONE, TWO, THREE, FOUR, BONDLYNX, TRIPHENYLAMINE])
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**31))
def test_atom_order_does_not_matter(smiles: str, seed: int):
    mol = Chem.MolFromSmiles(smiles)
    order = list(range(mol.GetNumAtoms()))
    random.Random(seed).shuffle(order)
    shuffled = Chem.RenumberAtoms(mol, order)
    assert dissect(shuffled) == dissect(mol)


@settings(max_examples=40, deadline=None)
@given(
    n_methylene=st.integers(3, 12),
    acyl=st.booleans(),
    head=st.sampled_from(["O", "N"]),
)
def test_the_length_of_the_linker_makes_no_new_species(n_methylene: int, acyl: bool, head: str):
    link = f"C(=O){head}" if acyl else f"{head}"
    chain = "C" * (n_methylene + 3)
    arm = "c8ccc(C9(C(F)(F)F)N=N9)cc8"
    turned = f"{head}C(=O)" if acyl else head
    found = parts(f"FC(F)(F)C1(c2ccc({link}{chain}{turned}{arm})cc2)N=N1")
    assert found == {spelled(f"C{turned}{arm}"): 2}
