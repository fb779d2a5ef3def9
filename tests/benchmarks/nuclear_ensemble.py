"""Width and flanks of a band from the motion of the nuclei, against the shape that a level assumes.

    python tests/benchmarks/nuclear_ensemble.py "CC(=O)/C=C/c1ccccc1" --samples 24

Geometries are drawn from the Wigner distribution of the harmonic GFN2-xTB modes at 298 K, in pairs
of opposite displacement; the excitations of all of them, each 0.1 eV wide, make the spectrum. It
has width and centre but no origin: its red flank is softer than that of a real band. Modes below
100 cm-1 count as 100 cm-1.

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

from dotstitch.absorption import BandShape
from dotstitch.constants import QUANTUM_EV, WAVENUMBER_EV
from dotstitch.geometry.normal_modes import Modes, normal_modes
from dotstitch.geometry.optimise import optimise_species
from dotstitch.geometry.structure import Structure
from dotstitch.geometry.vibrations import LOWEST_CM1, TEMPERATURE_K
from dotstitch.quantum.level import Level, load_level
from dotstitch.quantum.ris import Excitations, singlet_excitations
from dotstitch.quantum.scf import build_molecule, converge, kohn_sham

Array = NDArray[np.float64]
HOMOGENEOUS = BandShape(fwhm_ev=0.1, skewness=1.0)
ABOVE_BAND_EV = 1.0
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


def half_widths_ev(energy_ev: Array, curve: Array) -> tuple[float, float, float]:
    """Return the maximum of a curve and its half widths at half maximum, red and blue."""
    top = int(curve.argmax())
    below = np.flatnonzero(curve < 0.5 * curve[top])
    red, blue = below[below < top].max(), below[below > top].min()
    return (
        float(energy_ev[top]),
        float(energy_ev[top] - energy_ev[red]),
        float(energy_ev[blue] - energy_ev[top]),
    )


def main() -> None:
    """Print vertical energy, maximum and half widths of the main band of one molecule."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("smiles")
    parser.add_argument("--samples", type=int, default=24)
    parser.add_argument("--level", default="draft")
    options = parser.parse_args()
    level = load_level(options.level)
    structure = optimise_species(options.smiles, "closed_shell", level, seed=SEED)[0]["geometry"]
    vertical_ev = main_band_ev(excitations(structure, level, level.window_ev))
    window_ev = vertical_ev + ABOVE_BAND_EV
    energy_ev = np.linspace(vertical_ev - 2.0, window_ev, 1500)
    curve = np.zeros_like(energy_ev)
    modes = normal_modes(structure, "closed")
    for number, one in enumerate(displaced(structure, modes, options.samples // 2, SEED), 1):
        found = excitations(one, level, window_ev)
        profile = HOMOGENEOUS.profile(energy_ev[:, None] - found.energy_ev)
        curve += profile @ found.oscillator_strength
        if number % 4 == 0:
            top, red, blue = half_widths_ev(energy_ev, curve)
            print(
                f"{number} samples: vertical {vertical_ev:.2f}, maximum {top - vertical_ev:+.2f}, "
                f"half widths {red:.2f} (red) and {blue:.2f} eV (blue)",
                flush=True,
            )
    shape = level.band_shape
    red = shape.fwhm_ev / (1.0 + shape.skewness)
    print(f"assumed: half widths {red:.2f} and {red * shape.skewness:.2f} eV")


if __name__ == "__main__":
    main()
