"""The second sampler and the ranks of a calibration, where the answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from conditioning.elliptical import Frame, chains, sample, shrinkage
from conditioning.ranks import DRAWS, rank, uniformity
from conditioning.second_sampler import compared

WEIGHT, NOISE, SEEN = np.array([1.0, 0.5, 0.0]), 0.1, 0.8


def log_likelihood(z: np.ndarray) -> np.ndarray:
    return np.asarray(-0.5 * ((z @ WEIGHT - SEEN) / NOISE) ** 2)


def exact() -> tuple[np.ndarray, np.ndarray]:
    """Return mean and covariance of the posterior of one reading of a sum."""
    covariance = np.linalg.inv(np.eye(3) + np.outer(WEIGHT, WEIGHT) / NOISE**2)
    return covariance @ WEIGHT * SEEN / NOISE**2, covariance


def test_chains_reach_the_posterior_of_a_linear_model() -> None:
    rng = np.random.default_rng(1)
    states = chains(log_likelihood, rng.standard_normal((200, 3)), 600, 1, rng)[50:]
    mean, covariance = exact()
    pooled = states.reshape(-1, 3)
    assert pooled.mean(axis=0) == pytest.approx(mean, abs=0.04)
    assert np.cov(pooled.T) == pytest.approx(covariance, abs=0.06)
    assert shrinkage(states).max() < 1.25


def test_another_gaussian_leaves_the_posterior_as_it_is() -> None:
    rng = np.random.default_rng(7)
    mean, covariance = exact()
    frame = Frame(mean + 0.3, np.linalg.cholesky(covariance + 0.3 * np.eye(3)))
    z = rng.standard_normal((200, 3))
    assert frame.outward(frame.inward(z)) == pytest.approx(z)
    inner = chains(frame.log_likelihood(log_likelihood), frame.inward(z), 400, 1, rng)[50:]
    pooled = frame.outward(inner.reshape(-1, 3))
    assert pooled.mean(axis=0) == pytest.approx(mean, abs=0.04)
    assert np.cov(pooled.T) == pytest.approx(covariance, abs=0.06)


def test_a_learned_gaussian_shortens_the_memory_of_chains() -> None:
    states = sample(log_likelihood, 200, 3, 400, 1)
    mean, covariance = exact()
    pooled = states.reshape(-1, 3)
    assert pooled.mean(axis=0) == pytest.approx(mean, abs=0.04)
    assert np.cov(pooled.T) == pytest.approx(covariance, abs=0.06)
    rng = np.random.default_rng(1)
    plain = chains(log_likelihood, states[-1], 260, 260 // 40, rng)

    def memory(found: np.ndarray) -> float:
        left = (found - mean) / np.sqrt(np.diag(covariance))
        return float((left[:-1] * left[1:]).mean(axis=(0, 1)).max())

    assert memory(states) < 0.7 * memory(plain)


def test_chains_that_disagree_are_seen() -> None:
    rng = np.random.default_rng(1)
    states = rng.standard_normal((50, 8, 2)) + np.array([0.0, 3.0]) * rng.integers(0, 2, (8, 1))
    first, second = shrinkage(states)
    assert first < 1.1
    assert second > 1.5


def test_ranks_are_uniform_when_the_draws_are_right() -> None:
    rng = np.random.default_rng(2)
    truths, draws = rng.standard_normal((200, 3)), rng.standard_normal((200, 100, 3))
    draws *= np.array([1.0, 0.4, 1.0])
    draws += np.array([0.0, 0.0, 0.8])
    ranks = np.array([rank(t, d, rng) for t, d in zip(truths, draws, strict=True)])
    assert uniformity(ranks[:, 0]) > 0.01
    assert uniformity(ranks[:, 1]) < 1e-4
    assert uniformity(ranks[:, 2]) < 1e-4


def test_ties_are_split_by_chance() -> None:
    rng = np.random.default_rng(3)
    ranks = np.array([rank(np.zeros(1), np.zeros((40, 1)), rng)[0] for _ in range(400)])
    assert set(ranks) == set(range(DRAWS + 1))
    assert uniformity(ranks) > 0.01


def test_means_agree_within_a_bound_or_their_errors() -> None:
    rng = np.random.default_rng(4)
    shipped, second = rng.standard_normal((4, 400)), rng.standard_normal((20, 100))
    assert compared(shipped, second, 1.0)["agree"]
    assert not compared(shipped + 0.5, second, 1.0)["agree"]
    assert compared(shipped + 0.5, second, 10.0)["agree"]
    apart = 0.5 + np.array([-1.0, -0.5, 0.5, 1.0])[:, None]
    found = compared(shipped + apart, second, 1.0)
    assert found["monte_carlo"] > 0.3
    assert found["agree"]
