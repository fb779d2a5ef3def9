"""Gain of hypervolume against counting, and what a batch is chosen by."""

from __future__ import annotations

import numpy as np
import pytest

from dotstitch.design.choice.batch import choose_batch, improvement
from dotstitch.design.choice.hypervolume import gain, hypervolume


@pytest.mark.parametrize("objectives", [1, 2, 3, 4])
def test_gain_is_the_volume_that_only_the_new_point_dominates(objectives: int) -> None:
    rng = np.random.default_rng(objectives)
    points, front = rng.random((3, objectives, 4)), rng.random((5, objectives, 4))
    probes = rng.random((200_000, objectives))
    for sample in range(4):
        beaten = (probes[:, None] < front[None, :, :, sample]).all(axis=2).any(axis=1)
        for number, point in enumerate(points):
            new = (probes < point[:, sample]).all(axis=1) & ~beaten
            found = gain(points, front)[number, sample]
            assert found == pytest.approx(new.mean(), abs=5e-3)


def test_hypervolume_does_not_depend_on_the_order_of_its_points() -> None:
    front = np.random.default_rng(1).random((6, 3, 10))
    assert hypervolume(front) == pytest.approx(hypervolume(front[::-1]))
    assert hypervolume(front[:0]) == pytest.approx(np.zeros(10))


def test_a_point_that_the_front_dominates_never_improves() -> None:
    front = np.full((1, 2, 8), 0.8)
    probability, mean = improvement(np.full((1, 2, 8), 0.7), front)
    assert (probability[0], mean[0]) == (0.0, 0.0)


def test_a_batch_does_not_buy_the_same_improvement_twice() -> None:
    """Second comes what the first has not: a twin of the first improves on nothing any more."""
    best, twin, other = [0.9, 0.5], [0.89, 0.5], [0.3, 0.8]
    points = np.repeat(np.array([best, twin, other])[:, :, None], 5, axis=2)
    front = np.full((1, 2, 5), 0.2)
    assert choose_batch(points, ["a", "b", "c"], front, 3, 1) == [0, 2]


def test_likely_small_improvements_come_before_unlikely_large_ones() -> None:
    sure = np.tile([[0.6], [0.6]], (1, 4))
    gamble = np.array([[1.0, 0.1, 0.1, 0.1], [1.0, 0.1, 0.1, 0.1]])
    front = np.full((1, 2, 4), 0.5)
    assert choose_batch(np.stack([gamble, sure]), "ab", front, 1, 1) == [1]


def test_a_batch_is_diverse_over_families() -> None:
    points = np.sort(np.random.default_rng(0).random((30, 2, 50)), axis=0)
    families = [row // 10 for row in range(30)]
    chosen = choose_batch(points, families, points[:0], 6, 2)
    assert max(np.bincount([families[row] for row in chosen])) <= 2
