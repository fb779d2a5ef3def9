"""Which inputs moved a score, on scores that are known."""

from __future__ import annotations

import numpy as np
import pytest

from dotstitch.contracts.photophysics.advice import MovedInput, MovedScore
from dotstitch.report.evidence.moved import moved
from dotstitch.screen.advice.moved import monte_carlo_error, parts

N = 3000


def test_the_part_of_an_input_is_its_slope_times_its_way_on_any_scale():
    """A rate over decades moves a score that follows its logarithm."""
    rng = np.random.default_rng(2)
    rate, other = rng.standard_normal((2, 2 * N))
    rate[N:] = 0.5 * rate[N:] + 1.5
    shift, error, part = parts(np.stack([10.0**rate, other]), 10.0 * rate + other, N)
    assert shift[0] > 10.0 * error[0]
    assert abs(shift[1]) < 4.0 * error[1]
    assert part[0] == pytest.approx(15.0, abs=1.5)
    assert abs(part[1]) < 0.2


def test_an_input_that_moved_along_without_acting_has_no_part():
    rng = np.random.default_rng(3)
    acting = rng.standard_normal(2 * N)
    acting[N:] += 1.0
    along = acting + 0.5 * rng.standard_normal(2 * N)
    shift, _, part = parts(np.stack([acting, along]), 4.0 * acting, N)
    assert min(shift) > 0.7
    assert abs(part[1]) < 0.1 * part[0]


def test_runs_that_disagree_make_a_large_error():
    runs = np.repeat([[0.0, 1.0, 2.0, 3.0]], 50, axis=0).ravel()
    assert monte_carlo_error(runs) == pytest.approx(np.std(range(4), ddof=1) / 2.0)
    assert monte_carlo_error(np.sort(runs)) < 0.1


def test_a_change_within_chance_is_called_so():
    through = (MovedInput(label="x", words="LUMO", shift=-1.0, part=9.0),)
    one = MovedScore(name="one", before=20.0, after=30.0, spread=1.0, through=through)
    other = MovedScore(name="other", before=20.0, after=21.0, spread=1.0, through=())
    first, second = moved([other, one])
    assert (first.name, first.change) == ("one", "+10.0 ± 1.0")
    assert first.through
    assert second.change == "+1.0 ± 1.0, within chance"
