"""Ranks of truths among draws: uniform when the draws come from the right distribution.

References
----------
Talts, Betancourt, Simpson, Vehtari, Gelman, arXiv 1804.06788 (simulation-based calibration).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chisquare

from dotstitch.contracts.draws import Array

DRAWS = 19
"""Of one posterior among which a truth is ranked: ranks of 0 to 19."""

Ranks = NDArray[np.int64]


def rank(truth: Array, draws: Array, rng: np.random.Generator) -> Ranks:
    """Return how many of a few draws lie below each truth; draws equal to it are split by chance.

    Parameters
    ----------
    truth : ndarray, shape (q,)
    draws : ndarray, shape (n, q)
        As good as independent; :data:`DRAWS` of them are taken.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> rank(np.array([0.5, 9.0]), np.tile(np.linspace(0.0, 1.0, 19)[:, None], 2), rng).tolist()
    [10, 19]
    """
    taken = draws[rng.choice(len(draws), DRAWS, replace=False)]
    below = (taken < truth).sum(axis=0)
    equal = (taken == truth).sum(axis=0)
    return np.asarray(below + rng.integers(0, equal + 1), dtype=np.int64)


def uniformity(ranks: Ranks) -> float:
    """Return the probability of ranks at least so uneven if they are uniform (chi-square).

    Parameters
    ----------
    ranks : ndarray, shape (data sets,)
    """
    return float(chisquare(np.bincount(ranks, minlength=DRAWS + 1)).pvalue)
