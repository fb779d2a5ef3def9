import numpy as np
import pytest

from dotstitch.data.parameters import load_parameters, prior, quantile
from dotstitch.evidence.prior import prior_draws

MIDDLE = np.array([0.16, 0.5, 0.84])
LU = "10.1002/anie.202202633"
ENONE_RING_EXPANSION = 4e5
"""Of a perfluoroaryl nitrene with an enone in para, s-1 (data/groups/ring_expansion_rule.yaml)."""


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


def test_no_prior_is_taken_from_the_films_that_are_to_be_explained():
    """Nor from anything else in Lu et al., doi 10.1002/anie.202202633."""
    for parameter in load_parameters().values():
        assert parameter.doi != LU, parameter.name
        assert "Lu, Fu" not in parameter.source, parameter.name
        assert "Lu et al." not in parameter.source + parameter.note, parameter.name


def test_only_a_source_that_was_read_is_checked():
    for parameter in load_parameters().values():
        assert not parameter.checked or parameter.confidence == "read", parameter.name


def test_priors_that_others_would_set_on_films_are_wide():
    """Decades for what UV light does to dots, anything from half to all for what stays."""
    parameters = load_parameters()
    for name in ("uv_damage_365_per_us", "uv_damage_254_per_us", "passivation_fraction"):
        one = parameters[name]
        assert one.distribution == "loguniform"
        assert np.log10(one.upper / one.lower) >= 3.0
    ceiling = parameters["retention_ceiling"]
    assert (ceiling.distribution, ceiling.lower, ceiling.upper) == ("uniform", 0.5, 1.0)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("carbene_insertion_rate", 2e8 / 10**0.5, 2e8 * 10**0.5),
        ("carbene_alkene_rate", 2e7, 2e9),
        ("triplet_carbene_alkene_rate", 1e4, 1e6),
        ("carbene_isc_rate", 7e9 / 10**0.5, 7e9 * 10**0.5),
        ("carbene_oxygen_rate", 1e6 * 16**0.16, 1e6 * 16**0.84),
        ("diazirine_quantum_yield", 0.6 + 0.4 * 0.16, 0.6 + 0.4 * 0.84),
        ("amine_yield_factor", 0.03**0.84, 0.03**0.16),
    ],
)
def test_intervals_follow_the_literature(name, low, high):
    """16 to 84 % of the priors of carbenes, diazirines and amines."""
    found = quantile(load_parameters()[name], MIDDLE)[[0, 2]]
    assert np.log10(found) == pytest.approx(np.log10([low, high]), abs=0.1)


def test_diazo_isomer_is_much_less_photolabile_than_the_diazirine():
    """At most a fifth where both absorb alike (Brunner, Senn, Richards, J. Biol. Chem. 1980)."""
    parameters = load_parameters()
    diazo, diazirine = parameters["diazo_quantum_yield"], parameters["diazirine_quantum_yield"]
    assert diazo.upper <= diazirine.value / 5.0 + 1e-12


def test_perfluoroaryl_nitrenes_of_enones_and_esters_insert_at_most_three_quarters():
    """0.75 to 0.80 in neat cyclohexane (9.26 M) is the record, of the cyano compound."""
    parameters = load_parameters()
    insertion = 9.26 * parameters["nitrene_insertion_rate"].upper
    crossing = parameters["nitrene_isc_rate"].value
    assert insertion / (insertion + crossing + ENONE_RING_EXPANSION) <= 0.755
