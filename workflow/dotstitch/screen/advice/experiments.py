"""Experiments within reach of a screen, and what each would find under every draw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from dotstitch.contracts.draws import Array
from dotstitch.data.reading import read_yaml
from dotstitch.film.exposure import Case, Conditions, case_of, stack_cases
from dotstitch.film.molecule import MoleculeInput
from dotstitch.film.pattern import POOR_PATTERN
from dotstitch.screen.advice.falls import whitened
from dotstitch.screen.advice.observables import (
    absorptivity,
    gaps_kcal_mol,
    levels_ev,
    photolysis_yield,
    triplets_ev,
)
from dotstitch.screen.context import ScreenContext

DECADES = "decades"
"""Unit of the noise of what is compared by its decimal logarithm."""


class Noise(BaseModel):
    """How well one number is measured.

    Attributes
    ----------
    noise, shared : float
        Standard deviations of its own error and of one common to all numbers of its kind.
    unit : str
        ``decades`` for the decimal logarithm.
    least : float or None
        Smaller values are not told apart.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    noise: float = Field(gt=0)
    shared: float = Field(0.0, ge=0)
    unit: str

    least: float | None = None

    def whitened(self, values: Array) -> Array:
        """Return numbers of one experiment, shape (numbers, samples), in units of their noise."""
        if self.least is not None:
            values = np.maximum(values, self.least)
        scale = np.log10(values) if self.unit == DECADES else values
        return whitened(scale, self.noise**2 * np.eye(len(values)) + self.shared**2)

    @property
    def words(self) -> str:
        """The noise with its unit."""
        return f"{np.hypot(self.noise, self.shared):.2g} {self.unit}".strip()


class ExperimentKind(BaseModel):
    """A row of ``data/evidence/experiments.yaml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: str
    numbers: dict[str, Noise]
    source: str
    doi: str
    confidence: str
    checked: bool


@dataclass(frozen=True, eq=False)
class Experiment:
    """One experiment on one molecule.

    Attributes
    ----------
    label : str
        Tells experiments apart and seeds the noise.
    quantity, conditions, noise : str
        In words.
    predicted : ndarray, shape (numbers, samples)
        What it would find under every draw, in units of its noise, whitened.
    """

    label: str
    molecule: str
    words: str
    quantity: str
    conditions: str
    noise: str
    predicted: Array


@cache
def experiment_kinds() -> Mapping[str, ExperimentKind]:
    """Return the kinds of experiments by name."""
    return read_yaml("data/evidence/experiments.yaml", dict[str, ExperimentKind])


def experiments_on(molecule: MoleculeInput, context: ScreenContext) -> Iterator[Experiment]:
    """Yield every experiment within reach on one molecule.

    One in solution or by theory for each number that its films rest on, and one film per recipe.
    """
    own, draws = molecule.smiles, context.draws
    lamps = _lamps(context)
    at = [_lamp_words(case) for case in lamps.cases]
    epsilon = absorptivity(molecule, lamps, draws)
    yields = photolysis_yield(molecule, lamps, draws)
    lumo, homo = levels_ev(molecule, draws)
    found: list[tuple[str, str, str, dict[str, Array]]] = [
        ("spectrum", own, f"at {', '.join(at)}", {"epsilon_m1_cm1": epsilon}),
        ("reduction", own, "", {"lumo_ev": lumo[None]}),
        ("ionisation", own, "", {"homo_ev": homo[None]}),
    ]
    found += [
        ("photolysis", f"{own}:{lamp}", f"at {lamp}", {"quantum_yield": values[None]})
        for lamp, values in zip(at, yields, strict=True)
    ]
    found += [
        ("gap", smiles, f"of {smiles}", {"gap_st_kcal_mol": gap[None]})
        for smiles, gap in gaps_kcal_mol(molecule, draws).items()
    ]
    found += [
        ("triplet", smiles, f"of {smiles}", {"triplet_ev": energy[None]})
        for smiles, energy in triplets_ev(molecule, draws).items()
    ]
    found += [
        ("film", f"{own}:{recipe}", recipe, numbers)
        for recipe, numbers in _films(molecule, context).items()
    ]
    for kind, what, conditions, numbers in found:
        yield _experiment(molecule.name, kind, what, conditions, numbers)


def _experiment(
    name: str, kind: str, what: str, conditions: str, found: Mapping[str, Array]
) -> Experiment:
    row = experiment_kinds()[kind]
    return Experiment(
        label=f"experiment:{kind}:{what}",
        molecule=name,
        words=row.words,
        quantity=" + ".join(row.numbers),
        conditions=conditions,
        noise=" + ".join(noise.words for noise in row.numbers.values()),
        predicted=np.concatenate(
            [noise.whitened(found[quantity]) for quantity, noise in row.numbers.items()]
        ),
    )


def _films(molecule: MoleculeInput, context: ScreenContext) -> dict[str, dict[str, Array]]:
    """Return what a film of each recipe would give; a film that is nearly gone has little light."""
    recipes = context.config.recipes
    if not recipes:
        return {}
    cases = tuple(case_of(recipe, context.config.dot) for recipe in recipes)
    outcome = context.simulate(molecule, cases)
    kept, light = outcome.film_retention[-1], outcome.plqy_relative[-1]
    seen = light * np.minimum(kept / POOR_PATTERN, 1.0)
    return {
        recipe.name: {"film_retention": kept[i : i + 1], "plqy_relative": seen[i : i + 1]}
        for i, recipe in enumerate(recipes)
    }


def _lamps(context: ScreenContext) -> Conditions:
    """Return one case for each lamp of recipes and sweep."""
    config = context.config
    cases = (*(case_of(r, config.dot) for r in config.recipes), *context.grid.cases)
    by_lamp = {(case.wavelength_nm, case.lamp_fwhm_nm): case for case in cases}
    return stack_cases([by_lamp[lamp] for lamp in sorted(by_lamp)], context.dots)


def _lamp_words(case: Case) -> str:
    wide = f" (width {case.lamp_fwhm_nm:g} nm)" if case.lamp_fwhm_nm else ""
    return f"{case.wavelength_nm:g} nm{wide}"
