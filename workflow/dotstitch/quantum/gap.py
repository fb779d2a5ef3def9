"""Adiabatic singlet-triplet gaps of nitrenes and carbenes.

A nitrene's lowest singlet is open-shell: it is computed by broken symmetry and freed of its
triplet contamination by Yamaguchi's projection. A carbene's is closed-shell; the known bias of
functionals towards the triplet is removed with methylene, whose gap is measured.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from dotstitch.constants import HARTREE_KCAL_MOL
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.level import Level
from dotstitch.quantum.spin import (
    SpinState,
    broken_symmetry_singlet,
    closed_shell_singlet,
    triplet,
    windows,
)
from dotstitch.records import StepResult


def yamaguchi_singlet(
    broken_symmetry: float, triplet_energy: float, s2_broken: float, s2_triplet: float
) -> float:
    """Remove the triplet's share from a broken-symmetry energy.

    Parameters
    ----------
    broken_symmetry, triplet_energy : float
        Energies at one geometry, any unit.
    s2_broken, s2_triplet : float
        Expectation values of S2.

    Returns
    -------
    float
        Energy of the pure singlet, same unit.

    References
    ----------
    Yamaguchi, Jensen, Dorigo, Houk, Chem. Phys. Lett. 1988, 149, 537.

    Examples
    --------
    A determinant that is half triplet lies half way:

    >>> yamaguchi_singlet(-0.5, -1.0, 1.0, 2.0)
    0.0
    """
    share = s2_broken / (s2_triplet - s2_broken)
    return broken_symmetry + share * (broken_symmetry - triplet_energy)


def compute_gap(
    singlet: Structure, ground: Structure, kind: Literal["nitrene", "carbene"], level: Level
) -> StepResult:
    """Return the adiabatic gap of one intermediate.

    Parameters
    ----------
    singlet, ground : Structure
        Geometries relaxed as singlet and as triplet.
    kind : str
        ``nitrene`` or ``carbene``.
    level : Level

    Returns
    -------
    StepResult
        ``gap_st_kcal_mol`` = E(singlet) - E(triplet), without zero-point energy, positive when the
        triplet is the ground state.

    Raises
    ------
    StepError
        ``convergence`` or ``wrong_state``.
    """
    level = level.model_copy(update={"functional": level.gap_functional})
    low = triplet(ground, level)
    if kind == "nitrene":
        return _nitrene_gap(singlet, low, level)
    high = closed_shell_singlet(singlet, level)
    raw = (high.energy_hartree - low.energy_hartree) * HARTREE_KCAL_MOL
    correction = methylene_correction(level)
    return _result(
        "carbene",
        raw + correction,
        low,
        high,
        level,
        {
            "gap_uncorrected_kcal_mol": raw,
            "methylene_correction_kcal_mol": correction,
        },
    )


def _nitrene_gap(singlet: Structure, low: SpinState, level: Level) -> StepResult:
    same_place = triplet(singlet, level)
    broken = broken_symmetry_singlet(singlet, level, same_place)
    projected = yamaguchi_singlet(
        broken.energy_hartree, same_place.energy_hartree, broken.s2, same_place.s2
    )
    gap = (projected - low.energy_hartree) * HARTREE_KCAL_MOL
    return _result(
        "nitrene",
        gap,
        low,
        broken,
        level,
        {
            "gap_uncorrected_kcal_mol": (broken.energy_hartree - low.energy_hartree)
            * HARTREE_KCAL_MOL,
            "gap_at_singlet_geometry_kcal_mol": (projected - same_place.energy_hartree)
            * HARTREE_KCAL_MOL,
        },
    )


def methylene_correction(level: Level) -> float:
    """Return measured minus computed gap of CH2 at this level, kcal/mol.

    Adding it to a carbene's computed gap is an isogyric reaction with CH2, in which the bias of a
    functional towards the triplet cancels. The calculation is run, not remembered: two small SCFs
    in vacuum, where the measurement was made.
    """
    reference = windows()["methylene"]
    vacuum = level.model_copy(update={"film_permittivity": None})
    computed = (
        closed_shell_singlet(_methylene(**reference["singlet"]), vacuum).energy_hartree
        - triplet(_methylene(**reference["triplet"]), vacuum).energy_hartree
    ) * HARTREE_KCAL_MOL
    return float(reference["gap_kcal_mol"] - computed)


def _methylene(ch_angstrom: float, hch_degree: float) -> Structure:
    half = np.radians(hch_degree / 2)
    y, z = ch_angstrom * np.sin(half), ch_angstrom * np.cos(half)
    return Structure(("C", "H", "H"), np.array([[0.0, 0.0, 0.0], [0.0, y, z], [0.0, -y, z]]))


def _result(
    kind: str, gap: float, low: SpinState, high: SpinState, level: Level, extra: dict[str, Any]
) -> StepResult:
    method = "broken symmetry, Yamaguchi" if kind == "nitrene" else "isogyric with CH2"
    spread = windows()["uncertainty_kcal_mol"][kind]
    return StepResult(
        values={
            "gap_st_kcal_mol": gap,
            "gap_st_uncertainty_kcal_mol": spread,
            "energy_triplet_hartree": low.energy_hartree,
            "energy_singlet_determinant_hartree": high.energy_hartree,
            "method": f"{level.label('gap')}, {method}",
            **extra,
        },
        diagnostics={
            "converged": True,
            "s2": {"triplet": low.s2, "singlet": high.s2},
            "s2_expected": {"triplet": 2.0, "singlet": 1.0 if kind == "nitrene" else 0.0},
            "scf_rung": {"triplet": low.convergence.rung, "singlet": high.convergence.rung},
            "zero_point_energy": "left out",
        },
        warnings=low.convergence.warnings + high.convergence.warnings,
    )
