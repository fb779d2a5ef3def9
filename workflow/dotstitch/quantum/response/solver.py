"""Iterative solver of the response equations: every root below a limit, none skipped.

With real orbitals the excitations solve (A - B)(A + B)(X + Y) = w^2 (X + Y). One trial vector v
gives A v and B v, hence both products, so the subspace is as large as for the Tamm-Dancoff
approximation (B = 0), which the same code solves.

References
----------
Stratmann, Scuseria, Frisch, J. Chem. Phys. 1998, 109, 8218 (doi 10.1063/1.477483).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import scipy.linalg
from numpy.typing import NDArray

Array = NDArray[np.float64]
RESIDUAL_TOLERANCE = 1e-3
MAX_CYCLES = 30
LINEAR_DEPENDENCE = 1e-4
SMALLEST_DENOMINATOR = 1e-2


class Roots(NamedTuple):
    """Roots below the limit, lowest first.

    Attributes
    ----------
    energy : ndarray, shape (n_roots,)
        Hartree.
    total : ndarray, shape (n_roots, size)
        X + Y, with (X + Y).(X - Y) = 1.
    converged : ndarray of bool, shape (n_roots,)
    """

    energy: Array
    total: Array
    converged: NDArray[np.bool_]


def solve_response(
    apply: Callable[[Array], tuple[Array, Array]], start: Array, diagonal: Array, limit: float
) -> Roots:
    """Return every root below ``limit``.

    Parameters
    ----------
    apply : callable
        Takes vectors of shape (n, size) to A v and B v, the latter zero in the Tamm-Dancoff
        approximation.
    start : ndarray, shape (n, size)
        Spans good approximations of all roots below the limit.
    diagonal : ndarray, shape (size,)
        Approximate diagonal of A, hartree.
    limit : float
        Hartree.
    """
    basis = np.empty((0, diagonal.size))
    plus, minus = basis, basis
    new = scipy.linalg.orth(start.T).T
    for _ in range(MAX_CYCLES):
        a, b = apply(new)
        basis = np.vstack([basis, new])
        plus, minus = np.vstack([plus, a + b]), np.vstack([minus, a - b])
        energy, right, left = _subspace(basis @ plus.T, basis @ minus.T, limit)
        first = right @ plus - energy[:, None] * (left @ basis)
        second = left @ minus - energy[:, None] * (right @ basis)
        size = np.maximum(np.linalg.norm(first, axis=1), np.linalg.norm(second, axis=1))
        converged = size < RESIDUAL_TOLERANCE
        if converged.all():
            break
        open_roots = ~converged
        gap = energy[open_roots, None] - diagonal
        gap = np.where(np.abs(gap) < SMALLEST_DENOMINATOR, SMALLEST_DENOMINATOR, gap)
        new = _orthonormal(np.vstack([first[open_roots] / gap, second[open_roots] / gap]), basis)
        if not len(new):
            break
    return Roots(energy, right @ basis, converged)


def _subspace(plus: Array, minus: Array, limit: float) -> tuple[Array, Array, Array]:
    """Return energies below the limit and coefficients of X + Y and X - Y, one root a row."""
    values, vectors = np.linalg.eigh(0.5 * (minus + minus.T))
    root = (vectors * np.sqrt(values)) @ vectors.T
    squared, rotation = np.linalg.eigh(root @ (0.5 * (plus + plus.T)) @ root)
    kept = (squared > 0) & (squared < limit**2)
    energy = np.sqrt(squared[kept])
    right = (root @ rotation[:, kept] / np.sqrt(energy)).T
    left = right @ plus.T / energy[:, None]
    return energy, right, left


def _orthonormal(vectors: Array, basis: Array) -> Array:
    """Return an orthonormal basis of what ``vectors`` add to ``basis``."""
    vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    for _ in range(2):
        vectors = vectors - (vectors @ basis.T) @ basis
    values, rotation = np.linalg.eigh(vectors @ vectors.T)
    kept = values > LINEAR_DEPENDENCE**2
    fresh: Array = (rotation[:, kept] / np.sqrt(values[kept])).T @ vectors
    fresh -= (fresh @ basis.T) @ basis
    fresh /= np.linalg.norm(fresh, axis=1, keepdims=True)
    return fresh
