"""Spin states held where they belong: triplets, closed-shell and open-shell singlets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from pyscf.scf import addons

from dotstitch.contracts.levels import Level
from dotstitch.contracts.records import StepError
from dotstitch.geometry.spin_data import spin_parameters
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.engine.scf import Convergence, converge
from dotstitch.quantum.engine.tables import let_go, spin_field
from dotstitch.quantum.engine.unpaired import carried_density, natural_orbitals, unpaired_orbitals


@dataclass(frozen=True, eq=False)
class SpinState:
    """One converged spin state.

    Attributes
    ----------
    energy_hartree : float
    s2 : float
        Expectation value of the squared total spin.
    field : pyscf object
        The converged mean field, its integrals let go.
    convergence : Convergence
    second_energy_hartree : float or None
        Of the level's second functional at the same density, as a check; ``None`` without one.
        PBE0 at a density of its own lies 1.0 to 1.5 kcal/mol lower in phenylnitrene and
        phenyl(trifluoromethyl)carbene, in both spin states alike: gaps differ by 0.2 at most.
    """

    energy_hartree: float
    s2: float
    field: Any
    convergence: Convergence
    second_energy_hartree: float | None = None


def _finish(field: Any, convergence: Convergence, level: Level, lender: Any | None) -> SpinState:
    s2 = float(field.spin_square()[0]) if np.ndim(field.mo_occ) == 2 else 0.0
    second = None
    if level.gap_check_functional is not None:
        other = field.copy()
        other.xc = level.gap_check_functional
        second = float(other.energy_tot(convergence.density))
    if lender is None:
        let_go(field)
    return SpinState(float(field.e_tot), s2, field, convergence, second)


def require_s2(state: SpinState, window: str, name: str) -> SpinState:
    """Return ``state`` if its S2 lies in the named window of ``data/quantum/spin_states.yaml``.

    Raises
    ------
    StepError
        Kind ``wrong_state``.
    """
    low, high = spin_parameters()[window]
    if not low <= state.s2 <= high:
        raise StepError(
            "wrong_state",
            f"the {name} has S2 = {state.s2:.2f}, outside {low} to {high}",
            "inspect the geometry; the state may need a multireference treatment",
            {"converged": True, "s2": state.s2, "s2_expected": [low, high]},
        )
    return state


def closed_shell_singlet(
    structure: Structure, level: Level, lender: Any | None = None
) -> SpinState:
    """Return the closed-shell singlet (S2 = 0 by construction)."""
    field = spin_field(structure, 1, level, lender, unrestricted=False)
    return _finish(field, converge(field), level, lender)


def triplet(
    structure: Structure,
    level: Level,
    nearby: SpinState | None = None,
    lender: Any | None = None,
) -> SpinState:
    """Return the triplet, its S2 checked.

    Parameters
    ----------
    structure : Structure
    level : Level
    nearby : SpinState, optional
        The triplet at another geometry, whose orbitals are the start.
    lender : pyscf object, optional
        Of :func:`dotstitch.quantum.engine.tables.shared_tables`.

    Raises
    ------
    StepError
        ``convergence``, or ``wrong_state`` when S2 lies outside the window.
    """
    field = spin_field(structure, 3, level, lender)
    density = None
    if nearby is not None:
        density = carried_density(nearby.field, field.mol.intor_symmetric("int1e_ovlp"))
    state = _finish(field, converge(field, density), level, lender)
    return require_s2(state, "triplet_s2", "triplet")


def broken_symmetry_singlet(
    structure: Structure, level: Level, parent: SpinState, lender: Any | None = None
) -> SpinState:
    """Return the open-shell singlet determinant grown from the triplet at the same geometry.

    One of the two singly occupied orbitals is flipped, and the maximum-overlap method keeps the
    occupation there: left alone, the field falls to the closed shell some 20 kcal/mol higher.

    Raises
    ------
    StepError
        ``convergence``, or ``wrong_state`` when S2 says that the state collapsed.
    """
    field = spin_field(structure, 1, level, lender)
    overlap = field.mol.intor_symmetric("int1e_ovlp")
    alpha, beta = parent.field.make_rdm1()
    flipped = unpaired_orbitals(parent.field, overlap)[:, 1]
    pair = np.outer(flipped, flipped)
    n_alpha, n_beta = field.mol.nelec
    reference = np.array(
        [natural_orbitals(alpha - pair, overlap), natural_orbitals(beta + pair, overlap)]
    )
    occupation = np.zeros((2, field.mol.nao))
    occupation[0, :n_alpha] = occupation[1, :n_beta] = 1.0
    field = addons.mom_occ(field, reference, occupation)
    occupied = reference * occupation[:, None, :]
    density = occupied @ occupied.transpose(0, 2, 1)
    state = _finish(field, converge(field, density), level, lender)
    return require_s2(state, "broken_symmetry_s2", "open-shell singlet")


def relaxed_singlet(
    structure: Structure, level: Level, parent: SpinState, lender: Any | None = None
) -> SpinState:
    """Return the lowest singlet determinant, its spin symmetry broken where that lowers it.

    Both unpaired electrons of the triplet at this geometry spread over both of its orbitals, in
    phase for one spin and out of phase for the other, and the field relaxes freely. It ends with
    S2 = 0 where the closed shell is stable.

    Raises
    ------
    StepError
        ``convergence``.
    """
    field = spin_field(structure, 1, level, lender)
    somos = unpaired_orbitals(parent.field, field.mol.intor_symmetric("int1e_ovlp"))
    alpha, beta = parent.field.make_rdm1()
    plus, minus = np.sqrt(0.5) * np.array([[1.0, 1.0], [1.0, -1.0]]) @ somos.T
    mixed = [alpha - somos @ somos.T + np.outer(plus, plus), beta + np.outer(minus, minus)]
    density = np.array(mixed)
    return _finish(field, converge(field, density), level, lender)
