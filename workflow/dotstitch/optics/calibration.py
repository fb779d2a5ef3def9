"""Computed excitations moved to where measured bands are, crosslinkers of Lu et al. left out.

Every excitation is moved and scaled by what it is (:mod:`dotstitch.optics.band_descriptors`), not
by the groups of the molecule. What the calibration may miss goes by the first band that is seen;
the other bands of a chromophore move with it.
"""

from __future__ import annotations

import numpy as np

from dotstitch.contracts.bands import BandError, ExcitedStates
from dotstitch.contracts.draws import Array
from dotstitch.contracts.results import SpectrumValues
from dotstitch.data.levels import load_level
from dotstitch.optics.absorptivity import absorptivity
from dotstitch.optics.band_descriptors import at_least_weak, describe
from dotstitch.optics.band_model import BandCalibration, MissModel, calibrations
from dotstitch.optics.carried_bands import carried_bands
from dotstitch.optics.families import family
from dotstitch.quantum.response.first_band import first_band

FILM = "standard"
"""The level whose continuum is the film, which the descriptors of every level mean."""


def calibrated_states(spectrum: SpectrumValues, smiles: str, level_name: str) -> ExcitedStates:
    """Return the excitations of a species where measured bands would be, in the film.

    Parameters
    ----------
    spectrum : SpectrumValues
        As computed; the result keeps the order of the states.
    smiles : str
    level_name : str
    """
    share = np.asarray(spectrum.dissociative_share, dtype=float)
    if not spectrum.excitation_ev:
        return ExcitedStates(np.zeros(0), np.zeros(0), share, spectrum.band_shape)
    calibration, carried = _calibration(level_name), _carried(spectrum, level_name)
    descriptors, scaffold = _describe(carried), family(smiles)
    energy = carried.excitation_ev + calibration.position.miss(descriptors, scaffold).mean
    decades = calibration.height.miss(descriptors, scaffold).mean
    strength = at_least_weak(carried.oscillator_strength) * 10.0**decades
    return ExcitedStates(energy, strength, share, spectrum.band_shape)


def calibrated_curve(spectrum: SpectrumValues, smiles: str, level_name: str) -> Array:
    """Return the calibrated molar absorptivity of one species on the package's wavelength grid.

    Returns
    -------
    ndarray, shape (n_wavelengths,)
        M-1 cm-1.
    """
    states = calibrated_states(spectrum, smiles, level_name)
    return absorptivity(states.energy_ev, states.strength, states.shape)


def band_error(spectrum: SpectrumValues, smiles: str, level_name: str) -> BandError:
    """Return what the calibration may miss of the bands of one chromophore.

    Parameters
    ----------
    spectrum : SpectrumValues
        Of the intact chromophore, as computed.
    smiles : str
    level_name : str
    """
    calibration = _calibration(level_name)
    chosen, scaffold = _first_described(_carried(spectrum, level_name)), family(smiles)
    carried = carried_bands(level_name)
    further = (carried.uncertainty_ev, carried.uncertainty_decades) if carried else (0.0, 0.0)
    return BandError(
        scaffold,
        _spread(calibration.position, chosen, scaffold, further[0]),
        _spread(calibration.height, chosen, scaffold, further[1]),
    )


def is_strange(spectrum: SpectrumValues, smiles: str, level_name: str) -> bool:
    """Return whether the first band is unlike those measured.

    The line through them is then less sure of its place than they scatter about it.
    """
    line = _calibration(level_name).position
    miss = line.miss(_first_described(_carried(spectrum, level_name)), family(smiles))
    return bool(np.any(miss.line_sd > line.unexplained_sd))


def _describe(spectrum: SpectrumValues) -> Array:
    """Return the descriptors of every excitation in the film."""
    return describe(spectrum, load_level(FILM).film_permittivity or 1.0)


def _calibration(level_name: str) -> BandCalibration:
    """Return the calibration of a level, or of the one that its bands are carried to."""
    carried = carried_bands(level_name)
    return calibrations()[carried.like if carried else level_name]


def _carried(spectrum: SpectrumValues, level_name: str) -> SpectrumValues:
    """Return a spectrum carried to the level whose calibration holds."""
    carried = carried_bands(level_name)
    if carried is None:
        return spectrum
    energy = np.asarray(spectrum.excitation_ev) + carried.position_ev
    strength = np.asarray(spectrum.oscillator_strength) * 10.0**carried.decades
    return spectrum.model_copy(
        update={
            "excitation_ev": tuple(energy.tolist()),
            "oscillator_strength": tuple(strength.tolist()),
        }
    )


def _first_described(spectrum: SpectrumValues) -> Array:
    """Return the descriptors of the first band, shape (1, n_descriptors); (0, ...) without one."""
    if not spectrum.excitation_ev:
        return _describe(spectrum)
    energy = np.asarray(spectrum.excitation_ev, dtype=float)
    first = first_band(energy, at_least_weak(spectrum.oscillator_strength), spectrum.band_shape)
    return _describe(spectrum)[first : first + 1]


def _spread(
    model: MissModel, descriptors: Array, scaffold: str, further: float
) -> tuple[float, float]:
    """Return what the family of a band shares, and what is its own."""
    miss = model.miss(descriptors, scaffold)
    shared = float(np.hypot(miss.line_sd.max(initial=0.0), miss.scaffold_sd))
    return shared, float(np.hypot(model.own_sd, further))
