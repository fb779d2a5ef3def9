"""How much of an excited electron sits where it breaks a bond, for instance N-N2 of an azide.

Which bond that is, and which atoms count, is asked of the photoactive groups.

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

import numpy as np
from numpy.typing import NDArray

from dotstitch.geometry.connectivity import spatial_neighbours
from dotstitch.geometry.structure import Structure
from dotstitch.groups.protocol import BreakingBond
from dotstitch.groups.registry import breaking_bonds
from dotstitch.quantum.engine import AtomicOrbitals, MeanField

Array = NDArray[np.float64]
STRAIGHT = 0.1
"""Sine of the angle at the inner atom below which no plane is defined and the bond is left out."""


def find_bonds(structure: Structure) -> list[BreakingBond]:
    """Return the bonds of a geometry that photoactive groups break.

    Examples
    --------
    >>> hydrazoic = Structure(
    ...     ("N", "N", "N", "H"),
    ...     np.array([[0, 0, 0], [1.24, 0, 0], [2.37, 0.14, 0], [-0.36, 0.95, 0.0]]),
    ... )
    >>> find_bonds(hydrazoic)
    [BreakingBond(carrier=3, inner=0, middle=1, atoms=(0, 1, 2))]
    """
    return breaking_bonds(structure.symbols, spatial_neighbours(structure))


def dissociative_share(mean_field: MeanField, amplitude: Array) -> Array:
    """Return the electron's population of the orbitals that break a bond in each excited state.

    The density of the excited electron, ``sum_i x_ia x_ib / sum x^2``, is taken to
    Loewdin-orthogonalised atomic orbitals. Counted are the s functions of the atoms of the bond and
    their p functions in its plane; the p function across it is not. Polarisation functions are
    left out. Orthogonalisation by the square root of the overlap, real solid harmonics and a
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
        From zero to one, summed over all such bonds; zero without one.
    """
    orbitals = mean_field.atomic_orbitals
    rows = _in_plane_functions(orbitals)
    if not len(rows) or not len(amplitude):
        return np.zeros(len(amplitude))
    projected = rows @ orbitals.overlap_root() @ mean_field.virtual
    on_bonds = np.sum((amplitude @ projected.T) ** 2, axis=(1, 2))
    return np.asarray(on_bonds / np.sum(amplitude**2, axis=(1, 2)))


def _in_plane_functions(orbitals: AtomicOrbitals) -> Array:
    """Return the functions that are counted, one a row over the atomic orbitals."""
    rows = []
    for bond in find_bonds(orbitals.structure):
        plane = _plane(orbitals.structure.positions_angstrom, bond)
        if plane is None:
            continue
        for shell in orbitals.shells():
            if shell.atom not in bond.atoms or shell.angular_momentum > 1:
                continue
            for start in range(shell.first, shell.last, 2 * shell.angular_momentum + 1):
                for direction in plane if shell.angular_momentum else np.ones((1, 1)):
                    row = np.zeros(orbitals.n_orbitals)
                    row[start : start + direction.size] = direction
                    rows.append(row)
    return np.array(rows)


def _plane(positions: Array, bond: BreakingBond) -> Array | None:
    """Return two orthonormal directions in the plane of a bond, nothing where it has none."""
    along = positions[bond.middle] - positions[bond.inner]
    along = along / np.linalg.norm(along)
    aside = positions[bond.carrier] - positions[bond.inner]
    aside = aside / np.linalg.norm(aside)
    aside = aside - (aside @ along) * along
    sine = float(np.linalg.norm(aside))
    return np.stack([along, aside / sine]) if sine > STRAIGHT else None
