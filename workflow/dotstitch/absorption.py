"""From excitations to a molar absorptivity curve; no electronic structure here."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import constants as _c

from dotstitch.constants import EV_NM

Array = NDArray[np.float64]
WAVELENGTHS_NM: Array = np.arange(240.0, 451.0)

INTEGRAL_EV_M1_CM1: float = float(
    # The classical oscillator: integral of the decadic absorptivity over frequency (Hz, m2/mol),
    # turned to energy in eV and to M-1 cm-1 (a factor 10).
    (_c.N_A * _c.e**2 / (4 * np.log(10) * _c.epsilon_0 * _c.m_e * _c.c)) * (_c.h / _c.e) * 10
)
"""Area of a band of unit oscillator strength, eV M-1 cm-1 (4.319e-9 mol cm / L inverted)."""


def absorptivity(energy_ev: Array, oscillator_strength: Array, width_ev: float) -> Array:
    """Return the molar absorptivity on the package's wavelength grid.

    Each transition is a Gaussian in energy whose area is fixed by its oscillator strength.

    Parameters
    ----------
    energy_ev, oscillator_strength : ndarray, shape (n_states,)
    width_ev : float
        Half width at 1/e of the maximum.

    Returns
    -------
    ndarray, shape (211,)
        Decadic molar absorptivity from 240 to 450 nm, M-1 cm-1.

    Examples
    --------
    A transition at 4 eV with oscillator strength 0.1:

    >>> curve = absorptivity(np.array([4.0]), np.array([0.1]), 0.2)
    >>> int(WAVELENGTHS_NM[curve.argmax()]), int(round(curve.max(), -2))
    (310, 8100)
    """
    grid_ev = EV_NM / WAVELENGTHS_NM
    height = INTEGRAL_EV_M1_CM1 * oscillator_strength / (np.sqrt(np.pi) * width_ev)
    shape = np.exp(-(((grid_ev[:, None] - energy_ev[None, :]) / width_ev) ** 2))
    curve: Array = shape @ height
    return curve


def longest_maximum_nm(curve: Array) -> float | None:
    """Return the wavelength of the reddest notable maximum of a curve on the package's grid."""
    inner = curve[1:-1]
    peaks = (inner > curve[:-2]) & (inner >= curve[2:]) & (inner > 0.05 * curve.max())
    found = WAVELENGTHS_NM[1:-1][peaks]
    return float(found[-1]) if found.size else None
