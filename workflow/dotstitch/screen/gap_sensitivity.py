"""How much of a score hangs on one singlet-triplet gap."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from dotstitch.film.exposure import Case
from dotstitch.film.molecule import ArmInput, MoleculeInput
from dotstitch.groups.protocol import RoleSpecies
from dotstitch.screen.context import ScreenContext
from dotstitch.screen.summaries import case_score
from dotstitch.screen.sweep import halves

STEP_KCAL_MOL = 1.0


class GapSensitivity(NamedTuple):
    """What a score does when one gap moves.

    Attributes
    ----------
    per_kcal_mol : float
        Central difference over 1 kcal/mol to each side.
    low, high : float
        The score with the gap one standard deviation lower and higher.
    """

    per_kcal_mol: float
    low: float
    high: float


def gap_sensitivity(
    molecule: MoleculeInput,
    intermediate: str,
    sd_kcal_mol: float,
    case: Case,
    context: ScreenContext,
) -> GapSensitivity:
    """Simulate a molecule again with the gap of one intermediate moved, all else as it was.

    Parameters
    ----------
    molecule : MoleculeInput
    intermediate : str
        Species key; all arms with this intermediate move together.
    sd_kcal_mol : float
        One standard deviation of its gap.
    case : Case
        Where the molecule is ranked; it is not chosen anew.
    context : ScreenContext

    """
    below, above, low, high = (
        _score(moved(molecule, intermediate, shift), case, context)
        for shift in (-STEP_KCAL_MOL, STEP_KCAL_MOL, -sd_kcal_mol, sd_kcal_mol)
    )
    return GapSensitivity((above - below) / (2.0 * STEP_KCAL_MOL), low, high)


def moved(molecule: MoleculeInput, intermediate: str, shift_kcal_mol: float) -> MoleculeInput:
    """Return a molecule with the gap of one intermediate moved."""

    def species(one: RoleSpecies) -> RoleSpecies:
        if one.key != intermediate or one.gap is None:
            return one
        names = ("gap_st_kcal_mol", "gap_free_energy_kcal_mol")
        shifted = {name: getattr(one.gap, name) + shift_kcal_mol for name in names}
        return replace(one, gap=one.gap.model_copy(update=shifted))

    def arm(one: ArmInput) -> ArmInput:
        return replace(one, species={role: species(x) for role, x in one.species.items()})

    chromophores = (
        replace(c, arms=tuple(arm(one) for one in c.arms)) for c in molecule.chromophores
    )
    return replace(molecule, chromophores=tuple(chromophores))


def _score(molecule: MoleculeInput, case: Case, context: ScreenContext) -> float:
    outcome = context.simulate(molecule, (case,))
    _, scoring = halves(context.config.samples)
    return float(np.mean(case_score(outcome, 0)[scoring]))
