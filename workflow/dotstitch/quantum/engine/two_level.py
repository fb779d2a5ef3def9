"""Self-consistent field by deferred correction: many cheap cycles, few exact ones.

The potential of a hybrid functional is expensive in two parts, exact exchange and quadrature. Both
have a cheap relative: exchange in a thinned-out auxiliary basis, quadrature on a coarse grid. The
error of the relatives hardly depends on the density. So the field is made self-consistent in the
cheap potential plus the exact potential's difference from it at the last density::

    F(D) = F_exact(D0) + cheap(D) - cheap(D0)

and the difference is taken anew at the density reached. Three exact potentials replace some
fifteen. Where it ends, the gradient of the exact potential is what counts: the answer is exact.
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
CHEAP_CYCLES = 30
FIRST_GRADIENT = 8e-2
"""Norm of the gradient at which the first round of cheap cycles ends."""
REDUCTION = 0.02
"""Each later round ends when the gradient has shrunk to this share of the exact one before it."""
HISTORY = 8
"""Densities that extrapolation goes on from in the next round, as many as CDIIS keeps."""


def applies(mean_field: Any) -> bool:
    """Return whether the field's exchange has a cheap relative: ours, not at short range alone."""
    omega = mean_field._numint.rsh_and_hybrid_coeff(mean_field.xc, spin=mean_field.mol.spin)[0]
    return isinstance(mean_field.with_df, ScreenedDF) and omega >= 0.0


def solve_two_level(mean_field: Any, density: Array | None = None) -> Any:
    """Converge a Kohn-Sham object in place, as its ``kernel`` would; return its density.

    Parameters
    ----------
    mean_field : pyscf RKS or UKS object
        From ``kohn_sham``; ``max_cycle`` bounds the exact potentials, ``conv_tol_grad`` the norm of
        their orbital gradient.
    density : ndarray, optional
        Starting density matrix.

    Returns
    -------
    ndarray
        The density that ``e_tot`` belongs to; the orbitals are those of its potential.
    """
    field = mean_field
    core, overlap = field.get_hcore(), field.get_ovlp()
    cheap = _Cheap(field)
    reached: Any = density
    if density is None:
        reached = field.get_init_guess(field.mol, field.init_guess)
    correction = np.asarray(core)
    target = FIRST_GRADIENT
    field.converged = False
    for cycle in range(1, field.max_cycle + 1):
        reached, approximate = _relax(field, cheap, overlap, reached, correction, target)
        double = target < field.conv_tol_grad
        field.with_df.detail = Detail.DOUBLE if double else Detail.SINGLE
        potential = field.get_veff(field.mol, reached)
        fock = field.get_fock(core, overlap, potential, reached)
        gradient = _norm(field.get_grad(reached.mo_coeff, reached.mo_occ, fock))
        field.e_tot = field.energy_tot(reached, core, potential)
        field.mo_energy, field.mo_coeff = field.eig(fock, overlap)
        field.mo_occ = field.get_occ(field.mo_energy, field.mo_coeff)
        field.cycles = cycle
        _checkpoint(field)
        if double and gradient < field.conv_tol_grad:
            field.converged = True
            return reached
        correction = np.asarray(fock) - approximate
        target = max(REDUCTION * gradient, 0.3 * field.conv_tol_grad)
        reached = field.make_rdm1()
    field.with_df.detail = Detail.DOUBLE
    return reached


class _Cheap:
    """The cheap potential of one field, and the densities it was last taken at."""

    def __init__(self, field: Any) -> None:
        self._field = field
        self._grids = gen_grid.Grids(field.mol)
        self._grids.atom_grid = COARSE_GRID
        self._quadrature = BlockedNumInt(np.float32)
        self.history: deque[tuple[Array, Array]] = deque(maxlen=HISTORY)

    def potential(self, density: Any) -> Array:
        """Return the cheap potential of a density; Coulomb part and continuum are exact."""
        field, mol = self._field, self._field.mol
        open_shell = np.ndim(density) == 3
        integrate = self._quadrature.nr_uks if open_shell else self._quadrature.nr_rks
        result: Array = integrate(mol, self._grids, field.xc, np.asarray(density))[2]
        omega, distant, near = field._numint.rsh_and_hybrid_coeff(field.xc, spin=mol.spin)
        field.with_df.detail = Detail.LEADING
        coulomb, exchange = field.with_df.get_jk(density, with_k=bool(near))
        result = result + (coulomb.sum(axis=0) if open_shell else coulomb)
        per_spin = 1.0 if open_shell else 0.5
        if near:
            result -= near * per_spin * exchange
        if omega and distant != near:
            long_range = field.with_df.get_jk(density, with_j=False, omega=omega)[1]
            result -= (distant - near) * per_spin * long_range
        if hasattr(field, "with_solvent"):
            result = result + field.with_solvent._get_vind(np.asarray(density))[1]
        self.history.append((np.asarray(density), result))
        return result


def _relax(
    field: Any, cheap: _Cheap, overlap: Array, density: Any, correction: Array, target: float
) -> tuple[Any, Array]:
    """Return a density self-consistent in ``correction`` plus the cheap potential, and the latter.

    The extrapolation starts from the densities of the rounds before: their cheap potentials still
    hold, only the correction is new.
    """
    diis = CDIIS(field)
    for known, approximate in cheap.history:
        diis.update(overlap, known, correction + approximate)
    for _ in range(CHEAP_CYCLES):
        approximate = cheap.potential(density)
        fock = correction + approximate
        if getattr(density, "mo_coeff", None) is not None:
            gradient = field.get_grad(density.mo_coeff, density.mo_occ, fock)
            if _norm(gradient) < target:
                return density, approximate
        fock = diis.update(overlap, np.asarray(density), fock)
        energies, orbitals = field.eig(fock, overlap)
        density = field.make_rdm1(orbitals, field.get_occ(energies, orbitals))
    return density, cheap.potential(density)


def _norm(gradient: Any) -> float:
    return float(np.linalg.norm(gradient))


def _checkpoint(field: Any) -> None:
    if field.chkfile:
        chkfile.dump_scf(
            field.mol,
            field.chkfile,
            field.e_tot,
            field.mo_energy,
            field.mo_coeff,
            field.mo_occ,
            overwrite_mol=False,
        )
