"""The films of Lu et al. under one set of draws, and each of their observations beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from dotstitch.contracts.config import FILM_THICKNESS_NM, IRRADIANCE_MW_CM2
from dotstitch.contracts.constants import ROOM_TEMPERATURE_K
from dotstitch.contracts.draws import Array, Draws, interval
from dotstitch.dot.dots import load_dot
from dotstitch.dot.samples import DotSamples, sample_dot
from dotstitch.evidence.lu2022 import DOTS, PATTERN, PATTERNS, RED, Observation
from dotstitch.film.exposure import Case, dose_grid
from dotstitch.film.luminescence import plqy_additive, uv_damage_per_us
from dotstitch.film.molecule import MoleculeInput
from dotstitch.film.pattern import pattern
from dotstitch.film.simulate import simulate

FORMULATION_DOSE_MJ_CM2 = 1.0
"""Of a film that was not exposed; its mixed PLQY does not depend on it."""
TOLERANCE = {"film retention": 0.15, "relative PLQY": 0.15}


@dataclass(frozen=True)
class Comparison:
    """One observation beside its prediction; None where there is nothing to compare.

    Attributes
    ----------
    observation : Observation
    smiles : str
    value, error, uncertainty : float or None
        Median of the samples, its difference from the measured number, half of their 16 to 84 %
        interval.
    within, passed : bool or None
        Whether the number lies within the interval, and whether the prediction is good enough.
    status : str
        ``ok`` or ``failed: reason``.
    """

    observation: Observation
    smiles: str = ""
    value: float | None = None
    error: float | None = None
    uncertainty: float | None = None
    within: bool | None = None
    passed: bool | None = None
    status: str = "ok"


@dataclass(frozen=True, eq=False)
class FilmModel:
    """The crosslinkers of Lu et al. as computed, with the draws and dots that they share.

    Attributes
    ----------
    molecules : mapping of str to MoleculeInput
        By the number of the crosslinker.
    failures : mapping of str to str
        Why a crosslinker is not among them.
    draws : Draws
    dots : mapping of str to DotSamples
    """

    molecules: Mapping[str, MoleculeInput]
    failures: Mapping[str, str]
    draws: Draws
    dots: Mapping[str, DotSamples]

    def at(
        self,
        crosslinker: str,
        wavelength_nm: float,
        dose_mj_cm2: float,
        loading_wt_percent: float,
        *,
        air: bool = False,
        dot: str = RED,
    ) -> dict[str, Array]:
        """Return samples of retention, PLQY, mixed PLQY and bonded arms at one exposure."""
        case = Case(
            wavelength_nm,
            dose_grid(dose_mj_cm2),
            IRRADIANCE_MW_CM2,
            loading_wt_percent,
            air,
            FILM_THICKNESS_NM,
            ROOM_TEMPERATURE_K,
            dot,
        )
        outcome = simulate(self.molecules[crosslinker], [case], self.draws, self.dots)
        return {
            "film retention": outcome.film_retention[-1, 0],
            "relative PLQY": outcome.plqy_relative[-1, 0],
            "mixed": outcome.plqy_mixed[0],
            "arms": outcome.arm_conversion[-1, 0],
        }

    def bare_film(self, wavelength_nm: float, dose_mj_cm2: float) -> Array:
        """Return samples of the relative PLQY of the red film without crosslinker."""
        dot = self.dots[RED]
        damage = uv_damage_per_us(self.draws, np.array(wavelength_nm), np.array(dose_mj_cm2))
        fresh = plqy_additive(dot.radiative, dot.nonradiative)
        return np.asarray(plqy_additive(dot.radiative, dot.nonradiative + damage) / fresh)


def film_model(
    molecules: Mapping[str, MoleculeInput], failures: Mapping[str, str], draws: Draws
) -> FilmModel:
    """Return the model with the dots of the observations."""
    dots = {dot: sample_dot(load_dot(dot), draws) for dot in set(DOTS.values())}
    return FilmModel(molecules, failures, draws, dots)


def predicted_samples(model: FilmModel, observation: Observation) -> Array:
    """Return the samples that belong to one comparable observation, shape (n,)."""
    dose, loading = observation.dose_mj_cm2, observation.loading_wt_percent
    if dose is None or loading is None:
        raise ValueError(f"observation {observation.id} has no recipe")
    if not observation.crosslinker:
        if observation.observable == PATTERN:
            return np.zeros(model.draws.n)
        return model.bare_film(float(observation.wavelength_nm), dose)
    if observation.stage == "formulation":
        return model.at(observation.crosslinker, 365.0, FORMULATION_DOSE_MJ_CM2, loading)["mixed"]
    predicted = model.at(
        observation.crosslinker,
        float(observation.wavelength_nm),
        dose,
        loading,
        air=observation.atmosphere == "air",
        dot=DOTS[observation.nanocrystal],
    )
    return predicted[
        "film retention" if observation.observable == PATTERN else observation.observable
    ]


def compare(model: FilmModel, observation: Observation) -> Comparison:
    """Compare one observation with its prediction."""
    name = observation.crosslinker
    if name and name not in model.molecules:
        reason = model.failures.get(name, "not in this screen")
        return Comparison(observation, status=f"failed: {reason}")
    try:
        cells = interval("value", predicted_samples(model, observation))
    except ValueError as failure:  # a recipe of another table that is none
        return Comparison(observation, status=f"failed: {failure}")
    value, low, high = cells["value"], cells["value_low"], cells["value_high"]
    error, within, passed = None, None, None
    if observation.observable == PATTERN:
        passed = pattern(value) == observation.value if observation.value in PATTERNS else None
    elif (reference := observation.number) is not None:
        error = value - reference
        within = bool(low <= reference <= high)
        passed = bool(abs(error) <= TOLERANCE[observation.observable])
    smiles = model.molecules[name].smiles if name else ""
    return Comparison(observation, smiles, value, error, 0.5 * (high - low), within, passed)
