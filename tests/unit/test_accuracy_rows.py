"""Rows of a benchmark that cannot be computed: each is a failed row, and ends no other."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from accuracy import command, gaps, response
from accuracy.rows import computed_row, read_references, summary

from dotstitch.contracts.failure import StepError

HEADER = "name,smiles,value_kcal_mol,uncertainty_kcal_mol,medium\n"


def test_a_precursor_without_free_nitrene_is_a_failed_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alkyl azides rearrange, diazirines with alkyl groups shift: nothing is left to compute."""
    table, out = tmp_path / "gaps.csv", tmp_path / "gaps.json"
    rows = (
        "ethyl azide,CCN=[N+]=[N-],9,1,\n"
        "not a molecule,C1CC,9,1,\n"
        "closed shell,CCO,9,1,\n"
        "no number,[N]c1ccccc1,about nine,1,\n"
        "strange solvent,[N]c1ccccc1,9,1,treacle\n"
        "phenylnitrene,[N]c1ccccc1,9,1,gas\n"
    )
    table.write_text(HEADER + rows, encoding="utf-8")
    values = SimpleNamespace(gap_st_kcal_mol=10.0, gap_st_uncertainty_kcal_mol=2.0)
    monkeypatch.setattr(gaps, "optimise_species", lambda *_, **__: ({}, None))
    monkeypatch.setattr(gaps, "compute_gap", lambda *_: SimpleNamespace(values=values, warnings=()))
    assert command.main(["gaps", "--reference", str(table), "--json", str(out)]) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    status = {row["name"]: row["status"] for row in found["rows"]}
    assert status.pop("phenylnitrene") == "ok"
    assert all(text.startswith("failed: ") for text in status.values())
    assert "free" in status["ethyl azide"]
    assert "treacle" in status["strange solvent"]
    assert "no SMILES" in status["not a molecule"]
    assert found["mean_signed_error"] == pytest.approx(1.0)


def test_a_table_without_its_columns_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "gaps.csv"
    table.write_text("name,smiles\nx,C\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="value_kcal_mol"):
        gaps.run(table, "standard")
    with pytest.raises(SystemExit, match=r"nowhere\.csv"):
        read_references(tmp_path / "nowhere.csv", "", ())


@pytest.mark.parametrize("failure", [StepError("convergence", "no field", "x"), IndexError("x")])
def test_any_fault_ends_only_its_own_row(failure: Exception) -> None:
    def compute(_: float) -> dict[str, Any]:
        raise failure

    row = computed_row({"name": "x", "smiles": "C"}, lambda: 1.5, compute)
    assert row["status"].startswith("failed: ")
    assert (row["reference"], row["value"]) == (1.5, None)
    assert summary([row])["mean_absolute_error"] is None


def test_response_keeps_a_molecule_that_cannot_be_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise KeyError("an element without auxiliary functions")

    monkeypatch.setattr(response, "optimise_species", fail)
    table = tmp_path / "molecules.csv"
    table.write_text("name,smiles\nxenon,[Xe]\n", encoding="utf-8")
    (row,) = response.run(table, "draft")["rows"]
    assert row["status"].startswith("failed: KeyError")


def test_triplets_say_what_is_wrong_with_a_row_or_a_table(tmp_path: Path) -> None:
    table, out = tmp_path / "triplets.csv", tmp_path / "triplets.json"
    table.write_text("name,smiles,value_ev\nbroken,C1CC,3.0\n", encoding="utf-8")
    arguments = ["triplets", "--reference", str(table), "--json", str(out)]
    assert command.main(arguments) == 0
    (row,) = json.loads(out.read_text(encoding="utf-8"))["rows"]
    assert (row["reference"], row["value"]) == (3.0, None)
    assert "no SMILES" in row["status"]
    table.write_text("name,smiles,value_ev\nx,C,high\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="value_ev"):
        command.main(arguments)
