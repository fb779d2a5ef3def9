"""A molecular structure: elements, positions, charge and multiplicity.

ASE is imported where it is used: the report reads structures too, but need not wait for it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dotstitch.contracts.files import text_digest, trusted_text, write_text_atomically


@dataclass(frozen=True, eq=False)
class Structure:
    """One geometry of one species.

    Attributes
    ----------
    symbols : tuple of str
        Element symbols, in the atom order of the SMILES with explicit hydrogens.
    positions_angstrom : ndarray, shape (n_atoms, 3)
    charge : int
    multiplicity : int
        1 for a singlet, open- or closed-shell; 3 for a triplet.
    """

    symbols: tuple[str, ...]
    positions_angstrom: NDArray[np.float64]
    charge: int = 0
    multiplicity: int = 1


def superposed(structure: Structure, target: Structure) -> Structure:
    """Return a structure rotated and moved onto another of the same atoms (least squares)."""
    from ase.build.rotate import rotation_matrix_from_points

    centres = [one.positions_angstrom.mean(axis=0) for one in (structure, target)]
    own, other = structure.positions_angstrom - centres[0], target.positions_angstrom - centres[1]
    rotation = rotation_matrix_from_points(own.T, other.T)
    return replace(structure, positions_angstrom=own @ rotation.T + centres[1])


def write_xyz(path: Path, structure: Structure, **notes: str) -> str:
    """Write an extended XYZ file and return the hash of its text.

    Charge, multiplicity and notes stand in its second line.
    """
    from ase import Atoms
    from ase.io import write

    atoms = Atoms(structure.symbols, structure.positions_angstrom)
    atoms.info = {"charge": structure.charge, "multiplicity": structure.multiplicity, **notes}
    text = io.StringIO()
    write(text, atoms, format="extxyz")
    write_text_atomically(path, text.getvalue())
    return text_digest(text.getvalue())


def read_xyz(path: Path, digest: str | None = None) -> Structure:
    """Read a file written by :func:`write_xyz`.

    Parameters
    ----------
    path : Path
    digest : str, optional
        Hash that its text must have.

    Raises
    ------
    UntrustedFileError
        When the text has another hash.
    """
    from ase.io import read

    atoms = read(
        path if digest is None else io.StringIO(trusted_text(path, digest)), format="extxyz"
    )
    return Structure(
        symbols=tuple(atoms.get_chemical_symbols()),
        positions_angstrom=atoms.get_positions(),
        charge=int(atoms.info["charge"]),
        multiplicity=int(atoms.info["multiplicity"]),
    )
