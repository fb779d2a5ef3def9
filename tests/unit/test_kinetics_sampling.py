import numpy as np
import pytest

from dotstitch.data.parameters import load_parameters, prior, quantile
from dotstitch.evidence.prior import prior_draws

MIDDLE = np.array([0.16, 0.5, 0.84])


def test_every_parameter_states_where_it_comes_from():
    for parameter in load_parameters().values():
        assert parameter.source, parameter.name
        assert parameter.confidence in {"read", "derived", "assumption", "unverified", "secondary"}
        assert parameter.unit, parameter.name


def test_every_distribution_can_be_drawn_and_keeps_its_bounds():
    for parameter in load_parameters().values():
        drawn = quantile(parameter, np.linspace(0.001, 0.999, 201))
        assert np.all(np.isfinite(drawn)), parameter.name
        assert np.all(np.diff(drawn) >= 0.0), parameter.name
        if parameter.lower is not None:
            assert drawn.min() >= parameter.lower * (1 - 1e-9)
        if parameter.upper is not None:
            assert drawn.max() <= parameter.upper * (1 + 1e-9)


def test_stated_value_is_the_middle_of_its_distribution():
    for parameter in load_parameters().values():
        assert quantile(parameter, MIDDLE)[1] == pytest.approx(parameter.value, rel=0.12), (
            parameter.name
        )


def test_lognormal_uncertainty_is_in_decades():
    rate = load_parameters()["nitrene_isc_rate"]
    low, middle, high = np.log10(quantile(rate, MIDDLE))
    assert high - middle == pytest.approx(rate.uncertainty, rel=0.02)
    assert middle - low == pytest.approx(rate.uncertainty, rel=0.02)


def test_density_is_the_slope_of_the_probability():
    step = 1e-6
    for parameter in load_parameters().values():
        if parameter.distribution == "fixed":
            continue
        ends = quantile(parameter, np.array([0.3 - step, 0.3 + step]))
        density = np.exp(prior(parameter).logpdf(quantile(parameter, np.array([0.3]))))[0]
        assert density == pytest.approx(2.0 * step / (ends[1] - ends[0]), rel=1e-6), parameter.name


def test_a_fixed_parameter_has_no_density():
    with pytest.raises(ValueError, match="fixed"):
        prior(load_parameters()["triplet_residual_rate"])


def test_draws_repeat_with_the_seed_and_change_with_it():
    first, second, other = prior_draws(300, 7), prior_draws(300, 7), prior_draws(300, 8)
    for name, values in first.values.items():
        assert np.array_equal(values, second[name])
    assert not np.array_equal(first["cage_yield"], other["cage_yield"])


def test_parameters_are_drawn_independently():
    draws = prior_draws(4000, 1)
    names = ("cage_yield", "bridging_fraction", "washout_fraction", "nitrene_isc_rate")
    matrix = np.corrcoef([np.log(draws[name]) for name in names])
    assert np.max(np.abs(matrix - np.eye(len(names)))) < 0.06


def test_normals_are_stratified_and_keyed_by_label():
    draws = prior_draws(1000, 3)
    drawn = draws.normals("a")
    assert drawn.mean() == pytest.approx(0.0, abs=0.01)
    assert drawn.std() == pytest.approx(1.0, abs=0.02)
    assert not np.array_equal(drawn, draws.normals("b"))
    assert not np.array_equal(drawn, prior_draws(1000, 4).normals("a"))


def test_few_parameters_are_fitted_and_they_say_so():
    fitted = {p.name for p in load_parameters().values() if p.fitted}
    assert fitted == {
        "retention_ceiling",
        "uv_damage_365_per_us",
        "uv_damage_254_per_us",
    }
