"""The search for each molecule's best recipe within the limits of the configuration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dotstitch.contracts.config import Sweep
from dotstitch.contracts.constants import NOTHING_RETAINED
from dotstitch.contracts.draws import Array
from dotstitch.film.exposure import DOSE_STEPS, Case

N_LOADINGS = 8
N_DOSES = DOSE_STEPS - 3


@dataclass(frozen=True, eq=False)
class SweepGrid:
    """The grid of a sweep, flattened into cases.

    Attributes
    ----------
    wavelength_nm, dose_mj_cm2, loading_wt_percent : ndarray
        Axes.
    cases : tuple of Case
        Wavelength by loading; the doses lie along the grid of each case.
    """

    wavelength_nm: Array
    dose_mj_cm2: Array
    loading_wt_percent: Array
    cases: tuple[Case, ...]

    def cube(self, values: Array) -> Array:
        """Bring values of the cases to (wavelengths, doses, loadings, samples).

        Parameters
        ----------
        values : ndarray, shape (DOSE_STEPS, cases, samples)
        """
        shape = (N_DOSES, len(self.wavelength_nm), len(self.loading_wt_percent), values.shape[-1])
        return values[-N_DOSES:].reshape(shape).transpose(1, 0, 2, 3)


@dataclass(frozen=True)
class Choice:
    """A recipe found by the sweep, and its place in the grid."""

    wavelength: int
    dose: int
    loading: int


def sweep_grid(sweep: Sweep, dot: str) -> SweepGrid:
    """Return the grid of a sweep; two doses below the lowest only serve the integration."""
    low, high = sweep.dose_mj_cm2
    doses = np.geomspace(low, high, N_DOSES)
    loadings = np.linspace(*sweep.loading_wt_percent, N_LOADINGS)
    grid = (0.0, low / 4.0, low / 2.0, *doses.tolist())
    cases = tuple(
        Case(
            wavelength_nm=wavelength,
            dose_mj_cm2=grid,
            irradiance_mw_cm2=sweep.irradiance_mw_cm2,
            loading_wt_percent=float(loading),
            air=sweep.atmosphere == "air",
            thickness_nm=sweep.film_thickness_nm,
            temperature_k=sweep.temperature_k,
            dot=dot,
            lamp_fwhm_nm=sweep.lamp_fwhm_nm,
        )
        for wavelength in sweep.wavelength_nm
        for loading in loadings
    )
    return SweepGrid(np.array(sweep.wavelength_nm), doses, loadings, cases)


def halves(n: int) -> tuple[slice, slice]:
    """Return the samples that choose a recipe and those that score it.

    Examples
    --------
    >>> halves(1000)
    (slice(0, 1000, 2), slice(1, 1000, 2))
    """
    return slice(0, n, 2), slice(1, n, 2)


def choose(product: Array) -> tuple[Choice, Array]:
    """Return the recipe of the highest mean, and the mean of every recipe.

    Parameters
    ----------
    product : ndarray, shape (wavelengths, doses, loadings, samples)
        Retention times relative PLQY of the choosing half. Of equal recipes the first wins: the
        lowest dose and loading.
    """
    mean = product.mean(axis=-1)
    best = np.unravel_index(int(np.argmax(mean)), mean.shape)
    return Choice(*(int(i) for i in best)), mean


def dose_at_half(dose: Array, retention: Array) -> float | None:
    """Return the dose at which retention first reaches half of its largest value.

    Returns
    -------
    float or None
        None where nothing is retained.

    Examples
    --------
    >>> dose_at_half(np.array([0.0, 10.0, 20.0]), np.array([0.0, 0.4, 0.4]))
    5.0
    >>> dose_at_half(np.array([0.0, 10.0]), np.zeros(2)) is None
    True
    """
    top = float(retention.max())
    if top < NOTHING_RETAINED:
        return None
    index = int(np.argmax(retention >= 0.5 * top))
    low, high = retention[index - 1], retention[index]
    share = (0.5 * top - low) / (high - low)
    return float(dose[index - 1] + share * (dose[index] - dose[index - 1]))
