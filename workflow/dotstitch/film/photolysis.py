"""Light in the film and what it does: Beer-Lambert through depth, bleaching, states in sequence.

Every chromophore walks from intact to fully reacted. A step spends one warhead by direct
photolysis, by an electron from an excited dot (a dead arm), or by energy from one (an intermediate
in another state of its own). Arms with a reservoir put part of what light spends into it. An
exciton decays by itself or goes to one of the chromophores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dotstitch.contracts.constants import AVOGADRO_PER_MOL
from dotstitch.contracts.draws import Array
from dotstitch.dot.transfer import TransferRates
from dotstitch.film.light import mean_light, mean_survival

CROSS_SECTION_CM2 = 1e3 * np.log(10.0) / AVOGADRO_PER_MOL
"""Cross section (cm2) of one molecule per unit of molar absorptivity (M-1 cm-1)."""
LAYERS = 2
"""Depth layers; within one the mean of Beer-Lambert is exact."""
NM3_TO_CM3 = 1e-21
TINY = 1e-300


@dataclass(frozen=True, eq=False)
class Pool:
    """One reservoir under the lamp; arrays of shape (cases, samples).

    Attributes
    ----------
    arm : int
        Which of the arms of the chromophore it belongs to.
    loss : str
        Name of what still waits at the end.
    cross_section_cm2, quantum_yield : ndarray
        Of an isomer on its way to the intermediate.
    share : ndarray
        Of the warheads of the chromophore that light spends.
    """

    arm: int
    loss: str
    cross_section_cm2: Array
    quantum_yield: Array
    share: Array


@dataclass(frozen=True, eq=False)
class Absorber:
    """One kind of chromophore under the lamp; arrays of shape (cases, samples).

    Attributes
    ----------
    count : int
        Per molecule.
    cross_section_cm2 : tuple of ndarray
        Of each state.
    quantum_yield : tuple of ndarray
        Warheads spent per photon that a state absorbs; one fewer than the states.
    transfer : tuple of TransferRates
        Rates (us-1) at which one chromophore in each state takes excitons from a dot.
    pools : tuple of Pool
        Reservoirs of its arms.
    triplet_yield : ndarray
        Warheads spent per triplet of the intact chromophore; fewer warheads, fewer spent.
    chemistry_yield : ndarray
        Warheads spent per transferred electron.
    """

    count: int
    cross_section_cm2: tuple[Array, ...]
    quantum_yield: tuple[Array, ...]
    transfer: tuple[TransferRates, ...]
    pools: tuple[Pool, ...]
    triplet_yield: Array
    chemistry_yield: Array

    @property
    def n_warheads(self) -> int:
        """Warheads of one chromophore."""
        return len(self.quantum_yield)


@dataclass(frozen=True, eq=False)
class Film:
    """The film around the absorbers; arrays of shape (cases, samples) unless said otherwise.

    Attributes
    ----------
    crosslinkers_per_dot, volume_nm3 : ndarray
        Volume per dot with all that belongs to it.
    dot_cross_section_cm2 : ndarray
    thickness_cm : ndarray, shape (cases, 1)
    decay_rate : ndarray
        Of the pristine exciton, us-1.
    """

    crosslinkers_per_dot: Array
    volume_nm3: Array
    dot_cross_section_cm2: Array
    thickness_cm: Array
    decay_rate: Array


@dataclass(frozen=True, eq=False)
class History:
    """One kind of chromophore along the dose, mean over depth.

    Attributes
    ----------
    states : ndarray, shape (n_states, doses, cases, samples)
        Shares; they add up to one.
    by_light, by_transfer, dead : ndarray, shape (doses, cases, samples)
        Warheads per chromophore that became an intermediate by light or by energy from a dot, or a
        dead arm.
    waiting : tuple of ndarray, shape (doses, cases, samples)
        Warheads per chromophore in each reservoir.
    """

    states: Array
    by_light: Array
    by_transfer: Array
    dead: Array
    waiting: tuple[Array, ...]


class _Walk:
    """State of one kind of chromophore during the integration; arrays (cases, layers, samples)."""

    def __init__(self, absorber: Absorber, shape: tuple[int, int, int]) -> None:
        self.absorber = absorber
        n = absorber.n_warheads
        self.x = [np.ones(shape), *(np.zeros(shape) for _ in range(n))]
        self.waiting = [np.zeros(shape) for _ in absorber.pools]
        self.by_light, self.by_transfer = np.zeros(shape), np.zeros(shape)
        self.dead = np.zeros(shape)

    def cross_section(self) -> Array:
        """Return the absorption of one chromophore, its reservoirs included, cm2."""
        sections = self.absorber.cross_section_cm2
        total = sum(
            (x * s[:, None, :] for x, s in zip(self.x, sections, strict=True)),
            np.zeros_like(self.x[0]),
        )
        for amount, pool in zip(self.waiting, self.absorber.pools, strict=True):
            total = total + amount * pool.cross_section_cm2[:, None, :]
        return total

    def transfer_rate(self) -> Array:
        """Return the rate at which one chromophore takes excitons from a dot, us-1."""
        rates = zip(self.x, self.absorber.transfer, strict=True)
        return sum((x * rate.total[:, None, :] for x, rate in rates), np.zeros_like(self.x[0]))

    def advance(self, photons: Array, excitons: Array, decay: Array) -> None:
        """Advance by ``photons`` per cm2 and ``excitons`` per dot."""
        absorber, n = self.absorber, self.absorber.n_warheads
        arrival = np.zeros_like(self.x[0])
        spent_direct = np.zeros_like(arrival)
        per_rate = excitons / decay
        per_electron = per_rate * absorber.chemistry_yield[:, None, :]
        per_triplet = per_rate * absorber.triplet_yield[:, None, :]
        for k in range(n):
            yielded = absorber.cross_section_cm2[k] * absorber.quantum_yield[k]
            direct = photons * yielded[:, None, :]
            electron = per_electron * absorber.transfer[k].electron[:, None, :]
            energy = per_triplet * (n - k) / n * absorber.transfer[k].energy[:, None, :]
            total = direct + electron + energy
            left = self.x[k] * np.exp(-total) + arrival * mean_survival(total)
            outflow = np.maximum(self.x[k] + arrival - left, 0.0) / np.maximum(total, TINY)
            spent_direct += outflow * direct
            self.dead += outflow * electron
            self.by_transfer += outflow * energy
            arrival = self.x[k] + arrival - left
            self.x[k] = left
        self.x[n] = self.x[n] + arrival
        self._spend(spent_direct, photons)

    def _spend(self, spent_direct: Array, photons: Array) -> None:
        """Pass what light has spent to the intermediate, part of it through the reservoirs."""
        self.by_light += spent_direct
        for number, pool in enumerate(self.absorber.pools):
            held = self.waiting[number]
            into = spent_direct * pool.share[:, None, :]
            exponent = photons * (pool.cross_section_cm2 * pool.quantum_yield)[:, None, :]
            left = held * np.exp(-exponent) + into * mean_survival(exponent)
            self.by_light += held - left
            self.waiting[number] = left


def integrate(
    absorbers: Sequence[Absorber], film: Film, doses_mj_cm2: Array, photons_per_mj: Array
) -> tuple[History, ...]:
    """Follow all chromophores along the dose.

    Within a step the light is frozen and the walk is exact for the first state; what arrives in a
    later state does so evenly over the step.

    Parameters
    ----------
    absorbers : sequence of Absorber
    film : Film
    doses_mj_cm2 : ndarray, shape (doses, cases)
        Ascending, from zero.
    photons_per_mj : ndarray, shape (cases,)

    Returns
    -------
    tuple of History
        One per absorber.
    """
    n_doses, n_cases = doses_mj_cm2.shape
    shape = (n_cases, LAYERS, film.volume_nm3.shape[1])
    walks = [_Walk(absorber, shape) for absorber in absorbers]
    kept: list[list[tuple[Array, ...]]] = [[_snapshot(walk)] for walk in walks]
    crosslinkers = film.crosslinkers_per_dot[:, None, :]
    dot = film.dot_cross_section_cm2[:, None, :]
    per_volume = 1.0 / (film.volume_nm3[:, None, :] * NM3_TO_CM3)
    layer = film.thickness_cm[:, :, None] / LAYERS
    for step in range(1, n_doses):
        own = sum((w.absorber.count * w.cross_section() for w in walks), np.zeros(shape))
        light = mean_light((dot + crosslinkers * own) * per_volume, layer)
        fluence = (doses_mj_cm2[step] - doses_mj_cm2[step - 1]) * photons_per_mj
        photons = light * fluence[:, None, None]
        taken = sum((w.absorber.count * w.transfer_rate() for w in walks), np.zeros(shape))
        decay = film.decay_rate[:, None, :] + crosslinkers * taken
        for walk, steps in zip(walks, kept, strict=True):
            walk.advance(photons, photons * dot, decay)
            steps.append(_snapshot(walk))
    return tuple(
        _history(steps, len(absorber.pools))
        for steps, absorber in zip(kept, absorbers, strict=True)
    )


def _snapshot(walk: _Walk) -> tuple[Array, ...]:
    fields = (walk.by_light, walk.by_transfer, walk.dead, *walk.waiting, *walk.x)
    return tuple(field.mean(axis=1) for field in fields)


def _history(steps: Sequence[tuple[Array, ...]], n_pools: int) -> History:
    by_light, by_transfer, dead, *others = (np.stack(column) for column in zip(*steps, strict=True))
    waiting, states = others[:n_pools], others[n_pools:]
    return History(np.stack(states), by_light, by_transfer, dead, tuple(waiting))
