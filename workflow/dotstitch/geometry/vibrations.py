"""Vibrational energies of two spin states, compared mode by mode."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ase.build.rotate import rotation_matrix_from_points
from ase.thermochemistry import QuasiHarmonicThermo
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from dotstitch.contracts.constants import EV_KCAL_MOL, ROOM_TEMPERATURE_K, WAVENUMBER_EV
from dotstitch.geometry.normal_modes import Modes

Array = NDArray[np.float64]

LOWEST_CM1 = 100.0
"""Softer modes count as this hard: harmonic entropy fails them."""


@dataclass(frozen=True)
class Vibrations:
    """What the vibrations of one spin state add to its energy.

    Attributes
    ----------
    zero_point_kcal_mol : float
    free_energy_kcal_mol : float
        Of the vibrations, zero point included; rotation and translation are left out.
    imaginary : int
        Imaginary modes.
    raised : int
        Modes that were raised to :data:`LOWEST_CM1`.
    left_out : int
        Modes that count nothing, imaginary ones of either state among them.
    atoms : int
        How many atoms vibrate.
    """

    zero_point_kcal_mol: float
    free_energy_kcal_mol: float
    imaginary: int
    raised: int
    left_out: int
    atoms: int


def vibrations_of_pair(first: Modes, second: Modes) -> tuple[Vibrations, Vibrations]:
    """Return the vibrational energies of two states of one molecule.

    GFN2-xTB has no minimum where a state is constrained, or where symmetry keeps it; the motion off
    it is imaginary there and real in the other state. What it would add is unknown, so it is taken
    to be the same in both: modes are paired by overlap, and pairs with an imaginary member count
    nothing.

    Parameters
    ----------
    first, second : Modes
        Of the same atoms in the same order.
    """
    rows, columns = linear_sum_assignment(overlaps(first, second) ** 2, maximize=True)
    imaginary = (first.wavenumber_cm1[rows] < 0.0) | (second.wavenumber_cm1[columns] < 0.0)
    return _vibrations(first, rows[imaginary]), _vibrations(second, columns[imaginary])


def overlaps(first: Modes, second: Modes) -> Array:
    """Return the overlaps of the modes of two states, the second rotated onto the first."""
    centred = [m.positions_angstrom - m.positions_angstrom.mean(axis=0) for m in (second, first)]
    rotation = rotation_matrix_from_points(*(positions.T for positions in centred))
    rotated = second.displacement @ rotation.T
    result: Array = np.tensordot(first.displacement, rotated, axes=([1, 2], [1, 2]))
    return result


def _vibrations(modes: Modes, left_out: NDArray[np.intp]) -> Vibrations:
    kept = np.delete(modes.wavenumber_cm1, left_out)
    zero_point, free = vibrational_energies(kept, ROOM_TEMPERATURE_K)
    return Vibrations(
        zero_point_kcal_mol=zero_point,
        free_energy_kcal_mol=free,
        imaginary=int((modes.wavenumber_cm1 < 0.0).sum()),
        raised=int((kept < LOWEST_CM1).sum()),
        left_out=len(left_out),
        atoms=len(modes.positions_angstrom),
    )


def vibrational_energies(found_cm1: Array, temperature_k: float) -> tuple[float, float]:
    """Return zero-point energy and free energy of oscillators, kcal/mol.

    Parameters
    ----------
    found_cm1 : ndarray
        Wavenumbers; below :data:`LOWEST_CM1` they are raised to it, imaginary (negative) ones too.
    temperature_k : float

    References
    ----------
    Ribeiro, Marenich, Cramer, Truhlar, J. Phys. Chem. B 2011, 115, 14556 (raised modes).

    Examples
    --------
    One mode of 1000 cm-1 has a zero-point energy of 500 cm-1, and little else at 298 K:

    >>> [round(energy, 2) for energy in vibrational_energies(np.array([1000.0]), 298.15)]
    [1.43, 1.42]
    """
    thermo = QuasiHarmonicThermo(found_cm1 * WAVENUMBER_EV, raise_to=LOWEST_CM1 * WAVENUMBER_EV)
    inner = thermo.get_internal_energy(temperature_k, verbose=False)
    free = inner - temperature_k * thermo.get_entropy(temperature_k, verbose=False)
    return float(thermo.get_ZPE_correction() * EV_KCAL_MOL), float(free * EV_KCAL_MOL)
