"""Shares of a score's variance by input: closed forms, SALib, and a recorded molecule."""

from __future__ import annotations

import numpy as np
import pytest
from recorded.screen import DIAZIRINE, DIENONE, PIPERIDONE, RecordedScreen
from SALib.analyze import delta, rbd_fast
from SALib.test_functions import Ishigami

from dotstitch.contracts.config import Config
from dotstitch.contracts.draws import Draws
from dotstitch.data.parameters import load_parameters
from dotstitch.dot.samples import sample_dot
from dotstitch.evidence.prior import prior_draws
from dotstitch.film.exposure import case_of
from dotstitch.film.simulate import simulate
from dotstitch.screen.advice.sensitivity import (
    first_order,
    inputs_used,
    score_inputs,
    variance_shares,
)
from dotstitch.screen.advice.words import input_words, parameter_words
from dotstitch.screen.context import prepare_context
from dotstitch.screen.summaries import case_score

WEIGHTS = np.array([3.0, 2.0, 1.0, 0.0])


def problem(inputs):
    names = [f"x{i}" for i in range(len(inputs))]
    return {"num_vars": len(names), "names": names, "bounds": [[-np.pi, np.pi]] * len(names)}


def ishigami(n, seed):
    x = np.random.default_rng(seed).uniform(-np.pi, np.pi, (3, n))
    return x, Ishigami.evaluate(x.T)


def linear(n, seed):
    x = np.random.default_rng(seed).standard_normal((4, n))
    return x, WEIGHTS @ x


@pytest.mark.parametrize("world", [ishigami, linear])
def test_indices_agree_with_those_of_salib(world):
    x, y = world(4000, 1)
    ours = first_order(x, y)
    fourier = rbd_fast.analyze(problem(x), x.T, y, seed=1)["S1"]
    binned = delta.analyze(problem(x), x.T, y, num_resamples=10, seed=1)["S1"]
    assert ours == pytest.approx(np.asarray(fourier), abs=0.04)
    assert ours == pytest.approx(np.asarray(binned), abs=0.04)


def test_indices_of_a_thousand_draws_are_those_in_closed_form():
    exact = {ishigami: np.array([0.3139, 0.4424, 0.0]), linear: WEIGHTS**2 / (WEIGHTS @ WEIGHTS)}
    for world, wanted in exact.items():
        found = np.array([first_order(*world(1000, seed)) for seed in range(20)])
        assert found.mean(axis=0) == pytest.approx(wanted, abs=0.03)


def test_inputs_without_part_are_zero_on_average():
    rng = np.random.default_rng(2)
    shares = first_order(rng.standard_normal((400, 1000)), rng.standard_normal(1000))
    assert abs(shares.mean()) < 0.001
    assert shares.std() == pytest.approx(np.sqrt(2.0 * 15.0) / 1000.0, rel=0.2)


def test_only_the_rank_of_an_input_counts_and_the_scale_of_a_score_does_not():
    x, y = linear(500, 3)
    assert first_order(np.exp(x), 5.0 - 2.0 * y) == pytest.approx(first_order(x, y))


def test_a_score_without_spread_has_no_shares():
    x, _ = linear(500, 3)
    assert first_order(x, np.full(500, 42.0)).tolist() == [0.0] * 4


def test_correlated_inputs_both_count():
    rng = np.random.default_rng(4)
    x = rng.standard_normal(2000)
    twin = 0.9 * x + np.sqrt(1.0 - 0.81) * rng.standard_normal(2000)
    assert first_order(np.stack([x, twin]), x) == pytest.approx([1.0, 0.81], abs=0.04)


def test_inputs_are_those_that_were_asked_for_and_spread():
    prior = prior_draws(50, 1)
    held = {**prior.values, "washout_fraction": np.ones(50)}
    draws = Draws(1, held, {"known": np.linspace(-1.0, 1.0, 50)})

    def prediction(own):
        held_fast = own["washout_fraction"] + own["uv_damage_reference_dose_mj_cm2"]
        return own["cage_yield"] + held_fast + own.normals("known") + own.normals("drawn")

    used = inputs_used(prediction, draws)
    assert set(used) == {"parameter:cage_yield", "known", "drawn"}
    assert used["parameter:cage_yield"].tolist() == draws["cage_yield"].tolist()
    assert used["drawn"].tolist() == draws.normals("drawn").tolist()
    assert used["known"].tolist() == draws.errors["known"].tolist()


@pytest.fixture(scope="module")
def screen(tmp_path_factory):
    return RecordedScreen(tmp_path_factory.mktemp("screen"))


@pytest.mark.parametrize("name", [DIENONE, PIPERIDONE, DIAZIRINE])
def test_inputs_of_a_recorded_molecule_make_its_score_and_no_other_does(screen, name):
    """A score made anew from these inputs, all others drawn with another seed, is the same."""
    context = prepare_context(Config(samples=400))
    molecule = screen.inputs(name)
    case = case_of(context.config.recipes[2], context.config.dot)
    score = case_score(context.simulate(molecule, (case,)), 0)
    used = score_inputs(molecule, case, context)
    other = prior_draws(400, context.draws.seed + 1)
    kept = {p: used.get(f"parameter:{p}", values) for p, values in other.values.items()}
    errors = {label: x for label, x in used.items() if not label.startswith("parameter:")}
    draws = Draws(context.draws.seed + 1, kept, errors)
    dots = {case.dot: sample_dot(context.dots[case.dot].dot, draws)}
    assert case_score(simulate(molecule, (case,), draws, dots), 0) == pytest.approx(score)
    assert f"{molecule.chromophores[0].smiles}:band" in errors
    assert all(case.dot in label for label in errors if label.startswith("dot:"))


@pytest.mark.parametrize("name", [DIENONE, DIAZIRINE])
def test_shares_of_a_recorded_molecule_are_ordered_and_do_not_exceed_the_whole(screen, name):
    context = prepare_context(Config(samples=1000))
    molecule = screen.inputs(name)
    case = case_of(context.config.recipes[2], context.config.dot)
    score = case_score(context.simulate(molecule, (case,)), 0)
    used = score_inputs(molecule, case, context)
    told = variance_shares(score, used, molecule)
    shares = [share.share for share in told]
    assert shares == sorted(shares, reverse=True)
    assert 0.2 < sum(shares) < 1.1
    order = np.random.default_rng(0).permutation(1000)
    again = variance_shares(score[order], {k: x[order] for k, x in used.items()}, molecule)
    assert [s.label for s in again] == [s.label for s in told]


def test_every_parameter_and_every_label_has_words(screen):
    names = [name for name in load_parameters() if "_" in parameter_words(name)]
    assert names == []
    molecule = screen.inputs(DIAZIRINE)
    part = molecule.chromophores[0]
    assert input_words(f"{part.smiles}:band", molecule) == "band position of its chromophore"
    carbene = part.arms[0].intermediate
    assert input_words(f"{carbene.smiles}:gap", molecule).startswith("singlet-triplet gap of its")
    assert input_words("dot:lu_red:edges", molecule) == "band edges of dot lu_red"
    shared = {
        "film:polarisation_hole": "polarisation hole of the film",
        "dots:edges": "band edges that all dots share",
        "band:c1ccccc1": "band position that all chromophores of the scaffold c1ccccc1 share",
    }
    assert {label: input_words(label, molecule) for label in shared} == shared
