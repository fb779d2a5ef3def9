"""Geometries and zero-point energies for reference singlet-triplet gaps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from ase.io import read
from pyscf import dft
from pyscf.data.nist import HARTREE2WAVENUMBER
from pyscf.geomopt import geometric_solver
from pyscf.hessian import thermo

from dotstitch.data.levels import load_level
from dotstitch.geometry.optimise import optimise_species
from dotstitch.geometry.structure import Structure, read_xyz, write_xyz
from dotstitch.quantum.engine.molecule import build_molecule
from dotstitch.quantum.engine.scf import kohn_sham

STATES = ("singlet", "triplet")
FUNCTIONAL, GEOMETRY_BASIS = "pbe0", "def2-svp"
GEOMETRY_LEVEL = f"{FUNCTIONAL}/{GEOMETRY_BASIS}"
GRID = (35, 110)
GEOMETRY_CONVERGENCE = {
    "convergence_energy": 2e-4,
    "convergence_grms": 1e-3,
    "convergence_gmax": 2.5e-3,
    "convergence_drms": 2e-2,
    "convergence_dmax": 5e-2,
}


def relaxed(folder: Path, name: str, smiles: str) -> dict[str, Structure]:
    """Return PBE0/def2-SVP geometries of both states, computed from those of GFN2-xTB.

    Geometries already in the folder are taken as they are.
    """
    paths = {state: folder / f"{name}_{state}.xyz" for state in STATES}
    if not all(path.exists() for path in paths.values()):
        level = load_level("standard")
        starts, _ = optimise_species(smiles, "carbene", level, seed=2022)
        for state, path in paths.items():
            if not path.exists():
                write_xyz(path, _relax(starts[state], state), level=GEOMETRY_LEVEL)
    return {state: read_xyz(path) for state, path in paths.items()}


def level_of(folder: Path, name: str) -> str:
    """Return the level that a stored geometry names."""
    return str(read(folder / f"{name}_{STATES[0]}.xyz").info["level"])


def _relax(start: Structure, state: str) -> Structure:
    level = load_level("standard").model_copy(
        update={
            "functional": FUNCTIONAL,
            "basis": GEOMETRY_BASIS,
            "grid": GRID,
            "film_permittivity": None,
        }
    )
    molecule = build_molecule(start, GEOMETRY_BASIS)
    solver = kohn_sham(molecule, level, unrestricted=state == "triplet")
    solver.conv_tol, solver.conv_tol_grad = 2e-6, 3e-4
    converged, end = geometric_solver.kernel(solver, maxsteps=20, **GEOMETRY_CONVERGENCE)
    if not converged:
        raise RuntimeError(f"the geometry of the {state} did not converge")
    positions = np.asarray(end.atom_coords(unit="Angstrom"))
    return Structure(start.symbols, positions, start.charge, start.multiplicity)


def zero_point(structure: Structure) -> dict[str, float]:
    """Return the harmonic zero-point energy in hartree; imaginary modes are left out."""
    molecule = build_molecule(structure, GEOMETRY_BASIS)
    field = dft.UKS(molecule) if structure.multiplicity > 1 else dft.RKS(molecule)
    field.xc = FUNCTIONAL
    field.kernel()
    analysis = thermo.harmonic_analysis(molecule, field.Hessian().kernel())
    waves = np.asarray(analysis["freq_wavenumber"])
    real = waves[np.abs(waves.imag) < 1e-6].real
    return {
        "zero_point": float(real.sum() / 2 / HARTREE2WAVENUMBER),
        "n_imaginary": len(waves) - len(real),
    }
