"""Light in the film and what it does: Beer-Lambert through depth, bleaching, states in sequence.

Every chromophore walks from intact to fully reacted. A step spends one warhead by direct
photolysis, by an electron from an excited dot (a dead arm), or by energy from one (an intermediate
in another state of its own). Each of the warheads that are left is met alike, and is spent with the
yield of its own kind, so the walk counts the spent ones of every kind. Arms with a reservoir put
part of what light spends into it. An exciton decays by itself or goes to one of the chromophores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from dotstitch.contracts.draws import Array
from dotstitch.film.light import NM3_TO_CM3, Absorber, Film, mean_light, mean_survival

LAYERS = 2
"""Depth layers; within one the mean of Beer-Lambert is exact."""
TINY = 1e-300


@dataclass(frozen=True, eq=False)
class History:
    """One kind of chromophore along the dose, mean over depth.

    Attributes
    ----------
    states : ndarray, shape (n_states, doses, cases, samples)
        Shares; they add up to one.
    dead : ndarray, shape (doses, cases, samples)
        Warheads per chromophore that became a dead arm.
    by_light, by_transfer, waiting : tuple of ndarray, shape (doses, cases, samples)
        Warheads per chromophore, arm by arm, that became an intermediate by light or by energy
        from a dot, or wait in a reservoir.
    """

    states: Array
    dead: Array
    by_light: tuple[Array, ...]
    by_transfer: tuple[Array, ...]
    waiting: tuple[Array, ...]


class _Walk:
    """State of one kind of chromophore during the integration; arrays (cases, layers, samples)."""

    def __init__(self, absorber: Absorber, shape: tuple[int, int, int]) -> None:
        self.absorber = absorber
        ranges = (range(arm.n_equivalent + 1) for arm in absorber.arms)
        # how many warheads of each kind are spent; the intact chromophore first
        self.order = sorted(product(*ranges), key=sum)
        self.x = {spent: np.zeros(shape) for spent in self.order}
        self.x[self.order[0]] = np.ones(shape)
        n_arms = len(absorber.arms)
        self.by_light, self.by_transfer, self.waiting = (
            [np.zeros(shape) for _ in range(n_arms)] for _ in range(3)
        )
        self.dead = np.zeros(shape)

    def states(self) -> list[Array]:
        """Return the shares of the states, by the number of spent warheads."""
        found = [np.zeros_like(self.dead) for _ in self.absorber.cross_section_cm2]
        for spent, x in self.x.items():
            found[sum(spent)] = found[sum(spent)] + x
        return found

    def cross_section(self) -> Array:
        """Return the absorption of one chromophore, its reservoirs included, cm2."""
        sections = self.absorber.cross_section_cm2
        total = sum(
            (x * s[:, None, :] for x, s in zip(self.states(), sections, strict=True)),
            np.zeros_like(self.dead),
        )
        for amount, arm in zip(self.waiting, self.absorber.arms, strict=True):
            if arm.pool is not None:
                total = total + amount * arm.pool.cross_section_cm2[:, None, :]
        return total

    def transfer_rate(self) -> Array:
        """Return the rate at which one chromophore takes excitons from a dot, us-1."""
        rates = zip(self.states(), self.absorber.transfer, strict=True)
        return sum((x * rate.total[:, None, :] for x, rate in rates), np.zeros_like(self.dead))

    def advance(self, photons: Array, excitons: Array, decay: Array) -> None:
        """Advance by ``photons`` per cm2 and ``excitons`` per dot."""
        arms, per_rate = self.absorber.arms, excitons / decay
        arrival = {spent: np.zeros_like(self.dead) for spent in self.order}
        direct = [np.zeros_like(self.dead) for _ in arms]
        for spent in self.order[:-1]:
            events = {
                number: self._events(number, spent, photons, per_rate)
                for number, arm in enumerate(arms)
                if spent[number] < arm.n_equivalent
            }
            total = sum((x for event in events.values() for x in event), np.zeros_like(self.dead))
            here = self.x[spent] + arrival[spent]
            self.x[spent] = self.x[spent] * np.exp(-total) + arrival[spent] * mean_survival(total)
            outflow = np.maximum(here - self.x[spent], 0.0) / np.maximum(total, TINY)
            for number, (by_light, by_electron, by_energy) in events.items():
                direct[number] += outflow * by_light
                self.dead += outflow * by_electron
                self.by_transfer[number] += outflow * by_energy
                after = (*spent[:number], spent[number] + 1, *spent[number + 1 :])
                arrival[after] += outflow * (by_light + by_electron + by_energy)
        self.x[self.order[-1]] = self.x[self.order[-1]] + arrival[self.order[-1]]
        for number, amount in enumerate(direct):
            self._spend(number, amount, photons)

    def _events(
        self, number: int, spent: tuple[int, ...], photons: Array, per_rate: Array
    ) -> tuple[Array, Array, Array]:
        """Return how often one kind of warhead is lost: by photon, by electron, by energy."""
        absorber, arm, k = self.absorber, self.absorber.arms[number], sum(spent)
        remain = arm.n_equivalent - spent[number]
        reached = remain / (absorber.n_warheads - k)
        rates = absorber.transfer[k]
        yielded = absorber.cross_section_cm2[k] * arm.quantum_yield[k] * reached
        reduced = rates.electron * arm.chemistry_yield * reached
        excited = rates.energy * arm.triplet_yield * remain / absorber.n_warheads
        return (
            photons * yielded[:, None, :],
            per_rate * reduced[:, None, :],
            per_rate * excited[:, None, :],
        )

    def _spend(self, number: int, amount: Array, photons: Array) -> None:
        """Pass what light has spent to the intermediate, part of it through the reservoir."""
        self.by_light[number] += amount
        pool = self.absorber.arms[number].pool
        if pool is None:
            return
        held, into = self.waiting[number], amount * pool.share[:, None, :]
        exponent = photons * (pool.cross_section_cm2 * pool.quantum_yield)[:, None, :]
        left = held * np.exp(-exponent) + into * mean_survival(exponent)
        self.by_light[number] += held - left
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
        _history(steps, len(absorber.arms)) for steps, absorber in zip(kept, absorbers, strict=True)
    )


def _snapshot(walk: _Walk) -> tuple[Array, ...]:
    fields = (walk.dead, *walk.by_light, *walk.by_transfer, *walk.waiting, *walk.states())
    return tuple(field.mean(axis=1) for field in fields)


def _history(steps: Sequence[tuple[Array, ...]], n_arms: int) -> History:
    dead, *others = (np.stack(column) for column in zip(*steps, strict=True))
    by_light, by_transfer, waiting = (
        tuple(others[number * n_arms : (number + 1) * n_arms]) for number in range(3)
    )
    return History(np.stack(others[3 * n_arms :]), dead, by_light, by_transfer, waiting)
