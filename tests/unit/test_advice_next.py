"""What to measure next in the recorded screen, judged by synthetic truths."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from recorded.screen import RecordedScreen

from dotstitch.contracts.config import Config
from dotstitch.data.error_models import quantity_errors
from dotstitch.dot.samples import sample_dot
from dotstitch.evidence.likelihood import log_shared_normal, scaled
from dotstitch.evidence.predict import by_smiles, predict
from dotstitch.evidence.prior import prior_draws
from dotstitch.film.exposure import case_of
from dotstitch.screen.advice.experiments import experiments_on
from dotstitch.screen.advice.falls import relative_likelihood, score_contrasts, squared_distance
from dotstitch.screen.advice.next_measurement import (
    MOLECULES_COMPARED,
    next_measurements,
    noise_of,
    ranked_experiments,
)
from dotstitch.screen.context import ScreenContext, prepare_context
from dotstitch.screen.summaries import case_score

RECIPE = 2
"""Where the molecules are compared: 365 nm, 200 mJ cm-2, 6 wt%, N2."""
TRUTHS, SETS, DRAWS = 20, 5, 2000


def context_of(n, seed):
    """Return a context with other prior draws, of any number."""
    context = prepare_context(Config())
    draws = prior_draws(n, seed)
    dots = {name: sample_dot(one.dot, draws) for name, one in context.dots.items()}
    return ScreenContext(context.config, draws, dots, context.grid)


def scores_of(molecules, context):
    case = case_of(context.config.recipes[RECIPE], context.config.dot)
    return [case_score(context.simulate(one, (case,)), 0) for one in molecules]


@pytest.fixture(scope="module")
def molecules(tmp_path_factory):
    screen = RecordedScreen(tmp_path_factory.mktemp("screen"))
    return [screen.inputs(m.name) for m in screen.manifest.molecules]


@pytest.fixture(scope="module")
def context():
    return prepare_context(Config())


@pytest.fixture(scope="module")
def proposals(molecules, context):
    return next_measurements(molecules, scores_of(molecules, context), context)


def world(molecules, n, seed):
    """Return scores and what every experiment would find, under draws of their own."""
    context = context_of(n, seed)
    found = {e.label: e.predicted for m in molecules for e in experiments_on(m, context)}
    return np.stack(scores_of(molecules, context)), found


def true_falls(truths, noise, draws, contrasts):
    """Return by how much one measurement of each truth lowers the variance, by many draws."""
    weights = relative_likelihood(squared_distance(truths + noise, draws))
    weights /= weights.sum(axis=1, keepdims=True)
    spread = weights @ (contrasts**2).T - (weights @ contrasts.T) ** 2
    few = 1.0 - np.sum(weights**2, axis=1, keepdims=True)
    before = contrasts.var(axis=1).sum()
    return 1.0 - (spread / np.maximum(few, 0.3)).sum(axis=1) / before


def test_first_proposal_is_borne_out_by_synthetic_truths(molecules, context, proposals):
    """Truths and draws that the proposals have not seen, in sets of twenty."""
    places = {
        (e.molecule, e.plan.words, e.plan.conditions): e.label
        for m in molecules
        for e in experiments_on(m, context)
    }
    first = places[proposals[0].molecule, proposals[0].experiment, proposals[0].conditions]
    scores, found = world(molecules, 2 * DRAWS, 7)
    contrasts = score_contrasts(scores)
    rng = np.random.default_rng(11)
    falls = []
    for seed in range(SETS):
        _, truths = world(molecules, TRUTHS, 100 + seed)
        falls.append(
            {
                label: true_falls(
                    own, rng.standard_normal(own.shape), found[label], contrasts
                ).mean()
                for label, own in truths.items()
            }
        )
    together = {label: np.mean([one[label] for one in falls]) for label in found}
    for one in (*falls, together):
        positive = np.median([fall for fall in one.values() if fall > 0.0])
        best = max(one.values())
        print(
            f"first {one[first]:.3f}, best {best:.3f} (first over best {one[first] / best:.2f}), "
            f"median of those that lower it {positive:.4f}"
        )
        assert one[first] >= 2.0 * positive
    assert together[first] >= 0.7 * max(together.values())
    assert sum(one[first] >= 0.7 * max(one.values()) for one in falls) >= SETS // 2 + 1


def test_expected_falls_of_all_experiments_are_those_of_many_truths(molecules, proposals):
    scores, found = world(molecules, DRAWS, 8)
    contrasts = score_contrasts(scores)
    _, truths = world(molecules, 200, 9)
    rng = np.random.default_rng(12)
    true = [
        true_falls(own, rng.standard_normal(own.shape), found[label], contrasts).mean()
        for label, own in truths.items()
    ]
    expected = sorted(p.expected_fall for p in proposals)
    assert len(true) == len(expected)
    assert np.mean(true) == pytest.approx(np.mean(expected), abs=0.015)
    assert np.abs(np.sort(true) - expected).max() < 0.08


def test_proposals_do_not_depend_on_the_order_of_molecules(molecules, context, proposals):
    turned = molecules[::-1]
    again = next_measurements(turned, scores_of(turned, context), context)
    assert [p.model_dump(exclude={"monte_carlo_error", "effective_draws"}) for p in again] == [
        p.model_dump(exclude={"monte_carlo_error", "effective_draws"}) for p in proposals
    ]


def test_ranks_follow_the_expected_fall(proposals):
    falls = [p.expected_fall for p in proposals]
    assert falls == sorted(falls, reverse=True)
    assert [p.rank for p in proposals] == list(range(1, len(proposals) + 1))
    assert 0.05 < falls[0] < 1.0
    assert min(falls) > -0.02


def test_a_molecule_is_offered_every_number_its_films_rest_on_and_a_film_of_each_recipe(
    molecules, context
):
    for one in molecules:
        plans = [e.plan for e in experiments_on(one, context)]
        assert len({plan.label for plan in plans}) == len(plans)
        films = [plan.conditions for plan in plans if "film_retention" in plan.quantities]
        assert films == [recipe.name for recipe in context.config.recipes]
        assert {q for plan in plans for q in plan.quantities} == {
            "epsilon_m1_cm1",
            "lumo_ev",
            "homo_ev",
            "gap_st_kcal_mol",
            "triplet_ev",
            "quantum_yield",
            "film_retention",
            "plqy_relative",
        }


def test_noise_of_an_experiment_is_that_which_its_rows_would_condition_with(molecules, context):
    """The distance of two draws is that of the likelihood without outliers."""
    for experiment in experiments_on(molecules[0], context):
        if "plqy_relative" in experiment.plan.quantities:
            continue
        rows = experiment.plan.rows
        found = predict(rows, by_smiles([molecules[0]]), context.draws, context.dots)
        model = np.stack([scaled(row.quantity, found[row.id]) for row in rows])
        errors = quantity_errors(rows[0].quantity)
        reading = np.full(len(rows), errors.uncertainty)
        density = log_shared_normal(model - model[:, :1], reading, errors.shared)
        distance = squared_distance(experiment.predicted[:, :1], experiment.predicted)[0]
        assert density - density[0] == pytest.approx(-0.5 * distance, abs=1e-6, rel=1e-6)


def test_a_film_where_there_is_none_teaches_nothing(molecules, context):
    """An experiment that comes out alike under every draw."""
    one = next(e for e in experiments_on(molecules[0], context))
    alike = replace(one, predicted=np.ones_like(one.predicted))
    (proposal,) = ranked_experiments([alike], np.stack(scores_of(molecules, context)), 1)
    assert proposal.expected_fall == 0.0
    assert proposal.effective_draws == pytest.approx(context.draws.n - 1)


def test_noise_is_that_of_the_experiment_alone(molecules, context):
    one, other = list(experiments_on(molecules[0], context))[:2]
    assert noise_of(one, 1)[0].tolist() == noise_of(one, 1)[0].tolist()
    assert abs(np.corrcoef(noise_of(one, 1)[0], noise_of(other, 1)[0])[0, 1]) < 0.15
    assert abs(noise_of(one, 1).mean()) < 0.01
    assert noise_of(one, 1).std() == pytest.approx(1.0, abs=0.02)


def test_a_large_screen_tells_its_best_apart(molecules, context):
    scores = scores_of(molecules, context)
    crowd = [replace(molecules[0], name=f"copy {i:02}") for i in range(MOLECULES_COMPARED + 4)]
    poor = [scores[0] * (1.0 - 0.01 * i) for i in range(len(crowd))]
    found = next_measurements(crowd, poor, context)
    assert {p.molecule for p in found} == {"copy 00"}
    assert next_measurements(crowd[:1], poor[:1], context) == ()
