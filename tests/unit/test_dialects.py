"""SMILES of vendors and drawing programs."""

from __future__ import annotations

import pytest
from planning import plan
from rdkit import Chem

from dotstitch.contracts.config import Config
from dotstitch.contracts.smiles import SmilesError, canonical, parse_smiles, read_smiles
from dotstitch.evidence.measurements_table import read_measurements

PHENYL_AZIDE = "[N-]=[N+]=Nc1ccccc1"


@pytest.mark.parametrize(
    ("typed", "same", "said"),
    [
        ("c1ccccc1N=N=N", PHENYL_AZIDE, "without charges"),
        ("[D]c1ccccc1N=[N+]=[N-]", PHENYL_AZIDE, "[2H]"),
        ("C[C@H](O)c1ccccc1 |o1:1|", "C[C@H](O)c1ccccc1", "|o1:1|"),
        ("N#C/C(Cl)=C(/F)/Br", "N#CC(Cl)=C(F)Br", "contradict"),
        ("C[C@H](F)[C@@H](Cl)Br |&1:1,o2:3|", "C[C@H](F)[C@@H](Cl)Br", "|&1:1,o2:3|"),
    ],
)
def test_what_can_mean_one_thing_is_read_and_said(typed: str, same: str, said: str) -> None:
    read = read_smiles(typed)
    assert canonical(read.mol) == canonical(parse_smiles(same))
    assert any(said in note for note in read.notes)
    assert Chem.MolFromSmiles(read.text) is not None


@pytest.mark.parametrize(
    "typed", ["C/C=C/C", "C/C=C\\C", "CC=CC", "O=C(/C=C/c1ccccc1)C", "C/C=C(/C)C"]
)
def test_marks_that_agree_are_kept_in_silence(typed: str) -> None:
    assert read_smiles(typed).notes == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Cc1ccc(N=[N+]=[N-])cc1 4-methylphenyl azide", "Cc1ccc(N=[N+]=[N-])cc1"),
        ("CCO |$;R1;$|", "CCO"),
    ],
)
def test_what_the_remedy_says_can_be_read(typed: str, meant: str) -> None:
    with pytest.raises(SmilesError) as told:
        read_smiles(typed)
    written = told.value.remedy.removeprefix("write ").split(",")[0].split(" if ")[0]
    assert written == meant
    assert read_smiles(written).notes == ()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "empty"),
        ("c1ccccc1 N=[N+]=[N-]", "blanks"),
        ("CC |^1:0|x", "|^1:0|x"),
        ("CN(C)(C)(C)C", "N (atom 2 of the SMILES) has a valence of 5"),
        ("C(C)(C)(C)(C)C", "C (atom 1 of the SMILES) has a valence of 5"),
        ("C1CC", "ring closures"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(typed: str, words: str) -> None:
    with pytest.raises(SmilesError) as told:
        read_smiles(typed)
    assert words in str(told.value)
    assert told.value.remedy


def test_a_plan_says_what_was_read_otherwise_and_holds_a_smiles_for_any_program(tmp_path) -> None:
    made = plan(tmp_path, ("x", "c1ccccc1N=N=N"))
    assert made.molecules[0].status == "ok"
    assert any("row 2" in text and "without charges" in text for text in made.notes)
    assert Chem.MolFromSmiles(made.molecules[0].smiles) is not None


def test_tautomers_are_two_molecules_and_spellings_one(tmp_path) -> None:
    rows = (
        ("hydroxy", "Oc1ccnc(c1)-c1ccc(N=[N+]=[N-])cc1"),
        ("pyridone", "O=c1cc[nH]c(c1)-c1ccc(N=[N+]=[N-])cc1"),
        ("again", "[N-]=[N+]=Nc1ccc(-c2cc(=O)cc[nH]2)cc1"),
    )
    first, second, third = plan(tmp_path, *rows).molecules
    assert (first.status, second.status, third.status) == ("ok", "ok", "duplicate")
    assert first.inchikey == second.inchikey
    assert first.electrophores[0].species != second.electrophores[0].species
    assert any("tautomer of 'hydroxy' in row 2" in text for text in second.warnings)
    assert third.failure is not None
    assert "'pyridone'" in third.failure.message


def test_a_measurement_by_smiles_belongs_to_the_tautomer_it_names(tmp_path) -> None:
    forms = {
        "hydroxy": "Oc1ccnc(c1)-c1ccc(N=[N+]=[N-])cc1",
        "pyridone": "O=c1cc[nH]c(c1)-c1ccc(N=[N+]=[N-])cc1",
    }
    table = tmp_path / "measured.csv"
    for smiles in forms.values():
        rows = f"smiles,quantity,value,unit,solvent\n{smiles},lambda_max_nm,280,nm,toluene\n"
        table.write_text(rows, encoding="utf-8")
        (row,) = read_measurements(table, forms, (), Config())
        assert row.smiles == canonical(parse_smiles(smiles))
