"""Density-fitted Coulomb and exchange matrices over the orbital pairs that overlap.

In a molecule of twenty angstrom more than half of the orbital pairs never meet. Leaving them out
(Schwarz's inequality, 1e-10) makes the fitted integrals, their contraction with the occupied
orbitals and the memory as much smaller. The auxiliary basis and the metric are PySCF's.

Fitting by a Cholesky factor is nested: the first rows of the fitted integrals are those of the
first auxiliary functions alone. With a thinned-out set of s and p functions in front, exchange in
that small set (some percent off, four times cheaper) needs no integrals of its own.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, ClassVar

import numpy as np
import scipy.linalg
from numpy.typing import NDArray
from pyscf.df import df
from pyscf.df.addons import make_auxmol
from pyscf.df.incore import aux_e2

from dotstitch.quantum.engine.pairs import neighbour_lists, overlapping_pairs

Array = NDArray[np.float64]
FITTING_BATCH_BYTES = 10_000_000
"""Small, because memory fresh from the system costs more than the integrals written to it."""

EXCHANGE_BATCH_BYTES = 80_000_000
LONG_RANGE_SHIFT = 1e-9
"""Added to the diagonal of the long-range metric, where PySCF leaves eigenvalues below it out."""

OCCUPATION_CUTOFF = 1e-10
PARTIAL_SUMS = 4
"""Pieces of a single-precision contraction, added up in double precision."""


class Detail(Enum):
    """How exactly exchange is contracted."""

    LEADING = "leading auxiliary functions, single precision"
    SINGLE = "all auxiliary functions, single precision"
    DOUBLE = "all auxiliary functions, double precision"


class ScreenedDF(df.DF):  # type: ignore[misc]
    """Drop-in for PySCF's ``DF`` object in real, closed- or open-shell Kohn-Sham calculations.

    Attributes
    ----------
    detail : Detail
        Of exchange; single precision costs about 1e-5 hartree, the leading functions alone some
        percent of the exchange energy.
    """

    _keys: ClassVar = {"detail"}
    """What PySCF's check of attributes needs to be told."""

    def __init__(self, mol: Any, auxbasis: Any = None, omega: float = 0.0) -> None:
        super().__init__(mol, auxbasis)
        self.detail = Detail.DOUBLE
        self._omega = omega
        self._long_range: ScreenedDF | None = None
        self._fitted: Array | None = None
        self._copies: dict[Detail, NDArray[np.float32]] = {}
        self._memory = np.empty(0, dtype=np.uint8)
        self._n_leading = 0
        self._last: tuple[Any, Array, Array] | None = None
        self._rows: NDArray[np.intp] = np.zeros(0, dtype=np.intp)
        self._columns: NDArray[np.intp] = np.zeros(0, dtype=np.intp)
        self._neighbours: list[tuple[NDArray[np.intp], NDArray[np.intp]]] = []

    def reset(self, mol: Any = None) -> ScreenedDF:
        """Forget the integrals, as PySCF asks when the geometry changes."""
        self._fitted, self._copies, self._last, self._long_range = None, {}, None, None
        self._memory = np.empty(0, dtype=np.uint8)
        super().reset(mol)
        return self

    def get_jk(
        self,
        dm: Any,
        hermi: int = 1,
        with_j: bool = True,
        with_k: bool = True,
        direct_scf_tol: float = 1e-13,
        omega: float | None = None,
    ) -> tuple[Any, Any]:
        """Return Coulomb and exchange matrices; short-range or non-symmetric ones are PySCF's.

        The last ones in double precision are kept, for another functional at the same density.
        """
        if hermi != 1 or np.iscomplexobj(dm) or (omega or 0.0) < 0.0:
            return super().get_jk(  # type: ignore[no-any-return]
                dm, hermi, with_j, with_k, direct_scf_tol, omega
            )
        if omega and omega != self._omega:
            return self._at_long_range(omega).get_jk(dm, hermi, with_j, with_k)
        exact = self.detail is Detail.DOUBLE and with_j and with_k
        if exact and self._last is not None and self._last[0] is dm:
            return self._last[1].copy(), self._last[2].copy()
        if self._fitted is None:
            self._build_pairs()
        matrices = np.asarray(dm)
        stack = matrices.reshape(-1, *matrices.shape[-2:])
        coulomb = self._coulomb(stack).reshape(matrices.shape) if with_j else None
        if not with_k:
            return coulomb, None
        orbitals = _occupied_orbitals(dm, stack)
        exchange = np.array([self._exchange_signed(sets) for sets in orbitals])
        exchange = exchange.reshape(matrices.shape)
        if exact and coulomb is not None:
            self._last = dm, coulomb.copy(), exchange.copy()
        return coulomb, exchange

    def _at_long_range(self, omega: float) -> ScreenedDF:
        """Return the same object for erf(omega r)/r in place of 1/r."""
        if self._long_range is None or self._long_range._omega != omega:
            self._long_range = ScreenedDF(self.mol, self.auxbasis, omega)
        self._long_range.detail = self.detail
        return self._long_range

    def _build_pairs(self) -> None:
        """Fit the three-index integrals of all pairs that survive the screening."""
        mol = self.mol
        auxiliary, self._n_leading = _leading_first(make_auxmol(mol, self.auxbasis))
        self.auxmol = auxiliary
        lower = scipy.linalg.cholesky(self._metric(auxiliary), lower=True)
        self._rows, self._columns = overlapping_pairs(mol)
        n_pairs = mol.nao * (mol.nao + 1) // 2
        kept = self._rows * (self._rows + 1) // 2 + self._columns
        self._fitted = np.empty((kept.size, auxiliary.nao))
        offsets = auxiliary.ao_loc
        step = max(1, int(FITTING_BATCH_BYTES / (8 * n_pairs)))
        start = 0
        while start < auxiliary.nbas:
            stop = int(np.searchsorted(offsets, offsets[start] + step, side="right")) - 1
            stop = min(max(stop, start + 1), auxiliary.nbas)
            shells = (0, mol.nbas, 0, mol.nbas, start, stop)
            with mol.with_range_coulomb(self._omega):
                batch = aux_e2(mol, auxiliary, "int3c2e", aosym="s2ij", shls_slice=shells)
            self._fitted[:, offsets[start] : offsets[stop]] = np.take(batch.T, kept, axis=1).T
            start = stop
        scipy.linalg.blas.dtrsm(1.0, lower, self._fitted.T, lower=1, overwrite_b=1)
        self._copies = {}
        self._neighbours = neighbour_lists(mol.nao, self._rows, self._columns)

    def _metric(self, auxiliary: Any) -> Array:
        """Return the Coulomb matrix of the auxiliary functions.

        erf(omega r)/r does not see the steep ones; what it leaves of them is made positive.
        """
        with auxiliary.with_range_coulomb(self._omega):
            metric: Array = auxiliary.intor("int2c2e")
        if self._omega:
            metric[np.diag_indices_from(metric)] += LONG_RANGE_SHIFT
        return metric

    def _coulomb(self, stack: Array) -> Array:
        """Contract with densities of shape (n, n_ao, n_ao); pairs off the diagonal count twice."""
        assert self._fitted is not None
        weight = np.where(self._rows == self._columns, 1.0, 2.0)
        packed = stack[:, self._rows, self._columns] * weight
        values = (packed @ self._fitted) @ self._fitted.T
        result = np.zeros_like(stack)
        result[:, self._rows, self._columns] = values
        result[:, self._columns, self._rows] = values
        return result

    def _exchange_signed(self, sets: list[tuple[float, Array]]) -> Array:
        total = np.zeros((self.mol.nao, self.mol.nao))
        for sign, orbitals in sets:
            if orbitals.shape[1]:
                total += sign * self._exchange(orbitals)
        return total

    def _exchange(self, orbitals: Array) -> Array:
        """Return exchange of doubly contracted orbitals, shape (n_ao, n_orbitals)."""
        fitted = self._integrals()
        coefficients = orbitals.T.astype(fitted.dtype)
        n_ao, n_aux = self.mol.nao, fitted.shape[1]
        batch = max(1, int(EXCHANGE_BATCH_BYTES / (fitted.itemsize * n_ao * n_aux)))
        result = np.zeros((n_ao, n_ao))
        for start in range(0, orbitals.shape[1], batch):
            part = coefficients[start : start + batch]
            half = self._scratch((n_ao, len(part), n_aux), fitted.dtype)
            for ao, (pairs, partners) in enumerate(self._neighbours):
                np.matmul(part[:, partners], fitted[pairs], out=half[ao])
            for piece in np.array_split(half.reshape(n_ao, -1), PARTIAL_SUMS, axis=1):
                result += piece @ piece.T
        return result

    def _scratch(self, shape: tuple[int, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
        """Return uninitialised memory of this shape, the same in every call."""
        size = int(np.prod(shape)) * dtype.itemsize
        if self._memory.size < size:
            self._memory = np.empty(size, dtype=np.uint8)
        return self._memory[:size].view(dtype).reshape(shape)

    def _integrals(self) -> NDArray[Any]:
        """Return the fitted integrals in the detail asked for, shape (n_pairs, n_aux)."""
        assert self._fitted is not None
        if self.detail is Detail.DOUBLE:
            return self._fitted
        if self.detail not in self._copies:
            n_aux = self._n_leading if self.detail is Detail.LEADING else self._fitted.shape[1]
            self._copies[self.detail] = self._fitted[:, :n_aux].astype(np.float32)
        return self._copies[self.detail]


def _leading_first(auxiliary: Any) -> tuple[Any, int]:
    """Return the auxiliary molecule with its leading shells in front, and their functions' number.

    Every second exponent of the s and p functions of an atom leads, the steepest among them.
    """
    leads = np.zeros(auxiliary.nbas, dtype=bool)
    for shells in (auxiliary.atom_shell_ids(atom) for atom in range(auxiliary.natm)):
        for momentum in (0, 1):
            own = [int(shell) for shell in shells if auxiliary.bas_angular(shell) == momentum]
            own.sort(key=lambda shell: -float(auxiliary.bas_exp(shell).max()))
            leads[own[::2]] = True
    ordered = auxiliary.copy()
    ordered._bas = np.vstack([auxiliary._bas[leads], auxiliary._bas[~leads]])
    return ordered, int(ordered.ao_loc[leads.sum()])


def _occupied_orbitals(dm: Any, stack: Array) -> list[list[tuple[float, Array]]]:
    """Return orbitals whose outer products add up to each density, with their signs.

    PySCF tags a density with its orbitals; any other symmetric density is diagonalised.
    """
    occupation = getattr(dm, "mo_occ", None)
    if occupation is not None and np.shape(occupation)[-1] >= 1:
        occupations = np.asarray(occupation).reshape(len(stack), -1)
        coefficients = np.asarray(dm.mo_coeff).reshape(len(stack), stack.shape[1], -1)
        return [
            [(1.0, c[:, n > 0] * np.sqrt(n[n > 0]))]
            for c, n in zip(coefficients, occupations, strict=True)
        ]
    result = []
    for matrix in stack:
        values, vectors = np.linalg.eigh(matrix)
        sets = []
        for sign in (1.0, -1.0):
            chosen = sign * values > OCCUPATION_CUTOFF
            sets.append((sign, vectors[:, chosen] * np.sqrt(np.abs(values[chosen]))))
        result.append(sets)
    return result
