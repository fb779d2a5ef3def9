"""Gaps from wave functions: CASSCF and what builds on it, coupled cluster, a double hybrid."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from pyscf import cc, df, fci, gto, lib, mcpdft, mcscf, mrpt, scf
from pyscf.data.elements import chemcore
from pyscf.mcscf import avas

from bakeoff.cases import Case, Outcome
from dotstitch.contracts.constants import HARTREE_KCAL_MOL
from dotstitch.contracts.failure import StepError
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.engine import MeanField
from dotstitch.quantum.engine.molecule import build_molecule
from dotstitch.quantum.gap.spin import (
    broken_symmetry_singlet,
    closed_shell_singlet,
    triplet,
)
from dotstitch.quantum.gap.spin_projection import yamaguchi_singlet

B2PLYP = "0.53*HF+0.47*B88, 0.73*LYP"
B2PLYP_CORRELATION = 0.27
"""Share of second-order perturbation theory; Grimme, J. Chem. Phys. 2006, 124, 034108."""
PI_LABELS = ("C 2pz", "N 2pz", "O 2pz")
"""Of the active pi space, in a molecule laid into the xy plane; halogens stay out."""
FRACTIONAL = (0.02, 1.98)
"""Natural occupations that justify an active orbital."""
AVAS_THRESHOLD = 0.2


@dataclass(frozen=True)
class Multireference:
    """Energies (hartree) of one state, what each cost (s of CPU), and how the space turned out."""

    energies: dict[str, float]
    seconds: dict[str, float]
    space: tuple[int, int]
    s2: float
    occupations: np.ndarray[Any, Any]


def complete_active_space(case: Case, *, with_pi: bool) -> dict[str, Outcome]:
    """Return gaps by CASSCF, SC-NEVPT2 and tPBE in one active space, state-specific.

    The space holds the two unpaired orbitals of the triplet and, ``with_pi``, what AVAS finds of
    the pi system; the same rule acts at both geometries.
    """
    states = {}
    for name, spin in (("singlet", 0), ("triplet", 2)):
        states[name] = multireference_state(
            case.structures[name], spin, "def2-svp", with_pi=with_pi
        )
    high, low = states["singlet"], states["triplet"]
    if high.space != low.space:
        raise StepError("wrong_state", f"spaces differ: {high.space}, {low.space}", "", {})
    prefix = "full-pi CAS" if with_pi else "CAS(2,2)"
    note = f"({high.space[0]},{high.space[1]}); {_verdict(high, low)}"
    outcomes = {}
    for method in high.energies:
        gap = (high.energies[method] - low.energies[method]) * HARTREE_KCAL_MOL
        spent = high.seconds[method] + low.seconds[method]
        outcomes[f"{prefix} {method}"] = Outcome(gap, spent, high.s2, low.s2, note)
    return outcomes


def _verdict(high: Multireference, low: Multireference) -> str:
    words = []
    for name, state in (("singlet", high), ("triplet", low)):
        least, most = state.occupations.min(), state.occupations.max()
        fits = FRACTIONAL[0] <= least and most <= FRACTIONAL[1]
        words.append(f"{name} occupations {least:.3f} to {most:.3f}{'' if fits else ' (beyond)'}")
    return ", ".join(words)


def multireference_state(
    structure: Structure, spin: int, basis: str, *, with_pi: bool
) -> Multireference:
    """Return CASSCF, tPBE and SC-NEVPT2 energies of one state.

    Parameters
    ----------
    structure : Structure
    spin : int
        Unpaired electrons: 0 or 2.
    basis : str
    with_pi : bool
        The pi system joins the two unpaired orbitals of the triplet.

    Raises
    ------
    StepError
        Kind ``convergence``.
    """
    start = time.process_time()
    mol = build_molecule(replace(_laid_flat(structure), multiplicity=3), basis)
    field = scf.ROHF(mol).density_fit()
    field.conv_tol = 1e-9
    field.kernel()
    if not field.converged:
        field = field.newton()
        field.kernel()
    orbitals, n_orbitals, n_electrons = field.mo_coeff, 2, 2
    if with_pi:
        labels = [label for label in PI_LABELS if label[0] in set(structure.symbols)]
        n_orbitals, n_electrons, orbitals = avas.avas(
            field, labels, threshold=AVAS_THRESHOLD, openshell_option=3, verbose=0
        )
    electrons = ((n_electrons + spin) // 2, (n_electrons - spin) // 2)
    solver = mcscf.DFCASSCF(field, n_orbitals, electrons)
    solver.verbose = 0
    solver.max_cycle_macro = 100
    fci.addons.fix_spin_(solver.fcisolver, shift=0.5, ss=spin / 2 * (spin / 2 + 1))
    solver.kernel(orbitals)
    if not solver.converged:
        raise StepError("convergence", "CASSCF did not converge", "", {})
    after = time.process_time()
    energies, seconds = {"CASSCF": float(solver.e_tot)}, {"CASSCF": after - start}
    for name, energy in _dynamic(solver, n_orbitals, electrons):
        energies[name] = energy
        seconds[name] = seconds["CASSCF"] + time.process_time() - after
        after = time.process_time()
    s2 = float(solver.fcisolver.spin_square(solver.ci, n_orbitals, electrons)[0])
    density = solver.fcisolver.make_rdm1(solver.ci, n_orbitals, electrons)
    occupations = np.linalg.eigvalsh(density)
    return Multireference(energies, seconds, (n_electrons, n_orbitals), s2, occupations)


def _dynamic(
    solver: Any, n_orbitals: int, electrons: tuple[int, int]
) -> Iterator[tuple[str, float]]:
    """Give the two energies with dynamic correlation, one after the other."""
    pair = mcpdft.CASSCF(solver, "tPBE", n_orbitals, electrons)
    pair.verbose = 0
    energy = pair.compute_pdft_energy_(solver.mo_coeff, solver.ci, dump_chk=False)[0]
    yield "tPBE", float(energy)
    perturbation = mrpt.NEVPT(solver)
    perturbation.verbose = 0
    yield "NEVPT2", float(solver.e_tot + perturbation.kernel())


def _laid_flat(structure: Structure) -> Structure:
    """Return the structure with its best plane in xy."""
    positions = structure.positions_angstrom - structure.positions_angstrom.mean(axis=0)
    axes = np.linalg.svd(positions, full_matrices=True)[2]
    return replace(structure, positions_angstrom=positions @ axes.T)


def coupled_cluster(case: Case) -> dict[str, Outcome]:
    """Return the CCSD(T) gap: restricted singlet, unrestricted triplet, frozen core."""
    start = time.process_time()
    energies, s2 = {}, {}
    for name, multiplicity in (("singlet", 1), ("triplet", 3)):
        mol = build_molecule(replace(case.structures[name], multiplicity=multiplicity), "def2-svp")
        energies[name], s2[name] = _ccsd_t(mol)
    spent = time.process_time() - start
    gap = (energies["singlet"] - energies["triplet"]) * HARTREE_KCAL_MOL
    return {"CCSD(T)/def2-svp": Outcome(gap, spent, s2["singlet"], s2["triplet"])}


def _ccsd_t(mol: gto.Mole) -> tuple[float, float]:
    field = scf.UHF(mol) if mol.spin else scf.RHF(mol)
    field.conv_tol = 1e-10
    field.kernel()
    if not field.converged:
        field = field.newton()
        field.kernel()
    solver = cc.CCSD(field, frozen=chemcore(mol))
    solver.max_cycle = 100
    solver.kernel()
    if not solver.converged:
        raise StepError("convergence", "CCSD did not converge", "", {})
    s2 = float(field.spin_square()[0]) if mol.spin else 0.0
    return float(solver.e_tot + solver.ccsd_t()), s2


def double_hybrid(case: Case) -> dict[str, Outcome]:
    """Return the B2PLYP gap, frozen core; a nitrene's singlet by spin-projected broken symmetry."""
    start = time.process_time()
    level = case.level(B2PLYP)
    low = triplet(case.structures["triplet"], level)
    bottom = _b2plyp(low)
    note = ""
    if case.kind == "nitrene":
        parent = triplet(case.structures["singlet"], level)
        high = broken_symmetry_singlet(case.structures["singlet"], level, parent)
        broken = _b2plyp(high)
        top = yamaguchi_singlet(broken, _b2plyp(parent), high.s2, parent.s2)
        note = f"not spin-projected {(broken - bottom) * HARTREE_KCAL_MOL:.1f}"
    else:
        high = closed_shell_singlet(case.structures["singlet"], level)
        top = _b2plyp(high)
    spent = time.process_time() - start
    gap = (top - bottom) * HARTREE_KCAL_MOL
    return {"B2PLYP/def2-svp": Outcome(gap, spent, high.s2, low.s2, note)}


def _b2plyp(state: MeanField) -> float:
    return state.energy_hartree + B2PLYP_CORRELATION * second_order(state)


def second_order(state: MeanField) -> float:
    """Return the MP2 correlation energy of Kohn-Sham orbitals, density-fitted, frozen core."""
    mol = build_molecule(state.structure, state.level.basis)
    parts = (state.coefficients, state.orbital_energies_hartree, state.occupations)
    spins = [parts] * 2 if state.occupations.ndim == 1 else list(zip(*parts, strict=True))
    fitted = df.DF(mol, df.make_auxbasis(mol, mp2fit=True)).build()
    tensor = np.vstack([lib.unpack_tril(block) for block in fitted.loop()])
    pairs, gaps = [], []
    for orbitals, energies, occupations in spins:
        occupied = np.flatnonzero(occupations > 0)[chemcore(mol) :]
        empty = np.flatnonzero(occupations == 0)
        half = np.einsum("Lpq,pi->Liq", tensor, orbitals[:, occupied], optimize=True)
        pairs.append(np.einsum("Liq,qa->iaL", half, orbitals[:, empty], optimize=True))
        gaps.append(energies[empty][None, :] - energies[occupied][:, None])
    total = 0.0
    for one, other, weight in ((0, 0, 0.5), (1, 1, 0.5), (0, 1, 1.0)):
        for i, row in enumerate(pairs[one]):
            coulomb = np.einsum("aL,jbL->jab", row, pairs[other], optimize=True)
            denominator = gaps[one][i][None, :, None] + gaps[other][:, None, :]
            exchange = 0.0 if one != other else coulomb.transpose(0, 2, 1)
            total -= weight * float(np.sum(coulomb * (coulomb - exchange) / denominator))
    return total
