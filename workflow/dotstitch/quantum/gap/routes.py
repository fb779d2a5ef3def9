"""Two routes to a singlet-triplet gap, each with a cross-check.

*Open-shell*: broken symmetry at the singlet's geometry, freed of its triplet share by spin
projection.
*Closed-shell*: the restricted singlet, corrected with methylene.

The cross-check is the same route with another functional at the same densities; for a
closed-shell singlet also the lowest determinant of broken spin symmetry, which tells whether the
singlet is closed-shell at all.
Spin-flip excitation from the triplet was tried in its place: with half exact exchange it favours
the triplet of CCl2 and CF2 by 4 to 6 kcal/mol after the same correction, so it says less.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from dotstitch.contracts.constants import HARTREE_KCAL_MOL
from dotstitch.contracts.failure import StepError
from dotstitch.contracts.levels import Level
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.engine import MeanField, Tables, shared_tables
from dotstitch.quantum.gap.isogyric import methylene_correction
from dotstitch.quantum.gap.spin import (
    broken_symmetry_singlet,
    closed_shell_singlet,
    relaxed_singlet,
    triplet,
)
from dotstitch.quantum.gap.spin_projection import yamaguchi_singlet


@dataclass(frozen=True)
class CrossCheck:
    """What other methods say about a gap; ``None`` was not computed.

    Attributes
    ----------
    second_kcal_mol : float or None
        Gap by the second functional.
    relaxed_s2 : float or None
        S2 of the lowest singlet determinant; 0 where the closed shell is stable.
    lowering_kcal_mol : float or None
        How far it lies below the closed shell.
    spin_projected_kcal_mol : float or None
        Gap from that determinant, triplet share removed, without correction.
    failures : tuple of str
        Why something is missing.
    """

    second_kcal_mol: float | None = None
    relaxed_s2: float | None = None
    lowering_kcal_mol: float | None = None
    spin_projected_kcal_mol: float | None = None
    failures: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Route:
    """A gap and how it was reached.

    Attributes
    ----------
    character : str
        Of the singlet, ``open-shell`` or ``closed-shell``.
    geometry : str
        Name of the singlet's structure.
    gap_kcal_mol : float
    singlet : MeanField
        The determinant that was converged.
    method : str
    cross_check : CrossCheck
    uncorrected_kcal_mol : float
        The gap before spin projection or correction.
    at_singlet_geometry_kcal_mol : float or None
        Vertical, of an open-shell singlet.
    correction_kcal_mol : float or None
        Isogyric, of a closed-shell singlet.
    """

    character: Literal["open-shell", "closed-shell"]
    geometry: str
    gap_kcal_mol: float
    singlet: MeanField
    method: str
    cross_check: CrossCheck
    uncorrected_kcal_mol: float
    at_singlet_geometry_kcal_mol: float | None = None
    correction_kcal_mol: float | None = None


def open_shell_route(structure: Structure, low: MeanField, level: Level) -> Route:
    """Return the gap by spin-projected broken symmetry; ``structure`` is that of the singlet.

    Raises
    ------
    StepError
        ``convergence`` or ``wrong_state``.
    """
    with shared_tables(structure, level) as tables:
        parent = triplet(structure, level, low, tables)
        broken = broken_symmetry_singlet(structure, level, parent, tables)
    singlet_hartree = _spin_projected(broken, parent)
    return Route(
        character="open-shell",
        geometry="singlet",
        gap_kcal_mol=_difference(singlet_hartree, low.energy_hartree),
        singlet=broken,
        method="broken symmetry, Yamaguchi",
        cross_check=CrossCheck(second_kcal_mol=_second_spin_projected_gap(broken, parent, low)),
        uncorrected_kcal_mol=_difference(broken.energy_hartree, low.energy_hartree),
        at_singlet_geometry_kcal_mol=_difference(singlet_hartree, parent.energy_hartree),
    )


def closed_shell_route(
    structure: Structure,
    low: MeanField,
    level: Level,
    geometry: str = "singlet",
    excess: float = 0.0,
) -> Route:
    """Return the gap of the restricted singlet plus the corrections.

    Parameters
    ----------
    structure : Structure
        Of the singlet.
    low : MeanField
        The triplet at its own geometry.
    level : Level
    geometry : str
        Name of the structure.
    excess : float
        Bias beyond that of methylene, kcal/mol, to be added.

    Raises
    ------
    StepError
        ``convergence`` or ``wrong_state``.
    """
    with shared_tables(structure, level) as tables:
        high = closed_shell_singlet(structure, level, tables)
        check = _closed_shell_cross_check(structure, high, low, level, tables)
    raw = _difference(high.energy_hartree, low.energy_hartree)
    correction = methylene_correction(level) + excess
    if (second := _second_gap(high, low)) is not None:
        other_functional = level.model_copy(update={"functional": level.gap_check_functional})
        check = replace(
            check, second_kcal_mol=second + methylene_correction(other_functional) + excess
        )
    method = "isogyric with CH2" + (", excess of formylnitrene" if excess else "")
    return Route(
        character="closed-shell",
        geometry=geometry,
        gap_kcal_mol=raw + correction,
        singlet=high,
        method=method,
        cross_check=check,
        uncorrected_kcal_mol=raw,
        correction_kcal_mol=correction,
    )


def _closed_shell_cross_check(
    structure: Structure, high: MeanField, low: MeanField, level: Level, tables: Tables
) -> CrossCheck:
    """Let the closed shell break its spin symmetry, where the level asks for checks."""
    if level.gap_check_functional is None:
        return CrossCheck()
    unchecked = level.model_copy(update={"gap_check_functional": None})
    try:
        parent = triplet(structure, unchecked, low, tables)
        relaxed = relaxed_singlet(structure, unchecked, parent, tables)
    except StepError as failure:
        return CrossCheck(failures=(failure.message,))
    return CrossCheck(
        relaxed_s2=relaxed.s2,
        lowering_kcal_mol=_difference(high.energy_hartree, relaxed.energy_hartree),
        spin_projected_kcal_mol=_difference(_spin_projected(relaxed, parent), low.energy_hartree),
    )


def _second_gap(high: MeanField, low: MeanField) -> float | None:
    if high.second_energy_hartree is None or low.second_energy_hartree is None:
        return None
    return _difference(high.second_energy_hartree, low.second_energy_hartree)


def _second_spin_projected_gap(
    broken: MeanField, parent: MeanField, low: MeanField
) -> float | None:
    high, middle = broken.second_energy_hartree, parent.second_energy_hartree
    if high is None or middle is None or low.second_energy_hartree is None:
        return None
    projected = yamaguchi_singlet(high, middle, broken.s2, parent.s2)
    return _difference(projected, low.second_energy_hartree)


def _spin_projected(broken: MeanField, parent: MeanField) -> float:
    return yamaguchi_singlet(broken.energy_hartree, parent.energy_hartree, broken.s2, parent.s2)


def _difference(upper_hartree: float, lower_hartree: float) -> float:
    return (upper_hartree - lower_hartree) * HARTREE_KCAL_MOL
