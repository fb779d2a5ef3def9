"""What each experiment within reach of a screen would find under every draw.

Predictions and noise are those that would condition the screen once the experiment is done, but
for the small chance of a mislabelled film.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dotstitch.contracts.draws import Array
from dotstitch.data.error_models import quantity_errors
from dotstitch.evidence.likelihood import scaled
from dotstitch.evidence.predict import by_smiles, predict
from dotstitch.film.molecule import MoleculeInput
from dotstitch.film.pattern import POOR_PATTERN
from dotstitch.film.simulate import Outcome
from dotstitch.screen.advice.falls import whitened
from dotstitch.screen.advice.plans import PLQY, RETENTION, Plan, plans_of
from dotstitch.screen.context import ScreenContext

UNITS = {"epsilon_m1_cm1": "decades"}
"""Units of errors where they are not those of the quantity."""


@dataclass(frozen=True, eq=False)
class Experiment:
    """One experiment on one molecule.

    Attributes
    ----------
    molecule : str
        Its name.
    noise : str
        One standard deviation of every quantity, in words.
    predicted : ndarray, shape (numbers, samples)
        What it would find under every draw, in units of its noise, whitened.
    """

    plan: Plan
    molecule: str
    noise: str
    predicted: Array

    @property
    def label(self) -> str:
        """That of its plan."""
        return self.plan.label


def experiments_on(
    molecule: MoleculeInput, context: ScreenContext, films: Outcome | None = None
) -> list[Experiment]:
    """Return every experiment within reach on one molecule; none that the model cannot predict.

    Parameters
    ----------
    molecule : MoleculeInput
    context : ScreenContext
    films : Outcome or None
        Its films, the first cases those of the recipes, where they were simulated before.
    """
    plans = plans_of(molecule.smiles, context.config)
    found = _films_of(plans, films) if films else {}
    rows = [row for plan in plans for row in plan.rows if row.id not in found]
    found |= predict(rows, by_smiles([molecule]), context.draws, context.dots)
    return [
        Experiment(plan, molecule.name, _noise_words(plan), _in_units_of_noise(plan, found))
        for plan in plans
        if all(row.id in found for row in plan.rows)
    ]


def _films_of(plans: Sequence[Plan], films: Outcome) -> dict[str, Array]:
    """Return what the films of the recipes show at their full dose, by row."""
    exposed = [plan for plan in plans if RETENTION in plan.quantities]
    return {
        row.id: getattr(films, row.quantity)[-1, case]
        for case, plan in enumerate(exposed)
        for row in plan.rows
    }


def _noise_words(plan: Plan) -> str:
    words = []
    for quantity in plan.quantities:
        errors = quantity_errors(quantity)
        unit = UNITS.get(quantity, next(iter(errors.units))).replace("fraction", "")
        words.append(f"{np.hypot(errors.uncertainty, errors.shared):.2g} {unit}".strip())
    return " + ".join(words)


def _in_units_of_noise(plan: Plan, found: Mapping[str, Array]) -> Array:
    """Return the predictions of an experiment, whitened.

    A film that is nearly gone shows little light, whatever its PLQY: below the bound of a poor
    pattern it counts in proportion to the film, so that its noise grows as the film falls.
    """
    rows = {q: [row.id for row in plan.rows if row.quantity == q] for q in plan.quantities}
    parts = []
    for quantity, ids in rows.items():
        values = np.stack([scaled(quantity, found[one]) for one in ids])
        if quantity == PLQY:
            values *= np.minimum(found[rows[RETENTION][0]] / POOR_PATTERN, 1.0)
        errors = quantity_errors(quantity)
        own, shared = errors.uncertainty**2 * np.eye(len(ids)), errors.shared**2
        parts.append(whitened(values, own + shared))
    return np.concatenate(parts)
