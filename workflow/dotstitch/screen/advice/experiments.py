"""Experiments within reach of a screen, and what each would find under every draw.

An experiment is a few rows of a table of measurements that has no values yet: its predictions and
its noise are those that would condition the screen once it is done, but for the small chance of a
mislabelled film.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from dotstitch.contracts.config import Config, Recipe
from dotstitch.contracts.draws import Array
from dotstitch.contracts.measurement import Measurement, UserQuantity
from dotstitch.contracts.smiles import canonical, parse_smiles
from dotstitch.data.error_models import quantity_errors
from dotstitch.evidence.likelihood import scaled
from dotstitch.evidence.predict import by_smiles, predict
from dotstitch.film.molecule import MoleculeInput
from dotstitch.film.pattern import POOR_PATTERN
from dotstitch.screen.advice.falls import whitened
from dotstitch.screen.context import ScreenContext

SOLVENT = "toluene"
"""In which a spectrum is proposed: it dissolves dots too, and is as polar as their film."""
UNITS = {"epsilon_m1_cm1": "decades"}
"""Units of errors where they are not those of the quantity."""
RETENTION: UserQuantity = "film_retention"
PLQY: UserQuantity = "plqy_relative"
Conditions = dict[str, Any]
"""Fields of a measurement."""
Number = tuple[UserQuantity, Conditions]
"""What is measured and where."""


@dataclass(frozen=True)
class Plan:
    """One experiment that could be done on a molecule.

    Attributes
    ----------
    label : str
        Tells experiments apart, seeds the noise and is the block of the rows.
    words, conditions : str
    rows : tuple of Measurement
        Their values are not known yet.
    """

    label: str
    words: str
    conditions: str
    rows: tuple[Measurement, ...]

    @property
    def quantities(self) -> tuple[str, ...]:
        """What is measured, each once."""
        return tuple(dict.fromkeys(row.quantity for row in self.rows))


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


def experiments_on(molecule: MoleculeInput, context: ScreenContext) -> list[Experiment]:
    """Return every experiment within reach on one molecule; none that the model cannot predict."""
    plans = plans_of(molecule.smiles, context.config)
    rows = [row for plan in plans for row in plan.rows]
    found = predict(rows, by_smiles([molecule]), context.draws, context.dots)
    return [
        Experiment(plan, molecule.name, _noise_words(plan), _in_units_of_noise(plan, found))
        for plan in plans
        if all(row.id in found for row in plan.rows)
    ]


def plans_of(smiles: str, config: Config) -> list[Plan]:
    """Return the experiments that could be done on one molecule.

    Its spectrum at the lamps of recipes and sweep, its levels, gap and triplet energy, the yield of
    its photolysis under each lamp, and a film of each recipe.
    """
    own = canonical(parse_smiles(smiles))

    def plan(words: str, at: str, *numbers: Number) -> Plan:
        label = f"experiment:{own}:{words}:{at}"
        return Plan(label, words, at, tuple(_row(label, own, *number) for number in numbers))

    lamps = _lamps(config)
    return [
        plan(
            "absorption spectrum",
            f"{SOLVENT}, at {', '.join(lamps)}",
            *(("epsilon_m1_cm1", {**lamp, "solvent": SOLVENT}) for lamp in lamps.values()),
        ),
        plan("LUMO by cyclic voltammetry", "", ("lumo_ev", {})),
        plan("HOMO by photoelectron spectroscopy", "film", ("homo_ev", {})),
        plan("singlet-triplet gap by a higher level of theory", "", ("gap_st_kcal_mol", {})),
        plan("triplet energy by phosphorescence or a higher level", "", ("triplet_ev", {})),
        *(
            plan("quantum yield of photolysis by actinometry", name, ("quantum_yield", lamp))
            for name, lamp in lamps.items()
        ),
        *(
            plan(
                "film, exposed and developed",
                recipe.name,
                (RETENTION, _exposure(recipe, config.dot)),
                (PLQY, _exposure(recipe, config.dot)),
            )
            for recipe in config.recipes
        ),
    ]


def _row(label: str, smiles: str, quantity: UserQuantity, conditions: Conditions) -> Measurement:
    at = "".join(f":{conditions[name]:g}" for name in _LAMP if name in conditions)
    return Measurement(
        id=f"{label}:{quantity}{at}",
        smiles=smiles,
        name="",
        quantity=quantity,
        value=0.0,
        error_model="gaussian",
        uncertainty=quantity_errors(quantity).uncertainty,
        block=label,
        **conditions,
    )


_LAMP = ("wavelength_nm", "lamp_fwhm_nm")


def _lamps(config: Config) -> dict[str, Conditions]:
    """Return the lamps of recipes and sweep, by their words."""
    sweep = config.sweep
    lamps = {(r.wavelength_nm, r.lamp_fwhm_nm) for r in config.recipes}
    lamps |= {(wavelength, sweep.lamp_fwhm_nm) for wavelength in sweep.wavelength_nm}
    return {
        f"{nm:g} nm{f' (width {fwhm:g} nm)' if fwhm else ''}": {
            "wavelength_nm": nm,
            "lamp_fwhm_nm": fwhm,
        }
        for nm, fwhm in sorted(lamps)
    }


def _exposure(recipe: Recipe, default_dot: str) -> Conditions:
    given = recipe.model_dump(exclude={"name", "atmosphere", "dot"})
    return {**given, "air": recipe.atmosphere == "air", "dot": recipe.dot or default_dot}


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
