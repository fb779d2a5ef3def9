"""What is left out together, and the posterior under a former prior."""

from __future__ import annotations

import numpy as np
import pytest

from dotstitch.contracts.draws import Draws
from dotstitch.contracts.measurement import Measurement
from dotstitch.data.error_models import quantity_errors
from dotstitch.data.parameters import load_parameters, quantile
from dotstitch.data.reading import read_rows
from dotstitch.evidence.lu2022 import measurements
from dotstitch.evidence.prior import prior_draws
from dotstitch.evidence.scorecard.changed_priors import (
    former_priors,
    reweighted,
    weighted_median,
)
from dotstitch.evidence.scorecard.plans import plans
from dotstitch.evidence.scorecard.summary import deviation, share_below
from dotstitch.evidence.scorecard.table import ScoreRow, score_rows, write_scorecard

ROWS = {row.id: row for row in measurements()}
PLANS = {plan.name: plan for plan in plans(tuple(ROWS.values()))}


def test_every_modelled_row_is_left_out_with_its_film() -> None:
    for row in ROWS.values():
        if row.modelled:
            assert row.id in PLANS[f"film {row.block}"].ids


def test_no_row_of_a_left_out_film_stays_in_use() -> None:
    for plan in PLANS.values():
        if plan.kind == "film":
            blocks = {ROWS[one].block for one in plan.ids if not ROWS[one].compared_with}
            for row in ROWS.values():
                assert row.block not in blocks or not row.modelled or row.id in plan.ids


def test_an_order_leaves_with_either_of_its_films() -> None:
    for row in ROWS.values():
        if row.error_model == "less_than":
            other = ROWS[row.compared_with]
            for plan in PLANS.values():
                speaks_of_it = {
                    "film": plan.what == other.block and other.modelled,
                    "wavelength": plan.what == f"{other.wavelength_nm:g} nm",
                }
                assert row.id in plan.ids or not speaks_of_it.get(plan.kind, False)


def test_plans_follow_from_the_measurements() -> None:
    assert {p.what for p in PLANS.values() if p.kind == "crosslinker"} == {"1", "2", "3", "4"}
    assert {p.what for p in PLANS.values() if p.kind == "wavelength"} == {"254 nm", "365 nm"}
    assert [p.what for p in PLANS.values() if p.kind == "dot"] == ["cdse_oleate_4.1nm"]
    four = PLANS["crosslinker 4"].ids
    assert four == {row.id for row in ROWS.values() if row.name == "4" and row.modelled}
    spectra = {row.id for row in ROWS.values() if row.quantity == "epsilon_m1_cm1"}
    assert not spectra & PLANS["wavelength 365 nm"].ids


def test_changed_priors_are_those_of_today_no_more_and_cite_others() -> None:
    today = load_parameters()
    for name, former in former_priors().items():
        assert former != today[name]
        assert "Lu, Fu" not in today[name].source


def test_draws_of_today_weighed_as_before_have_the_former_moments() -> None:
    name = "carbene_isc_rate"
    draws = prior_draws(20000, 3)
    found = reweighted(former_priors()[name], draws)
    exponents = np.log10(draws[name])
    mean = float(found.weights @ exponents)
    assert mean == pytest.approx(10.0, abs=0.02)
    spread = float(np.sqrt(found.weights @ (exponents - mean) ** 2))
    assert spread == pytest.approx(0.25, abs=0.02)
    assert weighted_median(exponents, found.weights) == pytest.approx(10.0, abs=0.02)
    assert found.weights.sum() == pytest.approx(1.0)
    assert found.effective < 20000
    assert found.inside == found.reached == 1.0


def test_what_the_former_prior_does_not_cover_is_said() -> None:
    former = former_priors()["diazirine_quantum_yield"]
    found = reweighted(former, prior_draws(2000, 1))
    assert found.inside == 1.0
    assert found.reached == pytest.approx(0.8, abs=0.01)
    former = former_priors()["uv_damage_saturation_dose_mj_cm2"]
    found = reweighted(former, prior_draws(2000, 1))
    assert found.inside == pytest.approx(0.5, abs=0.01)
    assert found.reached == 1.0
    beyond = Draws(0, {former.name: quantile(load_parameters()[former.name], np.full(5, 0.99))})
    found = reweighted(former, beyond)
    assert (found.inside, found.effective, found.weights.sum()) == (0.0, 0.0, 0.0)


def film(**more):
    shared = {"smiles": "CC", "name": "ethane", "block": "film", "wavelength_nm": 365.0}
    recipe = {"dose_mj_cm2": 50.0, "loading_wt_percent": 3.0, "dot": "red"}
    return Measurement(**{**shared, **recipe, "uncertainty": 0.03, **more})


NUMBER = film(id="plqy", quantity="plqy_relative", value=0.5, error_model="gaussian")
WORD = film(id="pattern", quantity="pattern", word="good", error_model="class")


def test_a_row_of_the_scorecard_has_medians_probabilities_and_the_spread_of_runs(tmp_path) -> None:
    rng = np.random.default_rng(1)
    prior = {"plqy": rng.normal(0.8, 0.1, 4000), "pattern": rng.random(4000)}
    posterior = {"plqy": rng.normal(0.5, 0.02, (4, 500)), "pattern": np.full((4, 500), 0.6)}
    centres = np.array([0.52, 0.56, 0.54, 0.58])[:, None]
    left_out = {"plqy": centres + rng.normal(0.0, 0.05, (4, 500)), "pattern": rng.random((4, 500))}
    plan = plans((NUMBER, WORD))[0]
    rows = score_rows(plan, (NUMBER, WORD), prior, posterior, left_out, "digest")
    number, word = rows
    assert (number.prior, number.posterior) == (
        pytest.approx(0.8, abs=0.01),
        pytest.approx(0.5, abs=0.005),
    )
    assert number.left_out == pytest.approx(0.55, abs=0.01)
    assert number.left_out_high - number.left_out_low == pytest.approx(0.11, abs=0.02)
    assert number.left_out_spread == pytest.approx(np.std(centres, ddof=1) / 2.0, abs=0.005)
    assert number.spread < 0.002
    assert number.left_out_below == pytest.approx(0.24, abs=0.05)
    assert number.probability is None
    assert (word.prior_probability, word.left_out_probability) == (
        pytest.approx(0.5, abs=0.03),
        pytest.approx(0.5, abs=0.05),
    )
    assert word.probability == 1.0
    assert not word.contradicted
    table = tmp_path / "scorecard.csv"
    write_scorecard(table, rows)
    again = read_rows(table, ScoreRow)
    assert [row.id for row in again] == ["plqy", "pattern"]
    assert again[0].left_out == pytest.approx(number.left_out, rel=1e-5)


def test_readings_are_below_their_own_predictions_half_of_the_time() -> None:
    rng = np.random.default_rng(2)
    width = np.hypot(NUMBER.uncertainty, quantity_errors("plqy_relative").shared)
    below = []
    for _ in range(500):
        truth = rng.normal(0.6, 0.1)
        reading = truth + width * rng.standard_normal()
        row = NUMBER.model_copy(update={"value": reading})
        below.append(share_below(row, {"plqy": rng.normal(0.6, 0.1, 400)}))
    held = np.mean([0.16 <= share <= 0.84 for share in below])
    assert held == pytest.approx(0.68, abs=0.06)
    assert share_below(WORD, {"pattern": np.ones(5)}) is None


def test_of_two_readings_the_nearer_one_counts_and_absorptivities_miss_by_decades() -> None:
    either = NUMBER.model_copy(update={"error_model": "either", "alternative": 0.9})
    assert deviation(either, 0.85) == pytest.approx(-0.05)
    assert deviation(either, 0.45) == pytest.approx(-0.05)
    assert deviation(WORD, 0.5) is None
    spectrum = NUMBER.model_copy(update={"quantity": "epsilon_m1_cm1", "value": 1e4})
    assert deviation(spectrum, 2e4) == pytest.approx(np.log10(2.0))
