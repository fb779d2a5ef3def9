"""What would settle the score of a molecule, by closed forms and by the slower estimate."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from recorded.screen import BONDLYNX, RecordedScreen

from dotstitch.contracts.config import Config
from dotstitch.film.exposure import case_of
from dotstitch.screen.advice.experiments import experiments_on
from dotstitch.screen.advice.falls import expected_fall
from dotstitch.screen.advice.next_measurement import noise_of
from dotstitch.screen.advice.settling import KINDS, explained, settling
from dotstitch.screen.context import prepare_context
from dotstitch.screen.summaries import case_score

RECIPE = 2
"""Where the molecules are scored: 365 nm, 200 mJ cm-2, 6 wt%, N2."""


@pytest.fixture(scope="module")
def screen(tmp_path_factory):
    return RecordedScreen(tmp_path_factory.mktemp("screen"))


@pytest.fixture(scope="module")
def context():
    return prepare_context(Config())


@pytest.fixture(scope="module")
def films(screen, context):
    """Return the films of the recipes, as a screen simulates them."""
    cases = tuple(case_of(recipe, context.config.dot) for recipe in context.config.recipes)
    return context.simulate(screen.inputs(BONDLYNX), cases)


@pytest.fixture(scope="module")
def experiments(screen, context, films):
    return experiments_on(screen.inputs(BONDLYNX), context, films)


@pytest.mark.parametrize("spread", [0.0, 0.5, 1.0, 2.0])
def test_a_noisy_reading_of_the_score_removes_what_closed_form_says(spread):
    x, noise = np.random.default_rng(3).standard_normal((2, 4000))
    found = explained((x + spread * noise)[None], x)[0]
    assert found == pytest.approx(1.0 / (1.0 + spread**2), abs=0.03)


def test_what_is_not_monotone_is_explained_and_what_is_apart_is_not():
    x, other = np.random.default_rng(4).standard_normal((2, 4000))
    square, nothing = explained(np.stack([x, other]), x**2)
    assert square == pytest.approx(1.0, abs=0.03)
    assert nothing == pytest.approx(0.0, abs=0.02)
    assert explained(np.stack([x]), np.ones_like(x)).tolist() == [0.0]


def test_films_of_a_screen_serve_as_those_that_would_be_simulated(screen, context, experiments):
    again = experiments_on(screen.inputs(BONDLYNX), context)
    assert [e.label for e in again] == [e.label for e in experiments]
    for one, other in zip(again, experiments, strict=True):
        assert one.predicted == pytest.approx(other.predicted)


def test_shares_are_those_of_the_estimate_that_weighs_every_draw(context, films, experiments):
    score = case_score(films, RECIPE)
    for one in settling(score, experiments, context.draws.seed):
        e = next(
            e
            for e in experiments
            if (e.plan.words, e.plan.conditions) == (one.experiment, one.conditions)
        )
        slow = expected_fall(
            np.stack([score - score.mean()]), e.predicted, noise_of(e, context.draws.seed)
        )
        error = np.hypot(slow.monte_carlo_error, one.monte_carlo_error)
        assert one.expected_fall == pytest.approx(slow.share, abs=3.0 * error)


def test_the_film_that_is_scored_settles_the_score_best(context, films, experiments):
    found = settling(case_score(films, RECIPE), experiments, context.draws.seed)
    assert (found[0].experiment, found[0].conditions) == (
        "film, exposed and developed",
        context.config.recipes[RECIPE].name,
    )
    assert 0.5 < found[0].expected_fall < 1.0
    assert found[0].monte_carlo_error < 0.1
    falls = [one.expected_fall for one in found]
    assert falls == sorted(falls, reverse=True)
    assert len({one.experiment for one in found}) == len(found) == KINDS


def test_nothing_settles_what_is_alike_under_every_draw(context, experiments):
    alike = [replace(e, predicted=np.ones_like(e.predicted)) for e in experiments]
    assert settling(np.arange(1000.0), alike, context.draws.seed) == ()
    told = settling(np.zeros(1000), experiments, context.draws.seed)
    assert {one.expected_fall for one in told} == {0.0}
