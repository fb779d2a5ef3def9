"""Orbitals of a density: occupied, natural, and the two unpaired ones of a triplet."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg
from numpy.typing import NDArray

Array = NDArray[np.float64]
OCCUPATION_CUTOFF = 1e-10


def unpaired_orbitals(field: Any, overlap: Array) -> Array:
    """Return the two singly occupied orbitals of a triplet, the lower first, as columns.

    The two are the leading eigenvectors of the spin density; the alpha Fock matrix tells them
    apart, because in a planar nitrene one is sigma and one is pi.
    """
    alpha, beta = field.make_rdm1()
    root = scipy.linalg.sqrtm(overlap).real
    inverse = np.linalg.inv(root)
    _, vectors = np.linalg.eigh(root @ (alpha - beta) @ root)
    pair = inverse @ vectors[:, -2:]
    in_orbitals = field.mo_coeff[0].T @ overlap @ pair
    fock = (in_orbitals.T * field.mo_energy[0]) @ in_orbitals
    _, rotation = np.linalg.eigh(fock)
    somos: Array = pair @ rotation
    return somos


def natural_orbitals(density: Array, overlap: Array) -> Array:
    """Return the natural orbitals of a one-spin density, most occupied first."""
    root = scipy.linalg.sqrtm(overlap).real
    _, vectors = np.linalg.eigh(root @ density @ root)
    orbitals: Array = np.linalg.solve(root, vectors[:, ::-1])
    return orbitals


def carried_density(field: Any, overlap: Array) -> Array:
    """Return the density of an unrestricted field after its nuclei have moved.

    Its occupied orbitals are kept and made orthonormal again, each changed as little as possible.

    Parameters
    ----------
    field : pyscf object
        Converged at the old geometry.
    overlap : ndarray, shape (n_ao, n_ao)
        At the new one.

    Returns
    -------
    ndarray, shape (2, n_ao, n_ao)
    """
    spins = []
    for coefficients, occupations in zip(field.mo_coeff, field.mo_occ, strict=True):
        occupied = coefficients[:, occupations > 0]
        spins.append(occupied @ np.linalg.solve(occupied.T @ overlap @ occupied, occupied.T))
    return np.array(spins)


def occupied_orbitals(dm: Any, stack: Array) -> list[list[tuple[float, Array]]]:
    """Return orbitals whose outer products add up to each density, with their signs.

    PySCF tags a density with its orbitals; any other symmetric density is diagonalised.
    """
    occupation = getattr(dm, "mo_occ", None)
    if occupation is not None and np.shape(occupation)[-1] >= 1:
        occupations = np.asarray(occupation).reshape(len(stack), -1)
        coefficients = np.asarray(dm.mo_coeff).reshape(len(stack), stack.shape[1], -1)
        return [
            [(1.0, c[:, n > 0] * np.sqrt(n[n > 0]))]
            for c, n in zip(coefficients, occupations, strict=True)
        ]
    result = []
    for matrix in stack:
        values, vectors = np.linalg.eigh(matrix)
        sets = []
        for sign in (1.0, -1.0):
            chosen = sign * values > OCCUPATION_CUTOFF
            sets.append((sign, vectors[:, chosen] * np.sqrt(np.abs(values[chosen]))))
        result.append(sets)
    return result
