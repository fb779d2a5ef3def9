"""Zero-point differences of spin states: GFN2-xTB against analytic Hessians of B3LYP/def2-SVP.

    python tests/benchmarks accuracy.vibrations "[CH2]" "[CH]F"

Minutes for the smallest molecules, hours for aryl intermediates. An open-shell singlet is a
broken-symmetry determinant here, half triplet.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from pyscf import dft, gto
from pyscf.dft.gen_grid import Grids
from pyscf.geomopt import geometric_solver
from pyscf.hessian import thermo

from accuracy.gaps import centre_of
from dotstitch.contracts.constants import EV_KCAL_MOL, WAVENUMBER_EV
from dotstitch.data.levels import load_level
from dotstitch.geometry.optimise import optimise_species
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.gap.spin import triplet
from dotstitch.quantum.gap.unpaired import unpaired_orbitals
from dotstitch.quantum.gap.vibrations import vibrational_terms

FUNCTIONAL, BASIS = "b3lyp", "def2-svp"
GRID, RESPONSE_GRID = 2, 0
"""The response of the orbitals takes most of the time; its grid moves CH2 by 0.001 kcal/mol."""


def molecule_of(structure: Structure, spin: int) -> Any:
    """Return the PySCF molecule."""
    atoms = list(zip(structure.symbols, structure.positions_angstrom.tolist(), strict=True))
    return gto.M(atom=atoms, basis=BASIS, spin=spin, verbose=0)


def field_of(molecule: Any, *, closed: bool) -> Any:
    """Return the mean field, not converged yet."""
    field = (dft.RKS if closed else dft.UKS)(molecule, xc=FUNCTIONAL).density_fit()
    field.grids.level, field.conv_tol = GRID, 1e-8
    return field


def broken_symmetry(structure: Structure) -> np.ndarray:
    """Return the density of a triplet with one of its unpaired electrons flipped."""
    update = {"functional": FUNCTIONAL, "basis": BASIS, "gap_check_functional": None}
    parent = triplet(structure, load_level("draft").model_copy(update=update))
    orbital = unpaired_orbitals(parent, parent.atomic_orbitals.overlap())[:, 1]
    alpha, beta = parent.orbital_density()
    flipped = np.outer(orbital, orbital)
    return np.array([alpha - flipped, beta + flipped])


def zero_point_kcal_mol(structure: Structure, state: str) -> float:
    """Relax one spin state and return the zero-point energy of its real modes."""
    start = broken_symmetry(structure) if state == "open" else None
    molecule = molecule_of(structure, 2 if state == "triplet" else 0)
    field = field_of(molecule, closed=state == "closed")
    field.kernel(dm0=start)
    relaxed = geometric_solver.optimize(field, maxsteps=60)
    there = field_of(relaxed, closed=state == "closed")
    there.kernel(dm0=start)
    curvature = there.Hessian()
    curvature.solve_mo1 = _coarsely(there, curvature.solve_mo1)
    harmonic = thermo.harmonic_analysis(relaxed, curvature.kernel(), imaginary_freq=False)
    wavenumbers = np.asarray(harmonic["freq_wavenumber"], dtype=float)
    return float(wavenumbers[wavenumbers > 0].sum() / 2.0 * WAVENUMBER_EV * EV_KCAL_MOL)


def _coarsely(field: Any, solve: Callable[..., Any]) -> Callable[..., Any]:
    """Let the response be solved on a coarse grid."""

    def solved(*arguments: Any, **keywords: Any) -> Any:
        fine, field.grids = field.grids, Grids(field.mol)
        field.grids.level = RESPONSE_GRID
        try:
            return solve(*arguments, **keywords)
        finally:
            field.grids = fine

    return solved


def compare(smiles: str) -> dict[str, float | str]:
    """Return the zero-point difference of one intermediate, singlet minus triplet, both ways."""
    kind: Literal["nitrene", "carbene"] = "nitrene" if centre_of(smiles) == "N" else "carbene"
    structures, _ = optimise_species(smiles, kind, load_level("draft"), seed=2022)
    character: Literal["open-shell", "closed-shell"]
    character = "open-shell" if kind == "nitrene" else "closed-shell"
    terms = vibrational_terms(structures, kind, character, smiles)
    high = zero_point_kcal_mol(structures["singlet"], character.removesuffix("-shell"))
    low = zero_point_kcal_mol(structures["triplet"], "triplet")
    return {"smiles": smiles, "gfn2": terms.zero_point_kcal_mol, "b3lyp": high - low}


def main() -> None:
    """Compare the molecules of the command line."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("smiles", nargs="+")
    molecules = parser.parse_args().smiles
    print("singlet minus triplet, kcal/mol")
    for one in molecules:
        row = compare(one)
        print(f"{row['smiles']:30s} GFN2-xTB {row['gfn2']:6.2f}  B3LYP {row['b3lyp']:6.2f}")
