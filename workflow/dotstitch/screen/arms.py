"""One row of ``arms.csv`` per distinct arm."""

from __future__ import annotations

import numpy as np

from dotstitch.contracts.summaries import Row, median
from dotstitch.film.absorbers import lamp_of
from dotstitch.film.exposure import Case
from dotstitch.film.molecule import MoleculeInput
from dotstitch.film.prepare import ArmFate
from dotstitch.film.simulate import Outcome
from dotstitch.groups.registry import all_ends
from dotstitch.screen.context import Setting
from dotstitch.screen.gap_sensitivity import gap_sensitivity
from dotstitch.screen.properties import chromophore_of

BEFORE_ENDS = (
    "name",
    "chromophore",
    "warhead",
    "n_arms",
    "intermediate",
    "intermediate_smiles",
    "gap_st_kcal_mol",
    "gap_st_uncertainty_kcal_mol",
    "ortho_fluorines",
    "quantum_yield",
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
)


def arm_columns() -> tuple[str, ...]:
    """Return the columns of ``arms.csv``.

    Ends are mean probabilities under N2 where the molecule is ranked; every end of every group
    has a column. The last two are the ranks of the molecule with this gap one standard deviation
    lower and higher, its recipe and all others as ranked.
    """
    return (*BEFORE_ENDS, *all_ends(), *AFTER_ENDS)


def arm_rows(
    molecule: MoleculeInput, probe: Outcome, case: Case, setting: Setting, level_of_theory: str
) -> list[Row]:
    """Return what becomes of the intermediate of each distinct arm of a molecule.

    Parameters
    ----------
    molecule : MoleculeInput
    probe : Outcome
        Its first two cases are the ranked one under N2 and in air.
    case : Case
        The ranked one.
    setting : Setting
    level_of_theory : str
    """
    rows: list[Row] = []
    for fate in probe.fates:
        chromophore, arm, gap = chromophore_of(molecule, fate), fate.arm, fate.arm.gap
        row: Row = {
            "name": molecule.name,
            "chromophore": chromophore.key,
            "warhead": arm.warhead,
            "n_arms": arm.n_equivalent * chromophore.count,
            **arm.descriptors,
            "quantum_yield": ranked_yield(molecule, fate, probe, setting),
            **{end: float(np.mean(p[0])) for end, p in fate.ends.items()},
            "bond": float(np.mean(fate.bond[0])),
            "bond_in_air": float(np.mean(fate.bond[1])),
            "recipe": setting.config.rank_at,
            "level_of_theory": level_of_theory,
        }
        if arm.intermediate is not None and gap is not None:
            row |= {
                "intermediate": arm.intermediate.key,
                "intermediate_smiles": arm.intermediate.smiles,
                "gap_st_kcal_mol": gap.gap_st_kcal_mol,
                "gap_st_uncertainty_kcal_mol": gap.gap_st_uncertainty_kcal_mol,
                "gap_free_energy_kcal_mol": gap.gap_free_energy_kcal_mol,
                **gap_sensitivity(
                    molecule,
                    arm.intermediate.key,
                    gap.gap_st_uncertainty_kcal_mol,
                    case,
                    setting,
                ),
            }
        rows.append(row)
    return rows


def ranked_yield(molecule: MoleculeInput, fate: ArmFate, probe: Outcome, setting: Setting) -> float:
    """Return the median quantum yield of one arm of the intact molecule in the ranked case."""
    chromophore = chromophore_of(molecule, fate)
    lamp, case = lamp_of(chromophore, probe.conditions, setting.draws)
    excited = chromophore.states[0].excited
    amines = molecule.n_tertiary_amines
    yields = fate.arm.group.yields(excited, lamp, setting.draws, amines)
    return median(yields[case[0]])
