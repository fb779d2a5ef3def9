"""From bonds to bridges: what a film holds per dot and how many arms of a molecule are bonded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import ArrayLike

from dotstitch.contracts.constants import AVOGADRO_PER_MOL
from dotstitch.contracts.draws import Array

MOLAR_PER_NM3 = 1e24 / AVOGADRO_PER_MOL
"""Concentration (M) of one molecule in a cubic nanometre."""


@dataclass(frozen=True)
class Composition:
    """What a film holds per dot; arrays broadcast to (cases, samples).

    Attributes
    ----------
    crosslinkers_per_dot : ndarray
    core_volume_nm3, volume_nm3 : ndarray
        Of the inorganic dot, and of dot, ligands and crosslinkers together.
    crosslinker_m : ndarray
        Crosslinkers per litre of film.
    """

    crosslinkers_per_dot: Array
    core_volume_nm3: Array
    volume_nm3: Array

    @property
    def crosslinker_m(self) -> Array:
        """Crosslinkers per litre of film."""
        return self.crosslinkers_per_dot / self.volume_nm3 * MOLAR_PER_NM3


def crosslinkers_per_dot(
    loading_wt_percent: ArrayLike, crosslinker_g_mol: float, dot_g_mol: ArrayLike
) -> Array:
    """Return the crosslinkers per dot; the loading is over dots with their ligands.

    Examples
    --------
    >>> crosslinkers_per_dot([1.0, 3.0, 5.0], 460.24, 178.0e3).round(1).tolist()
    [3.9, 11.6, 19.3]
    """
    share = np.asarray(loading_wt_percent) / 100.0
    return np.asarray(share * np.asarray(dot_g_mol) / crosslinker_g_mol)


@dataclass(frozen=True)
class BondCounts:
    """Distribution of the number m of bonded arms of one molecule.

    Attributes
    ----------
    none, one : ndarray
        P(m = 0) and P(m = 1).
    mean : ndarray
        Mean of m.
    anchored : ndarray
        Share of the molecules that sit on a dot of their own; each of their bonds bridges.
    """

    none: Array
    one: Array
    mean: Array
    anchored: Array

    @property
    def bridging(self) -> Array:
        """P(m >= 2), of anchored molecules P(m >= 1)."""
        return np.maximum(1.0 - self.none - self.one, 0.0) + self.anchored * self.one

    @property
    def links(self) -> Array:
        """Mean of max(m - 1, 0), of anchored molecules that of m.

        Every arm beyond the first can reach another dot, and the first too where the molecule sits
        on a dot already.
        """
        beyond_the_first = np.maximum(self.mean - 1.0 + self.none, 0.0)
        return beyond_the_first + self.anchored * (1.0 - self.none)


def count_bonds(
    chromophores: Sequence[tuple[int, Mapping[tuple[int, ...], Array], Sequence[Array]]],
    anchored: Array,
) -> BondCounts:
    """Return the distribution of bonded arms of a molecule.

    Parameters
    ----------
    chromophores : sequence of (count, shares, bonds)
        How many such chromophores the molecule carries; their shares by how many warheads of each
        arm have reacted; arm by arm the probability that a reacted warhead has made a wanted bond.
    anchored : ndarray
        Share of the molecules that sit on a dot of their own.

    Examples
    --------
    >>> half = {(0,): np.array(0.5), (1,): np.array(0.5)}
    >>> bonds = count_bonds([(2, half, [np.array(1.0)])], np.array(0.0))
    >>> float(bonds.none), float(bonds.one), float(bonds.bridging), float(bonds.links)
    (0.25, 0.5, 0.25, 0.25)
    """
    none, one, mean = np.ones(()), np.zeros(()), np.zeros(())
    for count, shares, bonds in chromophores:
        own_none = sum((x * unbonded(r, bonds) for r, x in shares.items()), np.zeros(()))
        own_one = sum(
            (
                x * k * bond * (1.0 - bond) ** (k - 1) * unbonded(_without(r, arm), bonds)
                for r, x in shares.items()
                for arm, (k, bond) in enumerate(zip(r, bonds, strict=True))
                if k > 0
            ),
            np.zeros(()),
        )
        own_mean = sum(
            (x * k * bond for r, x in shares.items() for k, bond in zip(r, bonds, strict=True)),
            np.zeros(()),
        )
        for _ in range(count):
            none, one = none * own_none, none * own_one + one * own_none
            mean = mean + own_mean
    return BondCounts(np.asarray(none), np.asarray(one), np.asarray(mean), anchored)


def unbonded(reacted: Sequence[int], bonds: Sequence[Array]) -> Array:
    """Return the probability that none of some reacted warheads made a bond.

    Parameters
    ----------
    reacted : sequence of int
        Warheads, arm by arm.
    bonds : sequence of ndarray
        Probability of a bond, arm by arm.
    """
    each = ((1.0 - bond) ** k for k, bond in zip(reacted, bonds, strict=True))
    return np.asarray(prod(each, start=np.ones(())))


def _without(reacted: tuple[int, ...], arm: int) -> tuple[int, ...]:
    """Return the reacted warheads of all other arms."""
    return (*reacted[:arm], 0, *reacted[arm + 1 :])
