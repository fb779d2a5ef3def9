"""What stands in the light of a film, and Beer-Lambert through its depth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dotstitch.contracts.constants import AVOGADRO_PER_MOL, NM3_PER_CM3
from dotstitch.contracts.draws import Array
from dotstitch.dot.transfer import TransferRates

CROSS_SECTION_CM2 = 1e3 * np.log(10.0) / AVOGADRO_PER_MOL
"""Cross section (cm2) of one molecule per unit of molar absorptivity (M-1 cm-1)."""
SMALLEST_EXPONENT = 1e-300
"""Keeps the mean over an exponential defined at zero, where it is one."""
NM3_TO_CM3 = 1.0 / NM3_PER_CM3


@dataclass(frozen=True, eq=False)
class ReservoirYields:
    """One reservoir under the lamp; arrays of shape (cases, samples).

    Attributes
    ----------
    loss : str
        Name of what still waits at the end.
    cross_section_cm2, quantum_yield : ndarray
        Of an isomer on its way to the intermediate.
    share : ndarray
        Of the warheads of its arms that light consumes.
    """

    loss: str
    cross_section_cm2: Array
    quantum_yield: Array
    share: Array


@dataclass(frozen=True, eq=False)
class ArmYields:
    """What consumes one set of equivalent warheads; arrays of shape (cases, samples).

    Attributes
    ----------
    n_equivalent : int
        Per chromophore.
    quantum_yield : tuple of ndarray
        Warheads consumed per photon on one, in each state of the chromophore but the last.
    triplet_yield : ndarray
        Warheads consumed per triplet of the intact chromophore that reaches one; what is reacted
        already takes its part of the triplets.
    chemistry_yield : ndarray
        Warheads consumed per transferred electron that reaches one.
    reservoir : ReservoirYields or None
        Their reservoir.
    """

    n_equivalent: int
    quantum_yield: tuple[Array, ...]
    triplet_yield: Array
    chemistry_yield: Array
    reservoir: ReservoirYields | None = None


@dataclass(frozen=True, eq=False)
class Absorber:
    """One kind of chromophore under the lamp; arrays of shape (cases, samples).

    Attributes
    ----------
    count : int
        Per molecule.
    cross_section_cm2 : tuple of ndarray
        Of each state.
    transfer : tuple of TransferRates
        Rates (us-1) at which one chromophore in each state takes excitons from a dot.
    arms : tuple of ArmYields
    """

    count: int
    cross_section_cm2: tuple[Array, ...]
    transfer: tuple[TransferRates, ...]
    arms: tuple[ArmYields, ...]

    @property
    def n_warheads(self) -> int:
        """Warheads of one chromophore."""
        return sum(arm.n_equivalent for arm in self.arms)

    @property
    def reaction_cross_section_cm2(self) -> Array:
        """Cross section of the intact chromophore times the warheads consumed per photon."""
        parts = (arm.n_equivalent * arm.quantum_yield[0] for arm in self.arms)
        return self.cross_section_cm2[0] * sum(parts) / self.n_warheads


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


def mean_light(absorption_cm1: Array, layer_cm: Array) -> Array:
    """Return the mean light in each depth layer over that at the surface.

    Parameters
    ----------
    absorption_cm1 : ndarray, shape (cases, layers, samples)
        Natural logarithm.
    layer_cm : ndarray, shape (cases, 1, 1)

    Examples
    --------
    >>> mean_light(np.zeros((1, 2, 1)), np.ones((1, 1, 1))).ravel().tolist()
    [1.0, 1.0]
    """
    depth = absorption_cm1 * layer_cm
    above = np.cumsum(depth, axis=1) - depth
    return np.asarray(np.exp(-above) * mean_survival(depth))


def mean_survival(exponent: Array) -> Array:
    """Return (1 - exp(-a)) / a, one at zero.

    Examples
    --------
    >>> mean_survival(np.array([0.0, 1.0])).round(4).tolist()
    [1.0, 0.6321]
    """
    safe = np.maximum(exponent, SMALLEST_EXPONENT)
    return np.asarray(-np.expm1(-safe) / safe)
