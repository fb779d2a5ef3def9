"""Vibrations against what is known without a computer, and against themselves."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import constants
from scipy.spatial.transform import Rotation

from dotstitch.geometry.normal_modes import Modes, modes_of, normal_modes
from dotstitch.geometry.structure import Structure
from dotstitch.geometry.vibrations import (
    LOWEST_CM1,
    Vibrations,
    overlaps,
    vibrational_energies,
    vibrations_of_pair,
)
from dotstitch.quantum.gap.vibrations import VibrationalTerms

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
    (found,) = modes_of(molecule, springs(positions, 116.0), (0, 1)).wavenumber_cm1
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
        found = modes_of(molecule, springs(positions, 50.0), range(3))
        assert len(found.wavenumber_cm1) == modes


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


def turned(structure: Structure, order: list[int]) -> Structure:
    """Return a structure in another orientation and atom order."""
    turn = Rotation.from_euler("xyz", (31.0, -57.0, 110.0), degrees=True)
    positions = turn.apply(structure.positions_angstrom)[order] + 3.0
    return Structure(tuple(structure.symbols[i] for i in order), positions)


def test_vibrations_know_neither_orientation_nor_atom_order() -> None:
    first = normal_modes(CARBENE, "closed")
    second = normal_modes(turned(CARBENE, [2, 0, 1]), "closed")
    assert second.wavenumber_cm1 == pytest.approx(first.wavenumber_cm1, abs=1.0)
    assert first.displacement.shape == (3, 3, 3)
    assert (first.wavenumber_cm1 > 0.0).all()


def test_a_state_paired_with_itself_pairs_each_mode_with_its_own() -> None:
    first = normal_modes(CARBENE, "closed")
    second = normal_modes(turned(CARBENE, [0, 1, 2]), "closed")
    assert np.abs(overlaps(first, second)) == pytest.approx(np.eye(3), abs=5e-3)


def test_atoms_that_stand_still_take_their_modes_along() -> None:
    part = normal_modes(CARBENE, "closed", (0, 1))
    assert part.displacement.shape == (1, 2, 3)
    assert part.wavenumber_cm1[0] > 0.0


def state(wavenumber_cm1: list[float]) -> Modes:
    """Return modes along the axes of one atom pair, whatever their wavenumber."""
    displacement = np.zeros((3, 2, 3))
    displacement[range(3), 0, range(3)] = 1.0
    positions = np.array([[0.0, 0.0, 0.0], [0.3, 0.5, 0.9]])
    return Modes(positions, np.array(wavenumber_cm1), displacement)


@pytest.mark.parametrize("swap", [False, True])
def test_the_partner_of_an_imaginary_mode_counts_nothing(swap: bool) -> None:
    pair = (state([-200.0, 80.0, 900.0]), state([300.0, 500.0, 1000.0]))
    high, low = vibrations_of_pair(*(pair[::-1] if swap else pair))[:: -1 if swap else 1]
    zero_point, free = vibrational_energies(np.array([80.0, 900.0]), 298.15)
    assert high == Vibrations(zero_point, free, imaginary=1, raised=1, left_out=1, atoms=2)
    zero_point, free = vibrational_energies(np.array([500.0, 1000.0]), 298.15)
    assert low == Vibrations(zero_point, free, imaginary=0, raised=0, left_out=1, atoms=2)


def test_without_imaginary_modes_all_count() -> None:
    high, low = vibrations_of_pair(state([200.0, 800.0, 900.0]), state([300.0, 500.0, 1000.0]))
    assert high.left_out == low.left_out == 0
    assert high.zero_point_kcal_mol == pytest.approx(950.0 * KCAL_PER_CM1)


def test_terms_are_singlet_minus_triplet() -> None:
    terms = VibrationalTerms(Vibrations(10.2, 9.0, 1, 1, 1, 3), Vibrations(10.5, 9.6, 0, 0, 1, 3))
    assert terms.zero_point_kcal_mol == pytest.approx(-0.3)
    assert terms.free_energy_kcal_mol == pytest.approx(-0.6)
    assert terms.diagnostics()["singlet"]["imaginary"] == 1
