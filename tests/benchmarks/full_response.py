"""The full linear response of a converged field, with the kernel of its functional.

It is what TDDFT-ris leaves out, and what ``accuracy_response.py`` and ``speed.py`` compare with.
PySCF makes the response of the potential; the states of TDDFT-ris start this package's solver, so
few products are needed, and no root is skipped.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyscf import dft

from dotstitch.constants import HARTREE_EV
from dotstitch.quantum.response_solver import solve_response
from dotstitch.quantum.ris import Excitations, oscillator_strengths, singlet_excitations

Array = NDArray[np.float64]
KERNEL_GRID = (35, 110)
"""Of the kernel alone: excitations of phenyl azide move by less than 1 meV against (50, 194)."""

MARGIN_EV = 0.6
"""States of TDDFT-ris this far beyond the window start the solver too."""


def full_excitations(
    field: Any, window_ev: float, *, tamm_dancoff: bool, grid: tuple[int, int] = KERNEL_GRID
) -> Excitations:
    """Return every singlet excitation below a window, all of the kernel included.

    Parameters
    ----------
    field : pyscf RKS object
        Converged, without continuum.
    window_ev : float
    tamm_dancoff : bool
    grid : tuple of int
        Radial shells and angular points for the exchange-correlation kernel.

    Raises
    ------
    RuntimeError
        When a root below the window did not converge.
    """
    plain = dft.RKS(field.mol, xc=field.xc).density_fit()
    plain.grids.atom_grid = grid
    plain.mo_coeff, plain.mo_occ, plain.mo_energy = field.mo_coeff, field.mo_occ, field.mo_energy
    respond = plain.gen_response(singlet=True, hermi=0)
    occupied, virtual = field.mo_coeff[:, field.mo_occ > 0], field.mo_coeff[:, field.mo_occ == 0]
    energies = field.mo_energy
    difference = energies[field.mo_occ == 0] - energies[field.mo_occ > 0][:, None]

    def apply(vectors: Array) -> tuple[Array, Array]:
        shaped = vectors.reshape(-1, *difference.shape)
        potential = respond(np.array([2.0 * occupied @ x @ virtual.T for x in shaped]))
        a = np.array([occupied.T @ v @ virtual for v in potential]) + difference * shaped
        b = np.array([(virtual.T @ v @ occupied).T for v in potential])
        if tamm_dancoff:
            b = np.zeros_like(a)
        return a.reshape(vectors.shape), b.reshape(vectors.shape)

    start = singlet_excitations(field, window_ev + MARGIN_EV, tamm_dancoff=tamm_dancoff).amplitude
    roots = solve_response(
        apply, start.reshape(len(start), -1), difference.ravel(), window_ev / HARTREE_EV
    )
    if not roots.converged.all():
        raise RuntimeError("the full response did not converge")
    amplitude = roots.total.reshape(-1, *difference.shape)
    return Excitations(
        energy_ev=roots.energy * HARTREE_EV,
        oscillator_strength=oscillator_strengths(field, roots.energy, amplitude),
        amplitude=amplitude,
    )
