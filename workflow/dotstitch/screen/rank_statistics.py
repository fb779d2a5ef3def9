"""Rank statistics of a molecule among others: score, rank interval, Pareto front.

The score is 100 times the mean, over the parameter samples, of film retention times relative
PLQY. All molecules share the same samples, so the spread of a rank is found sample by sample:
an error that moves all molecules together moves no rank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from dotstitch.contracts.config import Targets
from dotstitch.contracts.constants import INTERVAL_PERCENT
from dotstitch.contracts.photophysics import ArmResult, MoleculeResult, ScreenedMolecule

LOW_PERCENT, HIGH_PERCENT = INTERVAL_PERCENT


@dataclass(frozen=True)
class RankStatistics:
    """Score and rank of one molecule among the others."""

    rank: int
    score: float
    score_low: float
    score_high: float
    rank_low: int
    rank_high: int
    probability_of_target: float
    probability_best: float


def rank_statistics(
    retention: NDArray[np.float64], plqy: NDArray[np.float64], keys: list[str], targets: Targets
) -> list[RankStatistics]:
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
    list of RankStatistics
        In the order of the rows. Molecules that tie in a draw share that draw's ranks.

    Examples
    --------
    >>> ret, plqy = np.array([[0.2, 0.4], [0.8, 0.8]]), np.ones((2, 2))
    >>> found = rank_statistics(ret, plqy, ["A", "B"], Targets())
    >>> [(s.rank, s.rank_low, s.rank_high) for s in found]
    [(2, 2, 2), (1, 1, 1)]
    """
    if len(keys) == 0:
        return []
    scores = 100.0 * retention * plqy
    mean = scores.mean(axis=1)
    ladder = sorted(range(len(keys)), key=lambda row: (-mean[row], keys[row]))
    place = {row: position + 1 for position, row in enumerate(ladder)}
    first, last = (rankdata(-scores, method=ends, axis=0) for ends in ("min", "max"))
    rank_low = np.percentile(first, LOW_PERCENT, axis=1, method="inverted_cdf")
    rank_high = np.percentile(last, HIGH_PERCENT, axis=1, method="inverted_cdf")
    low, high = np.percentile(scores, INTERVAL_PERCENT, axis=1)
    best = shares_of_best(scores)
    met = (retention >= targets.film_retention) & (plqy >= targets.plqy_relative)
    return [
        RankStatistics(
            rank=place[row],
            score=float(mean[row]),
            score_low=float(low[row]),
            score_high=float(high[row]),
            rank_low=int(rank_low[row]),
            rank_high=int(rank_high[row]),
            probability_of_target=float(met[row].mean()),
            probability_best=float(best[row]),
        )
        for row in range(len(keys))
    ]


def shares_of_best(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of the samples in which each molecule is the best.

    Parameters
    ----------
    scores : ndarray, shape (n_molecules, n_samples)

    Returns
    -------
    ndarray, shape (n_molecules,)
        Molecules that tie divide a sample; one in which nothing scores belongs to none.

    Examples
    --------
    >>> shares_of_best(np.array([[5.0, 2.0, 0.0, 1.0], [3.0, 2.0, 0.0, 4.0]])).tolist()
    [0.375, 0.375]
    """
    top = scores.max(axis=0)
    best = (scores == top) & (top > 0.0)
    return np.asarray((best / np.maximum(best.sum(axis=0), 1)).mean(axis=1))


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


def with_gaps_moved(
    results: Sequence[MoleculeResult], keys: Mapping[str, str]
) -> tuple[MoleculeResult, ...]:
    """Give every arm the ranks that its molecule would take with the gap moved.

    Parameters
    ----------
    results : sequence of MoleculeResult
    keys : mapping of str
        Name of a molecule to what breaks ties.
    """
    scores = {
        keys[m.name]: float(np.mean(m.best.score_samples))
        for m in results
        if isinstance(m, ScreenedMolecule)
    }

    def ranked(arm: ArmResult) -> ArmResult:
        if arm.gap is None:
            return arm
        own = keys[arm.name]
        others = {key: score for key, score in scores.items() if key != own}
        ends = (arm.gap.score_gap_low, arm.gap.score_gap_high)
        low, high = (rank_of(score, own, others) for score in ends)
        gap = arm.gap.model_copy(update={"rank_gap_low": low, "rank_gap_high": high})
        return arm.model_copy(update={"gap": gap})

    return tuple(
        m.model_copy(update={"arms": tuple(ranked(arm) for arm in m.arms)})
        if isinstance(m, ScreenedMolecule)
        else m
        for m in results
    )
