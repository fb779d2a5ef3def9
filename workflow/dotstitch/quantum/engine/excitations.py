"""Singlet excitations, and the products of PySCF's own linear response."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyscf import tdscf

from dotstitch.quantum.engine.mean_field import MeanField

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Excitations:
    """Singlet excitations, lowest first.

    Attributes
    ----------
    energy_ev : ndarray, shape (n_states,)
    oscillator_strength : ndarray, shape (n_states,)
        Length gauge.
    amplitude : ndarray, shape (n_states, n_occ, n_vir)
        X + Y, normalised so that X.X - Y.Y = 1 for the spin-adapted state.
    """

    energy_ev: Array
    oscillator_strength: Array
    amplitude: Array


def response_products(
    mean_field: MeanField, *, tamm_dancoff: bool
) -> Callable[[Array], tuple[Array, Array]]:
    """Return what takes singlet amplitudes v to A v and B v, all of the kernel included.

    PySCF's own, the functional's kernel and the fast part of the continuum included.

    Parameters
    ----------
    mean_field : MeanField
        Closed shell.
    tamm_dancoff : bool
        Neglect de-excitations: B v is zero.

    Returns
    -------
    callable
        Takes shape (n, n_occ * n_vir) to two of the same, hartree.
    """
    solver = mean_field._solver
    response = tdscf.TDA(solver) if tamm_dancoff else tdscf.TDDFT(solver)
    product, _ = response.gen_vind()

    def apply(vectors: Array) -> tuple[Array, Array]:
        if tamm_dancoff:
            return np.asarray(product(vectors)), np.zeros_like(vectors)
        both = np.asarray(product(np.hstack([vectors, np.zeros_like(vectors)])))
        size = vectors.shape[1]
        return both[:, :size], -both[:, size:]

    return apply
