"""Spin states constrained to be what they are called: triplets, both kinds of singlets."""

from __future__ import annotations

import numpy as np

from dotstitch.contracts.failure import StepError
from dotstitch.contracts.levels import Level
from dotstitch.data.spin_states import spin_parameters
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.engine import Followed, MeanField, Tables, atomic_orbitals, spin_state
from dotstitch.quantum.gap.unpaired import (
    natural_orbitals,
    reorthonormalised_density,
    unpaired_orbitals,
)


def require_s2(state: MeanField, window: str, name: str) -> MeanField:
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
            "none here: the state needs a multireference treatment; leave the molecule out",
            {"converged": True, "s2": state.s2, "s2_expected": [low, high]},
        )
    return state


def closed_shell_singlet(
    structure: Structure, level: Level, tables: Tables | None = None
) -> MeanField:
    """Return the closed-shell singlet (S2 = 0 by construction)."""
    return spin_state(structure, 1, level, unrestricted=False, tables=tables)


def triplet(
    structure: Structure,
    level: Level,
    nearby: MeanField | None = None,
    tables: Tables | None = None,
) -> MeanField:
    """Return the triplet, its S2 checked.

    Parameters
    ----------
    structure : Structure
    level : Level
    nearby : MeanField, optional
        The triplet at another geometry, whose orbitals are the start.
    tables : Tables, optional
        Of :func:`dotstitch.quantum.engine.shared_tables`.

    Raises
    ------
    StepError
        ``convergence``, or ``wrong_state`` when S2 lies outside the window.
    """
    start = None
    if nearby is not None:
        start = reorthonormalised_density(nearby, atomic_orbitals(structure, level).overlap())
    state = spin_state(structure, 3, level, start=start, tables=tables)
    return require_s2(state, "triplet_s2", "triplet")


def broken_symmetry_singlet(
    structure: Structure, level: Level, parent: MeanField, tables: Tables | None = None
) -> MeanField:
    """Return the open-shell singlet determinant grown from the triplet at the same geometry.

    One of the two singly occupied orbitals is flipped, and the maximum-overlap method keeps the
    occupation there: left alone, it falls to the closed shell some 20 kcal/mol higher.

    Raises
    ------
    StepError
        ``convergence``, or ``wrong_state`` when S2 says that the state collapsed.
    """
    overlap = parent.atomic_orbitals.overlap()
    alpha, beta = parent.orbital_density()
    flipped = unpaired_orbitals(parent, overlap)[:, 1]
    pair = np.outer(flipped, flipped)
    reference = np.array(
        [natural_orbitals(alpha - pair, overlap), natural_orbitals(beta + pair, overlap)]
    )
    occupation = np.zeros(reference.shape[::2])
    occupation[:, : round(parent.occupations.sum()) // 2] = 1.0
    occupied = reference * occupation[:, None, :]
    state = spin_state(
        structure,
        1,
        level,
        start=occupied @ occupied.transpose(0, 2, 1),
        followed=Followed(reference, occupation),
        tables=tables,
    )
    return require_s2(state, "broken_symmetry_s2", "open-shell singlet")


def relaxed_singlet(
    structure: Structure, level: Level, parent: MeanField, tables: Tables | None = None
) -> MeanField:
    """Return the lowest singlet determinant, its spin symmetry broken where that lowers it.

    Both unpaired electrons of the triplet at this geometry spread over both of its orbitals, in
    phase for one spin and out of phase for the other, and the determinant relaxes freely. It ends
    with S2 = 0 where the closed shell is stable.

    Raises
    ------
    StepError
        ``convergence``.
    """
    somos = unpaired_orbitals(parent, parent.atomic_orbitals.overlap())
    alpha, beta = parent.orbital_density()
    plus, minus = np.sqrt(0.5) * np.array([[1.0, 1.0], [1.0, -1.0]]) @ somos.T
    mixed = [alpha - somos @ somos.T + np.outer(plus, plus), beta + np.outer(minus, minus)]
    return spin_state(structure, 1, level, start=np.array(mixed), tables=tables)
