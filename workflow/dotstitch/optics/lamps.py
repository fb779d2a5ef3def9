"""What a lamp makes of an absorption spectrum: a line picks one point, an LED takes a mean."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from dotstitch.contracts.constants import SIGMA_PER_FWHM

Array = NDArray[np.float64]
DARK = 1e-12
"""Grid points that carry less than this share of the photons are left out."""


def lamp_weights(grid_nm: Array, centre_nm: float, fwhm_nm: float) -> Array:
    """Return the share of a lamp's photons that each point of a wavelength grid stands for.

    Photons per nm are a Gaussian in wavelength. Each share is the exact integral of that Gaussian
    times the tent of linear interpolation on its grid point, so the sum of shares times values is
    the mean of the interpolated curve however narrow the lamp is; for a line it is interpolation
    itself. Photons beyond an end of the grid count at that end.

    Parameters
    ----------
    grid_nm : ndarray, shape (n_wavelengths,)
        Ascending.
    centre_nm : float
    fwhm_nm : float
        Full width at half maximum; zero is a line.

    Returns
    -------
    ndarray, shape (n_wavelengths,)
        Not negative, sum one.

    Examples
    --------
    >>> grid = np.array([363.0, 364.0, 365.0, 366.0])
    >>> lamp_weights(grid, 364.25, 0.0).tolist()
    [0.0, 0.75, 0.25, 0.0]
    >>> lamp_weights(grid, 364.25, 1.0).round(2).tolist()
    [0.07, 0.61, 0.31, 0.01]
    """
    beyond = grid_nm - centre_nm
    if fwhm_nm > 0.0:
        sigma = SIGMA_PER_FWHM * fwhm_nm
        density = np.exp(-0.5 * (beyond / sigma) ** 2) / np.sqrt(2.0 * np.pi)
        ramp = beyond * ndtr(beyond / sigma) + sigma * density
    else:
        ramp = np.maximum(beyond, 0.0)
    passed = np.concatenate(([0.0], np.diff(ramp) / np.diff(grid_nm), [1.0]))
    share = np.diff(passed)
    lit = np.where(share > DARK, share, 0.0)
    return np.asarray(lit / lit.sum())


def overlap(
    curve: Callable[[Array], Array], grid_nm: Array, centre_nm: float, fwhm_nm: float
) -> Array:
    """Return the mean of a curve over the photons of a lamp, integral L curve / integral L.

    For an absorptivity this is the effective absorptivity: a film thin to the light absorbs as
    many photons of the lamp as if all of them met this one value.

    Parameters
    ----------
    curve : callable
        Takes wavelengths (nm), shape (n,), and returns shape (..., n). It is asked only where the
        lamp shines.
    grid_nm, centre_nm, fwhm_nm
        As for :func:`lamp_weights`.

    Returns
    -------
    ndarray, shape (...)
        In the unit of the curve.

    Examples
    --------
    Two curves at once; the curvature of the second shows by the variance of the lamp:

    >>> grid = np.arange(240.0, 551.0)
    >>> both = overlap(lambda nm: np.array([nm, (nm - 365.0) ** 2]), grid, 365.0, 23.55)
    >>> both.round(0).tolist()
    [365.0, 100.0]
    """
    weights = lamp_weights(grid_nm, centre_nm, fwhm_nm)
    lit = weights > 0.0
    return np.asarray(curve(grid_nm[lit]) @ weights[lit])
