"""One row of ``arms.csv`` per distinct arm."""

from __future__ import annotations

from typing import Any

import numpy as np

from dotstitch.contracts.draws import median
from dotstitch.contracts.photophysics import ArmGap, ArmResult
from dotstitch.film.absorbers import quantum_yields
from dotstitch.film.exposure import Case
from dotstitch.film.molecule import ArmInput, MoleculeInput
from dotstitch.film.prepare import ArmFate
from dotstitch.film.simulate import Outcome
from dotstitch.groups.registry import all_descriptors, all_ends
from dotstitch.screen.close_up.rates import chain_rates
from dotstitch.screen.context import ScreenContext
from dotstitch.screen.gap_sensitivity import gap_sensitivity
from dotstitch.screen.properties import LevelsOfTheory, chromophore_of

BEFORE_DESCRIPTORS = (
    "name",
    "chromophore",
    "warhead",
    "n_arms",
    "intermediate",
    "intermediate_smiles",
    "gap_st_kcal_mol",
    "gap_st_uncertainty_kcal_mol",
)
AFTER_ENDS = (
    "bond",
    "bond_in_air",
    "recipe",
    "level_of_theory",
    "gap_free_energy_kcal_mol",
    "score_per_gap_kcal_mol",
    "rank_gap_low",
    "rank_gap_high",
    "yield_level_of_theory",
)


def arm_columns() -> tuple[str, ...]:
    """Return the columns of ``arms.csv``.

    Ends are mean probabilities under N2 where the molecule is ranked; every end of every group
    has a column. The gap is the computed one, what a measurement makes of it stands in the ranking;
    ``rank_gap_low`` and ``rank_gap_high`` are the ranks of the molecule with this gap one standard
    deviation lower and higher, its recipe and all others as ranked. The level of theory is that of
    the gap; the quantum yield has its own.
    """
    return (*BEFORE_DESCRIPTORS, *all_descriptors(), "quantum_yield", *all_ends(), *AFTER_ENDS)


def arm_row(arm: ArmResult) -> dict[str, Any]:
    """Return one row of ``arms.csv``: descriptors, ends and gap lie side by side."""
    gap = arm.gap.model_dump() if arm.gap else {}
    columns = arm.model_dump(exclude={"descriptors", "ends", "gap", "rates"})
    return {**arm.descriptors, **arm.ends, **gap, **columns}


def arm_results(
    molecule: MoleculeInput,
    probe: Outcome,
    case: Case,
    context: ScreenContext,
    levels: LevelsOfTheory,
) -> tuple[ArmResult, ...]:
    """Return what becomes of the intermediate of each distinct arm of a molecule.

    Parameters
    ----------
    molecule : MoleculeInput
    probe : Outcome
        Its first two cases are the ranked one under N2 and in air.
    case : Case
        The ranked one.
    context : ScreenContext
    levels : LevelsOfTheory

    Returns
    -------
    tuple of ArmResult
        Without the ranks that the molecule would take, which need the scores of all others.
    """
    return tuple(
        ArmResult(
            name=molecule.name,
            chromophore=chromophore_of(molecule, fate).key,
            group=fate.arm.group.name,
            warhead=fate.arm.warhead,
            n_arms=fate.arm.n_equivalent * chromophore_of(molecule, fate).count,
            descriptors=dict(fate.arm.descriptors),
            quantum_yield=ranked_yield(molecule, fate, probe, context),
            yield_level_of_theory=levels.spectrum,
            ends={end: float(np.mean(p[0])) for end, p in fate.ends.items()},
            bond=float(np.mean(fate.bond[0])),
            bond_in_air=float(np.mean(fate.bond[1])),
            recipe=context.config.rank_at,
            rates=chain_rates(fate),
            gap=_gap(molecule, fate.arm, case, context, levels),
        )
        for fate in probe.fates
    )


def _gap(
    molecule: MoleculeInput,
    arm: ArmInput,
    case: Case,
    context: ScreenContext,
    levels: LevelsOfTheory,
) -> ArmGap | None:
    """Return the gap of one arm and what hangs on it; nothing where its group has none."""
    one, gap = arm.intermediate, arm.gap
    if one is None or gap is None:
        return None
    sd = gap.gap_st_uncertainty_kcal_mol
    moved = gap_sensitivity(molecule, one.key, sd, case, context)
    return ArmGap(
        intermediate=one.key,
        intermediate_smiles=one.smiles,
        gap_st_kcal_mol=gap.gap_st_kcal_mol,
        gap_st_uncertainty_kcal_mol=sd,
        gap_free_energy_kcal_mol=gap.gap_free_energy_kcal_mol,
        level_of_theory=levels.gaps[one.key],
        score_per_gap_kcal_mol=moved.per_kcal_mol,
        score_gap_low=moved.low,
        score_gap_high=moved.high,
    )


def ranked_yield(
    molecule: MoleculeInput, fate: ArmFate, probe: Outcome, context: ScreenContext
) -> float:
    """Return the median quantum yield of one arm of the intact molecule in the ranked case."""
    chromophore = chromophore_of(molecule, fate)
    amines = molecule.n_tertiary_amines
    yields = quantum_yields(chromophore, fate.arm, amines, probe.conditions, context.draws)
    return median(yields[0][0])
