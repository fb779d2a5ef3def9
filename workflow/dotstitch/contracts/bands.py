"""Excited singlets of a species and the shape of their bands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import constants as _c

from dotstitch.contracts.draws import Array

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


@dataclass(frozen=True, eq=False)
class ExcitedStates:
    """Excited singlets of one species, in any order.

    Attributes
    ----------
    energy_ev, strength : ndarray, shape (n_states,)
        Calibrated energies and oscillator strengths.
    dissociative_share : ndarray, shape (n_states,)
        Population of sigma*(N-N2) by the excited electron, zero to one.
    shape : BandShape
    """

    energy_ev: Array
    strength: Array
    dissociative_share: Array
    shape: BandShape


@dataclass(frozen=True)
class BandError:
    """What calibrated bands of one chromophore may still miss, one standard deviation each.

    Attributes
    ----------
    family : str
        Chromophores of one family share the first of each pair.
    position_ev, height_decades : tuple of float
        Shared by the family, and of the chromophore's own.
    """

    family: str
    position_ev: tuple[float, float]
    height_decades: tuple[float, float]
