"""From the outcome of a case to the rows that a screen writes of it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from dotstitch.contracts.config import Config, Recipe
from dotstitch.contracts.constants import INTERVAL_PERCENT
from dotstitch.contracts.draws import Array
from dotstitch.contracts.summaries import Row, interval, median
from dotstitch.film.losses import limiting_loss
from dotstitch.film.pattern import pattern
from dotstitch.film.simulate import Outcome

PREDICTION_COLUMNS = (
    "name",
    "recipe",
    "wavelength_nm",
    "dose_mj_cm2",
    "irradiance_mw_cm2",
    "loading_wt_percent",
    "atmosphere",
    "dot",
    "precursor_left",
    "arm_conversion",
    "crosslink_yield",
    "film_retention",
    "film_retention_low",
    "film_retention_high",
    "pattern",
    "plqy_mixed",
    "plqy_relative",
    "plqy_relative_low",
    "plqy_relative_high",
    "limited_by",
)


def limited_by(outcome: Outcome, case: int, samples: slice = slice(None)) -> str:
    """Return the name of the largest loss of one case at its full dose."""

    def pick(named: Mapping[str, Array]) -> dict[str, Array]:
        return {name: values[case, samples] for name, values in named.items()}

    return limiting_loss(
        outcome.gel[-1, case, samples],
        outcome.plqy_relative[-1, case, samples],
        pick(outcome.losses),
        pick(outcome.quenching),
    )


def prediction(name: str, recipe: Recipe, config: Config, outcome: Outcome, case: int) -> Row:
    """Return one row of ``predictions.csv``."""
    kept = interval("film_retention", outcome.film_retention[-1, case])
    return {
        "name": name,
        "recipe": recipe.name,
        "wavelength_nm": recipe.wavelength_nm,
        "dose_mj_cm2": recipe.dose_mj_cm2,
        "irradiance_mw_cm2": recipe.irradiance_mw_cm2,
        "loading_wt_percent": recipe.loading_wt_percent,
        "atmosphere": recipe.atmosphere,
        "dot": recipe.dot or config.dot,
        "precursor_left": median(outcome.precursor_left[-1, case]),
        "arm_conversion": median(outcome.arm_conversion[-1, case]),
        "crosslink_yield": median(outcome.crosslink_yield[-1, case]),
        **kept,
        "pattern": pattern(kept["film_retention"]),
        "plqy_mixed": median(outcome.plqy_mixed[case]),
        **interval("plqy_relative", outcome.plqy_relative[-1, case]),
        "limited_by": limited_by(outcome, case),
    }


def dose_curve(label: str, outcome: Outcome, case: int) -> Row:
    """Return retention and relative PLQY along the dose of one case."""
    curve: Row = {"recipe": label, "dose_mj_cm2": outcome.conditions.doses[:, case].tolist()}
    for name in ("film_retention", "plqy_relative"):
        values = getattr(outcome, name)[:, case]
        low, high = np.percentile(values, INTERVAL_PERCENT, axis=-1)
        curve[name] = np.median(values, axis=-1).tolist()
        curve[f"{name}_low"], curve[f"{name}_high"] = low.tolist(), high.tolist()
    return curve
