"""Densities of measured values: shared errors, edges, readings, floor."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import trapezoid
from scipy.stats import multivariate_normal, norm

from dotstitch.contracts.measurement import Measurement
from dotstitch.data.error_models import number, quantity_errors
from dotstitch.evidence.likelihood import (
    contradicted,
    holds,
    log_likelihood,
    log_shared_normal,
    probability,
    statement_probability,
)

SHARES = st.floats(0.0, 1.0)


def row(name: str = "a", **changes: Any) -> Measurement:
    content: dict[str, Any] = {
        "id": name,
        "smiles": "",
        "name": "",
        "quantity": "plqy_relative",
        "value": 0.6,
        "error_model": "gaussian",
        "uncertainty": 0.02,
        "wavelength_nm": 365.0,
        "dose_mj_cm2": 50.0,
        "loading_wt_percent": 3.0,
        "dot": "dot",
        "block": "film",
    }
    return Measurement.model_validate({**content, **changes})


def pattern(word: str, name: str = "a") -> Measurement:
    return row(
        name, quantity="pattern", value=None, word=word, error_model="class", uncertainty=0.05
    )


@given(
    st.lists(st.floats(-1.0, 1.0), min_size=1, max_size=4),
    st.floats(0.0, 1.0),
    st.floats(0.05, 1.0),
)
def test_shared_error_is_a_multivariate_normal(residuals, shared, reading):
    own = reading * np.arange(1.0, len(residuals) + 1.0)
    covariance = np.diag(own**2) + shared**2
    expected = multivariate_normal(np.zeros(len(own)), covariance).logpdf(residuals)
    found = log_shared_normal(np.array(residuals)[:, None], own, shared)
    assert found[0] == pytest.approx(float(expected), abs=1e-6)


@pytest.mark.parametrize("quantity", ["plqy_relative", "film_retention", "homo_ev"])
def test_density_of_a_number_integrates_to_one(quantity):
    values = np.linspace(-4.0, 4.0, 8001)
    predicted = {"a": np.array([0.3])}
    density = [
        np.exp(log_likelihood([row(quantity=quantity, value=y)], predicted)["film"][0])
        for y in values
    ]
    assert trapezoid(density, values) == pytest.approx(1.0, abs=1e-3)


def test_absorptivities_are_compared_in_decades():
    spectrum = {"quantity": "epsilon_m1_cm1", "uncertainty": 0.05, "block": "s"}
    ten = log_likelihood([row(value=1e4, **spectrum)], {"a": np.array([2e4])})["s"]
    one = log_likelihood([row(value=1e2, **spectrum)], {"a": np.array([2e2])})["s"]
    assert ten[0] == pytest.approx(one[0])


def test_rows_of_one_film_do_not_count_twice():
    """With the film's error in common, a second reading hardly narrows the film."""
    model = np.linspace(0.4, 0.8, 2001)
    twins = [row("a"), row("b")]
    predicted = {"a": model, "b": model}

    def width(rows: list[Measurement]) -> float:
        density = np.exp(sum(log_likelihood(rows, predicted).values()))
        density /= density.sum()
        mean = (density * model).sum()
        return float(np.sqrt((density * (model - mean) ** 2).sum()))

    apart = [row("a"), row("b", block="other")]
    assert width(twins) > quantity_errors("plqy_relative").shared
    assert width(apart) < 0.9 * width(twins) < width([row("a")])


def test_blocks_are_told_apart_and_add_up():
    rows = [row("a"), row("b", block="other"), pattern("good", "c")]
    predicted = {"a": np.array([0.6]), "b": np.array([0.5]), "c": np.array([0.7])}
    found = log_likelihood(rows, predicted)
    assert set(found) == {"film", "other"}
    alone = (
        log_likelihood(rows[:1], predicted)["film"] + log_likelihood(rows[2:], predicted)["film"]
    )
    assert found["film"] == pytest.approx(alone)


def test_mixed_and_patterned_yields_share_the_error_of_their_film():
    rows = [row("a"), row("b", quantity="plqy_mixed")]
    predicted = {"a": np.array([0.5]), "b": np.array([0.5])}
    same = [row("a"), row("b")]
    assert log_likelihood(rows, predicted)["film"] == pytest.approx(
        log_likelihood(same, predicted)["film"]
    )


def test_either_reading_is_half_as_likely():
    both = row(value=0.42, alternative=0.58, error_model="either")
    model = {"a": np.array([0.42, 0.5, 0.58])}
    parts = [np.exp(log_likelihood([row(value=y)], model)["film"]) for y in (0.42, 0.58)]
    found = np.exp(log_likelihood([both], model)["film"])
    assert found == pytest.approx(0.5 * (parts[0] + parts[1]))
    assert found[0] == pytest.approx(found[2])


@given(SHARES)
def test_the_three_words_share_all_probability(retention):
    model = {"a": np.array([retention])}
    parts = [statement_probability(pattern(word), model)[0] for word in ("good", "poor", "none")]
    assert sum(parts) == pytest.approx(1.0)
    sharp = [holds(pattern(word), model)[0] for word in ("good", "poor", "none")]
    assert sum(sharp) == 1


@given(SHARES, SHARES, SHARES)
def test_an_order_grows_with_its_margin(low, high, more):
    order = row(error_model="less_than", compared_with="b", value=None, uncertainty=0.05)
    model = {"a": np.array([low, low]), "b": np.array([high, high + more])}
    near, far = statement_probability(order, model)
    assert far >= near
    assert near == pytest.approx(float(norm.cdf((high - low) / 0.05)))
    assert list(holds(order, model)) == [high > low, high + more > low]


@given(SHARES)
def test_above_and_below_are_complements(value):
    model = {"a": np.array([value])}
    above, below = (row(error_model=model_, value=0.5) for model_ in ("above", "below"))
    total = statement_probability(above, model) + statement_probability(below, model)
    assert total[0] == pytest.approx(1.0)


def test_no_row_excludes_a_draw():
    """Even where film and word have nothing in common, something is left."""
    far = {"a": np.array([0.0])}
    outlier = number("outlier_probability")
    assert log_likelihood([pattern("good")], far)["film"][0] >= np.log(outlier / 3.0)
    fit = log_likelihood([row(value=0.0)], far)["film"][0]
    miss = log_likelihood([row(value=0.3)], far)["film"][0]
    gaussian = -0.5 * (0.3 / np.hypot(0.02, 0.03)) ** 2
    assert fit - miss < np.log(number("outlier_widening") / outlier) + 0.5
    assert miss > fit + gaussian


def test_a_row_that_is_not_modelled_says_nothing():
    assert log_likelihood([row(error_model="not_modelled")], {"a": np.array([0.1])}) == {}


def test_probability_counts_draws_and_numbers_have_none():
    model = {"a": np.array([0.1, 0.3, 0.6, 0.9])}
    assert probability(pattern("good"), model) == pytest.approx(0.5)
    assert probability(row(), model) is None


def test_what_the_model_cannot_reach_is_contradicted():
    model = {"a": np.linspace(0.0, 0.1, 200)}
    assert contradicted(pattern("good"), model)
    assert not contradicted(pattern("none"), model)
    assert contradicted(row(value=0.6), model)
    assert not contradicted(row(value=0.08), model)
    assert not contradicted(row(value=0.6, alternative=0.05, error_model="either"), model)
