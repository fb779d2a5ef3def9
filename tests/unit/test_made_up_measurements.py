"""Made-up measurements follow the likelihood that weighs them."""

from __future__ import annotations

import numpy as np
import pytest
from conditioning.made_up import made_up

from dotstitch.evidence.likelihood import log_likelihood
from dotstitch.evidence.lu2022 import measurements

CHOSEN = ("eps-1-365", "eps-1-254", "plqy-1-365", "trpl-1-365", "pattern-1-365", "eps-2-300")
ROWS = tuple(row for row in measurements() if row.id in CHOSEN)
TRUTH = {
    **{"eps-1-365": 9000.0, "eps-1-254": 15000.0, "eps-2-300": 800.0},
    **{"plqy-1-365": 0.6, "trpl-1-365": 0.6, "pattern-1-365": 0.47},
}
OTHER = {**TRUTH, "eps-1-365": 9500.0, "plqy-1-365": 0.62, "trpl-1-365": 0.63, "eps-2-300": 760.0}


def densities(rows, predicted):
    blocks = log_likelihood(rows, {name: np.array([value]) for name, value in predicted.items()})
    return {block: float(values[0]) for block, values in blocks.items()}


def test_the_likelihood_of_another_truth_is_right_on_average() -> None:
    """The mean of p(y | other) / p(y | truth) over y drawn from p(y | truth) is one, by block."""
    rng = np.random.default_rng(5)
    ratios = {}
    for _ in range(1500):
        data = made_up(ROWS, TRUTH, rng)
        right, other = densities(data, TRUTH), densities(data, OTHER)
        for block in right:
            ratios.setdefault(block, []).append(np.exp(other[block] - right[block]))
    assert len(ratios) == 3
    for values in ratios.values():
        error = np.std(values) / np.sqrt(len(values))
        assert np.mean(values) == pytest.approx(1.0, abs=4.0 * error)
        assert 0.0 < error < 0.1


def test_rows_of_one_film_share_an_error_and_few_are_outliers() -> None:
    rng = np.random.default_rng(6)
    sets = [{row.id: row for row in made_up(ROWS, TRUTH, rng)} for _ in range(2000)]
    first = np.array([rows["plqy-1-365"].value - 0.6 for rows in sets])
    second = np.array([rows["trpl-1-365"].value - 0.6 for rows in sets])
    usual = (np.abs(first) < 0.15) & (np.abs(second) < 0.15)
    assert 0.98 < usual.mean() < 1.0
    expected = 0.03**2 / np.hypot(0.03, 0.02) / np.hypot(0.03, 0.015)
    assert np.corrcoef(first[usual], second[usual])[0, 1] == pytest.approx(expected, abs=0.05)


def test_what_cannot_be_made_up_is_refused() -> None:
    order = next(row for row in measurements() if row.error_model == "less_than")
    with pytest.raises(ValueError, match="nothing is made up"):
        made_up([order], {order.id: 0.5}, np.random.default_rng(1))
