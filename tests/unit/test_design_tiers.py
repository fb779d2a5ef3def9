"""Tiers of evaluation: by records as the screen would, and by a model that says how wrong it is."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from recorded.screen import RecordedScreen
from small_space import PERFLUORO, small_space

from dotstitch.contracts.config import Config
from dotstitch.design.listing import Candidate
from dotstitch.design.tiers.evaluate import FILMS_AT_ONCE, evaluate
from dotstitch.design.tiers.expected import NODES_NM, ChromophoreModel, log_absorptivity
from dotstitch.design.tiers.judge import Judged, judge_space
from dotstitch.design.tiers.screened import screened_subjects
from dotstitch.design.tiers.stand_in import StandIn
from dotstitch.film.molecule import Chromophore
from dotstitch.screen.sweep import halves

CONFIG = Config()
GOLDEN = Path(__file__).parents[1] / "recorded" / "standard" / "golden" / "ranking.csv"


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> tuple[Candidate, ...]:
    return small_space(tmp_path_factory.mktemp("space"), CONFIG)


@pytest.fixture(scope="module")
def judged(space: tuple[Candidate, ...], tmp_path_factory: pytest.TempPathFactory) -> Judged:
    nothing = tmp_path_factory.mktemp("results")
    return judge_space(space, screened_subjects(CONFIG), CONFIG, nothing, guess=False)


@pytest.fixture(scope="module")
def guessed(space: tuple[Candidate, ...], tmp_path_factory: pytest.TempPathFactory) -> Judged:
    nothing = tmp_path_factory.mktemp("results")
    return judge_space(space, screened_subjects(CONFIG), CONFIG, nothing, guess=True)


def test_films_are_those_of_the_screen(judged: Judged) -> None:
    with GOLDEN.open(encoding="utf-8", newline="") as stream:
        golden = {row["name"]: row for row in csv.DictReader(stream)}
    _, scoring = halves(CONFIG.samples)
    assert {one.name for one in judged.screened} == set(golden)
    for one in judged.screened:
        row, told = judged.row(one), golden[one.name]
        case = judged.films.cases[row]
        assert case.dose_mj_cm2[-1] == pytest.approx(float(told["best_dose_mj_cm2"]))
        assert case.loading_wt_percent == pytest.approx(float(told["best_loading_wt_percent"]))
        assert judged.films.score[row, scoring].mean() == pytest.approx(float(told["score"]))
        kept = np.median(judged.films.retention[row, scoring])
        assert kept == pytest.approx(float(told["film_retention"]))


def test_new_linkers_between_known_arms_need_no_computation(judged: Judged) -> None:
    exact = {block for one in judged.candidates for block in one.made.blocks}
    assert set(PERFLUORO) <= exact
    assert "1-bromo-3-iodobenzene" not in exact
    assert not any(one.cells["known_as"] for one in judged.candidates)
    assert judged.unknown


def test_molecules_of_one_likeness_are_read_once_and_told_apart_by_mass(judged: Judged) -> None:
    subject = next(one for one in judged.screened if one.name == "bis-diazirine 4")
    asked = []

    def read(likeness):
        asked.append(likeness)
        return judged.films.inputs[judged.row(subject)]

    light, heavy = 300.0, 900.0
    pairs = [(subject.likeness, mass) for mass in (light, heavy, light)]
    films = evaluate(pairs, read, judged.context, tell=lambda _: None)
    assert asked == [subject.likeness]
    assert len(films.cases) == 2
    lightest = films.places[subject.likeness, light]
    assert films.inputs[lightest].molar_mass_g_mol == light
    kept = films.retention.mean(axis=1)
    assert kept[lightest] > kept[1 - lightest]


def test_films_shared_by_processes_are_those_of_one(judged: Judged) -> None:
    subject = next(one for one in judged.screened if one.name == "bis-diazirine 4")
    inputs = judged.films.inputs[judged.row(subject)]
    pairs = [(subject.likeness, 300.0 + 5.0 * n) for n in range(FILMS_AT_ONCE + 7)]
    told: list[str] = []
    alone = evaluate(pairs, lambda _: inputs, judged.context, told.append)
    shared = evaluate(pairs, lambda _: inputs, judged.context, told.append, processes=2)
    assert alone.places == shared.places
    assert alone.cases == shared.cases
    assert np.array_equal(alone.retention, shared.retention)
    assert np.array_equal(alone.plqy, shared.plqy)
    assert len(np.unique(alone.retention[:, 0])) > FILMS_AT_ONCE
    assert told == [f"{FILMS_AT_ONCE} of {len(pairs)} films"] * 2


def test_a_failed_species_is_told_and_not_guessed(
    space: tuple[Candidate, ...], tmp_path: Path
) -> None:
    screen = RecordedScreen(tmp_path / "results", "bis-diazirine 4")
    key = screen.keys("bis-diazirine 4", "spectrum")[0]
    screen.fail(key, "ground_state", kind="convergence", message="no end", remedy="none")
    found = judge_space(space, screened_subjects(CONFIG), CONFIG, screen.folder, guess=True)
    assert any("no end" in why for why in found.failed.values())
    assert "bis-diazirine 4" not in {one.name for one in found.screened}


def test_what_is_guessed_carries_the_error_of_the_model(guessed: Judged) -> None:
    draws = guessed.context.draws
    parts = {p.smiles: p for one in guessed.films.inputs for p in one.chromophores}
    stand_ins = [part for part in parts.values() if isinstance(part, StandIn)]
    assert stand_ins
    for part in stand_ins:
        assert part.model_decades > 0.0
        alone = replace(part, model_decades=0.0).intensity_decades(draws)
        added = part.intensity_decades(draws) - alone
        assert added.std() == pytest.approx(part.model_decades, rel=0.05)
        assert part.states[0].levels.homo_residual_ev > min(
            known.states[0].levels.homo_residual_ev for known in parts.values()
        )


def test_records_go_before_guesses(judged: Judged, guessed: Judged) -> None:
    for one in judged.candidates:
        subject = one.subject
        assert subject is not None
        exact, other = judged.row(subject), guessed.row(subject)
        assert np.array_equal(judged.films.retention[exact], guessed.films.retention[other])


def test_the_model_returns_what_it_was_taught(judged: Judged) -> None:
    """Training values lie within three errors of what is expected of their own chromophores."""
    taught = [one for one in judged.planned.computed.values() if isinstance(one, Chromophore)]
    model = ChromophoreModel.fit(taught)
    assert model is not None
    for one in taught:
        expected = model.expect(one.smiles)
        off = np.abs(expected.decades - log_absorptivity(one, 0))
        assert np.all(off <= 3.0 * expected.decades_error + 1e-9)
        value, error = expected.levels["homo_ev"]
        assert abs(value - one.states[0].levels.homo_ev) <= 3.0 * error


def test_too_few_chromophores_make_no_model(judged: Judged) -> None:
    taught = [one for one in judged.planned.computed.values() if isinstance(one, Chromophore)]
    assert ChromophoreModel.fit(taught[:3]) is None


def test_the_error_of_the_absorptivity_is_that_at_the_lamp(judged: Judged) -> None:
    taught = [one for one in judged.planned.computed.values() if isinstance(one, Chromophore)]
    model = ChromophoreModel.fit(taught)
    assert model is not None
    expected = model.expect("COC(=O)c1ccc(N=[N+]=[N-])cc1")
    for node, error in zip(NODES_NM, expected.decades_error, strict=True):
        assert expected.error_at([float(node)]) == pytest.approx(error)
