"""How much a measurement is expected to lower the variance of differences between scores.

A truth is one draw; it gives a measured value, its prediction with noise. The draws are weighed
anew by the likelihood of that value, and the weighted mean of the score differences is what would
then be believed. By the law of total variance the variance that a measurement removes on average
is that of this conditional mean, over all truths.

Two things keep a few effective draws from feigning knowledge. A truth takes no part in its own
weights. And the variance of the conditional mean is taken as its covariance with the score
differences of the truth itself: the noise of a mean over few draws is in one factor only and
averages out, where the square of the mean would count it as information. What is left is that a
mean over few draws is smeared over draws farther off than the noise: the fall is understated.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dotstitch.contracts.draws import Array

JACKKNIFE_BLOCKS = 20
"""Groups of draws left out in turn for the Monte Carlo error: draw i is in group i modulo this, so
that a group stays within one of the runs that a posterior interleaves."""

NO_WEIGHT = 1e-9
"""Where the draw that weighs most, with weight one, is left out, less than this is rounding."""

ALIKE = 0.01
"""Predictions that differ by less than this share of their noise tell nothing."""


class Fall(NamedTuple):
    """What one experiment is expected to do.

    Attributes
    ----------
    share : float
        Of the variance of the score differences, summed over all pairs alike, that it removes;
        around zero, of either sign, where it tells nothing.
    monte_carlo_error : float
        One standard deviation.
    effective_draws : float
        Median over truths of the effective number of draws after weighing; below about ten
        ``share`` is rather a lower bound.
    """

    share: float
    monte_carlo_error: float
    effective_draws: float


def score_contrasts(scores: Array) -> Array:
    """Return scores less their mean over molecules, draw by draw, and less their mean over draws.

    The variance of all pairwise differences, each pair alike, is the number of molecules times the
    variance of these contrasts, summed over molecules.

    Parameters
    ----------
    scores : ndarray, shape (molecules, samples)

    Examples
    --------
    >>> score_contrasts(np.array([[1.0, 5.0], [1.0, 1.0]])).tolist()
    [[-1.0, 1.0], [1.0, -1.0]]
    """
    among = scores - scores.mean(axis=0)
    return np.asarray(among - among.mean(axis=1, keepdims=True))


def whitened(predicted: Array, covariance: Array) -> Array:
    """Return predictions in which the noise of all numbers is independent and of size one.

    Parameters
    ----------
    predicted : ndarray, shape (numbers, samples)
    covariance : ndarray, shape (numbers, numbers)
        Of the noise.
    """
    return np.linalg.solve(np.linalg.cholesky(covariance), predicted)


def relative_likelihood(distance: Array) -> Array:
    """Return likelihoods from squared distances in units of the noise, the largest of a row one."""
    exponent = distance.min(axis=1, keepdims=True) - distance
    exponent *= 0.5
    return np.asarray(np.exp(exponent, out=exponent))


def squared_distance(measured: Array, predicted: Array) -> Array:
    """Return how far every prediction lies from every measurement, in units of the noise.

    Parameters
    ----------
    measured : ndarray, shape (numbers, truths)
    predicted : ndarray, shape (numbers, samples)
        Both whitened.

    Returns
    -------
    ndarray, shape (truths, samples)
        Squared.
    """
    distance = np.zeros((measured.shape[1], predicted.shape[1]))
    apart = np.empty_like(distance)
    for own, theirs in zip(measured, predicted, strict=True):
        np.subtract(own[:, None], theirs, out=apart)
        np.square(apart, out=apart)
        distance += apart
    return distance


def expected_fall(contrasts: Array, predicted: Array, noise: Array) -> Fall:
    """Return what measuring some numbers is expected to do to the score differences.

    Parameters
    ----------
    contrasts : ndarray, shape (molecules, samples)
        From :func:`score_contrasts`.
    predicted : ndarray, shape (numbers, samples)
        Whitened (:func:`whitened`).
    noise : ndarray, shape (numbers, samples)
        Standard normals, one simulated measurement for every draw as the truth.

    Examples
    --------
    A measurement of the only difference, with noise as large as its spread, halves the variance:

    >>> rng = np.random.default_rng(1)
    >>> x, noise = rng.standard_normal((2, 1, 2000))
    >>> fall = expected_fall(score_contrasts(np.vstack([x, -x])), x, noise)
    >>> abs(fall.share - 0.5) < 3.0 * fall.monte_carlo_error < 0.2
    True
    """
    n = contrasts.shape[1]
    if np.ptp(predicted, axis=1).max() < ALIKE:
        return Fall(0.0, 0.0, n - 1.0)
    distance = squared_distance(predicted + noise, predicted)
    np.fill_diagonal(distance, np.inf)
    weights = relative_likelihood(distance)
    blocks = [slice(first, None, JACKKNIFE_BLOCKS) for first in range(JACKKNIFE_BLOCKS)]
    sums = np.stack([weights[:, block] @ contrasts[:, block].T for block in blocks])
    totals = np.stack([weights[:, block].sum(axis=1) for block in blocks])
    every = np.arange(n)
    left_out = [
        _explained(contrasts, sums.sum(axis=0) - s, totals.sum(axis=0) - w, np.delete(every, block))
        for block, s, w in zip(blocks, sums, totals, strict=True)
    ]
    return Fall(
        share=_explained(contrasts, sums.sum(axis=0), totals.sum(axis=0), every),
        monte_carlo_error=float(np.sqrt((JACKKNIFE_BLOCKS - 1) * np.var(left_out))),
        effective_draws=float(
            np.median(totals.sum(axis=0) ** 2 / np.einsum("ij,ij->i", weights, weights))
        ),
    )


def _explained(contrasts: Array, sums: Array, totals: Array, truths: NDArray[np.intp]) -> float:
    """Return the covariance of truths with their conditional means over the variance of truths.

    Parameters
    ----------
    sums : ndarray, shape (samples, molecules)
        Weighted sums of the contrasts, for every truth.
    totals : ndarray, shape (samples,)
        Sums of the weights. A truth for which no draw has any weight is believed to be the mean.
    truths : ndarray of int
        Which of them count.
    """
    known = totals > NO_WEIGHT
    means = np.where(known[:, None], sums, 0.0) / np.where(known, totals, 1.0)[:, None]
    own = contrasts[:, truths]
    variance = float(np.sum(own**2))
    # All draws weighed alike but for the truth average to minus the truth over n - 1: no knowledge.
    against_self = 1.0 / (contrasts.shape[1] - 1)
    if variance == 0.0:
        return 0.0
    return float(np.sum(own * means[truths].T) / variance + against_self)
