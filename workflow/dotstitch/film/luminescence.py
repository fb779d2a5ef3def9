"""Photoluminescence of the film: every loss adds a non-radiative rate to every dot.

The other reading, part of the dots dark, stands in :mod:`dotstitch.evidence.plqy_readings`, which
compares both on the six rows of SI Table S1 of Lu et al.
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


def harmful_event_per_us(draws: Draws, shell_nm: Array, attenuates: Array) -> Array:
    """Return the non-radiative rate that one harmful event adds to a dot, us-1.

    Decades larger on a bare core than through a shell of the reference thickness, and smaller
    through a thicker one.

    Parameters
    ----------
    draws : Draws
    shell_nm : ndarray
        Thickness of the inorganic shell; broadcasts against (samples,).
    attenuates : ndarray
        One, or zero where every dot is harmed as through the reference shell.
    """
    thinner = 1.0 - shell_nm / draws["harmful_shell_reference_nm"]
    decades = draws["harmful_shell_decades"] * thinner * attenuates
    return np.asarray(draws["harmful_event_rate_per_us"] * 10.0**decades)


def passivated_rate(draws: Draws, nonradiative: Array, passivating_per_dot: Array) -> Array:
    """Return the pristine non-radiative rate after intermediates passivated part of its sites."""
    passivated = -np.expm1(-passivating_per_dot / draws["passivation_carbenes_per_dot"])
    return np.asarray(nonradiative * (1.0 - draws["passivation_fraction"] * passivated))
