"""Elliptical slice sampling: a second way to draw from prior times likelihood.

It shares nothing with the sampler that it checks: no temperatures, no weights, no population that
moves shape, no step length. Many chains start from the prior and run side by side.

References
----------
Murray, Adams, MacKay, Proc. Mach. Learn. Res. 2010, 9, 541 (elliptical slice sampling).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from dotstitch.contracts.draws import Array

LogLikelihood = Callable[[Array], Array]
"""From standard normals (n, d) to log densities (n,)."""
SMALLEST_SHARE = 0.05
"""Of the coordinates that a partial move turns."""


def sweep(
    z: Array, level: Array, log_likelihood: LogLikelihood, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Move every chain once; the prior of each coordinate is a standard normal.

    Every second chain on average turns all coordinates, the others a random share of them: the
    prior is a product, so the others may stay where they are.

    Parameters
    ----------
    z : ndarray, shape (chains, d)
    level : ndarray, shape (chains,)
        Log likelihood of ``z``.
    log_likelihood : callable
    rng : Generator

    Returns
    -------
    z, level : ndarray
    """
    n, d = len(z), z.shape[1]
    share = np.where(rng.random(n) < 0.5, 1.0, np.exp(rng.uniform(np.log(SMALLEST_SHARE), 0.0, n)))
    turned = rng.random((n, d)) < share[:, None]
    other = np.where(turned, rng.standard_normal((n, d)), 0.0)
    floor = level + np.log(rng.random(n))
    angle = 2.0 * np.pi * rng.random(n)
    low, high = angle - 2.0 * np.pi, angle.copy()
    z, level = z.copy(), level.copy()
    waiting = np.arange(n)
    while len(waiting):
        cosine, sine = np.cos(angle[waiting])[:, None], np.sin(angle[waiting])[:, None]
        onward = z[waiting] * cosine + other[waiting] * sine
        proposal = np.where(turned[waiting], onward, z[waiting])
        found = log_likelihood(proposal)
        above = found > floor[waiting]
        z[waiting[above]], level[waiting[above]] = proposal[above], found[above]
        waiting = waiting[~above]
        back = angle[waiting] < 0.0
        low[waiting[back]], high[waiting[~back]] = angle[waiting[back]], angle[waiting[~back]]
        angle[waiting] = rng.uniform(low[waiting], high[waiting])
    return z, level


def chains(
    log_likelihood: LogLikelihood, n: int, d: int, steps: int, every: int, seed: int
) -> Iterator[Array]:
    """Yield the states of ``n`` chains from the prior, each ``every`` steps, shape (n, d)."""
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((n, d))
    level = log_likelihood(z)
    for step in range(1, steps + 1):
        z, level = sweep(z, level, log_likelihood, rng)
        if step % every == 0:
            yield z


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
