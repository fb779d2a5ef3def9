"""Gaps from density functionals: spin projection, closed shells, spin-flip excitation.

Every function takes the molecule and returns outcomes by method, each with its CPU time.
"""

from __future__ import annotations

import time
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

import numpy as np
from pyscf import df, dft, lib
from pyscf.dft.numint import NumInt
from pyscf.dft.numint2c import NumInt2C

from bakeoff.cases import Case, Outcome
from dotstitch.contracts.constants import HARTREE_KCAL_MOL
from dotstitch.contracts.failure import StepError
from dotstitch.contracts.levels import Level
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.engine import MeanField
from dotstitch.quantum.engine.molecule import build_molecule
from dotstitch.quantum.gap.routes import open_shell_route
from dotstitch.quantum.gap.spin import (
    closed_shell_singlet,
    relaxed_singlet,
    triplet,
)
from dotstitch.quantum.gap.spin_projection import yamaguchi_singlet

KERNEL_SAMPLES = 50
"""Directions over which the multicollinear kernel is averaged."""
FILM = {"film_permittivity": 2.3}
ROOTS = 6
TRIPLET_S2 = 1.0
"""Spin-flip roots above it count as triplets."""


def one_mean_field(case: Case, basis: str) -> dict[str, Outcome]:
    """Return the yardstick: what one UKS triplet costs."""
    start = time.process_time()
    low = triplet(case.structures["triplet"], case.level("b3lyp", basis))
    spent = time.process_time() - start
    return {f"one UKS, B3LYP/{basis}": Outcome(None, spent, None, low.s2)}


def kohn_sham(case: Case, functional: str, basis: str = "def2-svp") -> dict[str, Outcome]:
    """Return the gap by spin-projected broken symmetry, or from the closed shell of a carbene."""
    return {f"{functional.upper()}/{basis}": _gap(case, case.level(functional, basis))}


def film_shift(case: Case) -> dict[str, Outcome]:
    """Return what the project's continuum adds to the B3LYP gap."""
    level = case.level("b3lyp")
    vacuum, film = _gap(case, level), _gap(case, level.model_copy(update=FILM))
    shift = (film.gap_kcal_mol or 0.0) - (vacuum.gap_kcal_mol or 0.0)
    return {"shift by the film": replace(film, gap_kcal_mol=shift)}


def _gap(case: Case, level: Level) -> Outcome:
    start = time.process_time()
    low = triplet(case.structures["triplet"], level)
    if case.kind == "nitrene":
        route = open_shell_route(case.structures["singlet"], low, level)
        raw = route.uncorrected_kcal_mol
        gap, high, note = route.gap_kcal_mol, route.singlet, f"not spin-projected {raw:.1f}"
    else:
        high = closed_shell_singlet(case.structures["singlet"], level)
        gap, note = (high.energy_hartree - low.energy_hartree) * HARTREE_KCAL_MOL, ""
    return Outcome(gap, time.process_time() - start, high.s2, low.s2, note)


def relaxed(case: Case, functional: str) -> dict[str, Outcome]:
    """Return the gap of the lowest determinant, its triplet share removed."""
    start = time.process_time()
    level = case.level(functional)
    low = triplet(case.structures["triplet"], level)
    parent = triplet(case.structures["singlet"], level)
    high = relaxed_singlet(case.structures["singlet"], level, parent)
    pure = yamaguchi_singlet(high.energy_hartree, parent.energy_hartree, high.s2, parent.s2)
    gap = (pure - low.energy_hartree) * HARTREE_KCAL_MOL
    spent = time.process_time() - start
    return {
        f"{functional.upper()} lowest determinant, spin-projected": Outcome(
            gap, spent, high.s2, low.s2
        )
    }


def spin_flip(case: Case, functional: str, *, kernel: bool) -> dict[str, Outcome]:
    """Return the gap from spin-flip TDA, collinear or with the multicollinear kernel.

    Singlet and triplet are both spin-flip roots, told apart by S2, each at its own geometry.
    """
    label = f"SF-TDA {functional.upper()}, {'multicollinear' if kernel else 'collinear'}"
    if kernel and not (find_spec("mcfun") and find_spec("pyscf.sftda")):
        return {}
    start = time.process_time()
    level = case.level(functional)
    roots = {
        name: _flipped(case.structures[name], level, kernel) for name in ("singlet", "triplet")
    }
    top = [root for root in roots["singlet"] if root[1] < TRIPLET_S2]
    bottom = [root for root in roots["triplet"] if root[1] >= TRIPLET_S2]
    spent = time.process_time() - start
    if not top or not bottom:
        raise StepError("wrong_state", f"{label}: S2 tells no singlet from a triplet", "", {})
    listed = ", ".join(
        f"{(e - bottom[0][0]) * HARTREE_KCAL_MOL:.1f} ({s2:.2f})" for e, s2 in roots["singlet"][:4]
    )
    gap = (top[0][0] - bottom[0][0]) * HARTREE_KCAL_MOL
    return {
        label: Outcome(gap, spent, top[0][1], bottom[0][1], f"roots at singlet geometry {listed}")
    }


def _flipped(structure: Structure, level: Level, kernel: bool) -> list[tuple[float, float]]:
    """Return energy (hartree) and S2 of the lowest spin-flip roots, lowest first."""
    state = triplet(structure, level)
    mol = build_molecule(state.structure, level.basis)
    (up, down), (filled_up, filled_down) = state.coefficients, state.occupations > 0
    energy_up, energy_down = state.orbital_energies_hartree
    occupied, empty = up[:, filled_up], down[:, ~filled_down]
    gaps = energy_down[~filled_down][None, :] - energy_up[filled_up][:, None]
    share = float(NumInt().hybrid_coeff(level.functional))
    tensor = np.vstack([lib.unpack_tril(block) for block in df.DF(mol).build().loop()])
    inner = np.einsum("Lpq,pi,qj->Lij", tensor, occupied, occupied, optimize=True)
    outer = np.einsum("Lpq,pa,qb->Lab", tensor, empty, empty, optimize=True)
    response = _kernel_response(state, mol) if kernel else None

    def image(vectors: Any) -> list[Any]:
        results = []
        for vector in vectors:
            x = np.reshape(vector, gaps.shape)
            y = gaps * x - share * np.einsum("Lij,jb,Lab->ia", inner, x, outer, optimize=True)
            if response is not None:
                y += occupied.T @ response(empty @ x.T @ occupied.T).T @ empty
            results.append(y.ravel())
        return results

    order = np.argsort(gaps, axis=None)[: ROOTS + 4]
    guess = [np.eye(1, gaps.size, k)[0] for k in order]
    _, values, vectors = lib.davidson1(
        image, guess, gaps.ravel(), tol=1e-7, nroots=ROOTS, max_cycle=100, max_space=80
    )
    return [
        (state.energy_hartree + float(e), _s2(np.reshape(x, gaps.shape), state))
        for e, x in zip(values, vectors, strict=True)
    ]


def _kernel_response(state: MeanField, mol: Any) -> Any:
    from pyscf.sftda.numint2c_sftd import cache_xc_kernel_sf

    sampler = NumInt2C()
    sampler.collinear, sampler.collinear_samples = "mcol", KERNEL_SAMPLES
    grids, name = dft.Grids(mol), state.level.functional
    grids.atom_grid = state.level.grid
    grids.build(with_non0tab=True)
    orbitals = (state.coefficients, state.occupations)
    kernel = 2.0 * cache_xc_kernel_sf(sampler, mol, grids, name, *orbitals)[2]
    return lambda density: NumInt().nr_rks_fxc(
        mol, grids, name, None, density, 0, 0, None, None, kernel
    )


def _s2(x: Any, state: MeanField) -> float:
    """Return S2 of a spin-flip root: the squared norm of S+ on it, its projection on z being 0.

    S+ leads back to the reference, to single excitations of either spin, and to what the reference
    itself is contaminated with; these determinants are all different.
    """
    (up, down), (occ_up, occ_down) = state.coefficients, state.occupations
    cross = up.T @ state.atomic_orbitals.overlap() @ down
    i, b = occ_up > 0, occ_up == 0
    j, a = occ_down > 0, occ_down == 0
    return float(
        np.sum(x * cross[np.ix_(i, a)]) ** 2
        + np.sum((x.T @ cross[np.ix_(i, j)]) ** 2)
        + np.sum((x @ cross[np.ix_(b, a)].T) ** 2)
        + np.sum(cross[np.ix_(b, j)] ** 2)
    )
