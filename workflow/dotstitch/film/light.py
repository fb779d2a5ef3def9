"""Beer-Lambert through the depth of a film."""

from __future__ import annotations

import numpy as np

from dotstitch.contracts.draws import Array


def mean_light(absorption_cm1: Array, layer_cm: Array) -> Array:
    """Return the mean light in each depth layer over that at the surface.

    Parameters
    ----------
    absorption_cm1 : ndarray, shape (cases, layers, samples)
        Natural logarithm.
    layer_cm : ndarray, shape (cases, 1, 1)

    Examples
    --------
    >>> mean_light(np.zeros((1, 2, 1)), np.ones((1, 1, 1))).ravel().tolist()
    [1.0, 1.0]
    """
    depth = absorption_cm1 * layer_cm
    above = np.cumsum(depth, axis=1) - depth
    return np.asarray(np.exp(-above) * mean_survival(depth))


def mean_survival(exponent: Array) -> Array:
    """Return (1 - exp(-a)) / a, one at zero.

    Examples
    --------
    >>> mean_survival(np.array([0.0, 1.0])).round(4).tolist()
    [1.0, 0.6321]
    """
    safe = np.where(exponent > 1e-12, exponent, 1.0)
    return np.where(exponent > 1e-12, -np.expm1(-safe) / safe, 1.0)
