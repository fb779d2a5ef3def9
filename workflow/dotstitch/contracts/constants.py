"""Unit conversions and what several rooms must agree on.

Conversions come from CODATA through :mod:`scipy.constants`: scipy, ase and pyscf differ in the
ninth digit.
"""

import math

import numpy as np
from numpy.typing import NDArray
from scipy import constants as _c

HARTREE_EV: float = _c.value("Hartree energy in eV")
BOHR_ANGSTROM: float = _c.value("Bohr radius") * 1e10
EV_KCAL_MOL: float = _c.eV * _c.N_A / (1e3 * _c.calorie)
HARTREE_KCAL_MOL: float = HARTREE_EV * EV_KCAL_MOL
EV_NM: float = _c.h * _c.c / _c.eV * 1e9
"""Product of photon energy (eV) and wavelength (nm)."""
GAS_CONSTANT_KCAL_MOL_K: float = _c.R / (1e3 * _c.calorie)
BOLTZMANN_EV_K: float = _c.k / _c.eV
AVOGADRO_PER_MOL: float = _c.N_A
PLANCK_J_S: float = _c.h
LIGHT_SPEED_M_S: float = _c.c
NM3_PER_CM3 = 1e21
HBAR_EV_S: float = _c.hbar / _c.eV
COULOMB_EV_NM: float = _c.e / (4.0 * _c.pi * _c.epsilon_0) * 1e9
"""Coulomb energy (eV) of two elementary charges at 1 nm in vacuum."""
QUANTUM_EV: float = HBAR_EV_S * (_c.e / _c.atomic_mass) ** 0.5 * 1e10
"""Quantum (eV) of an oscillator of 1 eV per square angstrom and 1 u."""
WAVENUMBER_EV: float = _c.h * _c.c / _c.eV * 1e2
"""Energy (eV) of 1 cm-1."""

SIGMA_PER_FWHM = 1.0 / math.sqrt(8.0 * math.log(2.0))
"""Standard deviation of a Gaussian over its full width at half maximum."""
SPECTRUM_NM = (240.0, 550.0)
"""Ends of the computed absorption; beyond them it is not known."""
WAVELENGTHS_NM: NDArray[np.float64] = np.arange(SPECTRUM_NM[0], SPECTRUM_NM[1] + 1.0)
"""Grid of the computed absorption, 1 nm apart."""
LAMP_LINES_NM = (254, 313, 365, 405)
"""Mercury lines at which absorptivities are tabulated."""
ROOM_TEMPERATURE_K = 298.15
"""At which vibrations, rates and films are taken unless something else is said."""
INTERVAL_PERCENT = (16.0, 84.0)
"""Percentiles of every interval that is reported: one standard deviation of a normal."""
NOTHING_RETAINED = 0.01
"""Below this share of the film no dose and no ratio of retentions means anything."""
