"""Vibrations against what is known without a computer, and against themselves."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import constants
from scipy.spatial.transform import Rotation

from dotstitch.geometry.structure import Structure
from dotstitch.geometry.vibrations import (
    LOWEST_CM1,
    Vibrations,
    vibrational_energies,
    vibrations,
    wavenumbers,
)
from dotstitch.quantum.gap_vibrations import VibrationalTerms

CARBENE = Structure(
    ("C", "H", "F"), np.array([[0.0, 0.0, 0.0], [0.96, 0.0, -0.58], [-1.1, 0.0, -0.7]])
)
KCAL_PER_CM1 = constants.h * constants.c * 1e2 * constants.N_A / (1e3 * constants.calorie)


def springs(positions: np.ndarray, force_constant: float) -> np.ndarray:
    """Return the curvature of a chain of springs between neighbours, eV per square angstrom."""
    n = len(positions)
    curvature = np.zeros((n, 3, n, 3))
    for i in range(n - 1):
        along = positions[i + 1] - positions[i]
        pull = force_constant * np.outer(along, along) / (along @ along)
        for a, b, sign in ((i, i, 1), (i + 1, i + 1, 1), (i, i + 1, -1), (i + 1, i, -1)):
            curvature[a, :, b, :] += sign * pull
    return curvature.reshape(3 * n, 3 * n)


def test_a_diatomic_vibrates_as_the_textbook_says() -> None:
    positions = np.array([[0.1, 0.2, 0.3], [0.8, 0.5, 1.1]])
    molecule = Structure(("C", "O"), positions)
    (found,) = wavenumbers(molecule, springs(positions, 116.0), (0, 1))
    newton_per_metre = 116.0 * constants.e * 1e20
    reduced = 12.011 * 15.999 / (12.011 + 15.999) * constants.atomic_mass
    expected = np.sqrt(newton_per_metre / reduced) / (2e2 * np.pi * constants.c)
    assert found == pytest.approx(expected, rel=1e-6)
    zero_point, _ = vibrational_energies(np.array([found]), 298.15)
    assert zero_point == pytest.approx(expected / 2.0 * KCAL_PER_CM1, rel=1e-6)


def test_rigid_motions_leave_and_a_linear_molecule_keeps_one_mode_more() -> None:
    straight = np.array([[-1.2, 0.0, 0.0], [0.0, 1e-6, 0.0], [1.2, 0.0, 0.0]])
    bent = np.array([[-1.0, 0.5, 0.0], [0.0, 0.0, 0.0], [1.0, 0.5, 0.0]])
    for positions, modes in ((straight, 4), (bent, 3)):
        molecule = Structure(("O", "C", "O"), positions)
        assert len(wavenumbers(molecule, springs(positions, 50.0), range(3))) == modes


@pytest.mark.parametrize("temperature_k", [10.0, 20.0])
def test_the_free_energy_becomes_the_zero_point_energy_in_the_cold(temperature_k: float) -> None:
    modes = np.array([300.0, 1000.0, 3000.0])
    zero_point, free = vibrational_energies(modes, temperature_k)
    assert zero_point == pytest.approx(2150.0 * KCAL_PER_CM1, rel=1e-6)
    assert free == pytest.approx(zero_point, abs=1e-6)


def test_free_energy_of_an_oscillator() -> None:
    _, free = vibrational_energies(np.array([400.0]), 298.15)
    thermal = constants.R / (1e3 * constants.calorie) * 298.15
    quantum = 400.0 * KCAL_PER_CM1
    expected = quantum / 2.0 + thermal * np.log(1.0 - np.exp(-quantum / thermal))
    assert free == pytest.approx(expected, rel=1e-6)


def test_soft_and_imaginary_modes_count_as_one_hard_enough() -> None:
    soft = vibrational_energies(np.array([-250.0, 5.0, 800.0]), 298.15)
    raised = vibrational_energies(np.array([LOWEST_CM1, LOWEST_CM1, 800.0]), 298.15)
    assert soft == pytest.approx(raised)


def test_vibrations_know_neither_orientation_nor_atom_order() -> None:
    turned = Rotation.from_euler("xyz", (31.0, -57.0, 110.0), degrees=True)
    order = [2, 0, 1]
    other = Structure(
        tuple(CARBENE.symbols[i] for i in order),
        turned.apply(CARBENE.positions_angstrom)[order] + 3.0,
    )
    first, second = vibrations(CARBENE, "closed"), vibrations(other, "closed")
    assert second.zero_point_kcal_mol == pytest.approx(first.zero_point_kcal_mol, abs=0.002)
    assert second.free_energy_kcal_mol == pytest.approx(first.free_energy_kcal_mol, abs=0.002)
    assert (first.atoms, first.imaginary) == (3, 0)


def test_atoms_that_stand_still_take_their_modes_along() -> None:
    part = vibrations(CARBENE, "closed", (0, 1))
    assert part.atoms == 2
    assert 0.0 < part.zero_point_kcal_mol < vibrations(CARBENE, "closed").zero_point_kcal_mol


def test_terms_are_singlet_minus_triplet() -> None:
    terms = VibrationalTerms(Vibrations(10.2, 9.0, 1, 2, 3), Vibrations(10.5, 9.6, 0, 0, 3))
    assert terms.zero_point_kcal_mol == pytest.approx(-0.3)
    assert terms.free_energy_kcal_mol == pytest.approx(-0.6)
    assert terms.diagnostics()["singlet"]["imaginary"] == 1
