"""Filters before any job: safety ratios, limits, and groups that spoil a photoactive one."""

from __future__ import annotations

import pytest
from rdkit import Chem

from dotstitch.contracts.config import Proposals
from dotstitch.design.filters import Verdict, judge
from dotstitch.plan.electrophores import dissect

TWO = "O=C(OCCOC(=O)c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F)c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F"
TPD = "FC(F)(F)C1(c2ccc({})cc2)N=N1"
AZIDE = "[N-]=[N+]=Nc1ccc({})cc1"


def verdict(smiles: str, **limits: float) -> Verdict:
    mol = Chem.MolFromSmiles(smiles)
    return judge(mol, dissect(mol), Proposals.model_validate(limits))


def test_a_published_crosslinker_passes() -> None:
    found = verdict(TWO)
    assert found.reasons == found.warnings == ()
    assert found.molar_mass_g_mol == pytest.approx(496.2, abs=0.1)
    assert found.heavy_atoms_per_group == (34 - 6) / 2
    assert found.carbon_oxygen_per_nitrogen == pytest.approx(20 / 6)
    assert 1 <= found.sa_score <= 10


@pytest.mark.parametrize(
    ("smiles", "told"),
    [
        ("[N-]=[N+]=Nc1ccccc1", ["(C + O) / N is 2.00, less than 3"]),
        ("[N-]=[N+]=Nc1ccc(N=[N+]=[N-])cc1", ["3.0 heavy atoms", "(C + O) / N is 1.00"]),
        (AZIDE.format("CCCCCCCCCCCC"), []),
    ],
)
def test_safety_ratios_warn_with_their_numbers(smiles: str, told: list[str]) -> None:
    found = verdict(smiles)
    assert len(found.warnings) == len(told)
    assert all(part in text for part, text in zip(told, found.warnings, strict=True))
    assert found.reasons == ()


@pytest.mark.parametrize(
    ("smiles", "excluded"),
    [
        (AZIDE.format("CS"), True),
        (TPD.format("CS"), True),
        (AZIDE.format("CN"), True),
        (TPD.format("CNC"), True),
        (AZIDE.format("CNC(C)=O"), False),
        (AZIDE.format("CN(C)C"), False),
        (AZIDE.format("CC#CC"), True),
        (TPD.format("CC#CC"), False),
        (AZIDE.format("P(C)C"), True),
        (TPD.format("P(C)C"), False),
    ],
)
def test_groups_that_spoil_the_photoactive_one(smiles: str, *, excluded: bool) -> None:
    assert bool(verdict(smiles).reasons) == excluded


def test_other_photoactive_groups_are_named() -> None:
    (told,) = verdict(AZIDE.format("CCCCOC(=O)CCc2ccc(cc2)C(=O)c2ccccc2")).warnings
    assert "benzophenone" in told


def test_limits_are_the_users() -> None:
    assert (
        "molar mass: 496 g/mol, more than 400"
        in verdict(TWO, largest_molar_mass_g_mol=400.0).reasons
    )
    assert "rotatable bonds: 7, more than 6" in verdict(TWO, most_rotatable_bonds=6).reasons


@pytest.mark.parametrize(
    ("chain", "told"),
    [("CSSC", ["disulfide: "]), ("CCSCC", ["sulfide: "]), ("COC", []), ("CS(C)(=O)=O", [])],
)
def test_sulfur_is_told_and_not_excluded(chain: str, told: list[str]) -> None:
    found = verdict(TPD.format(chain))
    assert [text[: len(start)] for text, start in zip(found.warnings, told, strict=True)] == told
    assert found.reasons == ()
