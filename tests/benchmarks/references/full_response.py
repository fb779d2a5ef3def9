"""The full linear response of a converged field, with the kernel of its functional.

It is what TDDFT-ris leaves out, and what ``accuracy.response`` and ``speed.command`` compare with.
Coulomb and exchange parts are those of TDDFT-ris with all of the fitting basis in the place of the
minimal one; PySCF makes the kernel. The states of TDDFT-ris start the solver, so few products are
needed, and no root is skipped.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from pyscf import dft, gto, lib
from pyscf.dft.numint import NumInt

from dotstitch.contracts.constants import HARTREE_EV
from dotstitch.quantum.engine import Excitations, MeanField, exact_exchange
from dotstitch.quantum.engine.molecule import build_molecule
from dotstitch.quantum.response.ris import oscillator_strengths, singlet_excitations
from dotstitch.quantum.response.ris_integrals import ResponseIntegrals, response
from dotstitch.quantum.response.solver import solve_response

Array = NDArray[np.float64]
KERNEL_GRID = (35, 110)
"""Of the kernel alone: excitations of phenyl azide move by less than 1 meV against (50, 194)."""

MARGIN_EV = 0.6
"""States of TDDFT-ris this far beyond the window start the solver too."""


def full_excitations(
    mean_field: MeanField,
    window_ev: float,
    *,
    tamm_dancoff: bool,
    grid: tuple[int, int] = KERNEL_GRID,
) -> Excitations:
    """Return every singlet excitation below a window, all of the kernel included.

    Parameters
    ----------
    mean_field : MeanField
        Closed shell, without continuum.
    window_ev : float
    tamm_dancoff : bool
    grid : tuple of int
        Radial shells and angular points for the exchange-correlation kernel.

    Raises
    ------
    RuntimeError
        When a root below the window did not converge.
    """
    integrals = _all_integrals(mean_field)
    difference = integrals.difference
    kernel = _kernel(mean_field, grid)

    def apply(vectors: Array) -> tuple[Array, Array]:
        shaped = vectors.reshape(-1, *difference.shape)
        a, b = response(integrals, shaped, tamm_dancoff=tamm_dancoff)
        local = kernel(shaped)
        a += local
        if not tamm_dancoff:
            b = b + local
        return a.reshape(vectors.shape), b.reshape(vectors.shape)

    wide = singlet_excitations(mean_field, window_ev + MARGIN_EV, tamm_dancoff=tamm_dancoff)
    start = wide.amplitude
    roots = solve_response(
        apply, start.reshape(len(start), -1), difference.ravel(), window_ev / HARTREE_EV
    )
    if not roots.converged.all():
        raise RuntimeError("the full response did not converge")
    amplitude = roots.total.reshape(-1, *difference.shape)
    return Excitations(
        energy_ev=roots.energy * HARTREE_EV,
        oscillator_strength=oscillator_strengths(mean_field, roots.energy, amplitude),
        amplitude=amplitude,
    )


def _all_integrals(mean_field: MeanField) -> ResponseIntegrals:
    """Return the integrals of the response in PySCF's fitting basis, no orbital left out.

    Exchange is kept in single precision.

    Raises
    ------
    ValueError
        For a range-separated hybrid.
    """
    occupied, virtual = mean_field.occupied, mean_field.virtual
    functional = mean_field.level.functional
    exchange = exact_exchange(functional)
    if exchange.long_range:
        raise ValueError(f"{functional} is range-separated; the full response knows global hybrids")
    share = exchange.full
    fitting = dft.RKS(_molecule(mean_field)).density_fit().with_df
    ov, oo, vv = [], [], []
    for block in fitting.loop():
        square = lib.unpack_tril(block)
        half = square @ virtual
        ov.append(occupied.T @ half)
        oo.append(np.float32(np.sqrt(share) * (occupied.T @ square @ occupied)))
        vv.append(np.float32(np.sqrt(share) * (virtual.T @ half)))
    coulomb = np.concatenate(ov)
    return ResponseIntegrals(
        difference=mean_field.virtual_energies_hartree
        - mean_field.occupied_energies_hartree[:, None],
        coulomb=coulomb,
        near=(slice(0, occupied.shape[1]), slice(0, virtual.shape[1])),
        exchange_oo=np.concatenate(oo),
        exchange_vv=np.concatenate(vv),
        exchange_ov=(np.sqrt(share) * coulomb).astype(np.float32),
        exact_exchange=share > 0.0,
    )


def _molecule(mean_field: MeanField) -> gto.Mole:
    return build_molecule(mean_field.structure, mean_field.level.basis)


def _kernel(mean_field: MeanField, grid: tuple[int, int]) -> Callable[[Array], Array]:
    """Return the action of the exchange-correlation kernel on amplitudes (n, n_occ, n_vir)."""
    occupied, virtual = mean_field.occupied, mean_field.virtual
    functional = mean_field.level.functional
    mol, numerical = _molecule(mean_field), NumInt()
    grids = dft.Grids(mol)
    grids.atom_grid = grid
    grids.build(with_non0tab=True)
    _, _, fxc = numerical.cache_xc_kernel(
        mol, grids, functional, mean_field.coefficients, mean_field.occupations, 1
    )

    def act(x: Array) -> Array:
        density = np.array([occupied @ one @ virtual.T for one in x])
        symmetric = 0.5 * (density + density.transpose(0, 2, 1))
        potential = numerical.nr_rks_fxc_st(
            mol, grids, functional, None, symmetric, hermi=1, singlet=True, fxc=fxc
        )
        return np.array([occupied.T @ one @ virtual for one in potential])

    return act
