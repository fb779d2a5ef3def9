"""The computed band that a measured one is compared with, chosen without its measured place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dotstitch.contracts.bands import BandShape
from dotstitch.contracts.draws import Array
from dotstitch.contracts.results import SpectrumValues
from dotstitch.data.levels import load_level
from dotstitch.evidence.fits.bands.regression import Labels
from dotstitch.evidence.fits.bands.rows import FIRST, MeasuredBand
from dotstitch.evidence.fits.spectra import Asked, fill_store, level_in, stored_spectrum
from dotstitch.optics.band_descriptors import at_least_weak, describe
from dotstitch.optics.solvents import permittivity
from dotstitch.quantum.response.first_band import first_band

REACH_EV = 0.25
"""From its main excitation a band is followed this far to the maximum of the curve."""


class ComputedBand(NamedTuple):
    """Main excitation of a band, and where and how high the curve is highest near it."""

    state: int
    position_ev: float
    log10_height: float


@dataclass(frozen=True, eq=False)
class Cases:
    """Measured bands beside computed ones, one a row.

    Attributes
    ----------
    rows : tuple of MeasuredBand
    bands : tuple of ComputedBand
    descriptors : ndarray, shape (n_rows, n_descriptors)
    position_ev : ndarray, shape (n_rows,)
        Measured minus computed.
    height_decades : ndarray, shape (n_rows,)
        Measured over computed; nan where no height was measured.
    families, molecules : ndarray of str, shape (n_rows,)
    """

    rows: tuple[MeasuredBand, ...]
    bands: tuple[ComputedBand, ...]
    descriptors: Array
    position_ev: Array
    height_decades: Array
    families: Labels
    molecules: Labels


def computed_band(spectrum: SpectrumValues, kind: str, shape: BandShape) -> ComputedBand:
    """Return the band that a table speaks of.

    An n-pi* band is the lowest excitation, ``pi_pi`` the reddest with at least half of the largest
    strength, and a band of which nothing is said the first that is seen
    (:func:`dotstitch.quantum.response.first_band.first_band`).
    """
    energies = np.asarray(spectrum.excitation_ev)
    strengths = at_least_weak(spectrum.oscillator_strength)
    if kind.endswith("n_pi"):
        energies, strengths, main = energies[:1], strengths[:1], 0
    elif kind == FIRST:
        main = first_band(energies, strengths, shape)
    else:
        main = int(np.flatnonzero(strengths >= 0.5 * strengths.max())[0])
    near = energies[main] + np.linspace(-REACH_EV, REACH_EV, 501)
    curve = shape.profile(near[:, None] - energies) @ (shape.height_m1_cm1 * strengths)
    top = _nearest_maximum(curve)
    return ComputedBand(main, float(near[top]), float(np.log10(curve[top])))


def _nearest_maximum(curve: Array) -> int:
    """Return the index of the maximum that lies nearest to the middle, else the middle."""
    inner = curve[1:-1]
    tops = np.flatnonzero((inner > curve[:-2]) & (inner >= curve[2:])) + 1
    middle = curve.size // 2
    return int(tops[np.argmin(np.abs(tops - middle))]) if tops.size else middle


def cases(
    rows: Sequence[MeasuredBand], spectra: Sequence[SpectrumValues], shape: BandShape
) -> Cases:
    """Return measured beside computed bands; ``spectra`` has one for each row, in its solvent."""
    bands = [
        computed_band(spectrum, row.kind, shape)
        for row, spectrum in zip(rows, spectra, strict=True)
    ]
    descriptors = [
        describe(spectrum, permittivity(row.solvent))[band.state]
        for row, spectrum, band in zip(rows, spectra, bands, strict=True)
    ]
    heights = [np.nan if row.log10_height is None else row.log10_height for row in rows]
    return Cases(
        tuple(rows),
        tuple(bands),
        np.array(descriptors),
        np.array([r.position_ev - b.position_ev for r, b in zip(rows, bands, strict=True)]),
        np.array(heights) - np.array([band.log10_height for band in bands]),
        np.array([row.family for row in rows]),
        np.array([row.molecule for row in rows]),
    )


def computed_cases(
    rows: Sequence[MeasuredBand], level_name: str, store: Path, processes: int
) -> tuple[Cases, dict[str, str]]:
    """Return measured beside computed bands, and why some could not be computed, by SMILES.

    Parameters
    ----------
    rows : sequence of MeasuredBand
    level_name : str
    store : Path
        Folder of computed spectra, read and updated.
    processes : int
        Share what the folder lacks.
    """
    asked = [Asked(row.smiles, level_in(level_name, row.solvent)) for row in rows]
    failed = fill_store(store, asked, processes)
    known = [(row, one) for row, one in zip(rows, asked, strict=True) if one.smiles not in failed]
    spectra = [stored_spectrum(store, one) for _, one in known]
    return cases([row for row, _ in known], spectra, load_level(level_name).band_shape), failed
