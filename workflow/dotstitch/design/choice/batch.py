"""A batch of films, each the likeliest to improve on what is known and on those chosen before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np

from dotstitch.contracts.draws import Array
from dotstitch.design.choice.hypervolume import gain

SMALLEST_GAIN = 0.01
"""Of hypervolume, that counts as an improvement: less than what tells two films of one recipe
apart. A choice."""


def improvement(points: Array, front: Array) -> tuple[Array, Array]:
    """Return the probability that each point improves on a front, and by how much on average.

    Parameters
    ----------
    points : ndarray, shape (points, objectives, samples)
    front : ndarray, shape (members, objectives, samples)
    """
    gains = gain(points, front)
    return (gains > SMALLEST_GAIN).mean(axis=1), gains.mean(axis=1)


def choose_batch(
    points: Array, families: Sequence[Hashable], front: Array, number: int, most_per_family: int
) -> list[int]:
    """Choose points one after another; each one chosen joins the front of the next.

    The likeliest improvement goes first, of equally likely ones the largest on average, of equal
    ones the earlier.

    Parameters
    ----------
    points : ndarray, shape (points, objectives, samples)
    families : sequence
        Of each point: of one family no more than ``most_per_family`` are chosen.
    front : ndarray, shape (members, objectives, samples)
    number : int

    Returns
    -------
    list of int
        Fewer than ``number`` where nothing is left that may improve.

    Examples
    --------
    >>> points = np.array([[[0.9], [0.9]], [[0.8], [0.95]], [[0.2], [0.99]], [[0.1], [0.1]]])
    >>> choose_batch(points, "aabb", points[:0], 3, 1)
    [0, 2]
    """
    chosen: list[int] = []
    taken: Counter[Hashable] = Counter()
    for _ in range(number):
        probability, mean = improvement(points, front)
        open_ones = [
            row
            for row in range(len(points))
            if row not in chosen and taken[families[row]] < most_per_family and probability[row]
        ]
        if not open_ones:
            break
        best = max(open_ones, key=lambda row: (probability[row], mean[row], -row))
        chosen.append(best)
        taken[families[best]] += 1
        front = np.concatenate([front, points[best][None]])
    return chosen
