"""Luminescence of a film after mixing, exposure and development."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dotstitch.contracts.draws import Array, Draws
from dotstitch.film.consumption import Consumption
from dotstitch.film.exposure import Conditions
from dotstitch.film.luminescence import (
    harmful_event_per_us,
    passivated_rate,
    plqy_additive,
    uv_damage_per_us,
)


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
    unbound: Array,
) -> Emission:
    """Return the luminescence by the additive reading.

    Parameters
    ----------
    conditions : Conditions
    draws : Draws
    crosslinkers_per_dot : ndarray, shape (cases, samples)
    consumption : sequence of Consumption
        All chromophores, those without warheads included.
    unbound : ndarray, shape (doses, cases, samples)
        Probability that a molecule holds no bond.
    """
    k_r, k_nr = conditions.of_dots("radiative"), conditions.of_dots("nonradiative")
    pristine = plqy_additive(k_r, k_nr)
    transfer = sum(
        (s.absorber.count * s.absorber.transfer[0].total for s in consumption), 0.0 * k_nr
    )
    zero = np.zeros_like(unbound)
    harmful = sum((s.absorber.count * s.harmful for s in consumption), zero)
    passivating = sum((s.absorber.count * s.passivating for s in consumption), zero)
    charge, energy = (
        crosslinkers_per_dot * rate
        for rate in surviving_transfer_rates(draws, consumption, unbound)
    )
    attenuates = conditions.on["shell_attenuation"]
    each = harmful_event_per_us(draws, conditions.dot_column("shell_nm"), attenuates)
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
    draws: Draws, consumption: Sequence[Consumption], unbound: Array
) -> tuple[Array, Array]:
    """Return the quenching by charge and by energy per crosslinker that survives development, us-1.

    A molecule stays when one of its arms is bonded; of the others the developer leaves a part.
    Each state takes carriers by its own levels.
    """
    remains = 1.0 - draws["washout_fraction"]
    charge, energy = np.zeros_like(unbound), np.zeros_like(unbound)
    for s in consumption:
        others = np.clip(unbound / np.maximum(s.unbound, 1e-12), 0.0, 1.0)
        for k, rate in enumerate(s.absorber.transfer):
            bound = 1.0 - (1.0 - s.bond_share) ** k * others
            stays = bound + (1.0 - bound) * remains
            surviving = s.absorber.count * s.history.states[k] * stays
            charge = charge + surviving * (rate.electron + rate.hole)
            energy = energy + surviving * rate.energy
    return charge, energy
