"""Light in the film and what it does: Beer-Lambert through depth, bleaching, states in sequence.

Every chromophore goes from intact to fully reacted. A step consumes one warhead by direct
photolysis, by an electron from an excited dot (a dead arm), or by energy from one (an intermediate
in another state of its own). Each of the warheads that remain is met alike, and reacts with the
yield of its own kind, so the states count the reacted ones of every kind. Arms with a reservoir put
part of what light consumes into it. An exciton decays by itself or goes to one of the chromophores.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
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
    shares : mapping of tuple of int to ndarray, shape (doses, cases, samples)
        Of chromophores by how many warheads of each arm have reacted, the intact one first; they
        add up to one.
    dead : ndarray, shape (doses, cases, samples)
        Warheads per chromophore that became a dead arm.
    by_light, by_transfer, waiting : tuple of ndarray, shape (doses, cases, samples)
        Warheads per chromophore, arm by arm, that became an intermediate by light or by energy
        from a dot, or wait in a reservoir.
    """

    shares: Mapping[tuple[int, ...], Array]
    dead: Array
    by_light: tuple[Array, ...]
    by_transfer: tuple[Array, ...]
    waiting: tuple[Array, ...]

    @cached_property
    def states(self) -> Array:
        """Shares by the number of reacted warheads, shape (n_states, doses, cases, samples)."""
        return np.stack(by_number(self.shares, np.zeros_like(self.dead)))


def by_number(shares: Mapping[tuple[int, ...], Array], zero: Array) -> list[Array]:
    """Add up the shares of equal numbers of reacted warheads, from none to all."""
    states = [zero for _ in range(max(map(sum, shares)) + 1)]
    for reacted, share in shares.items():
        states[sum(reacted)] = states[sum(reacted)] + share
    return states


class _Populations:
    """States of one kind of chromophore during the integration; arrays (cases, layers, samples)."""

    def __init__(self, absorber: Absorber, shape: tuple[int, int, int]) -> None:
        self.absorber = absorber
        ranges = (range(arm.n_equivalent + 1) for arm in absorber.arms)
        # how many warheads of each kind have reacted; the intact chromophore first
        self.order = sorted(product(*ranges), key=sum)
        self.x = {reacted: np.zeros(shape) for reacted in self.order}
        self.x[self.order[0]] = np.ones(shape)
        n_arms = len(absorber.arms)
        self.by_light, self.by_transfer, self.waiting = (
            [np.zeros(shape) for _ in range(n_arms)] for _ in range(3)
        )
        self.dead = np.zeros(shape)

    def states(self) -> list[Array]:
        """Return the shares of the states, by the number of reacted warheads."""
        return by_number(self.x, np.zeros_like(self.dead))

    def cross_section(self) -> Array:
        """Return the absorption of one chromophore, its reservoirs included, cm2."""
        sections = self.absorber.cross_section_cm2
        total = sum(
            (x * s[:, None, :] for x, s in zip(self.states(), sections, strict=True)),
            np.zeros_like(self.dead),
        )
        for amount, arm in zip(self.waiting, self.absorber.arms, strict=True):
            if arm.reservoir is not None:
                total = total + amount * arm.reservoir.cross_section_cm2[:, None, :]
        return total

    def transfer_rate(self) -> Array:
        """Return the rate at which one chromophore takes excitons from a dot, us-1."""
        rates = zip(self.states(), self.absorber.transfer, strict=True)
        return sum((x * rate.total[:, None, :] for x, rate in rates), np.zeros_like(self.dead))

    def advance(self, photons: Array, excitons: Array, decay: Array) -> None:
        """Advance by ``photons`` per cm2 and ``excitons`` per dot."""
        arms, per_rate = self.absorber.arms, excitons / decay
        arrival = {reacted: np.zeros_like(self.dead) for reacted in self.order}
        direct = [np.zeros_like(self.dead) for _ in arms]
        for reacted in self.order[:-1]:
            events = {
                number: self._events(number, reacted, photons, per_rate)
                for number, arm in enumerate(arms)
                if reacted[number] < arm.n_equivalent
            }
            total = sum((x for event in events.values() for x in event), np.zeros_like(self.dead))
            here = self.x[reacted] + arrival[reacted]
            self.x[reacted] = self.x[reacted] * np.exp(-total) + arrival[reacted] * mean_survival(
                total
            )
            outflow = np.maximum(here - self.x[reacted], 0.0) / np.maximum(total, TINY)
            for number, (by_light, by_electron, by_energy) in events.items():
                direct[number] += outflow * by_light
                self.dead += outflow * by_electron
                self.by_transfer[number] += outflow * by_energy
                after = (*reacted[:number], reacted[number] + 1, *reacted[number + 1 :])
                arrival[after] += outflow * (by_light + by_electron + by_energy)
        self.x[self.order[-1]] = self.x[self.order[-1]] + arrival[self.order[-1]]
        for number, amount in enumerate(direct):
            self._feed_intermediate(number, amount, photons)

    def _events(
        self, number: int, reacted: tuple[int, ...], photons: Array, per_rate: Array
    ) -> tuple[Array, Array, Array]:
        """Return how often one kind of warhead is lost: by photon, by electron, by energy."""
        absorber, arm, k = self.absorber, self.absorber.arms[number], sum(reacted)
        remain = arm.n_equivalent - reacted[number]
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

    def _feed_intermediate(self, number: int, amount: Array, photons: Array) -> None:
        """Turn what light has consumed into the intermediate, part of it through the reservoir."""
        self.by_light[number] += amount
        reservoir = self.absorber.arms[number].reservoir
        if reservoir is None:
            return
        waiting, into = self.waiting[number], amount * reservoir.share[:, None, :]
        exponent = photons * (reservoir.cross_section_cm2 * reservoir.quantum_yield)[:, None, :]
        remaining = waiting * np.exp(-exponent) + into * mean_survival(exponent)
        self.by_light[number] += waiting - remaining
        self.waiting[number] = remaining


def integrate(
    absorbers: Sequence[Absorber], film: Film, doses_mj_cm2: Array, photons_per_mj: Array
) -> tuple[History, ...]:
    """Follow all chromophores along the dose.

    Within a step the light is frozen and the solution exact for the first state; what arrives in a
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
    populations = [_Populations(absorber, shape) for absorber in absorbers]
    snapshots: list[list[tuple[Array, ...]]] = [
        [_snapshot(population)] for population in populations
    ]
    crosslinkers = film.crosslinkers_per_dot[:, None, :]
    dot = film.dot_cross_section_cm2[:, None, :]
    per_volume = 1.0 / (film.volume_nm3[:, None, :] * NM3_TO_CM3)
    layer = film.thickness_cm[:, :, None] / LAYERS
    for step in range(1, n_doses):
        own = sum((p.absorber.count * p.cross_section() for p in populations), np.zeros(shape))
        light = mean_light((dot + crosslinkers * own) * per_volume, layer)
        fluence = (doses_mj_cm2[step] - doses_mj_cm2[step - 1]) * photons_per_mj
        photons = light * fluence[:, None, None]
        transfer = sum((p.absorber.count * p.transfer_rate() for p in populations), np.zeros(shape))
        decay = film.decay_rate[:, None, :] + crosslinkers * transfer
        for population, steps in zip(populations, snapshots, strict=True):
            population.advance(photons, photons * dot, decay)
            steps.append(_snapshot(population))
    return tuple(
        _history(steps, population)
        for steps, population in zip(snapshots, populations, strict=True)
    )


def _snapshot(population: _Populations) -> tuple[Array, ...]:
    arrays = (
        population.dead,
        *population.by_light,
        *population.by_transfer,
        *population.waiting,
        *population.x.values(),
    )
    return tuple(array.mean(axis=1) for array in arrays)


def _history(steps: Sequence[tuple[Array, ...]], population: _Populations) -> History:
    n_arms = len(population.absorber.arms)
    dead, *others = (np.stack(column) for column in zip(*steps, strict=True))
    by_light, by_transfer, waiting = (
        tuple(others[number * n_arms : (number + 1) * n_arms]) for number in range(3)
    )
    shares = dict(zip(population.order, others[3 * n_arms :], strict=True))
    return History(shares, dead, by_light, by_transfer, waiting)
