"""One row of ``arms.csv`` per distinct arm."""

from __future__ import annotations

import numpy as np

from dotstitch.contracts.summaries import Row, median
from dotstitch.film.exposure import Case
from dotstitch.film.molecule import MoleculeInput
from dotstitch.film.simulate import Outcome
from dotstitch.groups.quantum_yield import quantum_yields
from dotstitch.screen.context import Setting
from dotstitch.screen.gap_sensitivity import gap_sensitivity
from dotstitch.screen.properties import chromophore_of

ARM_COLUMNS = (
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
    "insertion",
    "addition",
    "recombination",
    "ring_expansion",
    "trapping",
    "azine",
    "escape",
    "oxidation",
    "dimer",
    "unspent",
    "bond",
    "bond_in_air",
    "recipe",
    "level_of_theory",
    "gap_free_energy_kcal_mol",
    "score_per_gap_kcal_mol",
    "rank_gap_low",
    "rank_gap_high",
)
"""Columns of ``arms.csv``.

Ends are mean probabilities under N2 where the molecule is ranked. The last two are the ranks of the
molecule with this gap one standard deviation lower and higher, its recipe and all others as ranked.
"""


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
        chromophore = chromophore_of(molecule, fate)
        yields = quantum_yields(
            chromophore,
            molecule.n_tertiary_amines,
            probe.conditions,
            setting.draws,
        )
        rows.append(
            {
                "name": molecule.name,
                "chromophore": chromophore.key,
                "warhead": fate.arm.warhead,
                "n_arms": fate.arm.n_equivalent * chromophore.count,
                "intermediate": fate.arm.intermediate,
                "gap_st_kcal_mol": fate.arm.gap_kcal_mol,
                "gap_st_uncertainty_kcal_mol": fate.arm.gap_uncertainty_kcal_mol,
                "ortho_fluorines": fate.arm.ortho_fluorines if fate.arm.is_azide else None,
                "quantum_yield": median(yields[0][0]),
                **{end: float(np.mean(p[0])) for end, p in fate.ends.items()},
                "bond": float(np.mean(fate.bond[0])),
                "bond_in_air": float(np.mean(fate.bond[1])),
                "recipe": setting.config.rank_at,
                "level_of_theory": level_of_theory,
                "gap_free_energy_kcal_mol": fate.arm.gap_free_energy_kcal_mol,
                **gap_sensitivity(molecule, fate.arm, case, setting),
            }
        )
    return rows
