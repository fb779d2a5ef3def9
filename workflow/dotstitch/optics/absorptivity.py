"""From excitations to a molar absorptivity curve; no electronic structure here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import constants as _c

from dotstitch.contracts.constants import EV_NM

Array = NDArray[np.float64]
WAVELENGTHS_NM: Array = np.arange(240.0, 451.0)

INTEGRAL_EV_M1_CM1: float = float(
    # The classical oscillator: integral of the decadic absorptivity over frequency (Hz, m2/mol),
    # turned to energy in eV and to M-1 cm-1 (a factor 10).
    (_c.N_A * _c.e**2 / (4 * np.log(10) * _c.epsilon_0 * _c.m_e * _c.c)) * (_c.h / _c.e) * 10
)
"""Area of a band of unit oscillator strength, eV M-1 cm-1 (4.319e-9 mol cm / L inverted)."""


@dataclass(frozen=True)
class BandShape:
    """Two halves of Gaussians in energy that meet at the maximum, for unresolved vibrations.

    Absorption falls off faster to the red, where it ends at the origin of the band, than to the
    blue, where vibrations are excited too.

    Attributes
    ----------
    fwhm_ev : float
        Full width at half maximum.
    skewness : float
        Half width at half maximum to the blue over that to the red.

    Examples
    --------
    >>> shape = BandShape(fwhm_ev=0.5, skewness=1.5)
    >>> shape.profile(np.array([-0.2, 0.0, 0.3])).round(3).tolist()
    [0.5, 1.0, 0.5]
    """

    fwhm_ev: float
    skewness: float

    def widths_ev(self, offset_ev: Array) -> Array:
        """Return the half width at 1/e of the maximum on the side of each offset, eV."""
        red_ev = self.fwhm_ev / (1.0 + self.skewness) / np.sqrt(np.log(2.0))
        return np.asarray(np.where(offset_ev > 0.0, red_ev * self.skewness, red_ev))

    def profile(self, offset_ev: Array) -> Array:
        """Return the band over its maximum at energies ``offset_ev`` above that maximum."""
        return np.asarray(np.exp(-((offset_ev / self.widths_ev(offset_ev)) ** 2)))

    @property
    def height_m1_cm1(self) -> float:
        """Maximum absorptivity of a band of unit oscillator strength."""
        return INTEGRAL_EV_M1_CM1 / (self.fwhm_ev * float(np.sqrt(np.pi / np.log(2.0))) / 2.0)


def absorptivity(energy_ev: Array, oscillator_strength: Array, shape: BandShape) -> Array:
    """Return the molar absorptivity on the package's wavelength grid.

    The area of each band is fixed by its oscillator strength.

    Parameters
    ----------
    energy_ev, oscillator_strength : ndarray, shape (n_states,)
    shape : BandShape

    Returns
    -------
    ndarray, shape (211,)
        Decadic molar absorptivity from 240 to 450 nm, M-1 cm-1.

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


def longest_maximum_nm(curve: Array) -> float | None:
    """Return the wavelength of the reddest notable maximum of a curve on the package's grid."""
    inner = curve[1:-1]
    peaks = (inner > curve[:-2]) & (inner >= curve[2:]) & (inner > 0.05 * curve.max())
    found = WAVELENGTHS_NM[1:-1][peaks]
    return float(found[-1]) if found.size else None
