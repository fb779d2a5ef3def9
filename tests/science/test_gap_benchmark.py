"""The table that gaps are measured against, and the benchmark that does it."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from accuracy import gaps
from accuracy.rows import Reference, read_references, summary

from dotstitch.contracts.constants import HARTREE_KCAL_MOL
from dotstitch.contracts.failure import StepError
from dotstitch.contracts.levels import Level
from dotstitch.geometry.spin_class import spin_class

TABLE = read_references(None, gaps.DEFAULT, ())


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["name"])
def test_class_follows_from_the_smiles(row: Reference) -> None:
    kind = "nitrene" if gaps.centre_of(row["smiles"]) == "N" else "carbene"
    assert spin_class(row["smiles"], kind) == row["class"]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("smiles", "group"),
    [
        ("[N]C=O", "acyl_nitrene"),
        ("[N]C(=O)c1ccccc1", "acyl_nitrene"),
        ("[N]S(=O)(=O)c1ccccc1", "sulfonyl_nitrene"),
        ("[N]c1ccc(C(=O)N=[N+]=[N-])cc1", "aryl_nitrene"),
        ("[N]C=C", "small_nitrene"),
    ],
)
def test_class_of_nitrenes_beside_oxygen(smiles: str, group: str) -> None:
    assert spin_class(smiles, "nitrene") == group


def row(group: str, error: float | None, excluded: str | None = None) -> dict[str, Any]:
    status = "failed: made up" if error is None else "ok"
    within = None if error is None else abs(error) < 2
    return {
        "class": group,
        "error": error,
        "uncertainty": None if error is None else 2.0,
        "within": within,
        "excluded": excluded,
        "status": status,
    }


def test_errors_by_class_leave_out_failures_and_degenerate_states() -> None:
    rows = [row("a", 1.0), row("a", -3.0), row("b", 9.0, "degenerate"), row("b", None)]
    first, second = gaps.by_class(rows)
    assert (first["rows"], first["counted"]) == (2, 2)
    assert first["mean_signed_error"] == pytest.approx(-1.0)
    assert first["mean_absolute_error"] == pytest.approx(2.0)
    assert first["max_absolute_error"] == pytest.approx(3.0)
    assert first["coverage"] == pytest.approx(0.5)
    assert first["reduced_chi_square"] == pytest.approx((0.5**2 + 1.5**2) / 2.0)
    assert (second["rows"], second["counted"]) == (2, 0)
    assert second["mean_signed_error"] is None
    assert second["reduced_chi_square"] is None
    assert summary(rows)["max_absolute_error"] == pytest.approx(3.0)


@pytest.mark.parametrize(
    ("zero_point", "value"),
    [("included", 8.0), ("unknown", 8.0), (None, 8.0), ("excluded", 9.0)],
)
def test_a_reference_without_zero_point_energy_meets_the_electronic_gap(
    zero_point: str | None, value: float
) -> None:
    reference = {} if zero_point is None else {"zero_point": zero_point}
    found = SimpleNamespace(gap_st_kcal_mol=8.0, gap_electronic_kcal_mol=9.0)
    assert gaps.compared(reference, found) == value


def test_an_equilibrium_constant_is_freed_of_the_three_components_of_the_triplet() -> None:
    measured = {"value_kcal_mol": "1.1", "quantity": "free_energy"}
    assert gaps.reference_gap(measured) == pytest.approx(1.1 - 0.651, abs=1e-3)
    assert gaps.reference_gap({"value_kcal_mol": "1.1"}) == 1.1
    found = SimpleNamespace(gap_st_kcal_mol=1.0, gap_free_energy_kcal_mol=0.5)
    assert gaps.compared(measured, found) == 0.5


@pytest.mark.parametrize(
    ("reference", "value", "wrong"),
    [(1.5, -0.1, True), (-1.5, 0.1, True), (1.5, 0.1, False), (0.9, -3.0, False)],
)
def test_a_sign_is_wrong_only_where_the_reference_has_one(
    reference: float, value: float, wrong: bool
) -> None:
    one = row("a", value - reference) | {"name": "x", "reference": reference, "value": value}
    assert gaps.wrong_signs([one]) == (["x"] if wrong else [])
    assert gaps.wrong_signs([one | {"excluded": "degenerate"}]) == []


def test_benchmark_keeps_failed_rows_and_says_what_it_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[str, float | None]] = []

    def geometry(smiles: str, kind: str, level: Level, seed: int) -> tuple[dict[str, Any], None]:
        if smiles == "[C]=C=C":
            raise StepError("input", "two neighbours", "none")
        seen.append((smiles, level.film_permittivity))
        return {}, None

    def gap(*_: Any) -> Any:
        values = SimpleNamespace(
            gap_st_kcal_mol=10.0, gap_free_energy_kcal_mol=10.0, gap_st_uncertainty_kcal_mol=2.0
        )
        return SimpleNamespace(values=values, warnings=())

    monkeypatch.setattr(gaps, "optimise_species", geometry)
    monkeypatch.setattr(gaps, "compute_gap", gap)
    result = gaps.run(None, "standard")
    rows = {one["name"]: one for one in result["rows"]}
    assert len(rows) == len(TABLE)
    assert rows["propadienylidene"]["status"].startswith("failed")
    assert rows["imidogen"]["excluded"] == "degenerate"
    assert rows["phenylnitrene"]["excluded"] is None
    assert dict(seen)["[CH]c1ccccc1"] is None  # the gas phase has no continuum
    assert dict(seen)["[C]1c2ccccc2-c2ccccc21"] == 35.7  # acetonitrile
    assert {"rows", "level_of_theory", "unit", "coverage", "by_class"} <= result.keys()
    assert sum(one["counted"] for one in result["by_class"]) == len(TABLE) - 1 - 5


def test_degenerate_states_are_out_of_the_statistics_with_a_reason() -> None:
    for one in TABLE:
        assert (one["in_statistics"] == "no") == ("degenerate" in one["note"])


def ingredients(table: str) -> dict[str, Reference]:
    rows = read_references(None, f"data/{table}", ())
    return {one["name"]: one for one in rows}


def split(one: Reference, term: str) -> float:
    """Return singlet minus triplet of one energy, kcal/mol."""
    high, low = (float(one[f"{state}_{term}_hartree"]) for state in ("singlet", "triplet"))
    return (high - low) * HARTREE_KCAL_MOL


def carbene_composite(one: Reference) -> float:
    """Return Hartree-Fock, second order at the limit and CCSD(T) less second order."""
    limit = (64 * split(one, "second_order_qz") - 27 * split(one, "second_order_tz")) / 37
    beyond = split(one, "ccsd") + split(one, "triples") - split(one, "second_order_active")
    return split(one, "hartree_fock_qz") + limit + beyond


def nitrene_limit(one: Reference) -> float:
    """Return CASSCF and the correlation beyond it at the limit of the basis."""
    small, large = (split(one, f"{z}_nevpt2") - split(one, f"{z}_casscf") for z in ("dz", "tz"))
    return split(one, "tz_casscf") + (27 * large - 8 * small) / 19


@pytest.mark.parametrize(
    ("table", "composite", "parent"),
    [
        ("evidence/arylcarbene_references.csv", carbene_composite, "methylene"),
        ("evidence/arylnitrene_references.csv", nitrene_limit, "phenylnitrene"),
    ],
)
def test_own_references_follow_from_their_ingredients(
    table: str, composite: Callable[[dict[str, str]], float], parent: str
) -> None:
    measured = {one["name"]: float(one["value_kcal_mol"]) for one in TABLE}
    found = ingredients(table)
    used = [one for one in TABLE if table in one["source"]]
    assert used
    for one in used:
        own = composite(found[one["name"]]) - composite(found[parent]) + measured[parent]
        assert float(one["value_kcal_mol"]) == pytest.approx(own, abs=0.08), one["name"]


def test_no_reference_is_a_density_functional_or_lacks_a_limit_of_the_basis() -> None:
    classes = [one["class"] for one in TABLE if one["in_statistics"] == "yes"]
    assert classes.count("aryl_nitrene") >= 6
    assert classes.count("aryl_carbene") >= 6
    for one in TABLE:
        measured = one["kind"].startswith("experiment")
        own = "cc-pv(t,q)z" in one["note"] or "cc-pv(d,t)z" in one["note"]
        assert measured or own or "focal point" in one["kind"], one["name"]
