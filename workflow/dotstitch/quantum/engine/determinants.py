"""Kohn-Sham determinants of a structure: closed shells, and spin states that share their tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyscf.scf import addons, chkfile

from dotstitch.contracts.levels import Level
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.engine.integrals import AtomicOrbitals
from dotstitch.quantum.engine.mean_field import Convergence, MeanField
from dotstitch.quantum.engine.molecule import build_molecule
from dotstitch.quantum.engine.scf import (
    converge,
    gap_gradient_tolerance,
    kohn_sham,
)

Array = NDArray[np.float64]
SHARED = ("with_df", "grids", "_numint", "with_solvent")


@dataclass(frozen=True, eq=False)
class Tables:
    """What depends on the nuclei alone, shared by several spin states at one geometry.

    Fitted integrals, grid with the orbitals on it, continuum.
    """

    _source: Any


class Followed(NamedTuple):
    """Orbitals whose occupation the maximum-overlap method keeps.

    Attributes
    ----------
    coefficients : ndarray, shape (2, n_basis, n_orbitals)
    occupations : ndarray, shape (2, n_orbitals)
        One or zero.
    """

    coefficients: Array
    occupations: Array


def atomic_orbitals(structure: Structure, level: Level) -> AtomicOrbitals:
    """Return the atomic orbitals of a structure in the basis of a level."""
    return AtomicOrbitals(structure, build_molecule(structure, level.basis))


def closed_shell(
    structure: Structure,
    level: Level,
    nearby: MeanField | None = None,
    checkpoint: Path | None = None,
) -> MeanField:
    """Converge the closed shell of a molecule as far as its response needs.

    Parameters
    ----------
    structure : Structure
    level : Level
    nearby : MeanField, optional
        The closed shell at a geometry nearby, to start from.
    checkpoint : Path, optional
        File that will keep the orbitals, for :func:`stored_closed_shell`. No run starts from it:
        another start ends in other digits.

    Raises
    ------
    StepError
        ``convergence``.
    """
    solver = kohn_sham(build_molecule(structure, level.basis), level, unrestricted=False)
    start = None if nearby is None else nearby._density
    if checkpoint is not None:
        checkpoint.parent.mkdir(parents=True, exist_ok=True)
        solver.chkfile = str(checkpoint)
    convergence, density = converge(solver, start)
    return _handed_out(solver, structure, level, convergence, density)


def stored_closed_shell(structure: Structure, level: Level, checkpoint: Path) -> MeanField:
    """Return the closed shell that :func:`closed_shell` left in a checkpoint, not run again."""
    solver = kohn_sham(build_molecule(structure, level.basis), level, unrestricted=False)
    _, stored = chkfile.load_scf(str(checkpoint))
    for name in ("e_tot", "mo_energy", "mo_coeff", "mo_occ"):
        setattr(solver, name, stored[name])
    convergence = Convergence("checkpoint", 0, ())
    return _handed_out(solver, structure, level, convergence, solver.make_rdm1())


def spin_state(
    structure: Structure,
    multiplicity: int,
    level: Level,
    *,
    unrestricted: bool = True,
    start: Array | None = None,
    followed: Followed | None = None,
    tables: Tables | None = None,
    patient: bool = True,
    gradient_tolerance: float | None = None,
) -> MeanField:
    """Converge one spin state as far as a gap needs.

    Parameters
    ----------
    structure : Structure
        Its own multiplicity does not count.
    multiplicity : int
    level : Level
        Its ``gap_check_functional`` gives the second energy.
    unrestricted : bool
    start : ndarray, shape (2, n_basis, n_basis), optional
        Densities of alpha and beta electrons to start from.
    followed : Followed, optional
        Keeps an excited occupation from falling to the lowest.
    tables : Tables, optional
        Of :func:`shared_tables`; without them the state makes its own and forgets them.
    patient : bool
        Else only the first rung of the ladder is tried, for a few cycles.
    gradient_tolerance : float, optional
        Norm of the orbital gradient at which the engine ``fast`` ends; a gap's without it.

    Raises
    ------
    StepError
        ``convergence``.
    """
    structure = replace(structure, multiplicity=multiplicity)
    solver = kohn_sham(build_molecule(structure, level.basis), level, unrestricted=unrestricted)
    if level.engine == "fast":
        solver.conv_tol_grad = gradient_tolerance or gap_gradient_tolerance()
    if tables is not None:
        for name in SHARED:
            if hasattr(tables._source, name):
                setattr(solver, name, getattr(tables._source, name))
    if followed is not None:
        solver = addons.mom_occ(solver, followed.coefficients, followed.occupations)
    convergence, density = converge(solver, start, patient=patient)
    second = None
    if level.gap_check_functional is not None:
        other = solver.copy()
        other.xc = level.gap_check_functional
        second = float(other.energy_tot(density))
    if tables is None:
        _forget_tables(solver)
    return _handed_out(solver, structure, level, convergence, density, second)


@contextmanager
def shared_tables(structure: Structure, level: Level) -> Iterator[Tables]:
    """Share what depends on the nuclei alone among several states at one geometry."""
    mol = build_molecule(replace(structure, multiplicity=1), level.basis)
    source = kohn_sham(mol, level, unrestricted=False)
    try:
        yield Tables(source)
    finally:
        _forget_tables(source)


def release_tables(mean_field: MeanField) -> None:
    """Free the memory of the tables of a mean field; what needs them makes them anew."""
    _forget_tables(mean_field._solver)


def _forget_tables(solver: Any) -> None:
    solver.with_df.reset()
    if hasattr(solver._numint, "forget"):
        solver._numint.forget()
    if hasattr(solver, "with_solvent"):
        solver.with_solvent.reset()


def _handed_out(
    solver: Any,
    structure: Structure,
    level: Level,
    convergence: Convergence,
    density: Array,
    second_energy_hartree: float | None = None,
) -> MeanField:
    """Take a converged PySCF object apart into arrays."""
    return MeanField(
        level=level,
        atomic_orbitals=AtomicOrbitals(structure, solver.mol),
        energy_hartree=float(solver.e_tot),
        s2=float(solver.spin_square()[0]) if np.ndim(solver.mo_occ) == 2 else 0.0,
        orbital_energies_hartree=np.asarray(solver.mo_energy),
        coefficients=np.asarray(solver.mo_coeff),
        occupations=np.asarray(solver.mo_occ),
        convergence=convergence,
        second_energy_hartree=second_energy_hartree,
        _solver=solver,
        _density=density,
    )
