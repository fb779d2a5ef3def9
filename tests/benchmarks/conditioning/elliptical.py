"""Elliptical slice sampling: a second way to draw from prior times likelihood.

It shares little with the sampler that it checks: no temperatures, no weights, no step length. Many
chains start from the prior and run side by side.

References
----------
Murray, Adams, MacKay, Proc. Mach. Learn. Res. 2010, 9, 541 (elliptical slice sampling).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular

from dotstitch.contracts.draws import Array

LogLikelihood = Callable[[Array], Array]
"""From standard normals (n, d) to log densities (n,)."""
Indices = NDArray[np.intp]
SMALLEST_SHARE = 0.05
"""Of the coordinates that a partial move turns."""
LEARNING = (0.05, 0.1, 0.2)
"""Shares of the steps after which the Gaussian of the ellipses is learned anew."""
KEPT = 40
"""States of each chain that are looked at."""


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
    log_likelihood: LogLikelihood, start: Array, steps: int, every: int, rng: np.random.Generator
) -> Array:
    """Return states of chains whose prior is a standard normal in each coordinate.

    Every chain goes on as soon as it has moved, so that a call of the likelihood is never small.

    Parameters
    ----------
    log_likelihood : callable
    start : ndarray, shape (n, d)
    steps, every : int
        Moves of each chain, and after how many a state is kept.
    rng : Generator

    Returns
    -------
    ndarray, shape (steps // every, n, d)
    """
    state = _Ellipses(start.copy(), log_likelihood(start), rng)
    kept = np.empty((steps // every, *start.shape))
    done = np.zeros(len(start), dtype=np.int64)
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


@dataclass(frozen=True, eq=False)
class Frame:
    """Coordinates in which a Gaussian is the standard normal.

    Attributes
    ----------
    mean : ndarray, shape (d,)
    factor : ndarray, shape (d, d)
        Lower triangle of the covariance.
    """

    mean: Array
    factor: Array

    @classmethod
    def of(cls, states: Array) -> Frame:
        """Return the frame of states, shape (n, d); correlations are shrunk by their noise."""
        n, d = states.shape
        covariance = np.cov(states, rowvar=False)
        noise = d / (n + d)
        shrunk = (1.0 - noise) * covariance + noise * np.diag(np.diag(covariance))
        return cls(states.mean(axis=0), np.asarray(np.linalg.cholesky(shrunk)))

    def inward(self, z: Array) -> Array:
        """Return the coordinates of points in the frame, shape (n, d)."""
        return np.asarray(solve_triangular(self.factor, (z - self.mean).T, lower=True).T)

    def outward(self, y: Array) -> Array:
        """Return the points of coordinates, shape (n, d)."""
        return np.asarray(self.mean + y @ self.factor.T)

    def log_likelihood(self, of_points: LogLikelihood) -> LogLikelihood:
        """Return what, times this Gaussian, is the posterior.

        References
        ----------
        Nishihara, Murray, Adams, J. Mach. Learn. Res. 2014, 15, 2087 (the Gaussian that ellipses
        belong to need not be the prior).
        """

        def found(y: Array) -> Array:
            z = self.outward(y)
            return np.asarray(of_points(z) + 0.5 * (y**2 - z**2).sum(axis=1))

        return found


def sample(log_likelihood: LogLikelihood, n: int, d: int, steps: int, seed: int) -> Array:
    """Return states of ``n`` chains that started from the prior, shape (kept, n, d).

    Chains learn a Gaussian in :data:`LEARNING` of their steps, twice as long each time, and keep it
    from then on; only then states count.
    """
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((n, d))
    frame = Frame(np.zeros(d), np.eye(d))
    for share in (*LEARNING, 1.0 - sum(LEARNING)):
        moves = max(int(share * steps), 2)
        every = max(moves // KEPT, 1)
        inner = chains(frame.log_likelihood(log_likelihood), frame.inward(z), moves, every, rng)
        states = frame.outward(inner.reshape(-1, d)).reshape(inner.shape)
        z = states[-1]
        frame = Frame.of(states[len(states) // 2 :].reshape(-1, d))
    return states


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
