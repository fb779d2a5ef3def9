"""The space of standard normals in which draws are conditioned."""

import numpy as np
import pytest
from scipy.special import ndtri

from dotstitch.contracts.draws import stratified_uniforms
from dotstitch.data.parameters import load_parameters
from dotstitch.evidence.prior import prior_draws
from dotstitch.evidence.sampling.latent import PARAMETER, Latent, labels_used

N, SEED = 1000, 5
UNCERTAIN = [p.name for p in load_parameters().values() if p.distribution != "fixed"]


def test_normals_of_the_prior_give_the_draws_of_the_prior():
    names = (*(PARAMETER + name for name in UNCERTAIN), "an error")
    labels = [name.removeprefix(PARAMETER) for name in names]
    z = np.stack([ndtri(stratified_uniforms(N, SEED, label)) for label in labels], axis=1)
    prior, found = prior_draws(N, SEED), Latent(names).draws(z, SEED)
    assert found.n == N
    for name, parameter in load_parameters().items():
        known = prior[name]
        if parameter.distribution in ("loguniform", "lognormal"):
            known, value = np.log(known), np.log(found[name])
        else:
            value = found[name]
        np.testing.assert_allclose(value, known, rtol=1e-12, atol=1e-12 * np.ptp(known))
    np.testing.assert_array_equal(found.normals("an error"), z[:, -1])


def test_what_has_no_coordinate_keeps_its_prior():
    z = np.random.default_rng(0).normal(size=(N, 1))
    prior, found = prior_draws(N, SEED), Latent(("an error",)).draws(z, SEED)
    assert all(np.array_equal(found[name], prior[name]) for name in load_parameters())
    np.testing.assert_array_equal(found.normals("another"), prior.normals("another"))


@pytest.mark.parametrize("name", UNCERTAIN)
def test_every_parameter_grows_with_its_coordinate_and_stays_within_its_bounds(name):
    parameter = load_parameters()[name]
    z = np.array([[-60.0], [-8.0], [-2.0], [0.0], [2.0], [8.0], [60.0]])
    values = Latent((PARAMETER + name,)).draws(z, SEED)[name]
    assert np.isfinite(values).all()
    assert (np.diff(values)[1:-1] > 0.0).all()
    assert parameter.lower is None or values[0] >= parameter.lower * (1.0 - 1e-12)
    assert parameter.upper is None or values[-1] <= parameter.upper * (1.0 + 1e-12)


def test_labels_are_those_that_a_prediction_asks_for():
    fixed = next(p.name for p in load_parameters().values() if p.distribution == "fixed")

    def predict(draws):
        return draws[fixed] * draws["cage_yield"] + draws.normals("b") * draws.normals("a")

    assert labels_used(predict) == ("a", "b", "parameter:cage_yield")
