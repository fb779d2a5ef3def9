"""Standing of a molecule among others: score, rank interval, Pareto front.

The score is 100 times the mean, over the parameter samples, of film retention times relative
PLQY. All molecules share the same samples, so the spread of a rank is found sample by sample:
an error that moves all molecules together moves no rank.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dotstitch.contracts.config import Targets
from dotstitch.contracts.constants import INTERVAL_PERCENT

"""Quantiles of every interval of the ranking."""


@dataclass(frozen=True)
class Standing:
    """Where one molecule stands among the others."""

    rank: int
    score: float
    score_low: float
    score_high: float
    rank_low: int
    rank_high: int
    probability_of_target: float


def standings(
    retention: NDArray[np.float64], plqy: NDArray[np.float64], keys: list[str], targets: Targets
) -> list[Standing]:
    """Score and rank molecules from samples they share.

    Parameters
    ----------
    retention, plqy : ndarray, shape (n_molecules, n_samples)
        Film retention and relative PLQY, fractions; column j of all rows belongs to one draw.
    keys : list of str
        Break ties between equal scores.
    targets : Targets
        What counts as good enough.

    Returns
    -------
    list of Standing
        In the order of the rows. Molecules that tie in a draw share that draw's ranks.

    Examples
    --------
    >>> ret, plqy = np.array([[0.2, 0.4], [0.8, 0.8]]), np.ones((2, 2))
    >>> [(s.rank, s.rank_low, s.rank_high) for s in standings(ret, plqy, ["A", "B"], Targets())]
    [(2, 2, 2), (1, 1, 1)]
    """
    if len(keys) == 0:
        return []
    scores = 100.0 * retention * plqy
    mean = scores.mean(axis=1)
    ladder = sorted(range(len(keys)), key=lambda row: (-mean[row], keys[row]))
    place = {row: position + 1 for position, row in enumerate(ladder)}
    first, last = _ranks(scores)
    met = (retention >= targets.film_retention) & (plqy >= targets.plqy_relative)
    return [
        Standing(
            rank=place[row],
            score=float(mean[row]),
            score_low=float(np.percentile(scores[row], INTERVAL_PERCENT[0])),
            score_high=float(np.percentile(scores[row], INTERVAL_PERCENT[1])),
            rank_low=int(np.percentile(first[row], INTERVAL_PERCENT[0], method="inverted_cdf")),
            rank_high=int(np.percentile(last[row], INTERVAL_PERCENT[1], method="inverted_cdf")),
            probability_of_target=float(met[row].mean()),
        )
        for row in range(len(keys))
    ]


def _ranks(scores: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return first and last rank of every row in every column; they differ where rows tie."""
    first, last = np.empty(scores.shape, dtype=np.int64), np.empty(scores.shape, dtype=np.int64)
    for draw, column in enumerate(scores.T):
        ladder = np.sort(column)
        first[:, draw] = len(column) - np.searchsorted(ladder, column, side="right") + 1
        last[:, draw] = len(column) - np.searchsorted(ladder, column, side="left")
    return first, last


def pareto_front(retention: NDArray[np.float64], plqy: NDArray[np.float64]) -> list[bool]:
    """Tell which points no other point beats in one quantity without losing in the other.

    Parameters
    ----------
    retention, plqy : ndarray, shape (n_molecules,)

    Examples
    --------
    >>> pareto_front(np.array([0.7, 0.6, 0.5]), np.array([0.5, 0.9, 0.8]))
    [True, True, False]
    """
    front = [False] * len(retention)
    best_plqy_of_more, best_plqy_here = -np.inf, -np.inf
    previous = np.inf
    for row in np.lexsort((-plqy, -retention)):
        if retention[row] < previous:
            best_plqy_of_more = max(best_plqy_of_more, best_plqy_here)
            best_plqy_here, previous = plqy[row], retention[row]
        front[row] = bool(plqy[row] == best_plqy_here and plqy[row] > best_plqy_of_more)
    return front


def rank_of(score: float, key: str, others: Mapping[str, float]) -> int:
    """Return the rank of a score among those of others; of equal ones the lower key comes first.

    Examples
    --------
    >>> rank_of(40.0, "B", {"A": 40.0, "C": 40.0, "D": 50.0})
    3
    """
    return 1 + sum((-other, name) < (-score, key) for name, other in others.items())
