"""What a measurement is expected to remove of the variance of score differences."""

from __future__ import annotations

import numpy as np
import pytest

from dotstitch.screen.advice.falls import expected_fall, score_contrasts, whitened

N = 1000


def linear_world(seed, numbers, noise):
    """Return scores of three molecules, and whitened readings of what they share with the scores.

    Score 1 is the mean of the readings and something that no reading sees, score 2 is nothing,
    score 3 minus half of the first.
    """
    rng = np.random.default_rng(seed)
    seen = rng.standard_normal((numbers, N))
    score = seen.sum(axis=0) / np.sqrt(numbers) + 0.7 * rng.standard_normal(N)
    scores = np.vstack([score, np.zeros(N), -0.5 * score])
    return scores, seen / noise, rng.standard_normal((numbers, N))


@pytest.mark.parametrize("noise", [0.03, 0.3, 1.0, 3.0])
@pytest.mark.parametrize("numbers", [1, 2])
def test_fall_of_a_linear_gaussian_world_is_the_one_in_closed_form(numbers, noise):
    exact = 1.0 / (1.0 + noise**2) / 1.49
    falls = [
        expected_fall(score_contrasts(scores), predicted, errors)
        for scores, predicted, errors in (linear_world(seed, numbers, noise) for seed in range(4))
    ]
    shares = np.array([fall.share for fall in falls])
    error = np.mean([fall.monte_carlo_error for fall in falls])
    assert shares.mean() == pytest.approx(exact, abs=3.0 * error / 2.0 + 0.01)
    assert 0.3 < shares.std() / error < 3.0


def test_few_effective_draws_understate_a_fall_and_say_so():
    scores, predicted, errors = linear_world(1, 6, 0.1)
    fall = expected_fall(score_contrasts(scores), predicted, errors)
    exact = 1.0 / 1.01 / 1.49
    assert fall.effective_draws < 3.0
    assert 0.5 * exact < fall.share < exact + fall.monte_carlo_error


def test_what_has_no_part_in_the_scores_removes_nothing():
    scores, _, errors = linear_world(1, 1, 1.0)
    apart = np.random.default_rng(7).standard_normal((20, 1, N)) / 0.2
    falls = [expected_fall(score_contrasts(scores), own, errors) for own in apart]
    z = np.array([fall.share / fall.monte_carlo_error for fall in falls])
    assert abs(np.mean([fall.share for fall in falls])) < 0.01
    assert np.abs(z).max() < 4.0


def test_the_only_difference_read_without_noise_removes_nearly_all():
    x = np.random.default_rng(3).standard_normal((1, N))
    scores = np.vstack([x + 5.0, x, 2.0 * x])
    fall = expected_fall(score_contrasts(scores), x / 1e-9, np.ones((1, N)))
    assert fall.share > 0.98
    assert fall.share < 1.0 + 2.0 * fall.monte_carlo_error


def test_an_error_common_to_all_scores_is_no_difference():
    rng = np.random.default_rng(4)
    common, own, errors = rng.standard_normal((3, 1, N))
    scores = np.vstack([5.0 * common + own, 5.0 * common])
    fall = expected_fall(score_contrasts(scores), common / 0.1, errors)
    assert abs(fall.share) < 4.0 * fall.monte_carlo_error < 0.2


def test_order_and_scale_of_scores_do_not_matter():
    scores, predicted, errors = linear_world(5, 2, 0.5)
    fall = expected_fall(score_contrasts(scores), predicted, errors)
    other = expected_fall(score_contrasts(-100.0 * scores[::-1] + 3.0), predicted, errors)
    assert other == pytest.approx(fall)


def test_contrasts_hold_the_variance_of_all_pairs():
    scores = np.random.default_rng(6).standard_normal((5, N)) * np.arange(1.0, 6.0)[:, None]
    pairs = sum(np.var(a - b) for i, a in enumerate(scores) for b in scores[:i])
    assert len(scores) * np.var(score_contrasts(scores), axis=1).sum() == pytest.approx(pairs)


def test_equal_scores_have_nothing_to_learn():
    scores, predicted, errors = linear_world(8, 1, 1.0)
    same = np.vstack([scores[0], scores[0]])
    fall = expected_fall(score_contrasts(same), predicted, errors)
    assert fall.share == fall.monte_carlo_error == 0.0


def test_a_shared_error_hides_a_level_but_not_a_difference():
    covariance = 0.1**2 * np.eye(2) + 3.0**2
    x, y = np.random.default_rng(9).standard_normal((2, N))
    errors = np.random.default_rng(10).standard_normal((2, N))

    def share(predicted, of):
        scores = score_contrasts(np.vstack([of, np.zeros(N)]))
        return expected_fall(scores, whitened(predicted, covariance), errors).share

    assert share(np.vstack([x, y]), x - y) > 0.9
    assert share(np.vstack([x, y]), x + y) < 0.4
