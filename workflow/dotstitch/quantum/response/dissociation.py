"""How much of an excited electron sits where it breaks an azide: in sigma*(N-N2), in the plane.

An azide has two pi* systems. The one across the plane of C-N-N is conjugated with the molecule
and holds the excited electron of most bright states without harm. The one in the plane mixes with
sigma*(N-N2); an electron there weakens the bond that lets N2 go. Aryl azides photolyse with a high
quantum yield when this orbital is populated in the lowest excited state and hardly at all when it
is empty.

References
----------
Budyka, High Energy Chem. 2007 (doi 10.1134/S0018143907020051).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dotstitch.geometry.connectivity import spatial_bonds
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.engine import AtomicOrbitals, MeanField

Array = NDArray[np.float64]
STRAIGHT = 0.1
"""Sine of the angle X-N-N below which no plane is defined and the azide is left out."""


class Azide(NamedTuple):
    """Atom indices of one azide: the atom that carries it, then its nitrogens outwards."""

    carrier: int
    inner: int
    middle: int
    end: int


def find_azides(structure: Structure) -> list[Azide]:
    """Return the azides of a geometry: X-N-N-N with nothing else on any nitrogen.

    Examples
    --------
    >>> hydrazoic = Structure(
    ...     ("N", "N", "N", "H"),
    ...     np.array([[0, 0, 0], [1.24, 0, 0], [2.37, 0.14, 0], [-0.36, 0.95, 0.0]]),
    ... )
    >>> find_azides(hydrazoic)
    [Azide(carrier=3, inner=0, middle=1, end=2)]
    """
    neighbours: list[list[int]] = [[] for _ in structure.symbols]
    for i, j in sorted(spatial_bonds(structure)):
        neighbours[i].append(j)
        neighbours[j].append(i)

    def nitrogen(atom: int, n_bonds: int) -> bool:
        return structure.symbols[atom] == "N" and len(neighbours[atom]) == n_bonds

    found = []
    for middle in range(len(structure.symbols)):
        if not nitrogen(middle, 2):
            continue
        for inner, end in (neighbours[middle], neighbours[middle][::-1]):
            if nitrogen(inner, 2) and nitrogen(end, 1):
                carrier = next(atom for atom in neighbours[inner] if atom != middle)
                found.append(Azide(carrier, inner, middle, end))
    return found


def dissociative_share(mean_field: MeanField, amplitude: Array) -> Array:
    """Return the electron's population of the in-plane azide orbitals in each excited state.

    The density of the excited electron, ``sum_i x_ia x_ib / sum x^2``, is taken to
    Loewdin-orthogonalised atomic orbitals. Counted are the s functions of the three nitrogens and
    their p functions in the plane X-N-N; the p function across it is not. Polarisation functions
    are left out. Orthogonalisation by the square root of the overlap, real solid harmonics and a
    plane fixed by the atoms make the number independent of orientation and atom order.

    Parameters
    ----------
    mean_field : MeanField
        Closed shell.
    amplitude : ndarray, shape (n_states, n_occ, n_vir)
        X + Y of each state; the norm does not matter.

    Returns
    -------
    ndarray, shape (n_states,)
        From zero to one, summed over all azides; zero without an azide.
    """
    orbitals = mean_field.atomic_orbitals
    rows = _in_plane_functions(orbitals)
    if not len(rows) or not len(amplitude):
        return np.zeros(len(amplitude))
    values, vectors = np.linalg.eigh(orbitals.overlap())
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    projected = rows @ root @ mean_field.virtual
    on_azide = np.sum((amplitude @ projected.T) ** 2, axis=(1, 2))
    return np.asarray(on_azide / np.sum(amplitude**2, axis=(1, 2)))


def _in_plane_functions(orbitals: AtomicOrbitals) -> Array:
    """Return the functions that are counted, one a row over the atomic orbitals."""
    rows = []
    for azide in find_azides(orbitals.structure):
        plane = _plane(orbitals.structure.positions_angstrom, azide)
        if plane is None:
            continue
        for shell in orbitals.shells():
            if shell.atom not in azide[1:] or shell.angular_momentum > 1:
                continue
            for start in range(shell.first, shell.last, 2 * shell.angular_momentum + 1):
                for direction in plane if shell.angular_momentum else np.ones((1, 1)):
                    row = np.zeros(orbitals.n_orbitals)
                    row[start : start + direction.size] = direction
                    rows.append(row)
    return np.array(rows)


def _plane(positions: Array, azide: Azide) -> Array | None:
    """Return two orthonormal directions that span the plane X-N-N, nothing if it is straight."""
    along = positions[azide.middle] - positions[azide.inner]
    along = along / np.linalg.norm(along)
    aside = positions[azide.carrier] - positions[azide.inner]
    aside = aside / np.linalg.norm(aside)
    aside = aside - (aside @ along) * along
    sine = float(np.linalg.norm(aside))
    return np.stack([along, aside / sine]) if sine > STRAIGHT else None
