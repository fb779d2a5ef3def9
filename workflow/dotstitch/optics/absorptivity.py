"""From excitations to a molar absorptivity curve; no electronic structure here."""

from __future__ import annotations

import numpy as np

from dotstitch.contracts.bands import BandShape
from dotstitch.contracts.constants import EV_NM, WAVELENGTHS_NM
from dotstitch.contracts.draws import Array


def absorptivity(energy_ev: Array, oscillator_strength: Array, shape: BandShape) -> Array:
    """Return the molar absorptivity on the package's wavelength grid.

    The area of each band is fixed by its oscillator strength.

    Parameters
    ----------
    energy_ev, oscillator_strength : ndarray, shape (n_states,)
    shape : BandShape

    Returns
    -------
    ndarray, shape (311,)
        Decadic molar absorptivity from 240 to 550 nm, M-1 cm-1.

    Examples
    --------
    A transition at 4 eV with oscillator strength 0.1:

    >>> curve = absorptivity(np.array([4.0]), np.array([0.1]), BandShape(0.333, 1.4))
    >>> int(WAVELENGTHS_NM[curve.argmax()]), int(round(curve.max(), -2))
    (310, 8100)
    """
    offset_ev = (EV_NM / WAVELENGTHS_NM)[:, None] - energy_ev
    curve: Array = shape.profile(offset_ev) @ (shape.height_m1_cm1 * oscillator_strength)
    return curve


def lambda_max_nm(curve: Array) -> float | None:
    """Return the strongest maximum inside the package's grid; None where the curve has none.

    Examples
    --------
    >>> lambda_max_nm(absorptivity(np.array([4.0]), np.array([0.1]), BandShape(0.333, 1.4)))
    310.0
    >>> lambda_max_nm(WAVELENGTHS_NM) is None
    True
    """
    inner = curve[1:-1]
    peaks = np.flatnonzero((inner > curve[:-2]) & (inner >= curve[2:])) + 1
    if peaks.size == 0:
        return None
    return float(WAVELENGTHS_NM[peaks[np.argmax(curve[peaks])]])


def longest_maximum_nm(curve: Array) -> float | None:
    """Return the wavelength of the reddest notable maximum of a curve on the package's grid."""
    inner = curve[1:-1]
    peaks = (inner > curve[:-2]) & (inner >= curve[2:]) & (inner > 0.05 * curve.max())
    maxima_nm = WAVELENGTHS_NM[1:-1][peaks]
    return float(maxima_nm[-1]) if maxima_nm.size else None
