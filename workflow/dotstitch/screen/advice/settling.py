"""What to measure on one molecule: how much an experiment is expected to settle its own score.

By the law of total variance a measurement removes, on average over what it may find, the variance
of the mean of the score given the measured value. That mean is taken over neighbours: the numbers
of an experiment, with noise, are joined to the line along which they follow the score best, draws
are put in its order, and the mean over the nearest draws on either side, without the draw itself,
is what would then be believed. As in :mod:`dotstitch.screen.advice.falls` its covariance with the
score counts, so that the noise of a mean over few draws is not taken for knowledge; unlike there
nothing grows with the square of the draws, and the share is a lower bound where the numbers tell
more than their line.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dotstitch.contracts.draws import Array
from dotstitch.contracts.photophysics.advice import Settling
from dotstitch.screen.advice.experiments import Experiment
from dotstitch.screen.advice.falls import ALIKE, JACKKNIFE_BLOCKS
from dotstitch.screen.advice.next_measurement import DECIMALS, noise_of

NEIGHBOURS = 5
"""Draws on either side over which the conditional mean is taken."""
KINDS = 3
"""Kinds of experiments that are kept, each where it tells most."""


def settling(score: Array, experiments: Sequence[Experiment], seed: int) -> tuple[Settling, ...]:
    """Return the kinds of experiments that would settle the score of a molecule best.

    Parameters
    ----------
    score : ndarray, shape (samples,)
    experiments : sequence of Experiment
        On this molecule.
    seed : int
        Of the noise, which is also keyed by the experiment.

    Returns
    -------
    tuple of Settling
        The most telling first; none that comes out alike under every draw.
    """
    telling = [e for e in experiments if np.ptp(e.predicted, axis=1).max() >= ALIKE]
    if not telling:
        return ()
    lines = np.stack([_line(e.predicted + noise_of(e, seed), score) for e in telling])
    # Rounded, or rounding errors of the machine would order what tells nothing.
    shares = explained(lines, score).round(DECIMALS) + 0.0
    errors = _monte_carlo_errors(lines, score)
    ladder = sorted(range(len(telling)), key=lambda i: (-shares[i], telling[i].label))
    kinds: dict[str, Settling] = {}
    for i in ladder:
        plan = telling[i].plan
        kinds.setdefault(
            plan.words,
            Settling(
                experiment=plan.words,
                quantity=" + ".join(plan.quantities),
                conditions=plan.conditions,
                noise=telling[i].noise,
                expected_fall=shares[i],
                monte_carlo_error=errors[i],
            ),
        )
    return tuple(kinds.values())[:KINDS]


def explained(lines: Array, score: Array) -> Array:
    """Return the share of the variance of a score that knowing each line removes on average.

    Parameters
    ----------
    lines : ndarray, shape (lines, samples)
    score : ndarray, shape (samples,)

    Returns
    -------
    ndarray, shape (lines,)
        Around zero, of either sign, where a line tells nothing.

    Examples
    --------
    A measurement with noise as large as the spread of the score halves its variance:

    >>> x, noise = np.random.default_rng(1).standard_normal((2, 4000))
    >>> abs(explained(np.stack([x + noise, noise]), x)).round(1).tolist()
    [0.5, 0.0]
    """
    n = score.size
    own = (score - score.mean())[np.argsort(lines, axis=1, kind="stable")]
    variance = float(np.sum(own[0] ** 2))
    if variance == 0.0:
        return np.zeros(len(lines))
    sums = np.cumsum(np.pad(own, ((0, 0), (1, 0))), axis=1)
    at = np.arange(n)
    first, last = np.maximum(at - NEIGHBOURS, 0), np.minimum(at + NEIGHBOURS + 1, n)
    means = (sums[:, last] - sums[:, first] - own) / (last - first - 1)
    # Neighbours at random average to minus the draw over n - 1: no knowledge.
    return np.asarray(np.sum(own * means, axis=1) / variance + 1.0 / (n - 1))


def _line(measured: Array, score: Array) -> Array:
    """Return the sum of numbers, shape (numbers, samples), that follows the score best."""
    centred = measured - measured.mean(axis=1, keepdims=True)
    return np.asarray(np.linalg.lstsq(centred.T, score, rcond=None)[0] @ centred)


def _monte_carlo_errors(lines: Array, score: Array) -> Array:
    """Return one standard deviation of each share, by leaving out blocks of draws in turn."""
    blocks = [slice(first, None, JACKKNIFE_BLOCKS) for first in range(JACKKNIFE_BLOCKS)]
    without = [explained(np.delete(lines, b, axis=1), np.delete(score, b)) for b in blocks]
    return np.asarray(np.sqrt((JACKKNIFE_BLOCKS - 1) * np.var(without, axis=0)))
