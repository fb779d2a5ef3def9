"""Exchange-correlation quadrature by dense products over the orbitals that matter.

PySCF evaluates atomic orbitals on the grid anew in every cycle. Here the grid is cut into compact
blocks; each keeps, in memory, the values and gradients of the few hundred orbitals that reach it,
and density and potential become one matrix product each. The integrand is PySCF's own.

Only what the self-consistent field needs is replaced: LDA and GGA, one density (closed shell) or
one pair (open shell). Everything else goes to PySCF's code path.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyscf.dft.gen_grid import make_mask
from pyscf.dft.numint import NumInt

Array = NDArray[np.float64]
BLOCK_POINTS = 56 * 20
ORBITAL_CUTOFF = 1e-8
CACHE_BYTES = 4_000_000_000


@dataclass(frozen=True, eq=False)
class _Block:
    """Orbitals on one block of the grid: value and gradient, shape (4, n_orbitals, n_points)."""

    orbitals: NDArray[np.intp]
    values: NDArray[Any]
    weights: Array


@dataclass(eq=False)
class _Blocks:
    """All blocks of one grid, as many of them kept as the memory budget allows."""

    grids: Any
    kept: list[_Block | None] = field(default_factory=list)
    bytes_used: int = 0


class BlockedNumInt(NumInt):  # type: ignore[misc]
    """Drop-in for PySCF's ``NumInt`` with cached orbital blocks.

    Parameters
    ----------
    precision : dtype
        Of the orbitals and their products; the integrand is always double.
    """

    def __init__(self, precision: type[np.floating[Any]] = np.float64) -> None:
        super().__init__()
        self._precision = precision
        self.forget()

    def forget(self) -> None:
        """Let go of all orbitals on the grid."""
        self._blocks: _Blocks | None = None
        self._scratch: Array = np.empty(0)

    def nr_rks(
        self,
        mol: Any,
        grids: Any,
        xc_code: str,
        dms: Any,
        relativity: int = 0,
        hermi: int = 1,
        max_memory: float = 2000,
        verbose: Any = None,
    ) -> tuple[Any, Any, Any]:
        """Return electrons, energy and potential of a closed shell, as PySCF does."""
        if self._xc_type(xc_code) not in ("LDA", "GGA") or np.ndim(dms) != 2 or hermi != 1:
            return super().nr_rks(  # type: ignore[no-any-return]
                mol, grids, xc_code, dms, relativity, hermi, max_memory, verbose
            )
        count, energy, potential = self._integrate(mol, grids, xc_code, np.asarray(dms)[None])
        return count[0], energy, potential[0]

    def nr_uks(
        self,
        mol: Any,
        grids: Any,
        xc_code: str,
        dms: Any,
        relativity: int = 0,
        hermi: int = 1,
        max_memory: float = 2000,
        verbose: Any = None,
    ) -> tuple[Any, Any, Any]:
        """Return electrons, energy and potentials of both spins, as PySCF does."""
        pair = np.asarray(dms)
        if self._xc_type(xc_code) not in ("LDA", "GGA") or pair.ndim != 3 or hermi != 1:
            return super().nr_uks(  # type: ignore[no-any-return]
                mol, grids, xc_code, dms, relativity, hermi, max_memory, verbose
            )
        return self._integrate(mol, grids, xc_code, pair)

    def _integrate(
        self, mol: Any, grids: Any, xc_code: str, densities: Array
    ) -> tuple[Array, float, Array]:
        spins = len(densities)
        gradient = self._xc_type(xc_code) == "GGA"
        count, energy = np.zeros(spins), 0.0
        potential = np.zeros(densities.shape)
        for block in self._iterate(mol, grids):
            window = np.ix_(block.orbitals, block.orbitals)
            rho = np.array([_density(block, matrix[window]) for matrix in densities])
            if not gradient:
                rho = rho[:, 0]
            exc, vxc = self.eval_xc_eff(
                xc_code,
                rho[0] if spins == 1 else rho,
                deriv=1,
                xctype="GGA" if gradient else "LDA",
                spin=spins - 1,
            )[:2]
            weighted = (rho[:, 0] if gradient else rho) * block.weights
            count += weighted.sum(axis=1)
            energy += float(weighted.sum(axis=0) @ exc)
            factors = np.asarray(vxc).reshape(spins, -1, block.weights.size) * block.weights
            for spin in range(spins):
                potential[spin][window] += _potential(block, factors[spin])
        return count, energy, potential + potential.transpose(0, 2, 1)

    def _iterate(self, mol: Any, grids: Any) -> Any:
        if grids.coords is None:
            grids.build(with_non0tab=True)
        if self._blocks is None or self._blocks.grids is not grids.coords:
            self._blocks = _Blocks(grids.coords)
        store = self._blocks
        for number, start in enumerate(range(0, grids.weights.size, BLOCK_POINTS)):
            if number < len(store.kept) and (known := store.kept[number]) is not None:
                yield known
                continue
            block = self._evaluate(mol, grids, slice(start, start + BLOCK_POINTS))
            keep = store.bytes_used + block.values.nbytes < CACHE_BYTES
            if number == len(store.kept):
                store.kept.append(block if keep else None)
                store.bytes_used += block.values.nbytes if keep else 0
            yield block

    def _evaluate(self, mol: Any, grids: Any, points: slice) -> _Block:
        """Tabulate one block, by way of memory that all blocks share: fresh pages are slow."""
        coords = grids.coords[points]
        shells = make_mask(mol, coords, cutoff=ORBITAL_CUTOFF).any(axis=0)
        orbitals = np.flatnonzero(np.repeat(shells, np.diff(mol.ao_loc)))
        size = 4 * mol.nao * len(coords)
        if self._scratch.size < size:
            self._scratch = np.empty(size)
        values = self.eval_ao(mol, coords, deriv=1, out=self._scratch[:size]).transpose(0, 2, 1)
        reaching = np.take(values, orbitals, axis=1).astype(self._precision, copy=False)
        return _Block(orbitals, reaching, grids.weights[points])


def _density(block: _Block, matrix: Array) -> Array:
    """Return the density and its gradient on a block, shape (4, n_points)."""
    products = matrix.astype(block.values.dtype, copy=False) @ block.values[0]
    rho: Array = np.einsum("ip,kip->kp", products, block.values).astype(float, copy=False)
    rho[1:] *= 2.0
    return rho


def _potential(block: _Block, factors: Array) -> Array:
    """Return half of the potential matrix of a block; the caller adds the transpose."""
    scaled = factors.astype(block.values.dtype)
    scaled[0] *= 0.5
    weighted = np.einsum("kp,kip->ip", scaled, block.values[: len(scaled)])
    half: Array = block.values[0] @ weighted.T
    return half
