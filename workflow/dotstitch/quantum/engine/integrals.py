"""Atomic orbitals of a structure and the integrals over them, asked for by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import scipy.linalg
from numpy.typing import NDArray
from pyscf import gto
from pyscf.df.incore import aux_e2
from pyscf.dft.numint import NumInt

from dotstitch.geometry.structure import Structure

Array = NDArray[np.float64]
Gaussians = Mapping[str, tuple[tuple[int, float], ...]]
"""Element to the angular momentum and exponent (inverse square bohr) of its Gaussians."""


class Shell(NamedTuple):
    """Functions of one atom and one angular momentum, by their indices ``first`` to ``last - 1``.

    Real solid harmonics; three p functions lie along x, y and z, in this order.
    """

    atom: int
    angular_momentum: int
    first: int
    last: int


class Operator(NamedTuple):
    """The operator ``full / r + long_range erf(omega r) / r``; omega in inverse bohr."""

    full: float
    long_range: float = 0.0
    omega: float = 0.0


COULOMB = Operator(1.0)


def exact_exchange(functional: str) -> Operator:
    """Return the operator of a functional's exact exchange; no share at all for a pure one.

    Examples
    --------
    >>> exact_exchange("pbe0")
    Operator(full=0.25, long_range=0.0, omega=0.0)
    """
    omega, at_long_range, fraction = NumInt().rsh_and_hybrid_coeff(functional)
    if omega == 0.0:
        return Operator(float(fraction))
    return Operator(float(fraction), float(at_long_range - fraction), float(omega))


@dataclass(frozen=True, eq=False)
class AtomicOrbitals:
    """Atomic orbitals of a structure in one basis.

    Attributes
    ----------
    structure : Structure
    """

    structure: Structure
    _mol: Any

    @property
    def n_orbitals(self) -> int:
        """Number of atomic orbitals."""
        return int(self._mol.nao)

    def shells(self) -> tuple[Shell, ...]:
        """Return the shells in the order of their functions."""
        limits = pairwise(self._mol.ao_loc_nr())
        return tuple(
            Shell(self._mol.bas_atom(k), self._mol.bas_angular(k), int(first), int(last))
            for k, (first, last) in enumerate(limits)
        )

    def overlap(self) -> Array:
        """Return the overlap, shape (n_orbitals, n_orbitals)."""
        return np.asarray(self._mol.intor_symmetric("int1e_ovlp"))

    def overlap_root(self) -> Array:
        """Return the square root of the overlap, which takes orbitals to Loewdin's basis."""
        values, vectors = np.linalg.eigh(self.overlap())
        return np.asarray((vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T)

    def dipole(self) -> Array:
        """Return x, y and z about the centre of the nuclear charges, bohr.

        Shape (3, n_orbitals, n_orbitals).
        """
        charges = self._mol.atom_charges()
        with self._mol.with_common_orig(charges @ self._mol.atom_coords() / charges.sum()):
            return np.asarray(self._mol.intor_symmetric("int1e_r", comp=3))

    def fitted(self, gaussians: Gaussians, operator: Operator = COULOMB) -> Array:
        """Return (P|mn) multiplied by the inverse Cholesky factor of (P|Q).

        Parameters
        ----------
        gaussians : mapping
            Auxiliary functions P of every element.
        operator : Operator

        Returns
        -------
        ndarray, shape (n_auxiliary, n_orbitals, n_orbitals)
        """
        mol, auxiliary = self._mol, self._auxiliary(gaussians)
        three = _integral(mol, lambda: aux_e2(mol, auxiliary, "int3c2e", aosym="s1"), operator)
        metric = _integral(auxiliary, lambda: auxiliary.intor("int2c2e"), operator)
        lower = scipy.linalg.cholesky(metric, lower=True)
        flat = three.reshape(-1, three.shape[2]).T
        result: Array = scipy.linalg.solve_triangular(lower, flat, lower=True)
        return result.reshape(-1, mol.nao, mol.nao)

    def _auxiliary(self, gaussians: Gaussians) -> gto.Mole:
        """Return a molecule that carries the auxiliary functions."""
        mol = self._mol
        basis = {
            symbol: [[momentum, [exponent, 1.0]] for momentum, exponent in gaussians[symbol]]
            for symbol in {mol.atom_pure_symbol(i) for i in range(mol.natm)}
        }
        atoms = [(mol.atom_pure_symbol(i), mol.atom_coord(i)) for i in range(mol.natm)]
        return gto.M(atom=atoms, basis=basis, unit="Bohr", spin=None, verbose=0)


def _integral(mol: gto.Mole, integral: Callable[[], Array], operator: Operator) -> Array:
    """Return an integral over both parts of an operator."""
    result = operator.full * integral() if operator.full else 0.0
    if operator.long_range:
        with mol.with_range_coulomb(operator.omega):
            result = result + operator.long_range * integral()
    return np.asarray(result)
