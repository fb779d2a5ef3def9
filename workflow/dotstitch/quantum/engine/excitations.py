"""Singlet excitations, and PySCF's own linear response."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyscf import tdscf

from dotstitch.contracts.constants import HARTREE_EV
from dotstitch.contracts.failure import StepError
from dotstitch.contracts.remedies import OTHER_LEVEL
from dotstitch.quantum.engine.mean_field import MeanField

Array = NDArray[np.float64]
FULL_RESPONSE_ROOTS = 30


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


def full_response(
    mean_field: MeanField,
    window_ev: float,
    *,
    tamm_dancoff: bool,
    n_roots: int = FULL_RESPONSE_ROOTS,
) -> Excitations:
    """Return PySCF's own linear response below a window, the kernel of the functional included.

    Parameters
    ----------
    mean_field : MeanField
        Closed shell.
    window_ev : float
    tamm_dancoff : bool
        Neglect de-excitations.
    n_roots : int
        To be computed; they must reach beyond the window.

    Raises
    ------
    StepError
        Kind ``convergence`` when a root inside the window did not converge or may be missing.
    """
    solver = mean_field._solver
    response = tdscf.TDA(solver) if tamm_dancoff else tdscf.TDDFT(solver)
    response.nstates = n_roots
    response.kernel()
    energy = np.asarray(response.e) * HARTREE_EV
    inside = energy < window_ev
    if not np.asarray(response.converged)[inside].all():
        raise StepError(
            "convergence",
            "a root of the full response below the window did not converge",
            OTHER_LEVEL,
            {"converged": False},
        )
    if inside.all():
        raise StepError(
            "convergence",
            f"all {n_roots} roots lie below {window_ev} eV; some are missing",
            OTHER_LEVEL,
            {"converged": False},
        )
    amplitude = np.array([np.asarray(x) + np.asarray(y) for x, y in response.xy])
    return Excitations(
        energy_ev=energy[inside],
        oscillator_strength=np.asarray(response.oscillator_strength())[inside],
        amplitude=amplitude[inside] * np.sqrt(2.0),
    )
