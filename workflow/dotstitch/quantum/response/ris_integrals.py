"""Integrals of TDDFT-ris in the minimal auxiliary basis, and the response they make.

References
----------
Zhou, Della Sala, Parker, J. Phys. Chem. Lett. 2023, 14, 1968 (doi 10.1021/acs.jpclett.2c03698).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import scipy.linalg
from numpy.typing import NDArray
from pyscf import gto
from pyscf.df.incore import aux_e2

from dotstitch.contracts.constants import BOHR_ANGSTROM, HARTREE_EV
from dotstitch.contracts.records import StepError
from dotstitch.data.reading import read_yaml

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ResponseIntegrals:
    """Orbital-energy differences and the three-index integrals of the response."""

    difference: Array  # (n_occ, n_vir), hartree
    coulomb: Array  # (n_aux, n_occ, n_vir)
    near: tuple[slice, slice]  # occupied and virtual orbitals kept in the exchange part
    exchange_oo: NDArray[np.float32]  # (n_aux, near occupied, near occupied)
    exchange_vv: NDArray[np.float32]
    exchange_ov: NDArray[np.float32]
    exact_exchange: bool


class Weights(NamedTuple):
    """Shares of 1/r and of erf(omega r)/r in an operator; omega in inverse bohr."""

    full: float
    long_range: float
    omega: float


COULOMB = Weights(1.0, 0.0, 0.0)


@cache
def _parameters() -> dict[str, Any]:
    return read_yaml("data/quantum/ris_auxiliary.yaml", dict[str, Any])


def _auxiliary(mol: gto.Mole, angular_momenta: tuple[int, ...]) -> gto.Mole:
    """Return a molecule that carries the minimal auxiliary basis."""
    table = _parameters()["radius_angstrom"]
    basis: dict[str, list[Any]] = {}
    for symbol in {mol.atom_pure_symbol(i) for i in range(mol.natm)}:
        if symbol not in table:
            raise StepError(
                "input",
                f"TDDFT-ris has no auxiliary radius for {symbol}",
                "add it to data/quantum/ris_auxiliary.yaml with its source",
            )
        exponent = _parameters()["theta"] / (table[symbol] / BOHR_ANGSTROM) ** 2
        momenta = angular_momenta if symbol != "H" else (0,)
        basis[symbol] = [[momentum, [exponent, 1.0]] for momentum in momenta]
    atoms = [(mol.atom_pure_symbol(i), mol.atom_coord(i)) for i in range(mol.natm)]
    return gto.M(atom=atoms, basis=basis, unit="Bohr", spin=None, verbose=0)


def _operator(mol: gto.Mole, integral: Callable[[], Array], weights: Weights) -> Array:
    """Return an integral over ``full / r + long_range erf(omega r) / r``."""
    result = weights.full * integral() if weights.full else 0.0
    if weights.long_range:
        with mol.with_range_coulomb(weights.omega):
            result = result + weights.long_range * integral()
    return np.asarray(result)


def _three_index(mol: gto.Mole, auxiliary: gto.Mole, weights: Weights = COULOMB) -> Array:
    """Return (P|mn) multiplied by the inverse root of (P|Q), shape (n_aux, n_ao, n_ao)."""
    three = _operator(mol, lambda: aux_e2(mol, auxiliary, "int3c2e", aosym="s1"), weights)
    metric = _operator(auxiliary, lambda: auxiliary.intor("int2c2e"), weights)
    lower = scipy.linalg.cholesky(metric, lower=True)
    flat = three.reshape(-1, three.shape[2]).T
    fitted = scipy.linalg.solve_triangular(lower, flat, lower=True)
    result: Array = fitted.reshape(-1, mol.nao, mol.nao)
    return result


def response_integrals(mean_field: Any) -> ResponseIntegrals:
    """Return what the response of a converged closed-shell field needs.

    Raises
    ------
    StepError
        Kind ``input`` for an element without auxiliary radius.
    """
    mol, orbitals = mean_field.mol, mean_field.mo_coeff
    occupied, virtual = orbitals[:, mean_field.mo_occ > 0], orbitals[:, mean_field.mo_occ == 0]
    e_occ = mean_field.mo_energy[mean_field.mo_occ > 0]
    e_vir = mean_field.mo_energy[mean_field.mo_occ == 0]
    window = _parameters()["orbital_window_ev"] / HARTREE_EV
    near = (
        slice(int(np.sum(e_occ <= e_vir[0] - window)), e_occ.size),
        slice(0, int(np.sum(e_vir < e_occ[-1] + window))),
    )
    sp = _three_index(mol, _auxiliary(mol, (0, 1)))
    weights = exchange_weights(mean_field)
    exact_exchange = bool(weights.full or weights.long_range)
    s = _three_index(mol, _auxiliary(mol, (0,)), weights if exact_exchange else COULOMB)
    o, v = occupied[:, near[0]], virtual[:, near[1]]
    return ResponseIntegrals(
        difference=e_vir[None, :] - e_occ[:, None],
        coulomb=occupied.T @ sp @ virtual,
        near=near,
        exchange_oo=(o.T @ s @ o).astype(np.float32),
        exchange_vv=(v.T @ s @ v).astype(np.float32),
        exchange_ov=(o.T @ s @ v).astype(np.float32),
        exact_exchange=exact_exchange,
    )


def exchange_weights(mean_field: Any) -> Weights:
    """Return the shares of exact exchange of a functional, at all ranges and at long range."""
    omega, at_long_range, fraction = mean_field._numint.rsh_and_hybrid_coeff(mean_field.xc, spin=0)
    if omega == 0.0:
        return Weights(float(fraction), 0.0, 0.0)
    return Weights(float(fraction), float(at_long_range - fraction), float(omega))


def response(integrals: ResponseIntegrals, x: Array, *, tamm_dancoff: bool) -> tuple[Array, Array]:
    """Return A.x and B.x (zero in the Tamm-Dancoff approximation) of shape (n, n_occ, n_vir)."""
    coulomb = 2 * np.tensordot(
        np.tensordot(x, integrals.coulomb, axes=([1, 2], [1, 2])), integrals.coulomb, axes=(1, 0)
    )
    a = x * integrals.difference + coulomb
    b = np.zeros_like(x) if tamm_dancoff else coulomb
    if integrals.exact_exchange:
        near = (slice(None), *integrals.near)
        inner = x[near].astype(np.float32)
        a[near] -= _contract(integrals.exchange_oo, inner, integrals.exchange_vv)
        if not tamm_dancoff:
            b[near] -= _contract(
                integrals.exchange_ov, inner.transpose(0, 2, 1), integrals.exchange_ov
            )
    return a, b


def _contract(left: Any, x: Any, right: Any) -> Any:
    """Return the sum over P of left[P] @ x[n] @ right[P], as two large products for each n."""
    n_aux, rows, _ = left.shape
    flat = right.reshape(-1, right.shape[2])
    result = np.empty((len(x), rows, right.shape[2]), dtype=np.float32)
    for n, vector in enumerate(x):
        half = (left.reshape(n_aux * rows, -1) @ vector).reshape(n_aux, rows, -1)
        result[n] = half.transpose(1, 0, 2).reshape(rows, -1) @ flat
    return result


def dense_exchange(integrals: ResponseIntegrals, i: NDArray[np.intp], a: NDArray[np.intp]) -> Array:
    """Return the exchange part of the response among listed configurations i -> a."""
    skipped = integrals.near[0].start
    o = i - skipped
    inside = np.flatnonzero((o >= 0) & (a < integrals.near[1].stop))
    result = np.zeros((i.size, i.size))
    window = np.ix_(inside, inside)
    for oo, vv in zip(integrals.exchange_oo, integrals.exchange_vv, strict=True):
        result[window] += oo[np.ix_(o[inside], o[inside])] * vv[np.ix_(a[inside], a[inside])]
    return result
