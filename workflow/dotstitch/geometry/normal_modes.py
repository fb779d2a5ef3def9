"""Normal modes on the GFN2-xTB surface that relaxed a spin state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from ase import Atoms
from ase.calculators.calculator import CalculationFailed
from numpy.typing import NDArray
from rdkit import Chem
from scipy.linalg import null_space

from dotstitch.contracts.constants import QUANTUM_EV, WAVENUMBER_EV
from dotstitch.contracts.failure import StepError
from dotstitch.contracts.remedies import OTHER_SEED
from dotstitch.geometry.refine import Occupation, gfn2_calculator
from dotstitch.geometry.structure import Structure

Array = NDArray[np.float64]

STEP_ANGSTROM = 0.005
REACH_BONDS = 5
"""Atoms this far from the reactive centre vibrate: its rings and their substituents."""
LINEAR = 1e-3
"""A rotation that moves the atoms by less than this share of the largest is none."""


@dataclass(frozen=True, eq=False)
class Modes:
    """Normal modes of one spin state.

    Attributes
    ----------
    positions_angstrom : ndarray, shape (n_atoms, 3)
        Of the atoms that vibrate.
    wavenumber_cm1 : ndarray, shape (n_modes,)
        Ascending; imaginary ones are negative.
    displacement : ndarray, shape (n_modes, n_atoms, 3)
        Mass-weighted, of unit length.
    """

    positions_angstrom: Array
    wavenumber_cm1: Array
    displacement: Array


def normal_modes(
    structure: Structure, occupation: Occupation, atoms: Sequence[int] | None = None
) -> Modes:
    """Return the normal modes of a structure; 6 gradients per atom.

    Parameters
    ----------
    structure : Structure
    occupation : str
        That of its relaxation.
    atoms : sequence of int, optional
        The atoms that vibrate, all by default; the others stand still, and rigid motions of the
        vibrating ones against them are left out.

    Raises
    ------
    StepError
        Kind ``convergence`` when GFN2-xTB fails at a displaced geometry.
    """
    active = list(range(len(structure.symbols)) if atoms is None else atoms)
    return modes_of(structure, hessian(structure, occupation, active), active)


def atoms_near(molecule: Chem.Mol, centre: int) -> list[int]:
    """Return the atoms within :data:`REACH_BONDS` bonds of an atom.

    Examples
    --------
    >>> molecule = Chem.MolFromSmiles("[N]c1ccc(CCC)cc1")
    >>> atoms_near(molecule, 0)
    [0, 1, 2, 3, 4, 5, 8, 9]
    """
    reach = Chem.GetDistanceMatrix(molecule)[centre]
    return [int(index) for index in np.flatnonzero(reach <= REACH_BONDS)]


def hessian(structure: Structure, occupation: Occupation, active: Sequence[int]) -> Array:
    """Return second derivatives of the energy for some atoms, eV per square angstrom.

    Central differences of the gradient, made symmetric.
    """
    atoms = Atoms(structure.symbols, structure.positions_angstrom)
    atoms.calc = gfn2_calculator(structure.charge, occupation)
    columns = []
    for atom in active:
        for axis in range(3):
            step = np.zeros_like(structure.positions_angstrom)
            step[atom, axis] = STEP_ANGSTROM
            ahead, behind = (
                _forces(atoms, structure.positions_angstrom + sign * step) for sign in (1, -1)
            )
            columns.append(((behind - ahead) / (2.0 * STEP_ANGSTROM))[active].ravel())
    hessian = np.array(columns)
    return np.asarray((hessian + hessian.T) / 2.0)


def _forces(atoms: Atoms, positions: Array) -> Array:
    atoms.set_positions(positions)
    try:
        return np.asarray(atoms.get_forces())
    except (CalculationFailed, RuntimeError) as failure:
        raise StepError(
            "convergence",
            f"GFN2-xTB fails at a geometry displaced by {STEP_ANGSTROM} angstrom: {failure}",
            OTHER_SEED,
        ) from failure


def displaced(structure: Structure, modes: Modes, amounts: Array) -> Structure:
    """Return a structure moved along its modes.

    Parameters
    ----------
    structure : Structure
        All of its atoms vibrate.
    modes : Modes
    amounts : ndarray, shape (n_modes,)
        Of each mode, in angstrom times the square root of a mass in u.
    """
    masses = Atoms(structure.symbols).get_masses()
    step = np.tensordot(amounts, modes.displacement, axes=1) / np.sqrt(masses)[:, None]
    return replace(structure, positions_angstrom=structure.positions_angstrom + step)


def modes_of(structure: Structure, curvature: Array, active: Sequence[int]) -> Modes:
    """Return the normal modes that belong to second derivatives.

    Parameters
    ----------
    structure : Structure
    curvature : ndarray, shape (3 n_active, 3 n_active)
        As :func:`hessian` returns it.
    active : sequence of int
        Translation and rotation of these atoms as one rigid body are projected out.
    """
    picked = list(active)
    atoms = Atoms(structure.symbols, structure.positions_angstrom)[picked]
    roots = np.repeat(np.sqrt(atoms.get_masses()), 3)
    internal = null_space(_rigid_motions(atoms) * roots)
    weighted = curvature / np.outer(roots, roots)
    squares, vectors = np.linalg.eigh(internal.T @ weighted @ internal)
    wavenumbers = np.sign(squares) * np.sqrt(np.abs(squares)) * QUANTUM_EV / WAVENUMBER_EV
    return Modes(
        atoms.get_positions(), wavenumbers, (internal @ vectors).T.reshape(len(wavenumbers), -1, 3)
    )


def _rigid_motions(atoms: Atoms) -> Array:
    """Return displacements of translation and rotation; a linear body has two rotations."""
    arms = atoms.get_positions() - atoms.get_center_of_mass()
    _, axes = np.linalg.eigh(arms.T @ arms)
    rotations = [np.cross(axis, arms).ravel() for axis in axes.T]
    longest = max(np.linalg.norm(rotation) for rotation in rotations)
    kept = [rotation for rotation in rotations if np.linalg.norm(rotation) > LINEAR * longest]
    return np.array([*(np.tile(axis, len(atoms)) for axis in np.eye(3)), *kept])
