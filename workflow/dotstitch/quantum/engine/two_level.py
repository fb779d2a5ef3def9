"""Self-consistent field by deferred correction: many approximate Fock builds, few exact ones.

The Fock build of a hybrid functional is expensive in two parts, exact exchange and quadrature. Both
have a cheap approximation: exchange in a thinned-out auxiliary basis, quadrature on a coarse grid.
Its error hardly depends on the density. So the density is made self-consistent in the approximate
potential plus the difference of the exact one from it at the last density::

    F(D) = F_exact(D0) + F_approximate(D) - F_approximate(D0)

and the difference is taken anew at the density reached. Three exact builds replace some fifteen.
Where it ends, the gradient of the exact Fock matrix is what counts: the answer is exact.
"""

from __future__ import annotations

from collections import deque
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyscf.dft import gen_grid
from pyscf.scf import chkfile
from pyscf.scf.diis import CDIIS

from dotstitch.quantum.engine.exchange import Detail, ScreenedDF
from dotstitch.quantum.engine.quadrature import BlockedNumInt

Array = NDArray[np.float64]
COARSE_GRID = (14, 50)
INNER_CYCLES = 30
FIRST_GRADIENT = 8e-2
"""Norm of the gradient at which the first round of inner cycles ends."""
REDUCTION = 0.02
"""Each later round ends when the gradient has shrunk to this share of the exact one before it."""
HISTORY = 8
"""Densities that extrapolation goes on from in the next round, as many as CDIIS keeps."""


def applies(solver: Any) -> bool:
    """Return whether exact exchange has an approximation: ours, not at short range alone."""
    omega = solver._numint.rsh_and_hybrid_coeff(solver.xc, spin=solver.mol.spin)[0]
    return isinstance(solver.with_df, ScreenedDF) and omega >= 0.0


def solve_two_level(solver: Any, density: Array | None = None) -> Any:
    """Converge a Kohn-Sham object in place, as its ``kernel`` would; return its density.

    Parameters
    ----------
    solver : pyscf RKS or UKS object
        From ``kohn_sham``; ``max_cycle`` bounds the exact potentials, ``conv_tol_grad`` the norm of
        their orbital gradient.
    density : ndarray, optional
        Starting density matrix.

    Returns
    -------
    ndarray
        The density that ``e_tot`` belongs to; the orbitals are those of its potential.
    """
    core, overlap = solver.get_hcore(), solver.get_ovlp()
    approximation = _ApproximatePotential(solver)
    reached: Any = density
    if density is None:
        reached = solver.get_init_guess(solver.mol, solver.init_guess)
    correction = np.asarray(core)
    target = FIRST_GRADIENT
    solver.converged = False
    for cycle in range(1, solver.max_cycle + 1):
        reached, approximate = _relax(solver, approximation, overlap, reached, correction, target)
        double = target < solver.conv_tol_grad
        solver.with_df.detail = Detail.DOUBLE if double else Detail.SINGLE
        potential = solver.get_veff(solver.mol, reached)
        fock = solver.get_fock(core, overlap, potential, reached)
        gradient = _norm(solver.get_grad(reached.mo_coeff, reached.mo_occ, fock))
        solver.e_tot = solver.energy_tot(reached, core, potential)
        solver.mo_energy, solver.mo_coeff = solver.eig(fock, overlap)
        solver.mo_occ = solver.get_occ(solver.mo_energy, solver.mo_coeff)
        solver.cycles = cycle
        _checkpoint(solver)
        if double and gradient < solver.conv_tol_grad:
            solver.converged = True
            return reached
        correction = np.asarray(fock) - approximate
        target = max(REDUCTION * gradient, 0.3 * solver.conv_tol_grad)
        reached = solver.make_rdm1()
    solver.with_df.detail = Detail.DOUBLE
    return reached


class _ApproximatePotential:
    """The approximate potential of one solver, and the densities it was last built at."""

    def __init__(self, solver: Any) -> None:
        self._solver = solver
        self._grids = gen_grid.Grids(solver.mol)
        self._grids.atom_grid = COARSE_GRID
        self._quadrature = BlockedNumInt(np.float32)
        self.history: deque[tuple[Array, Array]] = deque(maxlen=HISTORY)

    def at(self, density: Any) -> Array:
        """Return the approximate potential; Coulomb part and continuum are exact."""
        solver, mol = self._solver, self._solver.mol
        open_shell = np.ndim(density) == 3
        integrate = self._quadrature.nr_uks if open_shell else self._quadrature.nr_rks
        result: Array = integrate(mol, self._grids, solver.xc, np.asarray(density))[2]
        omega, distant, near = solver._numint.rsh_and_hybrid_coeff(solver.xc, spin=mol.spin)
        solver.with_df.detail = Detail.LEADING
        coulomb, exchange = solver.with_df.get_jk(density, with_k=bool(near))
        result = result + (coulomb.sum(axis=0) if open_shell else coulomb)
        per_spin = 1.0 if open_shell else 0.5
        if near:
            result -= near * per_spin * exchange
        if omega and distant != near:
            long_range = solver.with_df.get_jk(density, with_j=False, omega=omega)[1]
            result -= (distant - near) * per_spin * long_range
        if hasattr(solver, "with_solvent"):
            result = result + solver.with_solvent._get_vind(np.asarray(density))[1]
        self.history.append((np.asarray(density), result))
        return result


def _relax(
    solver: Any,
    approximation: _ApproximatePotential,
    overlap: Array,
    density: Any,
    correction: Array,
    target: float,
) -> tuple[Any, Array]:
    """Return a density self-consistent in correction plus approximate potential, and the latter.

    The extrapolation starts from the densities of the rounds before: their potentials still
    hold, only the correction is new.
    """
    diis = CDIIS(solver)
    for known, approximate in approximation.history:
        diis.update(overlap, known, correction + approximate)
    for _ in range(INNER_CYCLES):
        approximate = approximation.at(density)
        fock = correction + approximate
        if getattr(density, "mo_coeff", None) is not None:
            gradient = solver.get_grad(density.mo_coeff, density.mo_occ, fock)
            if _norm(gradient) < target:
                return density, approximate
        fock = diis.update(overlap, np.asarray(density), fock)
        energies, orbitals = solver.eig(fock, overlap)
        density = solver.make_rdm1(orbitals, solver.get_occ(energies, orbitals))
    return density, approximation.at(density)


def _norm(gradient: Any) -> float:
    return float(np.linalg.norm(gradient))


def _checkpoint(solver: Any) -> None:
    if solver.chkfile:
        chkfile.dump_scf(
            solver.mol,
            solver.chkfile,
            solver.e_tot,
            solver.mo_energy,
            solver.mo_coeff,
            solver.mo_occ,
            overwrite_mol=False,
        )
