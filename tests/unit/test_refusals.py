"""What is refused, the true reason, and remedies that hold when they are followed."""

from __future__ import annotations

from pathlib import Path

import pytest
from planning import only
from rdkit import Chem

from dotstitch.contracts.smiles import parse_smiles
from dotstitch.plan.admission.charges import ions, is_dipole
from dotstitch.plan.admission.screenable import NO_REMEDY
from dotstitch.plan.patterns import find_traps, find_warheads

NEUTRAL = "give its neutral form: "
DAS = "{0}S(=O)(=O)c1cc(N=[N+]=[N-])ccc1C=Cc1ccc(N=[N+]=[N-])cc1S({0})(=O)=O"


@pytest.mark.parametrize(
    "smiles",
    [
        "[Na+].[Na+]." + DAS.format("[O-]"),
        DAS.format("[O-]"),
        "Cl.NCc1ccc(N=[N+]=[N-])cc1",
        "[Cl-].[NH3+]Cc1ccc(N=[N+]=[N-])cc1",
        "[NH3+]C(Cc1ccc(N=[N+]=[N-])cc1)C(=O)[O-]",
        "[K+].[O-]c1ccc(N=[N+]=[N-])cc1.O",
        "O=C([O-])c1ccc(N=[N+]=[N-])cc1.CC[NH+](CC)CC",
    ],
)
def test_the_neutral_form_of_a_remedy_is_accepted(tmp_path: Path, smiles: str) -> None:
    refused = only(tmp_path, smiles)
    assert refused.status == "failed"
    assert refused.failure is not None
    assert refused.failure.remedy.startswith(NEUTRAL)
    followed = only(tmp_path, refused.failure.remedy.removeprefix(NEUTRAL))
    assert followed.status == "ok"
    assert followed.failure is None


@pytest.mark.parametrize(
    ("smiles", "words"),
    [
        ("[Br-].C[N+](C)(C)Cc1ccc(N=[N+]=[N-])cc1", "stays charged"),
        ("C[N+](C)(C)Cc1ccc(N=[N+]=[N-])cc1", "stays charged"),
        ("C[N+](C)(CCCS(=O)(=O)[O-])Cc1ccc(N=[N+]=[N-])cc1", "zwitterion"),
        ("CC1(C)CC(OC(=O)c2ccc(N=[N+]=[N-])cc2)CC(C)(C)N1[O]", "a radical"),
        ("CCCC[Sn](CCCC)(CCCC)c1ccc(N=[N+]=[N-])cc1", "Sn"),
    ],
)
def test_where_there_is_no_remedy_it_is_said(tmp_path: Path, smiles: str, words: str) -> None:
    failure = only(tmp_path, smiles).failure
    assert failure is not None
    assert words in failure.message
    assert failure.remedy.startswith(NO_REMEDY)


def test_a_salt_whose_neutral_form_fails_too_is_refused_once(tmp_path: Path) -> None:
    failure = only(tmp_path, "[Na+].[O-]C(=O)CCc1ccccc1").failure
    assert failure is not None
    assert "no warhead" in failure.message
    assert NEUTRAL not in failure.remedy


def test_each_photoactive_component_of_a_mixture_is_accepted_alone(tmp_path: Path) -> None:
    failure = only(tmp_path, "O=C([O-])c1ccc(N=[N+]=[N-])cc1.[N-]=[N+]=Nc1ccccc1.[Na+]").failure
    assert failure is not None
    rows = failure.remedy.removeprefix("give each a row of its own: ").split("; ")
    assert len(rows) == 2
    assert all(only(tmp_path, smiles).status == "ok" for smiles in rows)


def test_an_intermediate_is_sent_back_to_its_precursor(tmp_path: Path) -> None:
    failure = only(tmp_path, "[N]c1ccccc1").failure
    assert failure is not None
    assert "azide or diazirine" in failure.remedy
    assert only(tmp_path, "[N-]=[N+]=Nc1ccccc1").status == "ok"


def test_the_size_that_a_remedy_names_is_enough(tmp_path: Path) -> None:
    from dotstitch.contracts.config import Config

    smiles = "[N-]=[N+]=Nc1ccc(-c2ccccc2)cc1"
    failure = only(tmp_path, smiles, Config(max_atoms=20)).failure
    assert failure is not None
    needed = int(failure.remedy.removeprefix("set max_atoms to ").split()[0])
    assert only(tmp_path, smiles, Config(max_atoms=needed)).status == "ok"


@pytest.mark.parametrize(
    ("smiles", "trap"),
    [
        ("COC1(c2ccccc2)N=N1", "alkoxy diazirine"),
        ("C1COCCN1C1(c2ccccc2)N=N1", "amino diazirine"),
        ("CC(=O)C1(c2ccccc2)N=N1", "acyl diazirine"),
        ("N#CC1(c2ccccc2)N=N1", "vinyl, alkynyl or cyano diazirine"),
        ("CSC1(c2ccccc2)N=N1", "diazirine with sulfur, silicon, phosphorus or iodine"),
        ("O=c1oc2cc(O)ccc2cc1N=[N+]=[N-]", "vinyl azide of a pyrone or pyridone"),
        ("O=c1cc(N=[N+]=[N-])cc[nH]1", "vinyl azide of a pyrone or pyridone"),
        ("Cn1c(=O)cc(N=[N+]=[N-])n(C)c1=O", "vinyl azide of a pyrone or pyridone"),
    ],
)
def test_a_group_that_only_looks_like_a_warhead(tmp_path: Path, smiles: str, trap: str) -> None:
    assert find_warheads(parse_smiles(smiles)) == []
    assert trap in {found.name for found in find_traps(parse_smiles(smiles))}
    failure = only(tmp_path, smiles).failure
    assert failure is not None
    assert trap in failure.message


@pytest.mark.parametrize(
    "smiles",
    [
        "FC1(c2ccccc2)N=N1",
        "ClC1(c2ccccc2)N=N1",
        "C1(c2ccccc2)N=N1",
        "O=c1cc(C)oc2cc(N=[N+]=[N-])ccc12",  # azide on the benzene ring of a coumarin
        "[N-]=[N+]=Nc1cccs1",
        "[N-]=[N+]=Nc1ccncc1",
        "O=C1CCc2cc(N=[N+]=[N-])ccc2C1=O",
    ],
)
def test_a_true_warhead_beside_such_a_group_stays(smiles: str) -> None:
    assert len(find_warheads(parse_smiles(smiles))) == 1


@pytest.mark.parametrize(
    ("smiles", "dipole", "charged"),
    [
        ("[O-][N+](=O)c1ccc(N=[N+]=[N-])cc1", False, False),
        ("[O-][n+]1ccc(N=[N+]=[N-])cc1", False, False),
        ("[C-]#[N+]c1ccc(N=[N+]=[N-])cc1", False, False),
        ("C[S+]([O-])c1ccc(N=[N+]=[N-])cc1", False, False),
        ("[O-]c1c[n+](-c2ccc(N=[N+]=[N-])cc2)no1", True, False),  # a sydnone
        ("C[P+](C)(C)[CH-]c1ccc(N=[N+]=[N-])cc1", True, False),
        ("[O-]c1ccc[n+](-c2ccc(N=[N+]=[N-])cc2)c1", True, False),
        ("C[N+](C)(C)CC(=O)[O-]", False, True),
        ("[NH3+]CC(=O)[O-]", False, True),
    ],
)
def test_charges_that_are_notation_dipoles_and_ions(
    smiles: str, dipole: bool, charged: bool
) -> None:
    mol = Chem.MolFromSmiles(smiles)
    assert is_dipole(mol) is dipole
    assert bool(ions(mol)) is charged
