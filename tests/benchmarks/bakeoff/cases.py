"""Molecules and geometries of the gap bake-off, and what zero-point motion and a film add."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from accuracy.gaps import DEFAULT, centre_of
from accuracy.rows import Reference, read_references
from ase import Atoms
from numpy.typing import NDArray
from pyscf import dft, gto
from pyscf.geomopt.geometric_solver import optimize
from pyscf.hessian import thermo

from dotstitch.contracts.constants import BOHR_ANGSTROM, HARTREE_EV, HARTREE_KCAL_MOL
from dotstitch.contracts.levels import Level
from dotstitch.data.levels import load_level
from dotstitch.data.spin_states import spin_parameters
from dotstitch.geometry.optimise import optimise_species
from dotstitch.geometry.refine import Occupation, gfn2_calculator
from dotstitch.geometry.structure import Structure, read_xyz, write_xyz
from dotstitch.quantum.engine.molecule import build_molecule
from dotstitch.quantum.gap.isogyric import methylene
from dotstitch.quantum.gap.spin import broken_symmetry_singlet, triplet

Array = NDArray[np.float64]
MEASURED = "methylene, measured geometry"
SMALL = (
    "methylene",
    "imidogen",
    "fluoromethylene",
    "chloromethylene",
    "difluorocarbene",
    "bromomethylene",
    "dichlorocarbene",
    "cyanocarbene",
    "isocyanocarbene",
    "dicyanocarbene",
)
LARGE = (
    "phenylnitrene",
    "phenylcarbene",
    "2-furanylnitrene",
    "3-furanylnitrene",
    "phenylchlorocarbene",
    "4-chlorophenylnitrene",
    "2-chlorophenylnitrene",
)
"""Rows of the reference set that are affordable; the program knows no vinylidene carbenes."""
DFT_GEOMETRIES = (
    "methylene",
    "fluoromethylene",
    "difluorocarbene",
    "cyanocarbene",
    "dicyanocarbene",
    "phenylnitrene",
    "phenylcarbene",
)
STATES = {"singlet": 1, "triplet": 3}
STEP_ANGSTROM = 0.005
WAVENUMBER_KCAL_MOL = HARTREE_KCAL_MOL / 219474.6313632
Kind = Literal["nitrene", "carbene"]


@dataclass(frozen=True)
class Outcome:
    """Gap (kcal/mol, positive for a triplet ground state), CPU time (s), S2 of both states."""

    gap_kcal_mol: float | None
    cpu_s: float
    s2_singlet: float | None
    s2_triplet: float | None
    note: str = ""


@dataclass(frozen=True)
class Case:
    """One molecule of the reference set at one pair of geometries."""

    name: str
    group: str
    kind: Kind
    reference_kcal_mol: float
    counted: bool
    geometry: str
    structures: dict[str, Structure]

    def level(self, functional: str, basis: str = "def2-svp") -> Level:
        """Return the standard grid in vacuum with this functional and basis, without a check."""
        changes = {"functional": functional, "basis": basis, "film_permittivity": None}
        return load_level("standard").model_copy(update=changes | {"gap_check_functional": None})

    def affordable(self, heavy_atoms: int) -> bool:
        """Tell whether the molecule has no more heavy atoms than that."""
        return sum(symbol != "H" for symbol in self.structures["singlet"].symbols) <= heavy_atoms


def load_case(name: str, geometry: str, cache: Path) -> Case:
    """Return a molecule with the project's (``gfn2``) or ``b3lyp`` geometries, made if need be."""
    wanted = "methylene" if name == MEASURED else name
    row = next(r for r in read_references(None, DEFAULT, ("name",)) if r["name"] == wanted)
    kind: Kind = "nitrene" if centre_of(row["smiles"]) == "N" else "carbene"
    structures = _structures(row, kind, geometry, cache)
    value, counted = float(row["value_kcal_mol"]), row["in_statistics"] == "yes"
    return Case(name, row["class"], kind, value, counted, geometry, structures)


def _structures(row: Reference, kind: Kind, geometry: str, cache: Path) -> dict[str, Structure]:
    if geometry == "measured":
        reference = spin_parameters()["methylene"]
        return {state: methylene(**reference[state]) for state in STATES}
    paths = {state: cache / f"{row['name']}_{geometry}_{state}.xyz" for state in STATES}
    if all(path.exists() for path in paths.values()):
        return {state: read_xyz(path) for state, path in paths.items()}
    if geometry == "gfn2":
        made, _ = optimise_species(row["smiles"], kind, load_level("standard"), seed=2022)
    else:
        starts = _structures(row, kind, "gfn2", cache)
        made = {state: _relaxed_by_b3lyp(starts[state], kind, state) for state in paths}
    for state, path in paths.items():
        write_xyz(path, made[state], level=geometry)
    return {state: made[state] for state in paths}


def b3lyp_mean_field(structure: Structure, kind: Kind, state: str) -> Any:
    """Return PySCF's converged B3LYP/def2-SVP; broken symmetry for a nitrene's singlet."""
    mol = build_molecule(replace(structure, multiplicity=STATES[state]), "def2-svp")
    closed = state == "singlet" and kind == "carbene"
    mean_field = (dft.RKS(mol) if closed else dft.UKS(mol)).density_fit()
    mean_field.xc, mean_field.conv_tol = "b3lyp", 1e-9
    mean_field.grids.atom_grid = (75, 302)
    density = None
    if state == "singlet" and kind == "nitrene":
        level = load_level("standard").model_copy(
            update={"functional": "b3lyp", "film_permittivity": None}
        )
        parent = triplet(structure, level)
        density = broken_symmetry_singlet(structure, level, parent).orbital_density()
    mean_field.kernel(dm0=density)
    return mean_field


def _relaxed_by_b3lyp(start: Structure, kind: Kind, state: str) -> Structure:
    relaxed = optimize(b3lyp_mean_field(start, kind, state), maxsteps=60)
    return Structure(start.symbols, relaxed.atom_coords(unit="Angstrom"), 0, start.multiplicity)


def zero_point_b3lyp(case: Case) -> dict[str, Outcome]:
    """Return zero-point energy of singlet minus triplet from analytic B3LYP Hessians."""
    start = time.process_time()
    energies, notes = {}, []
    for state, structure in case.structures.items():
        mean_field = b3lyp_mean_field(structure, case.kind, state)
        energies[state], note = _zero_point(mean_field.mol, mean_field.Hessian().kernel())
        notes.append(f"{state} {note}")
    gap, spent = energies["singlet"] - energies["triplet"], time.process_time() - start
    return {"zero-point, B3LYP": Outcome(gap, spent, None, None, "; ".join(notes))}


def zero_point_gfn2(case: Case) -> dict[str, Outcome]:
    """Return zero-point energy of singlet minus triplet, filled as in the project's geometries."""
    start = time.process_time()
    filling: dict[str, Occupation] = {
        "triplet": "polarised_triplet",
        "singlet": "closed" if case.kind == "carbene" else "unpolarised_triplet",
    }
    energies, notes = {}, []
    for state, structure in case.structures.items():
        atoms = Atoms(structure.symbols, structure.positions_angstrom)
        atoms.calc = gfn2_calculator(0, filling[state])
        mol = build_molecule(replace(structure, multiplicity=STATES[state]), "def2-svp")
        energies[state], note = _zero_point(mol, _force_constants(atoms))
        notes.append(f"{state} {note}")
    gap, spent = energies["singlet"] - energies["triplet"], time.process_time() - start
    return {"zero-point, GFN2-xTB": Outcome(gap, spent, None, None, "; ".join(notes))}


def _force_constants(atoms: Atoms) -> Array:
    """Return the Hessian in hartree/bohr2 by central differences, shape (n, n, 3, 3)."""
    home, size = atoms.get_positions(), 3 * len(atoms)
    rows = np.zeros((size, size))
    for k, move in enumerate(STEP_ANGSTROM * np.eye(size).reshape(size, -1, 3)):
        atoms.set_positions(home + move)
        ahead = atoms.get_forces().ravel()
        atoms.set_positions(home - move)
        rows[k] = (atoms.get_forces().ravel() - ahead) / (2 * STEP_ANGSTROM)
    symmetric = 0.5 * (rows + rows.T) / HARTREE_EV * BOHR_ANGSTROM**2
    return symmetric.reshape(len(atoms), 3, len(atoms), 3).transpose(0, 2, 1, 3)


def _zero_point(mol: gto.Mole, hessian: Array) -> tuple[float, str]:
    """Return the energy in kcal/mol and a word on it; imaginary modes do not count."""
    modes = thermo.harmonic_analysis(mol, hessian, imaginary_freq=False)["freq_wavenumber"]
    energy = 0.5 * float(modes[modes > 0].sum()) * WAVENUMBER_KCAL_MOL
    return energy, f"{energy:.2f}, imaginary modes {int((modes < 0).sum())}"
