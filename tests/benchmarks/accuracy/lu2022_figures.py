"""Figures of the posterior: what it learned, what former priors would say, what is predicted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from conditioning.scores import Product
from scipy.stats import binom

from accuracy.rows import Row
from dotstitch.contracts.draws import Array, Draws
from dotstitch.contracts.measurement import Measurement
from dotstitch.data.error_models import tolerance
from dotstitch.data.parameters import load_parameters
from dotstitch.evidence.likelihood import NUMBERS, holds
from dotstitch.evidence.sampling.latent import PARAMETER
from dotstitch.evidence.scorecard.changed_priors import former_priors, reweighted, weighted_median
from dotstitch.evidence.scorecard.summary import HELD, deviation
from dotstitch.evidence.scorecard.table import ScoreRow, first_of_each_number

INFORMED = 0.5
"""Prior standard deviations by which the mean of a coordinate moves when it is informed."""


def informed(names: Sequence[str], z: Array, prior: Draws, posterior: Draws) -> list[Row]:
    """Return the coordinates whose mean moved by more than half a prior standard deviation.

    Parameters
    ----------
    names : sequence of str
        Of the coordinates.
    z : ndarray, shape (runs, n, coordinates)
    prior, posterior : Draws

    Returns
    -------
    list of dict
        The largest shift first. Means of parameters in their unit, geometric where the prior is one
        of logarithms; ``shift`` and its Monte Carlo error ``spread`` in prior standard deviations.
    """
    shift = z.mean(axis=(0, 1))
    spread = z.mean(axis=1).std(axis=0, ddof=1) / np.sqrt(len(z))
    order = np.argsort(-np.abs(shift))
    rows = []
    for i in order[np.abs(shift[order]) > INFORMED]:
        parameter = names[i].startswith(PARAMETER)
        name = names[i].removeprefix(PARAMETER)
        rows.append(
            {
                "name": name,
                "kind": "parameter" if parameter else "error",
                "prior_mean": _mean(name, prior) if parameter else 0.0,
                "posterior_mean": _mean(name, posterior) if parameter else float(shift[i]),
                "shift": float(shift[i]),
                "spread": float(spread[i]),
                "posterior_sd": float(z[..., i].std()),
            }
        )
    return rows


def _mean(name: str, draws: Draws) -> float:
    logarithm = load_parameters()[name].distribution in ("lognormal", "loguniform")
    values = draws[name]
    return float(np.exp(np.log(values).mean()) if logarithm else values.mean())


def coverage(rows: Sequence[ScoreRow], measured: Mapping[str, Measurement]) -> dict[str, Any]:
    """Return how many left-out 68 % intervals hold their number.

    ``held`` adds the error of the reading to the interval of the prediction, as the probability of
    so few requires; ``held_by_prediction`` does not.

    Parameters
    ----------
    rows : sequence of ScoreRow
        Each left out with its film.
    measured : mapping of str to Measurement
    """
    numbers = [r for r in first_of_each_number(rows, measured) if r.left_out_below is not None]
    low, high = HELD
    held = sum(low <= (row.left_out_below or 0.0) <= high for row in numbers)
    strict = sum(_holds_alone(row, measured[row.id]) for row in numbers)
    share = high - low
    return {
        "numbers": len(numbers),
        "held": held,
        "probability_of_so_few": float(binom.cdf(held, len(numbers), share)),
        "held_by_prediction": strict,
        "probability_of_so_few_by_prediction": float(binom.cdf(strict, len(numbers), share)),
    }


def _holds_alone(row: ScoreRow, measured: Measurement) -> bool:
    return measured.value is not None and row.left_out_low <= measured.value <= row.left_out_high


def plqy_of_patterned_films(
    rows: Sequence[ScoreRow], measured: Mapping[str, Measurement]
) -> dict[str, float]:
    """Return by how much the left-out relative PLQY of each film with a crosslinker misses."""
    found = {}
    for row in first_of_each_number(rows, measured):
        one = measured[row.id]
        missed = deviation(one, row.left_out)
        if one.quantity == "plqy_relative" and one.smiles and missed is not None:
            found[row.id] = missed
    return found


def former_figures(
    rows: Sequence[Measurement],
    predicted: Mapping[str, Array],
    scores: Mapping[str, Product],
    posterior: Draws,
) -> list[Row]:
    """Return what the posterior would say with the former prior of one parameter at a time.

    Parameters
    ----------
    rows : sequence of Measurement
        The modelled ones.
    predicted : mapping of str to ndarray, shape (n,)
    scores : mapping of str to Product
    posterior : Draws

    Returns
    -------
    list of dict
        First the posterior as it is. ``inside`` is the share of draws that the former prior allows,
        ``reached`` the share of the former prior that the draws can speak for, ``effective`` the
        number of draws that carry the weight.
    """
    n = posterior.n
    start: Row = {"prior": "as shipped", "effective": float(n), "inside": 1.0, "reached": 1.0}
    found = [start | _figures(rows, predicted, scores, np.full(n, 1.0 / n))]
    for name, former in former_priors().items():
        again = reweighted(former, posterior)
        row: Row = {"prior": f"former {name}", "effective": again.effective}
        row |= {"inside": again.inside, "reached": again.reached}
        if again.effective:
            row |= _figures(rows, predicted, scores, again.weights)
        found.append(row)
    return found


def _figures(
    rows: Sequence[Measurement],
    predicted: Mapping[str, Array],
    scores: Mapping[str, Product],
    weights: Array,
) -> Row:
    """Return observations that pass, the error of the PLQY, scores and their order."""
    plqy = [
        abs(missed)
        for row in rows
        if row.quantity == "plqy_relative"
        and (missed := deviation(row, weighted_median(predicted[row.id], weights))) is not None
    ]
    values = {name: score.values for name, score in scores.items()}
    figures: Row = {
        "passed": sum(_passes(row, predicted, weights) for row in rows),
        "plqy_error": float(np.mean(plqy)) if plqy else None,
    }
    figures |= {f"score_{name}": 100.0 * float(weights @ v) for name, v in values.items()}
    for first, second in (("4", "1"), ("1", "3"), ("2", "3")):
        if {first, second} <= set(values):
            above = values[first] > values[second]
            figures[f"{first} above {second}"] = float(weights @ above)
    return figures


def _passes(row: Measurement, predicted: Mapping[str, Array], weights: Array) -> bool:
    if row.error_model not in NUMBERS:
        return bool(weights @ holds(row, predicted) >= 0.5)
    missed = deviation(row, weighted_median(predicted[row.id], weights))
    allowed = tolerance(row)
    return missed is not None and allowed is not None and abs(missed) <= allowed
