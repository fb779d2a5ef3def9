"""Photoluminescence of the film: every loss adds a non-radiative rate to every dot.

The other reading, part of the dots dark, stands in :mod:`dotstitch.evidence.plqy_readings`, which
compares both on the six rows of SI Table S1 of Lu et al.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dotstitch.contracts.constants import EV_NM
from dotstitch.contracts.draws import Array, Draws
from dotstitch.film.composition import BondCounts, unbonded
from dotstitch.film.consumption import Consumption
from dotstitch.film.exposure import Conditions

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
    energy. The rate at 254 nm holds below, and beyond 365 nm it falls by decades per eV.

    Parameters
    ----------
    draws : Draws
    wavelength_nm, dose_mj_cm2 : ndarray
        Broadcast against (samples,).
    """
    share = photon_energy_share(wavelength_nm)
    low, high = draws["uv_damage_365_per_us"], draws["uv_damage_254_per_us"]
    at_reference = np.maximum(low, 1e-6) ** (1.0 - share) * np.maximum(high, 1e-6) ** share
    below_ev = np.maximum(EV_NM / UV_REFERENCE_NM[1] - EV_NM / wavelength_nm, 0.0)
    at_reference = at_reference * 10.0 ** (-draws["uv_damage_decline_decades_per_ev"] * below_ev)
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


@dataclass(frozen=True, eq=False)
class Emission:
    """Relative photoluminescence yields and what lowers them.

    Attributes
    ----------
    relative : ndarray, shape (doses, cases, samples)
        After development, over the pristine film.
    mixed : ndarray, shape (cases, samples)
        Before exposure, over the pristine film.
    added : dict of str to ndarray, shape (cases, samples)
        Non-radiative rate (us-1) by cause at the full dose.
    """

    relative: Array
    mixed: Array
    added: dict[str, Array]


def emission(
    conditions: Conditions,
    draws: Draws,
    crosslinkers_per_dot: Array,
    consumption: Sequence[Consumption],
    bonds: BondCounts,
) -> Emission:
    """Return the luminescence by the additive reading.

    Parameters
    ----------
    conditions : Conditions
    draws : Draws
    crosslinkers_per_dot : ndarray, shape (cases, samples)
    consumption : sequence of Consumption
        All chromophores, those without warheads included.
    bonds : BondCounts
        Of a molecule, arrays of shape (doses, cases, samples).
    """
    k_r, k_nr = conditions.of_dots("radiative"), conditions.of_dots("nonradiative")
    pristine = plqy_additive(k_r, k_nr)
    transfer = sum(
        (s.absorber.count * s.absorber.transfer[0].total for s in consumption), 0.0 * k_nr
    )
    zero = np.zeros_like(bonds.none)
    harmful = sum((s.absorber.count * s.harmful for s in consumption), zero)
    passivating = sum((s.absorber.count * s.passivating for s in consumption), zero)
    charge, energy = (
        crosslinkers_per_dot * rate for rate in surviving_transfer_rates(draws, consumption, bonds)
    )
    attenuates = conditions.on["shell_attenuation"]
    each = harmful_event_per_us(draws, conditions.of_dots("shell_nm"), attenuates)
    damage = each * crosslinkers_per_dot * harmful
    uv = zero + uv_damage_per_us(
        draws, conditions.column("wavelength_nm")[None], conditions.doses[:, :, None]
    )
    base = passivated_rate(draws, k_nr, crosslinkers_per_dot * passivating)
    return Emission(
        relative=plqy_additive(k_r, base + uv + charge + energy + damage) / pristine,
        mixed=plqy_additive(k_r, k_nr + crosslinkers_per_dot * transfer) / pristine,
        added={
            "UV damage": uv[-1],
            "charge transfer": charge[-1],
            "energy transfer": energy[-1],
            "harmful products": damage[-1],
        },
    )


def surviving_transfer_rates(
    draws: Draws, consumption: Sequence[Consumption], bonds: BondCounts
) -> tuple[Array, Array]:
    """Return the quenching by charge and by energy per crosslinker that survives development, us-1.

    A molecule stays when one of its arms is bonded or it sits on a dot; of the others the developer
    leaves a part.
    Each state takes carriers by its own levels.
    """
    remains = 1.0 - draws["washout_fraction"] * (1.0 - bonds.anchored)
    charge, energy = np.zeros_like(bonds.none), np.zeros_like(bonds.none)
    for s in consumption:
        others = np.clip(bonds.none / np.maximum(s.unbound, 1e-12), 0.0, 1.0)
        for reacted, share in s.history.shares.items():
            rate = s.absorber.transfer[sum(reacted)]
            bound = 1.0 - unbonded(reacted, s.bond_shares) * others
            stays = bound + (1.0 - bound) * remains
            surviving = s.absorber.count * share * stays
            charge = charge + surviving * (rate.electron + rate.hole)
            energy = energy + surviving * rate.energy
    return charge, energy
