"""A molecular structure: elements, positions, charge and multiplicity."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from ase.build.rotate import rotation_matrix_from_points
from numpy.typing import NDArray

from dotstitch.contracts.records import write_text_atomically


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
    """Return a structure turned and moved onto another of the same atoms (least squares)."""
    centres = [one.positions_angstrom.mean(axis=0) for one in (structure, target)]
    own, other = structure.positions_angstrom - centres[0], target.positions_angstrom - centres[1]
    turn = rotation_matrix_from_points(own.T, other.T)
    return replace(structure, positions_angstrom=own @ turn.T + centres[1])


def write_xyz(path: Path, structure: Structure, comment: str = "") -> None:
    """Write an XYZ file; the comment line also carries charge and multiplicity."""
    lines = [
        str(len(structure.symbols)),
        f"charge={structure.charge} multiplicity={structure.multiplicity} {comment}".rstrip(),
    ]
    for symbol, (x, y, z) in zip(structure.symbols, structure.positions_angstrom, strict=True):
        lines.append(f"{symbol:<2s} {x:14.8f} {y:14.8f} {z:14.8f}")
    write_text_atomically(path, "\n".join(lines) + "\n")


def read_xyz(path: Path) -> Structure:
    """Read an XYZ file written by :func:`write_xyz`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    n_atoms = int(lines[0])
    tags = dict(word.split("=", 1) for word in lines[1].split() if "=" in word)
    rows = [line.split() for line in lines[2 : 2 + n_atoms]]
    return Structure(
        symbols=tuple(row[0] for row in rows),
        positions_angstrom=np.array([[float(x) for x in row[1:4]] for row in rows]),
        charge=int(tags["charge"]),
        multiplicity=int(tags["multiplicity"]),
    )
