"""Rotors that a force field leaves across the plane of conjugation, rotated into it.

MMFF94s has no torsion of its own for an aryl azide or a diarylalkyne and puts both at right angles
to the ring. That is a saddle of GFN2-xTB, where relaxation stays: phenyl azide came out 3.5
kcal/mol too high, its lowest excitation 0.5 eV.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from ase import Atoms
from numpy.typing import NDArray
from rdkit import Chem

Array = NDArray[np.float64]
ROTORS = {"a:a-!@N=[N+]=[N-]": (0, 1, 2, 3), "a:a-!@C#C-!@a:a": (0, 1, 4, 5)}
"""Patterns, and the four of their atoms that have the angle; the second's bond is rotated."""

ACROSS_DEGREE = 45.0


@cache
def _queries() -> tuple[tuple[Chem.Mol, tuple[int, ...]], ...]:
    return tuple((Chem.MolFromSmarts(pattern), angle) for pattern, angle in ROTORS.items())


def rotated_into_plane(molecule: Chem.Mol, positions_angstrom: Array) -> Array:
    """Return positions with every such rotor rotated by the smaller angle that makes it planar.

    Parameters
    ----------
    molecule : Chem.Mol
        With explicit hydrogens.
    positions_angstrom : ndarray, shape (n_atoms, 3)

    Returns
    -------
    ndarray, shape (n_atoms, 3)
        The same numbers where no rotor lies more than 45 degrees out of its plane.
    """
    atoms = Atoms(numbers=[a.GetAtomicNum() for a in molecule.GetAtoms()])
    atoms.set_positions(positions_angstrom)
    for query, angle in _queries():
        for match in molecule.GetSubstructMatches(query):
            four = [match[k] for k in angle]
            degree = float(atoms.get_dihedral(*four))
            planar = 180.0 * round(degree / 180.0)
            if abs(degree - planar) > ACROSS_DEGREE:
                moving = _beyond(molecule, match[1], match[2])
                atoms.set_dihedral(*four, planar, indices=moving)
    return np.asarray(atoms.get_positions())


def _beyond(molecule: Chem.Mol, pivot: int, following: int) -> list[int]:
    """Return the atoms on the far side of a bond outside rings."""
    bond = molecule.GetBondBetweenAtoms(pivot, following).GetIdx()
    cut = Chem.FragmentOnBonds(molecule, [bond], addDummies=False)
    return next(list(atoms) for atoms in Chem.GetMolFrags(cut) if following in atoms)
