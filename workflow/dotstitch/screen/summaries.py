"""From the outcome of a case to what a screen says of it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from dotstitch.contracts.config import Config, Recipe
from dotstitch.contracts.constants import INTERVAL_PERCENT
from dotstitch.contracts.draws import Array, interval, median
from dotstitch.contracts.photophysics import Prediction
from dotstitch.contracts.photophysics.curves import Curve, DoseCurve
from dotstitch.film.losses import limiting_loss
from dotstitch.film.pattern import pattern
from dotstitch.film.simulate import Outcome

PREDICTION_COLUMNS = tuple(Prediction.model_fields)
"""Columns of ``predictions.csv``, in order."""


def case_score(outcome: Outcome, case: int) -> Array:
    """Return 100 times retention times relative PLQY of one case, shape (samples,)."""
    return np.asarray(100.0 * outcome.film_retention[-1, case] * outcome.plqy_relative[-1, case])


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


def prediction(
    name: str, recipe: Recipe, config: Config, outcome: Outcome, case: int
) -> Prediction:
    """Return what is predicted of one molecule at one recipe."""
    kept = interval("film_retention", outcome.film_retention[-1, case])
    return Prediction(
        name=name,
        recipe=recipe.name,
        wavelength_nm=recipe.wavelength_nm,
        dose_mj_cm2=recipe.dose_mj_cm2,
        irradiance_mw_cm2=recipe.irradiance_mw_cm2,
        loading_wt_percent=recipe.loading_wt_percent,
        atmosphere=recipe.atmosphere,
        dot=recipe.dot or config.dot,
        precursor_left=median(outcome.precursor_left[-1, case]),
        arm_conversion=median(outcome.arm_conversion[-1, case]),
        crosslink_yield=median(outcome.crosslink_yield[-1, case]),
        **kept,
        pattern=pattern(kept["film_retention"]),
        plqy_mixed=median(outcome.plqy_mixed[case]),
        **interval("plqy_relative", outcome.plqy_relative[-1, case]),
        limited_by=limited_by(outcome, case),
    )


def dose_curve(label: str, outcome: Outcome, case: int) -> DoseCurve:
    """Return retention and relative PLQY along the dose of one case."""
    kept = _along(outcome.film_retention[:, case])
    light = _along(outcome.plqy_relative[:, case])
    return DoseCurve(
        recipe=label,
        dose_mj_cm2=tuple(outcome.conditions.doses[:, case].tolist()),
        film_retention=kept[0],
        film_retention_low=kept[1],
        film_retention_high=kept[2],
        plqy_relative=light[0],
        plqy_relative_low=light[1],
        plqy_relative_high=light[2],
    )


def _along(values: Array) -> tuple[Curve, Curve, Curve]:
    """Return median and interval of samples, shape (doses, samples), at every dose."""
    low, high = np.percentile(values, INTERVAL_PERCENT, axis=-1)
    return tuple(np.median(values, axis=-1).tolist()), tuple(low.tolist()), tuple(high.tolist())
