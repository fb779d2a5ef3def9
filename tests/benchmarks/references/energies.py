"""Second-order and coupled-cluster correlation energies of a closed shell or a triplet."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyscf import cc, df, scf
from pyscf.ao2mo import _ao2mo

from references.orbitals import Orbitals

Array = NDArray[np.float64]
LOOSE = {"conv_tol": 2e-7, "conv_tol_normt": 2e-4, "max_cycle": 60}


def _pair_integrals(mol: Any, spins: tuple[Orbitals, ...]) -> list[Array]:
    """Return fitted (ia|Q) of each spin, shape (n_active, n_virtual, n_auxiliary)."""
    fitting = df.DF(mol, auxbasis=f"{mol.basis}-ri").build()
    parts: list[list[Array]] = [[] for _ in spins]
    for block in fitting.loop():
        for part, spin in zip(parts, spins, strict=True):
            window = (spin.n_core, spin.n_occupied, spin.n_occupied, len(spin.fock))
            part.append(_ao2mo.nr_e2(block, np.asfortranarray(spin.coefficients), window, "s2"))
    rows = []
    for part, spin in zip(parts, spins, strict=True):
        n_active, n_virtual = (
            spin.n_occupied - spin.n_core,
            len(spin.fock) - spin.n_occupied,
        )
        stacked = np.vstack(part).reshape(-1, n_active, n_virtual)
        rows.append(np.ascontiguousarray(stacked.transpose(1, 2, 0)))
    return rows


def second_order(mol: Any, spins: tuple[Orbitals, ...]) -> tuple[float, list[Array]]:
    """Return the second-order correlation energy and the virtual block of its density.

    Parameters
    ----------
    mol : pyscf Mole
        Its basis must have a matching set of fitting functions for correlation.
    spins : tuple of Orbitals
        One for a closed shell, two for a triplet, which has singles too.

    Returns
    -------
    energy_hartree : float
    densities : list of ndarray
        One for each spin, in the basis of its virtual orbitals.
    """
    integrals = _pair_integrals(mol, spins)
    densities = [np.zeros((part.shape[1],) * 2) for part in integrals]
    closed = len(spins) == 1
    energy = 0.0
    for spin, part, density in zip(spins, integrals, densities, strict=True):
        energy += _singles(spin) + _same_spin(spin, part, density) * (2 if closed else 1)
    energy += _opposite_spin((spins[0], spins[-1]), (integrals[0], integrals[-1]), densities)
    return energy, densities


def _singles(spin: Orbitals) -> float:
    energies = spin.fock.diagonal()
    gaps = energies[spin.active, None] - energies[None, spin.virtual]
    return float(np.sum(spin.fock[spin.active, spin.virtual] ** 2 / gaps))


def _same_spin(spin: Orbitals, part: Array, density: Array) -> float:
    energies = spin.fock.diagonal()
    occupied, virtual = energies[spin.active], energies[spin.virtual]
    total = 0.0
    for i in range(len(part)):
        for j in range(i):
            direct = part[i] @ part[j].T
            gap = occupied[i] + occupied[j] - virtual[:, None] - virtual
            amplitude = (direct - direct.T) / gap
            total += 0.5 * float(np.vdot(amplitude, direct - direct.T))
            density += amplitude @ amplitude.T
    return total


def _opposite_spin(
    spins: tuple[Orbitals, Orbitals], parts: tuple[Array, Array], densities: list[Array]
) -> float:
    up, down = (spin.fock.diagonal() for spin in spins)
    virtual = up[spins[0].virtual, None] + down[None, spins[1].virtual]
    total = 0.0
    for i, energy_up in enumerate(up[spins[0].active]):
        for j, energy_down in enumerate(down[spins[1].active]):
            direct = parts[0][i] @ parts[1][j].T
            amplitude = direct / (energy_up + energy_down - virtual)
            total += float(np.vdot(amplitude, direct))
            densities[0] += amplitude @ amplitude.T
            if len(densities) == 2:
                densities[1] += amplitude.T @ amplitude
    return total


def coupled_cluster(field: Any, spins: tuple[Orbitals, ...]) -> dict[str, float]:
    """Return CCSD and perturbative-triples correlation energies (hartree) and T1 diagnostics.

    Parameters
    ----------
    field : pyscf RHF or ROHF object
        With exact integrals.
    spins : tuple of Orbitals
        As ``semicanonical`` or ``truncate`` gives them.
    """
    if len(spins) == 1:
        (only,) = spins
        reference: Any = scf.RHF(field.mol)
        reference.mo_coeff = only.coefficients
        reference.mo_occ = np.where(np.arange(len(only.fock)) < only.n_occupied, 2.0, 0.0)
        solver: Any = cc.RCCSD(_adopt(reference, field), frozen=only.n_core)
    else:
        coefficients, occupations = zip(
            *((s.coefficients, (np.arange(len(s.fock)) < s.n_occupied) * 1.0) for s in spins),
            strict=True,
        )
        reference = scf.UHF(field.mol)
        reference.mo_coeff, reference.mo_occ = coefficients, occupations
        solver = cc.UCCSD(_adopt(reference, field), frozen=spins[0].n_core)
    for name, value in LOOSE.items():
        setattr(solver, name, value)
    integrals = solver.ao2mo()
    solver.kernel(eris=integrals)
    if not solver.converged:
        raise RuntimeError("CCSD did not converge")
    amplitudes = (solver.t1, solver.t1) if len(spins) == 1 else solver.t1
    squares = sum(np.linalg.norm(t) ** 2 for t in amplitudes) / 2
    n_correlated = sum(len(t) for t in amplitudes)
    return {
        "ccsd": float(solver.e_corr),
        "triples": float(solver.ccsd_t(eris=integrals)),
        "t1_diagnostic": float(np.sqrt(squares / n_correlated)),
    }


def _adopt(reference: Any, field: Any) -> Any:
    """Give a mean field built by hand what coupled cluster takes from a converged one."""
    reference.mo_energy = None
    reference.e_tot, reference.converged = field.e_tot, True
    reference._eri = field._eri
    return reference
