"""Shape of an absorption band from the vibrations that its excitation sets going.

Linear coupling: the excited state has the modes of the ground state, displaced by the slope of the
excitation energy along each. The absorption of such oscillators at a temperature is known in closed
form as a function of time; its width and lean are those of the band, the disorder of the
surroundings added.

References
----------
Heller, Acc. Chem. Res. 1981, 14, 368 (doi 10.1021/ar00072a002); Ferrer, Santoro, Phys. Chem. Chem.
Phys. 2012, 14, 13549 (doi 10.1039/c2cp41169e), who call it the vertical gradient model.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from dotstitch.contracts.bands import INTEGRAL_EV_M1_CM1, BandShape
from dotstitch.contracts.constants import (
    BOLTZMANN_EV_K,
    QUANTUM_EV,
    ROOM_TEMPERATURE_K,
    WAVENUMBER_EV,
)
from dotstitch.contracts.failure import StepError
from dotstitch.contracts.remedies import OTHER_LEVEL
from dotstitch.data.levels import load_level
from dotstitch.geometry.normal_modes import displaced, normal_modes
from dotstitch.geometry.structure import Structure
from dotstitch.geometry.vibrations import LOWEST_CM1
from dotstitch.quantum.engine import Excitations, MeanField, closed_shell, release_tables
from dotstitch.quantum.response.first_band import first_band
from dotstitch.quantum.response.ris import singlet_excitations

Array = NDArray[np.float64]

SLOPE_LEVEL = "draft"
"""Level whose excitations are differentiated: one calculation for every mode."""
STEP = 0.1
"""Displacement along a mode, in units of sqrt(hbar / omega)."""
FARTHEST_EV = 0.2
"""An excitation that moves farther than this by one step is another one."""
DARK = 0.01
"""Oscillator strengths well below this tell no excitation from another."""
SPREAD_PER_FWHM = 1.0 / float(np.sqrt(8.0 * np.log(2.0)))
TIME_PER_EV = np.arange(0.0, 120.0, 0.05)
"""Times over hbar, long enough for a disorder of 0.1 eV."""
OFFSET_EV = np.arange(-2.0, 4.0, 0.002)


@dataclass(frozen=True)
class VibronicBand:
    """A band and what made it wide.

    Attributes
    ----------
    shape : BandShape
        That fits the sum of all vibronic lines best.
    vertical_ev : float
        Excitation energy at the geometry of the ground state.
    maximum_ev : float
        Where that shape is highest.
    reorganisation_ev : float
        Vertical excitation energy minus that of the origin.
    """

    shape: BandShape
    vertical_ev: float
    maximum_ev: float
    reorganisation_ev: float


def vibronic_band(structure: Structure, disorder_fwhm_ev: float) -> VibronicBand | None:
    """Return the first band of a closed-shell molecule that is seen in a spectrum.

    Parameters
    ----------
    structure : Structure
        GFN2-xTB minimum.
    disorder_fwhm_ev : float
        Full width at half maximum of what the surroundings add.

    Returns
    -------
    VibronicBand or None
        ``None`` when nothing absorbs in the window of :data:`SLOPE_LEVEL`.

    Raises
    ------
    StepError
        ``convergence`` at any of the geometries; ``wrong_state`` when the excitation is lost.
    """
    here, mean_field = excitations(structure, None)
    if not here.energy_ev.size:
        return None
    state = first_band(here.energy_ev, here.oscillator_strength, load_level(SLOPE_LEVEL).band_shape)
    modes = normal_modes(structure, "closed")
    quanta_ev = np.maximum(modes.wavenumber_cm1, LOWEST_CM1) * WAVENUMBER_EV

    def energy_ev(amounts: Array) -> float:
        there, _ = excitations(displaced(structure, modes, amounts), mean_field)
        return followed(there, here.energy_ev[state], here.oscillator_strength[state])

    vertical_ev = float(here.energy_ev[state])
    slopes_ev = slopes(energy_ev, vertical_ev, quanta_ev)
    return displaced_oscillators(vertical_ev, slopes_ev, quanta_ev, disorder_fwhm_ev)


def slopes(energy_ev: Callable[[Array], float], vertical_ev: float, quanta_ev: Array) -> Array:
    """Return the slope of an energy per dimensionless coordinate of each mode.

    Forward differences.

    Parameters
    ----------
    energy_ev : callable
        Takes displacements along all modes, angstrom times the square root of a mass in u.
    vertical_ev : float
        Where nothing is displaced.
    quanta_ev : ndarray, shape (n_modes,)
    """
    steps = np.diag(STEP * QUANTUM_EV / np.sqrt(quanta_ev))
    return np.array([(energy_ev(step) - vertical_ev) / STEP for step in steps])


def excitations(structure: Structure, nearby: MeanField | None) -> tuple[Excitations, MeanField]:
    """Return the excitations at :data:`SLOPE_LEVEL`, and the mean field to start the next from."""
    level = load_level(SLOPE_LEVEL)
    mean_field = closed_shell(structure, level, nearby)
    excited = singlet_excitations(mean_field, level.window_ev, tamm_dancoff=level.tamm_dancoff)
    release_tables(mean_field)
    return excited, mean_field


def followed(there: Excitations, energy_ev: float, strength: float) -> float:
    """Return the energy of the excitation that was at ``energy_ev`` before a small step."""
    moved = (there.energy_ev - energy_ev) / FARTHEST_EV
    strengths = there.oscillator_strength
    changed = (strengths - strength) / (strengths + strength + DARK)
    distance = moved**2 + changed**2
    if not distance.size or abs(moved[distance.argmin()]) > 1.0:
        raise StepError(
            "wrong_state",
            f"the excitation at {energy_ev:.2f} eV is lost when the molecule vibrates",
            f"{OTHER_LEVEL}; those assume the width of bands",
            {"converged": True},
        )
    return float(there.energy_ev[distance.argmin()])


def displaced_oscillators(
    vertical_ev: float, slopes_ev: Array, quanta_ev: Array, disorder_fwhm_ev: float
) -> VibronicBand:
    """Return the band of displaced harmonic oscillators at 298 K.

    Parameters
    ----------
    vertical_ev : float
    slopes_ev, quanta_ev : ndarray, shape (n_modes,)
        Slope of the excitation energy per dimensionless coordinate, and quantum, of each mode.
    disorder_fwhm_ev : float

    Examples
    --------
    Nothing moves, so only the disorder is left:

    >>> band = displaced_oscillators(4.0, np.zeros(1), np.array([0.2]), 0.3)
    >>> round(band.shape.fwhm_ev, 2), round(band.shape.skewness, 2), round(band.maximum_ev, 2)
    (0.3, 1.0, 4.0)
    """
    profile = band_profile(slopes_ev, quanta_ev, disorder_fwhm_ev)
    start = (float(OFFSET_EV[profile.argmax()]), disorder_fwhm_ev, 1.0)

    def miss(parameters: Array) -> Array:
        return _two_halves(*parameters) - profile

    fit = least_squares(miss, start, bounds=((-np.inf, 0.01, 0.01), np.inf))
    top, fwhm_ev, skewness = fit.x
    return VibronicBand(
        shape=BandShape(float(fwhm_ev), float(skewness)),
        vertical_ev=vertical_ev,
        maximum_ev=float(vertical_ev + top),
        reorganisation_ev=float(np.sum(slopes_ev**2 / (2.0 * quanta_ev))),
    )


def _two_halves(top: float, fwhm_ev: float, skewness: float) -> Array:
    """Return a band of unit area on :data:`OFFSET_EV`."""
    shape = BandShape(fwhm_ev, skewness)
    return shape.profile(OFFSET_EV - top) * shape.height_m1_cm1 / INTEGRAL_EV_M1_CM1


def band_profile(slopes_ev: Array, quanta_ev: Array, disorder_fwhm_ev: float) -> Array:
    """Return the band on :data:`OFFSET_EV` from the vertical energy; its area is 1."""
    factors = slopes_ev**2 / (2.0 * quanta_ev**2)
    excited = 1.0 / np.expm1(quanta_ev / (BOLTZMANN_EV_K * ROOM_TEMPERATURE_K))
    phases = np.exp(-1j * np.outer(TIME_PER_EV, quanta_ev))
    absorbed = (phases - 1.0) @ (factors * (excited + 1.0))
    emitted = (phases.conj() - 1.0) @ (factors * excited)
    from_vertical = 1j * TIME_PER_EV * np.sum(factors * quanta_ev)
    disorder = 0.5 * (SPREAD_PER_FWHM * disorder_fwhm_ev * TIME_PER_EV) ** 2
    weights = np.exp(absorbed + emitted + from_vertical - disorder)
    weights[0] /= 2.0
    waves = np.exp(1j * np.outer(OFFSET_EV, TIME_PER_EV))
    step = TIME_PER_EV[1] - TIME_PER_EV[0]
    return np.asarray((waves @ weights).real * step / np.pi)
