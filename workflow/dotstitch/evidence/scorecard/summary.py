"""A few numbers that say what draws predict for one measurement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from dotstitch.contracts.constants import INTERVAL_PERCENT
from dotstitch.contracts.draws import Array, interval
from dotstitch.contracts.measurement import Measurement
from dotstitch.data.error_models import quantity_errors
from dotstitch.evidence.likelihood import NUMBERS, probability, readings, scaled

HELD = tuple(percent / 100.0 for percent in INTERVAL_PERCENT)
"""Shares of a predictive distribution below a reading that its interval holds."""


@dataclass(frozen=True)
class Summary:
    """What draws predict for one measurement.

    Attributes
    ----------
    median, low, high : float
        With the 16 to 84 % interval, in the unit of the quantity; for an order the difference that
        must be positive.
    probability : float or None
        That a word, a bound or an order holds; None for numbers.
    """

    median: float
    low: float
    high: float
    probability: float | None


def summarise(row: Measurement, predicted: Mapping[str, Array]) -> Summary:
    """Return median, interval and probability.

    Parameters
    ----------
    row : Measurement
        One that is modelled.
    predicted : mapping of str to ndarray, shape (n,)
    """
    cells = interval("x", shown(row, predicted))
    return Summary(cells["x"], cells["x_low"], cells["x_high"], probability(row, predicted))


def shown(row: Measurement, predicted: Mapping[str, Array]) -> Array:
    """Return the prediction of a row, or the difference that must be positive of an order."""
    if row.error_model == "less_than":
        return predicted[row.compared_with] - predicted[row.id]
    return predicted[row.id]


def spread(row: Measurement, runs: Mapping[str, Array]) -> float:
    """Return the Monte Carlo error of the median, or of the probability, of independent runs.

    Parameters
    ----------
    row : Measurement
    runs : mapping of str to ndarray, shape (runs, n)
        More than one run.
    """
    number = len(runs[row.id])
    summaries = [
        summarise(row, {name: values[i] for name, values in runs.items()}) for i in range(number)
    ]
    found = [s.median if s.probability is None else s.probability for s in summaries]
    return float(np.std(found, ddof=1) / np.sqrt(number))


def share_below(row: Measurement, predicted: Mapping[str, Array]) -> float | None:
    """Return the predicted probability of a reading below the one that was made.

    The error of the reading is added to that of the prediction. Uniform between zero and one if
    the predictions are right; None for what is no single number.
    """
    if row.error_model != "gaussian":
        return None
    width = np.hypot(row.uncertainty, quantity_errors(row.quantity).shared)
    value = scaled(row.quantity, predicted[row.id])
    return float(np.mean(ndtr((readings(row)[0] - value) / width)))


def deviation(row: Measurement, median: float) -> float | None:
    """Return by how much a median misses the nearest reading; None where there is no number.

    In decades for an absorptivity.
    """
    if row.error_model not in NUMBERS:
        return None
    value = float(scaled(row.quantity, np.array(median)))
    return min((value - reading for reading in readings(row)), key=abs)
