"""The two unpaired electrons of a triplet, and natural orbitals."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg
from numpy.typing import NDArray

Array = NDArray[np.float64]


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
