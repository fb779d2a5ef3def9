"""Tempered sequential Monte Carlo in a space of standard normals.

A population of points is led from one density to another through powers of a likelihood,

    density_t(z) ~ normal(z) exp(base(z) + t added(z)),    t from ``begin`` to ``end``,

so measurements can be added to the prior (base zero, t from 0 to 1) or to a posterior, or be taken
out of it (t from 1 to 0). Each step of t is as large as the effective sample allows; the
population is resampled, and moved until it has forgotten where it stood, or as often as is allowed.
Most moves are kept for the end: the density there is the one that is reported, and what comes along
from the way is forgotten there.

Moves are those of Crank and Nicolson, preconditioned: a proposal leaves a Gaussian as it is. That
Gaussian is given from outside, or each half of the population takes the one that the other half
suggests, see :mod:`dotstitch.evidence.sampling.proposals`. The sizes of proposals are drawn around
one that follows the acceptance, since some directions are wide and others curved.

References
----------
Beskos, Jasra, Muzaffer, Stuart, Stat. Comput. 2015, 25, 727 (arXiv 1412.4459): tempered sequential
Monte Carlo for inverse problems. Chopin, Papaspiliopoulos, An Introduction to Sequential Monte
Carlo, Springer 2020, chapter 17.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from dotstitch.contracts.draws import Array
from dotstitch.evidence.sampling.proposals import Gaussian, of_others, propose

EFFECTIVE_SHARE = 0.3
"""Of the population, left by each step of the exponent."""
FORGOTTEN = 0.1
"""Largest correlation of a coordinate with its value before the moves, noise taken off."""
MOST_MOVES = 30
"""At one exponent on the way."""
LAST_MOVES = 2000
"""At most at the end; what is not forgotten by then is said in the result."""
CHECK_EVERY = 10
"""Moves between two looks at what is forgotten, and at the Gaussian of the proposals."""
ACCEPTANCE = 0.2
"""Share of proposals to be taken; the size of proposals follows it. Tried on 131 coordinates."""
Densities = Callable[[Array], tuple[Array, Array]]
"""Points of shape (n, d) to the logarithms of base and of what is added, shape (n,) each."""


@dataclass(frozen=True)
class Step:
    """What happened at one temperature.

    Attributes
    ----------
    exponent : float
    moves : int
    acceptance : float
        Mean over the moves.
    correlation : float
        Largest of a coordinate with its value before the moves, noise taken off.
    """

    exponent: float
    moves: int
    acceptance: float
    correlation: float


@dataclass(frozen=True, eq=False)
class Population:
    """Points of equal weight at the end of a bridge.

    Attributes
    ----------
    z : ndarray, shape (n, d)
    log_evidence : float
        Logarithm of the ratio of the two normalisations.
    steps : tuple of Step
    """

    z: Array
    log_evidence: float
    steps: tuple[Step, ...]

    @property
    def forgotten(self) -> bool:
        """Whether the moves at the end sufficed."""
        return self.steps[-1].correlation <= FORGOTTEN


def bridge(
    densities: Densities,
    start: Array,
    seed: int,
    *,
    begin: float = 0.0,
    end: float = 1.0,
    most_moves: int = MOST_MOVES,
    last_moves: int = LAST_MOVES,
    proposals: Callable[[float], Gaussian] | None = None,
) -> Population:
    """Lead a population from one density to another.

    Parameters
    ----------
    densities : callable
        Points, shape (n, d), to ``base`` and ``added``, shape (n,) each.
    start : ndarray, shape (n, d)
        Follows the density at ``begin``.
    seed : int
    begin, end : float
        Exponents of what is added.
    most_moves, last_moves : int
        At one exponent on the way, and at the end.
    proposals : callable or None
        Gaussian to propose from at an exponent; without, that of the other half.

    Examples
    --------
    A single observation of the sum of two coordinates, 2 with a standard deviation of 1:

    >>> def densities(z):
    ...     return np.zeros(len(z)), -0.5 * (z.sum(axis=1) - 2.0) ** 2
    >>> start = np.random.default_rng(0).standard_normal((4000, 2))
    >>> bridge(densities, start, seed=1).z.mean(axis=0).round(1).tolist()
    [0.7, 0.7]
    """
    rng = np.random.default_rng(seed)
    z, exponent, log_evidence = start.copy(), begin, 0.0
    base, added = densities(z)
    steps: list[Step] = []
    while exponent != end:
        after = _next_exponent(added, exponent, end)
        log_weights = (after - exponent) * added
        log_evidence += float(logsumexp(log_weights)) - np.log(len(z))
        chosen = resample(log_weights, rng)
        z, base, added, exponent = z[chosen], base[chosen], added[chosen], after
        gaussian = None if proposals is None else proposals(exponent)
        state = (z, base, added)
        allowed = last_moves if exponent == end else most_moves
        z, base, added, step = _move(densities, state, exponent, rng, allowed, gaussian)
        steps.append(step)
    return Population(z, log_evidence, tuple(steps))


def effective_sample(log_weights: Array) -> float:
    """Return the effective number of draws of given weights.

    Examples
    --------
    >>> round(effective_sample(np.zeros(50)), 6)
    50.0
    """
    return float(np.exp(2.0 * logsumexp(log_weights) - logsumexp(2.0 * log_weights)))


def _next_exponent(added: Array, exponent: float, end: float) -> float:
    """Return the farthest exponent that leaves the effective sample large enough."""
    aim = EFFECTIVE_SHARE * len(added)
    if effective_sample((end - exponent) * added) >= aim:
        return end
    near, far = exponent, end
    for _ in range(60):
        middle = 0.5 * (near + far)
        if effective_sample((middle - exponent) * added) >= aim:
            near = middle
        else:
            far = middle
    return 0.5 * (near + far)


def resample(log_weights: Array, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return the indices of a systematic resampling."""
    weights = np.exp(log_weights - logsumexp(log_weights))
    n = len(weights)
    places = (np.arange(n) + rng.random()) / n
    return np.minimum(np.searchsorted(np.cumsum(weights), places), n - 1)


def _move(
    densities: Densities,
    state: tuple[Array, Array, Array],
    exponent: float,
    rng: np.random.Generator,
    most_moves: int,
    given: Gaussian | None,
) -> tuple[Array, Array, Array, Step]:
    """Move a population at one exponent until it has forgotten where it stood."""
    z, base, added = (array.copy() for array in state)
    before, distinct = z.copy(), 0.5 * len(np.unique(z[:, 0]))
    moves, correlation, accepted, typical = 0, 1.0, 0.0, 0.5
    while correlation > FORGOTTEN and moves < most_moves:
        gaussians = [given, given] if given else of_others(z, distinct, correlation)
        for _ in range(CHECK_EVERY):
            parts = zip(np.array_split(z, 2), gaussians, strict=True)
            found = [propose(half, one, typical, rng) for half, one in parts]
            proposal, gain = (np.concatenate(both) for both in zip(*found, strict=True))
            new_base, new_added = densities(proposal)
            gain += new_base - base + exponent * (new_added - added)
            taken = np.log(rng.random(len(z))) < gain
            z[taken], base[taken], added[taken] = proposal[taken], new_base[taken], new_added[taken]
            share = float(taken.mean())
            typical = min(typical * float(np.exp(0.5 * (share - ACCEPTANCE))), 1.0)
            accepted += share
        moves, correlation = moves + CHECK_EVERY, _correlation(before, z)
    return z, base, added, Step(exponent, moves, accepted / moves, correlation)


def _correlation(before: Array, after: Array) -> float:
    """Return the largest correlation of a coordinate with its value before.

    Of d coordinates without any, n points show sqrt(2 log(d) / n) in the largest; its square is
    taken off.
    """
    n, d = before.shape
    one, two = before - before.mean(axis=0), after - after.mean(axis=0)
    norm = np.sqrt((one**2).sum(axis=0) * (two**2).sum(axis=0))
    largest = float(np.max((one * two).sum(axis=0) / np.maximum(norm, 1e-300)))
    return float(np.sqrt(max(max(largest, 0.0) ** 2 - 2.0 * np.log(d) / n, 0.0)))
