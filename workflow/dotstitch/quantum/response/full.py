"""The full linear response: what TDDFT-ris leaves out of the kernel of the functional.

The states of TDDFT-ris start the solver, so that it makes as many products as the molecule has
states in the window, and no root is skipped.
"""

from __future__ import annotations

import numpy as np

from dotstitch.contracts.constants import HARTREE_EV
from dotstitch.quantum.engine import Excitations, MeanField, response_products
from dotstitch.quantum.response.ris import (
    MARGIN_EV,
    converged_excitations,
    singlet_excitations,
)
from dotstitch.quantum.response.solver import solve_response


def full_response(mean_field: MeanField, window_ev: float, *, tamm_dancoff: bool) -> Excitations:
    """Return every singlet excitation of a closed shell below ``window_ev``.

    Parameters
    ----------
    mean_field : MeanField
    window_ev : float
        Upper end of the energy window. States of TDDFT-ris up to 0.6 eV beyond it start the solver;
        the two differ by 0.17 eV at most in what was compared.
    tamm_dancoff : bool
        Neglect de-excitations.

    Raises
    ------
    StepError
        Kind ``convergence`` when a root below the window has a residual above tolerance.
    """
    near = singlet_excitations(mean_field, window_ev + MARGIN_EV, tamm_dancoff=tamm_dancoff)
    if near.energy_ev.size == 0:
        return near
    difference = mean_field.virtual_energies_hartree - mean_field.occupied_energies_hartree[:, None]
    roots = solve_response(
        response_products(mean_field, tamm_dancoff=tamm_dancoff),
        near.amplitude.reshape(near.energy_ev.size, -1),
        np.ravel(difference),
        window_ev / HARTREE_EV,
    )
    return converged_excitations(mean_field, roots)
