"""Integrals of TDDFT-ris in the minimal auxiliary basis, and the response they make.

References
----------
Zhou, Della Sala, Parker, J. Phys. Chem. Lett. 2023, 14, 1968 (doi 10.1021/acs.jpclett.2c03698).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from dotstitch.contracts.constants import BOHR_ANGSTROM, HARTREE_EV
from dotstitch.contracts.failure import StepError
from dotstitch.data.reading import read_yaml
from dotstitch.quantum.engine import COULOMB, AtomicOrbitals, Gaussians, MeanField, exact_exchange

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


class RisParameters(BaseModel):
    """Contents of ``data/quantum/ris_auxiliary.yaml``.

    Attributes
    ----------
    theta : float
        Exponent of a Gaussian times the square of the radius.
    orbital_window_ev : float
        Orbitals further from the frontier are left out of the exchange part.
    radius_angstrom : dict of float
        By element.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    radii_source: str
    theta: float
    orbital_window_ev: float
    radius_angstrom: dict[str, float]


@cache
def _parameters() -> RisParameters:
    return read_yaml("data/quantum/ris_auxiliary.yaml", RisParameters)


def _gaussians(orbitals: AtomicOrbitals, angular_momenta: tuple[int, ...]) -> Gaussians:
    """Return the minimal auxiliary basis of a molecule's elements; hydrogen has no p function."""
    table = _parameters().radius_angstrom
    auxiliary = {}
    for symbol in sorted(set(orbitals.structure.symbols)):
        if symbol not in table:
            raise StepError(
                "input",
                f"TDDFT-ris has no auxiliary radius for {symbol}",
                f"leave the molecule out: only {' '.join(table)} have one",
            )
        exponent = _parameters().theta / (table[symbol] / BOHR_ANGSTROM) ** 2
        momenta = angular_momenta if symbol != "H" else (0,)
        auxiliary[symbol] = tuple((momentum, exponent) for momentum in momenta)
    return auxiliary


def response_integrals(mean_field: MeanField) -> ResponseIntegrals:
    """Return what the response of a closed shell needs.

    Raises
    ------
    StepError
        Kind ``input`` for an element without auxiliary radius.
    """
    orbitals, occupied, virtual = (
        mean_field.atomic_orbitals,
        mean_field.occupied,
        mean_field.virtual,
    )
    e_occ, e_vir = mean_field.occupied_energies_hartree, mean_field.virtual_energies_hartree
    window = _parameters().orbital_window_ev / HARTREE_EV
    near = (
        slice(int(np.sum(e_occ <= e_vir[0] - window)), e_occ.size),
        slice(0, int(np.sum(e_vir < e_occ[-1] + window))),
    )
    exchange = exact_exchange(mean_field.level.functional)
    has_exchange = bool(exchange.full or exchange.long_range)
    sp = orbitals.fitted(_gaussians(orbitals, (0, 1)))
    s = orbitals.fitted(_gaussians(orbitals, (0,)), exchange if has_exchange else COULOMB)
    o, v = occupied[:, near[0]], virtual[:, near[1]]
    return ResponseIntegrals(
        difference=e_vir[None, :] - e_occ[:, None],
        coulomb=occupied.T @ sp @ virtual,
        near=near,
        exchange_oo=(o.T @ s @ o).astype(np.float32),
        exchange_vv=(v.T @ s @ v).astype(np.float32),
        exchange_ov=(o.T @ s @ v).astype(np.float32),
        exact_exchange=has_exchange,
    )


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
