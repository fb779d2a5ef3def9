"""Ranking: order, intervals, Pareto front, failures, refusal of mixed levels."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorded.table import CONFIG, Entry, write_inputs, write_screen

from dotstitch.contracts.config import Config, Targets
from dotstitch.screen.rank_statistics import pareto_front, rank_statistics
from dotstitch.screen.ranking import FAILURE_COLUMNS, RANKING_COLUMNS, rank

CONTRACT = (
    "rank,name,smiles,status,score,score_low,score_high,rank_low,rank_high,pareto,"
    "probability_of_target,best_wavelength_nm,best_dose_mj_cm2,best_loading_wt_percent,warheads,"
    "n_arms,molar_mass_g_mol,lambda_max_nm,lambda_max_uncertainty_nm,epsilon_254_m1_cm1,"
    "epsilon_313_m1_cm1,epsilon_365_m1_cm1,epsilon_405_m1_cm1,homo_ev,lumo_ev,"
    "electron_offset_ev,electron_offset_uncertainty_ev,hole_offset_ev,"
    "hole_offset_uncertainty_ev,p_electron_transfer,p_hole_transfer,alignment_score,"
    "gap_st_kcal_mol,gap_st_uncertainty_kcal_mol,quantum_yield,crosslink_yield,arm_conversion,"
    "film_retention,film_retention_low,film_retention_high,dose_half_mj_cm2,plqy_relative,"
    "plqy_relative_low,plqy_relative_high,air_tolerance,limited_by,level_of_theory,message,"
    "gap_level_of_theory,measured,applicability,probability_best,epsilon_254_uncertainty_m1_cm1,"
    "epsilon_313_uncertainty_m1_cm1,epsilon_365_uncertainty_m1_cm1,epsilon_405_uncertainty_m1_cm1"
)
FIVE = [
    Entry("weak", retention=0.1, plqy=0.9),
    Entry("best", retention=0.8, plqy=0.9, warnings=("look twice",), columns={"price": "007"}),
    Entry("salt", status="failed", columns={"score": "mine"}),
    Entry("again", status="duplicate"),
    Entry("stubborn", status="unconverged"),
]


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_columns_are_those_of_the_contract_in_order() -> None:
    assert ",".join(RANKING_COLUMNS) == CONTRACT


def test_ranking_lists_the_best_first_and_what_failed_last(tmp_path: Path) -> None:
    write_screen(tmp_path, FIVE)
    rows = read(tmp_path / "ranking.csv")
    assert [(row["name"], row["rank"], row["status"]) for row in rows] == [
        ("best", "1", "ok"),
        ("weak", "2", "ok"),
        ("salt", "", "failed"),
        ("again", "", "duplicate"),
        ("stubborn", "", "failed"),
    ]
    assert float(rows[0]["score_low"]) < float(rows[0]["score"]) < float(rows[0]["score_high"])
    assert rows[0]["message"] == "look twice"
    assert all(row["message"] for row in rows[2:])


def test_score_is_the_mean_of_the_product_not_the_product_of_means(tmp_path: Path) -> None:
    write_screen(tmp_path, FIVE[:2])
    entry = json.loads((tmp_path / "photophysics.json").read_text())["molecules"][1]["best"]
    product = np.array(entry["retention_samples"]) * np.array(entry["plqy_samples"])
    row = read(tmp_path / "ranking.csv")[0]
    assert float(row["score"]) == pytest.approx(100 * product.mean(), rel=1e-5)
    met = (np.array(entry["retention_samples"]) >= 0.6) & (np.array(entry["plqy_samples"]) >= 0.85)
    assert float(row["probability_of_target"]) == pytest.approx(met.mean())


def test_absent_is_empty_and_never_zero(tmp_path: Path) -> None:
    write_screen(tmp_path, FIVE)
    rows = read(tmp_path / "ranking.csv")
    assert rows[0]["lambda_max_nm"] == ""
    assert rows[0]["dose_half_mj_cm2"] == ""
    told = {"name", "smiles", "status", "message", "price", "input_score"}
    assert all(row[column] == "" for row in rows[2:] for column in row if column not in told)


def test_columns_of_the_input_follow_untouched(tmp_path: Path) -> None:
    write_screen(tmp_path, FIVE)
    header = (tmp_path / "ranking.csv").read_text().splitlines()[0]
    assert header == f"{CONTRACT},price,input_score"
    rows = read(tmp_path / "ranking.csv")
    assert rows[0]["price"] == "007"
    assert [row["input_score"] for row in rows] == ["", "", "mine", "", ""]


def test_failures_say_where_why_and_what_to_do(tmp_path: Path) -> None:
    write_screen(tmp_path, FIVE)
    rows = read(tmp_path / "failures.csv")
    assert [(row["name"], row["stage"], row["kind"]) for row in rows] == [
        ("salt", "plan", "input"),
        ("again", "plan", "input"),
        ("stubborn", "ground_state", "convergence"),
    ]
    assert all(row["message"] and row["remedy"] for row in rows)


def test_failures_hold_only_the_header_when_all_is_well(tmp_path: Path) -> None:
    write_screen(tmp_path, FIVE[:2])
    assert (tmp_path / "failures.csv").read_text() == ",".join(FAILURE_COLUMNS) + "\n"


def test_a_table_where_everything_fails_is_still_written(tmp_path: Path) -> None:
    write_screen(tmp_path, FIVE[2:])
    assert [row["rank"] for row in read(tmp_path / "ranking.csv")] == ["", "", ""]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    write_screen(tmp_path / "a", FIVE)
    write_screen(tmp_path / "b", FIVE)
    for name in ("ranking.csv", "failures.csv"):
        first = (tmp_path / "a" / name).read_bytes()
        assert first == (tmp_path / "b" / name).read_bytes()
        assert b"\r" not in first


def test_molecules_at_different_levels_are_refused(tmp_path: Path) -> None:
    entries = [Entry("one"), Entry("two", level_of_theory="PBE0/def2-TZVP//GFN2-xTB")]
    with pytest.raises(ValueError, match=r"different levels of theory.*two"):
        write_screen(tmp_path, entries)


def test_a_manifest_of_another_level_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="planned at level 'standard'"):
        write_screen(tmp_path, [Entry("one")], config=Config(level="draft"))


def test_a_manifest_of_another_run_is_refused(tmp_path: Path) -> None:
    write_inputs(tmp_path / "a", [Entry("one")])
    write_inputs(tmp_path / "b", [Entry("one"), Entry("two")])
    with pytest.raises(ValueError, match=r"lacks \['two'\]"):
        rank(tmp_path / "a/photophysics.json", tmp_path / "b/manifest.json", CONFIG, tmp_path)


def test_equal_scores_rank_by_key_and_share_their_interval() -> None:
    same = np.full((3, 50), 0.5)
    found = rank_statistics(same, same, ["C", "A", "B"], Targets())
    assert [s.rank for s in found] == [3, 1, 2]
    assert {(s.rank_low, s.rank_high) for s in found} == {(1, 3)}


def test_an_error_all_share_moves_no_rank() -> None:
    shared = np.random.default_rng(1).uniform(0.2, 1.0, size=200)
    retention = np.array([0.9 * shared, 0.8 * shared])
    found = rank_statistics(retention, np.ones_like(retention), ["A", "B"], Targets())
    assert [(s.rank_low, s.rank_high) for s in found] == [(1, 1), (2, 2)]
    assert found[0].score_low < found[1].score < found[0].score_high


points = st.lists(
    st.tuples(st.integers(0, 5).map(float), st.integers(0, 5).map(float)), min_size=1, max_size=12
)


def test_what_keeps_no_film_has_no_place_on_the_pareto_front(tmp_path: Path) -> None:
    bright = Entry("bright", retention=0.009, plqy=1.0)
    write_screen(tmp_path, [bright, Entry("film", retention=0.8, plqy=0.9)])
    front = {row["name"]: row["pareto"] for row in read(tmp_path / "ranking.csv")}
    assert front == {"bright": "false", "film": "true"}


@given(points)
def test_pareto_front_is_what_nothing_dominates(found: list[tuple[float, float]]) -> None:
    retention, plqy = (np.array(column) for column in zip(*found, strict=True))
    front = pareto_front(retention, plqy)
    for a, on_front in zip(found, front, strict=True):
        beaten = any(b[0] >= a[0] and b[1] >= a[1] and b != a for b in found)
        assert on_front is not beaten


@given(st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_ranks_are_a_permutation_and_lie_in_range(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    retention, plqy = rng.uniform(size=(2, n, 40))
    found = rank_statistics(retention, plqy, [str(row) for row in range(n)], Targets())
    assert sorted(s.rank for s in found) == list(range(1, n + 1))
    assert all(1 <= s.rank_low <= s.rank_high <= n for s in found)
    assert all(0 <= s.score_low <= s.score_high <= 100 for s in found)
