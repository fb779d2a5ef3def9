"""From bridges to a gel: mean field and contact percolation."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import lambertw

from dotstitch.contracts.draws import Array

NEWTON_STEPS = 14
CONVERGED = 1e-13
"""Steps of Newton's method below this end it."""


def gel_mean_field(degree: ArrayLike) -> Array:
    """Return the largest root of g = 1 - exp(-c g), the share of dots in the gel.

    In closed form 1 + W(-c exp(-c)) / c, with the principal branch of Lambert's function, above
    one link per dot, and none below.

    Parameters
    ----------
    degree : array_like
        Mean number of other dots a dot is linked to (twice the bridges per dot).

    Examples
    --------
    >>> gel_mean_field([0.9, 2.0]).round(3).tolist()
    [0.0, 0.797]
    """
    degree = np.asarray(degree, dtype=np.float64)
    above = degree > 1.0
    c: Array = degree[above]
    gel = np.zeros_like(degree)
    argument: Any = -c * np.exp(-c)  # the stubs of lambertw know no arrays
    gel[above] = 1.0 + lambertw(argument).real / c
    return gel


def gel_contacts(degree: ArrayLike, coordination: ArrayLike, threshold: ArrayLike) -> Array:
    """Return the share of dots in the gel when several bridges may repeat one contact.

    A contact is occupied with probability p = 1 - exp(-c / z). The gel is the giant component of
    the Bethe lattice whose threshold is that of the film: 1 - R^(1 + 1/t), with R the smallest
    root of R = 1 - p + p R^(1/t). Newton's method from zero climbs to it from below.

    Parameters
    ----------
    degree : array_like
        As in :func:`gel_mean_field`.
    coordination : array_like
        Neighbours that a dot touches, z.
    threshold : array_like
        Share of occupied contacts at which the film percolates, t.

    Examples
    --------
    >>> gel_contacts([1.0, 1e3], 9.0, 0.35).round(3).tolist()
    [0.0, 1.0]
    """
    occupied = -np.expm1(-np.asarray(degree, dtype=np.float64) / np.asarray(coordination))
    branches = 1.0 / np.asarray(threshold, dtype=np.float64)
    occupied, branches = np.broadcast_arrays(occupied, branches)
    above = occupied * branches > 1.0
    gel: Array = np.zeros(occupied.shape)
    b: Array = branches[above]
    gel[above] = 1.0 - _finite(occupied[above], b) ** (b + 1.0)
    return gel


def _finite(occupied: Array, branches: Array) -> Array:
    """Return the smallest root of R = 1 - p + p R^b above the threshold, shape (n,)."""
    finite = 1.0 - occupied
    climbing = np.arange(finite.size)
    for _ in range(NEWTON_STEPS):
        p, b, here = occupied[climbing], branches[climbing], finite[climbing]
        power = here ** (b - 1.0)
        slope = np.maximum(1.0 - p * b * power, 1e-9)
        there = np.clip(here + (1.0 - p + p * power * here - here) / slope, 0.0, 1.0)
        finite[climbing] = there
        climbing = climbing[there - here > CONVERGED]
    return finite


def gel_fraction(
    degree: Array, coordination: Array, threshold: Array, network_choice: Array
) -> Array:
    """Return the gel of each sample by the network model drawn for it.

    Parameters
    ----------
    degree : ndarray, shape (..., samples)
    coordination, threshold, network_choice : ndarray, shape (samples,)
        Mean field where ``network_choice`` is below one half, contact percolation elsewhere.

    Returns
    -------
    ndarray, shape (..., samples)
    """
    mean_field = network_choice < 0.5
    gel = np.empty_like(degree)
    gel[..., mean_field] = gel_mean_field(degree[..., mean_field])
    gel[..., ~mean_field] = gel_contacts(
        degree[..., ~mean_field], coordination[~mean_field], threshold[~mean_field]
    )
    return gel
