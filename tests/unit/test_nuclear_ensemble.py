"""Geometries drawn for the width of a band."""

from __future__ import annotations

import numpy as np
import pytest
from references.nuclear_ensemble import band_moments_ev, drawn_structures

from dotstitch.geometry.normal_modes import Modes
from dotstitch.geometry.structure import Structure

GROUND_STATE_SPREAD = 16.8576
"""hbar / 4 pi c in amu square angstrom per cm: mean square of a mass-weighted coordinate."""


@pytest.mark.parametrize(
    ("wavenumber_cm1", "counted_cm1", "thermal"),
    [(3000.0, 3000.0, 1.0), (20.0, 100.0, 1 / np.tanh(100.0 / (2 * 207.224)))],
)
def test_spread_is_that_of_the_quantum_oscillator(
    wavenumber_cm1: float, counted_cm1: float, thermal: float
) -> None:
    """At 298.15 K kT is 207.224 cm-1; soft modes count as 100 cm-1."""
    helium = Structure(("He",), np.zeros((1, 3)))
    modes = Modes(np.zeros((1, 3)), np.array([wavenumber_cm1]), np.array([[[0.0, 0.0, 1.0]]]))
    drawn = np.array(
        [one.positions_angstrom[0] for one in drawn_structures(helium, modes, 20_000, 1)]
    )
    expected = GROUND_STATE_SPREAD / (4.0026 * counted_cm1) * thermal
    assert drawn[:, 2].var() == pytest.approx(expected, rel=0.03)
    assert drawn[::2] == pytest.approx(-drawn[1::2])
    assert not drawn[:, :2].any()


def test_a_dark_excitation_does_not_widen_a_band() -> None:
    energy, strength = np.array([3.8, 4.2, 9.0]), np.array([0.5, 0.5, 0.0])
    assert band_moments_ev(energy, strength) == pytest.approx((4.0, 0.2))
