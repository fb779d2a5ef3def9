"""Width of a band from the motion of the nuclei, against the shape that a level assumes.

    python tests/benchmarks references.nuclear_ensemble "CC(=O)/C=C/c1ccccc1" --samples 24

Geometries are drawn from the Wigner distribution of the harmonic GFN2-xTB modes at 298 K, in pairs
of opposite displacement. Mean and spread of their excitations, weighted by oscillator strength, are
those of the band; its origin, which makes the red flank of a real band steeper, is not in them.
Modes below 100 cm-1 count as 100 cm-1.

References
----------
Crespo-Otero, Barbatti, Theor. Chem. Acc. 2012, 131, 1237 (doi 10.1007/s00214-012-1237-4).
"""

from __future__ import annotations

import argparse

import numpy as np
from ase.units import kB
from numpy.typing import NDArray

from dotstitch.contracts.constants import QUANTUM_EV, ROOM_TEMPERATURE_K, WAVENUMBER_EV
from dotstitch.data.levels import load_level
from dotstitch.geometry.normal_modes import Modes, displaced, normal_modes
from dotstitch.geometry.optimise import optimise_species
from dotstitch.geometry.structure import Structure
from dotstitch.geometry.vibrations import LOWEST_CM1
from dotstitch.quantum.response.first_band import first_band
from dotstitch.quantum.response.vibronic import SLOPE_LEVEL, excitations, vibronic_band

Array = NDArray[np.float64]
FWHM_PER_SPREAD = float(np.sqrt(8.0 * np.log(2.0)))
ABOVE_BAND_EV = 0.8
"""Excitations higher than this above the vertical one belong to other bands."""

DISORDER_FWHM_EV = 0.2
SEED = 2022


def drawn_structures(structure: Structure, modes: Modes, pairs: int, seed: int) -> list[Structure]:
    """Return ``2 * pairs`` structures of the thermal Wigner distribution."""
    quanta_ev = np.maximum(modes.wavenumber_cm1, LOWEST_CM1) * WAVENUMBER_EV
    thermal = 1.0 / np.tanh(quanta_ev / (2.0 * kB * ROOM_TEMPERATURE_K))
    widths = QUANTUM_EV * np.sqrt(thermal / (2.0 * quanta_ev))
    drawn = np.random.default_rng(seed).normal(size=(pairs, widths.size)) * widths
    return [displaced(structure, modes, sign * x) for x in drawn for sign in (1, -1)]


def band_moments_ev(energy_ev: Array, strength: Array) -> tuple[float, float]:
    """Return mean and standard deviation of excitations, weighted by strength."""
    mean = float(np.average(energy_ev, weights=strength))
    return mean, float(np.sqrt(np.average((energy_ev - mean) ** 2, weights=strength)))


def main() -> None:
    """Print vertical energy, mean and width of the main band of one molecule."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("smiles")
    parser.add_argument("--samples", type=int, default=24)
    options = parser.parse_args()
    level = load_level(SLOPE_LEVEL)
    structure = optimise_species(options.smiles, "closed_shell", level, seed=SEED)[0]["geometry"]
    excited, _ = excitations(structure, None)
    first = first_band(excited.energy_ev, excited.oscillator_strength, level.band_shape)
    vertical_ev = float(excited.energy_ev[first])
    modes = normal_modes(structure, "closed")
    energies, strengths = np.empty(0), np.empty(0)
    drawn = drawn_structures(structure, modes, options.samples // 2, SEED)
    for number, one in enumerate(drawn, 1):
        excited, _ = excitations(one, None)
        inside = excited.energy_ev < vertical_ev + ABOVE_BAND_EV
        energies = np.append(energies, excited.energy_ev[inside])
        strengths = np.append(strengths, excited.oscillator_strength[inside])
        if number % 4 == 0:
            mean, spread = band_moments_ev(energies, strengths)
            print(
                f"{number} samples: vertical {vertical_ev:.2f}, mean {mean - vertical_ev:+.2f}, "
                f"full width at half maximum {FWHM_PER_SPREAD * spread:.2f} eV",
                flush=True,
            )
    print(f"displaced oscillators: {vibronic_band(structure, DISORDER_FWHM_EV)}")
    print(f"assumed: {level.band_shape.fwhm_ev:.2f} eV")
