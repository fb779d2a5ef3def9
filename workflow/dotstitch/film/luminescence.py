"""Photoluminescence of the film: two readings of what damage does, and the additive model.

Additive: every loss adds a non-radiative rate to every dot. Static: part of the dots is dark and
the rest decays with its own rates. Predictions use the additive reading; both are compared on the
six rows of SI Table S1 of Lu et al. by ``tests/benchmarks/accuracy.py lu2022``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from dotstitch.contracts.constants import EV_NM
from dotstitch.contracts.draws import Array, Draws

UV_REFERENCE_NM = (254.0, 365.0)


def plqy_additive(radiative: ArrayLike, nonradiative: ArrayLike) -> Array:
    """Return k_r / (k_r + k_nr).

    Examples
    --------
    >>> round(float(plqy_additive(25.0, 22.0)), 2)
    0.53
    """
    k_r = np.asarray(radiative, dtype=np.float64)
    return np.asarray(k_r / (k_r + np.asarray(nonradiative)))


def plqy_static(radiative: ArrayLike, nonradiative: ArrayLike, dark_fraction: ArrayLike) -> Array:
    """Return the yield when a share of the dots is dark.

    Examples
    --------
    >>> round(float(plqy_static(25.0, 25.0, 0.5)), 2)
    0.25
    """
    return (1.0 - np.asarray(dark_fraction)) * plqy_additive(radiative, nonradiative)


def static_reading(
    apparent_radiative: float, apparent_nonradiative: float, radiative: float
) -> tuple[float, float]:
    """Return dark fraction and non-radiative rate of one measured film, k_r fixed at ``radiative``.

    A dark dot lowers PLQY and leaves the lifetime, so PLQY over lifetime falls with it.

    Examples
    --------
    >>> dark, k_nr = static_reading(19.0, 47.0, 25.0)
    >>> round(dark, 2), round(k_nr, 1)
    (0.24, 41.0)
    """
    total = apparent_radiative + apparent_nonradiative
    return 1.0 - apparent_radiative / radiative, total - radiative


def additive_reading(plqy: float, radiative: float) -> float:
    """Return the non-radiative rate that explains a PLQY with k_r fixed at ``radiative``.

    Examples
    --------
    >>> round(additive_reading(0.5, 25.0), 1)
    25.0
    """
    return radiative * (1.0 / plqy - 1.0)


def uv_damage_per_us(draws: Draws, wavelength_nm: Array, dose_mj_cm2: Array) -> Array:
    """Return the non-radiative rate that bare dots gain, us-1.

    Saturating in dose; between 254 and 365 nm the logarithm of the rate is linear in photon
    energy, and the nearer of the two holds outside.

    Parameters
    ----------
    draws : Draws
    wavelength_nm, dose_mj_cm2 : ndarray
        Broadcast against (samples,).
    """
    share = photon_energy_share(wavelength_nm)
    low, high = draws["uv_damage_365_per_us"], draws["uv_damage_254_per_us"]
    at_reference = np.maximum(low, 1e-6) ** (1.0 - share) * np.maximum(high, 1e-6) ** share
    saturation = draws["uv_damage_saturation_dose_mj_cm2"]
    reference = -np.expm1(-draws["uv_damage_reference_dose_mj_cm2"] / saturation)
    return np.asarray(at_reference * -np.expm1(-dose_mj_cm2 / saturation) / reference)


def photon_energy_share(wavelength_nm: ArrayLike) -> Array:
    """Return where a photon stands between 365 nm (zero) and 254 nm (one), clipped.

    Examples
    --------
    >>> photon_energy_share([254.0, 365.0, 405.0]).tolist()
    [1.0, 0.0, 0.0]
    """
    high, low = (EV_NM / nm for nm in UV_REFERENCE_NM)
    share = (EV_NM / np.asarray(wavelength_nm, dtype=np.float64) - low) / (high - low)
    return np.clip(share, 0.0, 1.0)


def passivated_rate(draws: Draws, nonradiative: Array, passivating_per_dot: Array) -> Array:
    """Return the pristine non-radiative rate after intermediates passivated part of its sites."""
    passivated = -np.expm1(-passivating_per_dot / draws["passivation_carbenes_per_dot"])
    return np.asarray(nonradiative * (1.0 - draws["passivation_fraction"] * passivated))
