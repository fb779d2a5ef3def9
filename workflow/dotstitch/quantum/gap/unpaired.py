"""Orbitals of a density: natural ones, and the two unpaired ones of a triplet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.linalg
from numpy.typing import NDArray

from dotstitch.quantum.engine import MeanField

Array = NDArray[np.float64]


def unpaired_orbitals(state: MeanField, overlap: Array) -> Array:
    """Return the two singly occupied orbitals of a triplet, the lower first, as columns.

    The two are the leading eigenvectors of the spin density; the alpha Fock matrix tells them
    apart, because in a planar nitrene one is sigma and one is pi.
    """
    alpha, beta = state.orbital_density()
    root = scipy.linalg.sqrtm(overlap).real
    inverse = np.linalg.inv(root)
    _, vectors = np.linalg.eigh(root @ (alpha - beta) @ root)
    pair = inverse @ vectors[:, -2:]
    in_orbitals = state.coefficients[0].T @ overlap @ pair
    fock = (in_orbitals.T * state.orbital_energies_hartree[0]) @ in_orbitals
    _, rotation = np.linalg.eigh(fock)
    somos: Array = pair @ rotation
    return somos


def natural_orbitals(density: Array, overlap: Array) -> Array:
    """Return the natural orbitals of a one-spin density, most occupied first."""
    root = scipy.linalg.sqrtm(overlap).real
    _, vectors = np.linalg.eigh(root @ density @ root)
    orbitals: Array = np.linalg.solve(root, vectors[:, ::-1])
    return orbitals


def reorthonormalised_density(state: MeanField, overlap: Array) -> Array:
    """Return the densities of an open-shell state after its nuclei have moved.

    Its occupied orbitals are kept and made orthonormal again, each changed as little as possible.

    Parameters
    ----------
    state : MeanField
        At the old geometry.
    overlap : ndarray, shape (n_ao, n_ao)
        At the new one.

    Returns
    -------
    ndarray, shape (2, n_ao, n_ao)
    """
    spins = zip(state.coefficients, state.occupations, strict=True)
    return density_of([orbitals[:, occupation > 0] for orbitals, occupation in spins], overlap)


def density_of(occupied: Sequence[Array], overlap: Array) -> Array:
    """Return the density of each spin's occupied orbitals, made orthonormal again.

    Parameters
    ----------
    occupied : sequence of ndarray, shape (n_ao, n_electrons)
        Of alpha and beta spin.
    overlap : ndarray, shape (n_ao, n_ao)

    Returns
    -------
    ndarray, shape (2, n_ao, n_ao)
    """
    return np.array([c @ np.linalg.solve(c.T @ overlap @ c, c.T) for c in occupied])
