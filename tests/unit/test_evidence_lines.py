"""Measurements beside predictions: marks follow from the draws, words from the measurement."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest

from dotstitch.contracts.evidence import EvidenceLine
from dotstitch.contracts.measurement import Measurement
from dotstitch.data.error_models import quantity_errors
from dotstitch.evidence import lu2022
from dotstitch.evidence.scorecard import table
from dotstitch.evidence.scorecard.lines import Predictions, evidence_lines, unmodelled_lines
from dotstitch.evidence.scorecard.plans import Plan
from dotstitch.evidence.scorecard.summary import Summary
from dotstitch.evidence.scorecard.table import score_rows, write_scorecard
from dotstitch.film.pattern import GOOD_PATTERN
from dotstitch.screen.basis import LU_DOI, basis_sentence

FILM: dict[str, Any] = {
    "smiles": "CC",
    "name": "ethane",
    "block": "film",
    "wavelength_nm": 365.0,
    "dose_mj_cm2": 50.0,
    "loading_wt_percent": 3.0,
    "dot": "red",
}
PLQY = Measurement(
    id="plqy", quantity="plqy_relative", value=0.5, error_model="gaussian", uncertainty=0.04, **FILM
)
EITHER = PLQY.model_copy(update={"id": "either", "error_model": "either", "alternative": 0.9})
GOOD = Measurement(
    id="good", quantity="pattern", word="good", error_model="class", uncertainty=0.05, **FILM
)
AIR = Measurement(
    id="air",
    quantity="film_retention",
    error_model="less_than",
    compared_with="n2",
    uncertainty=0.05,
    air=True,
    **FILM,
)
N2 = Measurement(id="n2", quantity="film_retention", error_model="not_modelled", note="x", **FILM)
SPREAD = np.linspace(-0.04, 0.04, 101)


def line(row: Measurement, centre: float, *others: Measurement, **more: float) -> EvidenceLine:
    """Return the line of a row whose predictions spread evenly around a number."""
    known = {row.id: centre + SPREAD} | {name: at + SPREAD for name, at in more.items()}
    found = evidence_lines((row, *others), Predictions(known, known, {}), {})
    return next(one for one in found if one.id == row.id)


def test_a_number_is_met_within_its_tolerance_and_missed_outside() -> None:
    allowed = quantity_errors("plqy_relative").tolerance
    assert line(PLQY, 0.5 + 0.9 * allowed).passed
    assert line(PLQY, 0.5 - 0.9 * allowed).passed
    assert not line(PLQY, 0.5 + 1.1 * allowed).passed
    assert line(PLQY, 0.5).tolerance == allowed


def test_of_two_readings_either_will_do_but_not_what_lies_between() -> None:
    assert [line(EITHER, at).passed for at in (0.5, 0.9, 0.7)] == [True, True, False]
    assert line(EITHER, 0.5).measured == "0.5 or 0.9"


def test_an_absorptivity_is_judged_as_a_ratio() -> None:
    row = Measurement(
        id="e",
        smiles="CC",
        name="e",
        block="e",
        quantity="epsilon_m1_cm1",
        value=1.0e4,
        error_model="gaussian",
        uncertainty=0.05,
        wavelength_nm=365.0,
    )
    factor = 10.0 ** (0.95 * quantity_errors("epsilon_m1_cm1").tolerance)
    for near in (1.0e4 * factor, 1.0e4 / factor):
        assert line(row, near).passed
    assert not line(row, 1.0e4 * factor**1.2).passed
    assert not line(row, 1.0e4 / factor**1.2).passed


def test_a_word_is_met_when_more_than_half_of_the_draws_say_it() -> None:
    barely, hardly = line(GOOD, GOOD_PATTERN + 0.01), line(GOOD, GOOD_PATTERN - 0.01)
    assert barely.passed
    assert not hardly.passed
    assert barely.probability is not None
    assert barely.probability > 0.5
    assert hardly.probability == pytest.approx(1.0 - barely.probability, abs=0.02)
    assert line(GOOD, 0.01).contradicted


def test_an_order_shows_the_difference_that_must_be_positive() -> None:
    found = line(AIR, 0.2, N2, n2=0.7)
    assert found.posterior == pytest.approx(0.5)
    assert found.passed
    assert found.probability == 1.0
    assert found.measured == "less than at 365 nm, 50 mJ cm⁻², 3 wt%, N2, red"
    reverse = line(AIR, 0.7, N2, n2=0.2)
    assert reverse.posterior == pytest.approx(-0.5)
    assert reverse.contradicted


def test_a_row_that_is_not_modelled_says_why_and_is_never_judged() -> None:
    known = {"n2": SPREAD, "plqy": SPREAD}
    reasons = {"good": "the molecule was not computed"}
    n2, plqy, good = evidence_lines((N2, PLQY, GOOD), Predictions(known, known, reasons), {})
    assert (n2.reason, n2.passed, n2.used, n2.posterior) == ("x", None, False, None)
    assert (plqy.reason, plqy.used) == ("", True)
    assert (good.reason, good.passed) == ("the molecule was not computed", None)


def test_without_a_posterior_nothing_is_called_used_or_met() -> None:
    (found,) = evidence_lines((PLQY,), Predictions({"plqy": 0.5 + SPREAD}, {}, {}), {})
    assert found.prior == pytest.approx(0.5)
    assert (found.posterior, found.passed, found.used) == (None, None, False)


def test_predictions_without_the_row_stand_beside_those_with_it() -> None:
    known = {"plqy": 0.5 + SPREAD}
    left_out = {"plqy": Summary(0.7, 0.6, 0.8, None)}
    (found,) = evidence_lines((PLQY,), Predictions(known, known, {}, left_out), {})
    assert (found.left_out, found.left_out_low, found.left_out_high) == (0.7, 0.6, 0.8)
    assert found.posterior == pytest.approx(0.5)
    assert line(PLQY, 0.5).left_out is None


def test_a_scorecard_speaks_for_its_own_posterior_alone(tmp_path: Path) -> None:
    plan = Plan("film", "film", frozenset({"plqy"}))
    runs = {"plqy": np.tile(0.6 + SPREAD, (4, 1))}
    rows = [
        row
        for kind in ("film", "crosslinker")
        for row in score_rows(
            replace(plan, kind=kind), (PLQY,), {"plqy": SPREAD}, runs, runs, "digest"
        )
    ]
    write_scorecard(tmp_path / "card.csv", rows)
    with mock.patch.object(table, "scorecard_path", return_value=tmp_path / "card.csv"):
        table.read_scorecard.cache_clear()
        found = table.left_out_summaries("draft", "digest")
        assert set(found) == {"plqy"}
        assert found["plqy"].median == pytest.approx(0.6)
        assert table.left_out_summaries("draft", "another") == {}
    table.read_scorecard.cache_clear()


def test_molecules_go_by_their_name_in_the_screen() -> None:
    rows = lu2022.measurements()
    smiles = lu2022.crosslinker_smiles()
    lines = evidence_lines(rows, Predictions({}, {}, {}), {smiles["4"]: "my diazirine"})
    names = {row.name: one.molecule for row, one in zip(rows, lines, strict=True)}
    assert names["4"] == "my diazirine"
    assert names["1"] == "crosslinker 1"
    assert names[""] == ""


def test_every_observation_of_lu_et_al_has_a_line_with_conditions_and_finding() -> None:
    observations = lu2022.read_observations()
    modelled = evidence_lines(lu2022.measurements(observations), Predictions({}, {}, {}), {})
    others = unmodelled_lines(lu2022.not_modelled(observations), {})
    assert {one.id for one in (*modelled, *others)} == {row.id for row in observations}
    for one in (*modelled, *others):
        assert one.quantity
        assert one.measured or one.reason
        assert one.source
    assert all(one.reason for one in others)
    told = {one.id: one for one in modelled}
    assert told["plqy-2-254"].measured == "0.42 or 0.58"
    assert told["pattern-1-365"].measured == "good"
    assert "not exposed" in told["plqy-1-mix"].conditions


def test_the_sentence_counts_what_conditions_the_draws() -> None:
    lu, own = PLQY.model_copy(update={"default_evidence": True, "doi": LU_DOI}), GOOD
    other = lu.model_copy(update={"doi": "10.1039/d0nr01077d"})
    assert "1 observation of Lu et al." in basis_sentence((lu,))
    both = basis_sentence((lu, own, EITHER))
    assert "1 observation of Lu et al. (2022) and 2 measurements of yours" in both
    assert "Lu et al." not in basis_sentence((own,))
    assert (
        "1 observation of Lu et al. (2022), 2 observations of other work and 1 measurement of yours"
        in basis_sentence((other, lu, own, other))
    )
    assert "alone: no such level." in basis_sentence((), "no such level")
