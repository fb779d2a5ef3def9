"""Elliptical slice sampling: a second way to draw from prior times likelihood.

It shares nothing with the sampler that it checks: no temperatures, no weights, no population that
moves shape, no step length. Many chains start from the prior and run side by side.

References
----------
Murray, Adams, MacKay, Proc. Mach. Learn. Res. 2010, 9, 541 (elliptical slice sampling).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dotstitch.contracts.draws import Array

LogLikelihood = Callable[[Array], Array]
"""From standard normals (n, d) to log densities (n,)."""
Indices = NDArray[np.intp]
SMALLEST_SHARE = 0.05
"""Of the coordinates that a partial move turns."""


@dataclass(eq=False)
class _Ellipses:
    """Where each chain stands on its ellipse, and the part of it that is still open.

    Attributes
    ----------
    z, other : ndarray, shape (chains, d)
        State, and the second axis of the ellipse.
    turned : ndarray of bool, shape (chains, d)
        Coordinates that lie on the ellipse; the others keep their value.
    level, floor : ndarray, shape (chains,)
        Log likelihood of the state, and what a proposal must exceed.
    angle, low, high : ndarray, shape (chains,)
    """

    z: Array
    level: Array
    rng: np.random.Generator

    def __post_init__(self) -> None:
        self.turned = np.ones(self.z.shape, dtype=bool)
        self.other = np.zeros_like(self.z)
        self.floor, self.angle, self.low, self.high = np.zeros((4, len(self.z)))
        self.open(np.arange(len(self.z)))

    def open(self, which: Indices) -> None:
        """Draw a new ellipse for some chains.

        Half of them on average turn all coordinates, the others a random share: the prior is a
        product, so the rest may stay where it is.
        """
        n, d = len(which), self.z.shape[1]
        few = np.exp(self.rng.uniform(np.log(SMALLEST_SHARE), 0.0, n))
        share = np.where(self.rng.random(n) < 0.5, 1.0, few)
        self.turned[which] = self.rng.random((n, d)) < share[:, None]
        self.other[which] = self.rng.standard_normal((n, d))
        self.floor[which] = self.level[which] + np.log(self.rng.random(n))
        self.angle[which] = self.high[which] = 2.0 * np.pi * self.rng.random(n)
        self.low[which] = self.angle[which] - 2.0 * np.pi

    def proposals(self, which: Indices) -> Array:
        """Return the points at the angles of some chains."""
        cosine, sine = np.cos(self.angle[which])[:, None], np.sin(self.angle[which])[:, None]
        onward = self.z[which] * cosine + self.other[which] * sine
        return np.where(self.turned[which], onward, self.z[which])

    def narrow(self, which: Indices) -> None:
        """Close the part of the ellipse beyond a refused angle, and draw another."""
        back = self.angle[which] < 0.0
        self.low[which[back]] = self.angle[which[back]]
        self.high[which[~back]] = self.angle[which[~back]]
        width = self.high[which] - self.low[which]
        self.angle[which] = self.low[which] + width * self.rng.random(len(which))


def chains(
    log_likelihood: LogLikelihood, n: int, d: int, steps: int, every: int, seed: int
) -> Array:
    """Return states of chains that start from the prior, a standard normal in each coordinate.

    Every chain goes on as soon as it has moved, so that a call of the likelihood is never small.

    Parameters
    ----------
    log_likelihood : callable
    n, d : int
        Chains and coordinates.
    steps, every : int
        Moves of each chain, and after how many a state is kept.
    seed : int

    Returns
    -------
    ndarray, shape (steps // every, n, d)
    """
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((n, d))
    state = _Ellipses(z, log_likelihood(z), rng)
    kept = np.empty((steps // every, n, d))
    done = np.zeros(n, dtype=np.int64)
    while len(active := np.flatnonzero(done < len(kept) * every)):
        proposals = state.proposals(active)
        level = log_likelihood(proposals)
        above = level > state.floor[active]
        moved = active[above]
        state.z[moved], state.level[moved] = proposals[above], level[above]
        state.narrow(active[~above])
        state.open(moved)
        done[moved] += 1
        due = moved[done[moved] % every == 0]
        kept[done[due] // every - 1, due] = state.z[due]
    return kept


def shrinkage(states: Array) -> Array:
    """Return by how much longer chains could narrow each coordinate, one where they agree.

    The square root of the variance over all chains to that within their halves (split R-hat).

    Parameters
    ----------
    states : ndarray, shape (kept, chains, d)

    References
    ----------
    Gelman et al., Bayesian Data Analysis, 3rd edition, 2013, section 11.4.
    """
    half = len(states) // 2
    parts = np.concatenate([states[:half], states[half : 2 * half]], axis=1)
    within = parts.var(axis=0, ddof=1).mean(axis=0)
    between = parts.mean(axis=0).var(axis=0, ddof=1)
    return np.asarray(np.sqrt((within * (half - 1) / half + between) / within))
