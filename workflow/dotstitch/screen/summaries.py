"""From samples to rows: medians, intervals, the pattern they make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from dotstitch.contracts.config import Config, Recipe
from dotstitch.contracts.draws import Array
from dotstitch.film.losses import limiting_loss
from dotstitch.film.simulate import Outcome

Row = dict[str, Any]
INTERVAL_PERCENT = (16.0, 84.0)
GOOD_PATTERN = 0.5
POOR_PATTERN = 0.15
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


def median(values: Array) -> float:
    """Return the median as a plain number."""
    return float(np.median(values))


def interval(name: str, values: Array) -> Row:
    """Return median and 16 to 84 % interval of samples as three cells.

    Examples
    --------
    >>> interval("x", np.arange(101.0))
    {'x': 50.0, 'x_low': 16.0, 'x_high': 84.0}
    """
    low, high = np.percentile(values, INTERVAL_PERCENT)
    return {name: median(values), f"{name}_low": float(low), f"{name}_high": float(high)}


def pattern(retention: float) -> str:
    """Return what the pattern looks like at a film retention.

    Examples
    --------
    >>> pattern(0.7), pattern(0.3), pattern(0.1)
    ('good', 'poor', 'none')
    """
    if retention >= GOOD_PATTERN:
        return "good"
    return "poor" if retention >= POOR_PATTERN else "none"


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
