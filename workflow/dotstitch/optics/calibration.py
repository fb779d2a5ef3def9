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
from dotstitch.optics.band_model import MissModel, calibrations
from dotstitch.optics.families import family
from dotstitch.quantum.response.first_band import first_band

FILM_PERMITTIVITY = load_level("standard").film_permittivity or 1.0


def is_calibrated(level_name: str) -> bool:
    """Return whether bands were calibrated at a level; if not, they are used as computed."""
    return level_name in calibrations()


def calibrated_states(spectrum: SpectrumValues, smiles: str, level_name: str) -> ExcitedStates:
    """Return the excitations of a species where measured bands would be, in the film.

    At an uncalibrated level they are as computed.

    Parameters
    ----------
    spectrum : SpectrumValues
        As computed; the result keeps the order of the states.
    smiles : str
    level_name : str
    """
    energy = np.asarray(spectrum.excitation_ev, dtype=float)
    strength = np.asarray(spectrum.oscillator_strength, dtype=float)
    if is_calibrated(level_name) and energy.size:
        calibration = calibrations()[level_name]
        descriptors, scaffold = describe(spectrum, FILM_PERMITTIVITY), family(smiles)
        energy = energy + calibration.position.miss(descriptors, scaffold).mean
        decades = calibration.height.miss(descriptors, scaffold).mean
        strength = at_least_weak(strength) * 10.0**decades
    share = np.asarray(spectrum.dissociative_share, dtype=float)
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
        A calibrated one.
    """
    calibration = calibrations()[level_name]
    chosen, scaffold = _first_described(spectrum), family(smiles)
    return BandError(
        scaffold,
        _spread(calibration.position, chosen, scaffold),
        _spread(calibration.height, chosen, scaffold),
    )


def is_strange(spectrum: SpectrumValues, smiles: str, level_name: str) -> bool:
    """Return whether the first band is unlike those measured.

    The line through them is then less sure of its place than they scatter about it.
    """
    line = calibrations()[level_name].position
    miss = line.miss(_first_described(spectrum), family(smiles))
    return float(miss.line_sd[0]) > line.unexplained_sd


def _first_described(spectrum: SpectrumValues) -> Array:
    """Return the descriptors of the first band, shape (1, n_descriptors)."""
    energy = np.asarray(spectrum.excitation_ev, dtype=float)
    first = first_band(energy, at_least_weak(spectrum.oscillator_strength), spectrum.band_shape)
    return describe(spectrum, FILM_PERMITTIVITY)[first : first + 1]


def _spread(model: MissModel, descriptors: Array, scaffold: str) -> tuple[float, float]:
    """Return what the family of a band shares, and what is its own."""
    miss = model.miss(descriptors, scaffold)
    return float(np.hypot(miss.line_sd[0], miss.scaffold_sd)), model.own_sd
