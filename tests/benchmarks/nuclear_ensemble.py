"""Width of a band from the motion of the nuclei, against the shape that a level assumes.

    python tests/benchmarks/nuclear_ensemble.py "CC(=O)/C=C/c1ccccc1" --samples 24

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
from dataclasses import replace

import numpy as np
from ase.data import atomic_masses, atomic_numbers
from ase.units import kB
from numpy.typing import NDArray

from dotstitch.constants import QUANTUM_EV, WAVENUMBER_EV
from dotstitch.geometry.normal_modes import Modes, normal_modes
from dotstitch.geometry.optimise import optimise_species
from dotstitch.geometry.structure import Structure
from dotstitch.geometry.vibrations import LOWEST_CM1, TEMPERATURE_K
from dotstitch.quantum.level import Level, load_level
from dotstitch.quantum.ris import Excitations, singlet_excitations
from dotstitch.quantum.scf import build_molecule, converge, kohn_sham

Array = NDArray[np.float64]
FWHM_PER_SPREAD = float(np.sqrt(8.0 * np.log(2.0)))
ABOVE_BAND_EV = 0.8
"""Excitations higher than this above the vertical one belong to other bands."""

SEED = 2022


def displaced(structure: Structure, modes: Modes, pairs: int, seed: int) -> list[Structure]:
    """Return ``2 * pairs`` structures of the thermal Wigner distribution."""
    quanta_ev = np.maximum(modes.wavenumber_cm1, LOWEST_CM1) * WAVENUMBER_EV
    thermal = 1.0 / np.tanh(quanta_ev / (2.0 * kB * TEMPERATURE_K))
    widths = QUANTUM_EV * np.sqrt(thermal / (2.0 * quanta_ev))
    masses = np.array([atomic_masses[atomic_numbers[symbol]] for symbol in structure.symbols])
    drawn = np.random.default_rng(seed).normal(size=(pairs, widths.size)) * widths
    steps = np.tensordot(drawn, modes.displacement, axes=1) / np.sqrt(masses)[:, None]
    positions = structure.positions_angstrom
    return [
        replace(structure, positions_angstrom=positions + s * x) for x in steps for s in (1, -1)
    ]


def excitations(structure: Structure, level: Level, window_ev: float) -> Excitations:
    """Return the singlet excitations below a window."""
    field = kohn_sham(build_molecule(structure, level.basis), level, unrestricted=False)
    converge(field)
    return singlet_excitations(field, window_ev, tamm_dancoff=level.tamm_dancoff)


def main_band_ev(found: Excitations) -> float:
    """Return the reddest excitation with at least half of the largest strength."""
    bright = found.oscillator_strength >= 0.5 * found.oscillator_strength.max()
    return float(found.energy_ev[bright][0])


def band_moments_ev(energy_ev: Array, strength: Array) -> tuple[float, float]:
    """Return mean and standard deviation of excitations, weighted by strength."""
    mean = float(np.average(energy_ev, weights=strength))
    return mean, float(np.sqrt(np.average((energy_ev - mean) ** 2, weights=strength)))


def main() -> None:
    """Print vertical energy, mean and width of the main band of one molecule."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("smiles")
    parser.add_argument("--samples", type=int, default=24)
    parser.add_argument("--level", default="draft")
    options = parser.parse_args()
    level = load_level(options.level)
    structure = optimise_species(options.smiles, "closed_shell", level, seed=SEED)[0]["geometry"]
    vertical_ev = main_band_ev(excitations(structure, level, level.window_ev))
    window_ev = vertical_ev + ABOVE_BAND_EV
    modes = normal_modes(structure, "closed")
    energies, strengths = np.empty(0), np.empty(0)
    for number, one in enumerate(displaced(structure, modes, options.samples // 2, SEED), 1):
        found = excitations(one, level, window_ev)
        energies = np.append(energies, found.energy_ev)
        strengths = np.append(strengths, found.oscillator_strength)
        if number % 4 == 0:
            mean, spread = band_moments_ev(energies, strengths)
            print(
                f"{number} samples: vertical {vertical_ev:.2f}, mean {mean - vertical_ev:+.2f}, "
                f"full width at half maximum {FWHM_PER_SPREAD * spread:.2f} eV",
                flush=True,
            )
    print(f"assumed: {level.band_shape.fwhm_ev:.2f} eV")


if __name__ == "__main__":
    main()
