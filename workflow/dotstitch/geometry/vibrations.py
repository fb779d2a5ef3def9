"""Harmonic vibrations on the GFN2-xTB surface that relaxed a spin state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ase import Atoms
from ase.calculators.calculator import CalculationFailed
from ase.thermochemistry import QuasiHarmonicThermo
from numpy.typing import NDArray
from rdkit import Chem
from scipy.linalg import null_space

from dotstitch.constants import EV_KCAL_MOL, QUANTUM_EV, WAVENUMBER_EV
from dotstitch.geometry.refine import Occupation, gfn2_calculator
from dotstitch.geometry.structure import Structure
from dotstitch.records import StepError

Array = NDArray[np.float64]

STEP_ANGSTROM = 0.005
LOWEST_CM1 = 100.0
"""Softer modes, and imaginary ones, count as this hard: harmonic entropy fails them."""
REACH_BONDS = 5
"""Atoms this far from the reactive centre vibrate: its rings and their substituents."""
TEMPERATURE_K = 298.15
LINEAR = 1e-3
"""A rotation that moves the atoms by less than this share of the largest is none."""


@dataclass(frozen=True)
class Vibrations:
    """What the vibrations of one spin state add to its energy.

    Attributes
    ----------
    zero_point_kcal_mol : float
    free_energy_kcal_mol : float
        Of the vibrations, zero point included; rotation and translation are left out.
    imaginary, raised : int
        Imaginary modes, and all modes that were raised to :data:`LOWEST_CM1`.
    atoms : int
        How many atoms vibrate.
    """

    zero_point_kcal_mol: float
    free_energy_kcal_mol: float
    imaginary: int
    raised: int
    atoms: int


def vibrations(
    structure: Structure, occupation: Occupation, atoms: Sequence[int] | None = None
) -> Vibrations:
    """Return the vibrational energies of a structure; 6 gradients per atom.

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
    found = wavenumbers(structure, hessian(structure, occupation, active), active)
    zero_point, free = vibrational_energies(found, TEMPERATURE_K)
    n_imaginary, n_raised = int((found < 0.0).sum()), int((found < LOWEST_CM1).sum())
    return Vibrations(zero_point, free, n_imaginary, n_raised, len(active))


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
    found = np.array(columns)
    return np.asarray((found + found.T) / 2.0)


def _forces(atoms: Atoms, positions: Array) -> Array:
    atoms.set_positions(positions)
    try:
        return np.asarray(atoms.get_forces())
    except (CalculationFailed, RuntimeError) as failure:
        raise StepError(
            "convergence",
            f"GFN2-xTB fails at a geometry displaced by {STEP_ANGSTROM} angstrom: {failure}",
            "start from another conformer (change the seed)",
        ) from failure


def wavenumbers(structure: Structure, curvature: Array, active: Sequence[int]) -> Array:
    """Return harmonic wavenumbers in cm-1, ascending; imaginary ones are negative.

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
    squares = np.linalg.eigvalsh(internal.T @ weighted @ internal)
    return np.asarray(np.sign(squares) * np.sqrt(np.abs(squares)) * QUANTUM_EV / WAVENUMBER_EV)


def _rigid_motions(atoms: Atoms) -> Array:
    """Return displacements of translation and rotation; a linear body has two rotations."""
    arms = atoms.get_positions() - atoms.get_center_of_mass()
    _, axes = np.linalg.eigh(arms.T @ arms)
    turns = [np.cross(axis, arms).ravel() for axis in axes.T]
    longest = max(np.linalg.norm(turn) for turn in turns)
    kept = [turn for turn in turns if np.linalg.norm(turn) > LINEAR * longest]
    return np.array([*(np.tile(axis, len(atoms)) for axis in np.eye(3)), *kept])


def vibrational_energies(found_cm1: Array, temperature_k: float) -> tuple[float, float]:
    """Return zero-point energy and free energy of oscillators, kcal/mol.

    Parameters
    ----------
    found_cm1 : ndarray
        Wavenumbers; below :data:`LOWEST_CM1` they are raised to it.
    temperature_k : float

    References
    ----------
    Ribeiro, Marenich, Cramer, Truhlar, J. Phys. Chem. B 2011, 115, 14556 (raised modes).

    Examples
    --------
    One mode of 1000 cm-1 has a zero-point energy of 500 cm-1, and little else at 298 K:

    >>> [round(energy, 2) for energy in vibrational_energies(np.array([1000.0]), 298.15)]
    [1.43, 1.42]
    """
    thermo = QuasiHarmonicThermo(found_cm1 * WAVENUMBER_EV, raise_to=LOWEST_CM1 * WAVENUMBER_EV)
    inner = thermo.get_internal_energy(temperature_k, verbose=False)
    free = inner - temperature_k * thermo.get_entropy(temperature_k, verbose=False)
    return float(thermo.get_ZPE_correction() * EV_KCAL_MOL), float(free * EV_KCAL_MOL)
