"""The shape that vibrations give a band."""

from __future__ import annotations

import numpy as np
import pytest

from dotstitch.contracts.constants import BOLTZMANN_EV_K, ROOM_TEMPERATURE_K
from dotstitch.contracts.failure import StepError
from dotstitch.quantum.engine import Excitations
from dotstitch.quantum.response.vibronic import (
    OFFSET_EV,
    SPREAD_PER_FWHM,
    band_profile,
    displaced_oscillators,
    followed,
)

STEP_EV = OFFSET_EV[1] - OFFSET_EV[0]
SLOPES_EV, QUANTA_EV = np.array([0.1, -0.3, 0.05]), np.array([0.1, 0.2, 0.02])


def states(energy_ev: list[float], strength: list[float]) -> Excitations:
    return Excitations(np.array(energy_ev), np.array(strength), np.zeros((len(strength), 1, 1)))


def test_moments_are_those_of_displaced_oscillators() -> None:
    """Area 1; mean at the vertical energy; variance half of every slope squared times coth."""
    profile = band_profile(SLOPES_EV, QUANTA_EV, 0.2)
    mean_ev = np.sum(profile * OFFSET_EV) * STEP_EV
    variance = np.sum(profile * (OFFSET_EV - mean_ev) ** 2) * STEP_EV
    thermal = 1.0 / np.tanh(QUANTA_EV / (2.0 * BOLTZMANN_EV_K * ROOM_TEMPERATURE_K))
    expected = np.sum(SLOPES_EV**2 / 2.0 * thermal) + (0.2 * SPREAD_PER_FWHM) ** 2
    assert np.sum(profile) * STEP_EV == pytest.approx(1.0, abs=1e-6)
    assert mean_ev == pytest.approx(0.0, abs=1e-6)
    assert variance == pytest.approx(expected, rel=1e-4)


def test_one_cold_mode_gives_a_poisson_progression() -> None:
    quantum_ev, factor = 0.4, 1.5
    profile = band_profile(
        np.array([np.sqrt(2 * factor) * quantum_ev]), np.array([quantum_ev]), 0.1
    )
    weights = []
    for quanta in range(3):
        centre = (quanta - factor) * quantum_ev
        weights.append(np.sum(profile[np.abs(OFFSET_EV - centre) < quantum_ev / 2]) * STEP_EV)
    poisson = np.exp(-factor) * np.array([1.0, factor, factor**2 / 2])
    assert weights == pytest.approx(poisson, abs=1e-3)


def test_order_and_sign_of_the_modes_change_nothing() -> None:
    shuffled = band_profile(-SLOPES_EV[::-1], QUANTA_EV[::-1], 0.2)
    assert shuffled == pytest.approx(band_profile(SLOPES_EV, QUANTA_EV, 0.2), abs=1e-9)


def test_steeper_slopes_widen_a_band_that_leans_to_the_blue() -> None:
    bands = [
        displaced_oscillators(4.0, scale * SLOPES_EV, QUANTA_EV, 0.2) for scale in (0.1, 0.5, 1.0)
    ]
    widths = [band.shape.fwhm_ev for band in bands]
    assert widths == sorted(widths)
    assert bands[0].shape.fwhm_ev == pytest.approx(0.2, rel=0.05)
    assert bands[-1].shape.skewness > 1.0
    assert bands[-1].maximum_ev < 4.0


def test_an_excitation_is_followed_by_energy_and_strength() -> None:
    crossed = states([3.98, 4.01], [0.01, 0.48])
    assert followed(crossed, 4.0, 0.5) == pytest.approx(4.01)
    assert followed(crossed, 4.0, 0.01) == pytest.approx(3.98)
    assert followed(states([3.9, 4.0], [0.0, 1e-9]), 4.0, 0.0) == pytest.approx(4.0)
    with pytest.raises(StepError, match="is lost"):
        followed(states([3.0], [0.5]), 4.0, 0.5)
