"""How well draws explain what was measured.

Rows of one block, a film or a spectrum, share an error, which is integrated out: the numbers of one
kind in a block are normal with the covariance diag(reading^2) + shared^2. With a small probability
the whole block is an outlier with errors that are wider by a factor, so no row excludes a draw by
itself. Words, bounds and orders have soft edges, and the same probability of being misread.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp, ndtr

from dotstitch.contracts.draws import Array
from dotstitch.contracts.measurement import Measurement
from dotstitch.data.error_models import number, quantity_errors
from dotstitch.film.pattern import GOOD_PATTERN, POOR_PATTERN

NUMBERS = ("gaussian", "either")
KINDS = {"plqy_mixed": "plqy_relative"}
"""Quantities that share the error of a film with another."""
EDGES = {
    "good": (GOOD_PATTERN, np.inf),
    "poor": (POOR_PATTERN, GOOD_PATTERN),
    "none": (-np.inf, POOR_PATTERN),
}
"""Retention between which a pattern is called so."""


def log_likelihood(
    measurements: Sequence[Measurement], predicted: Mapping[str, Array]
) -> dict[str, Array]:
    """Return the logarithm of the density of what was measured, by block.

    Parameters
    ----------
    measurements : sequence of Measurement
        Those that count; rows that are not modelled are passed over.
    predicted : mapping of str to ndarray, shape (n,)
        By ``id``; of every modelled row and of the rows these are compared with.

    Returns
    -------
    dict of str to ndarray, shape (n,)
    """
    total: dict[str, Array] = {}
    numbers: dict[tuple[str, str], list[Measurement]] = defaultdict(list)
    for row in measurements:
        if row.error_model in NUMBERS:
            numbers[row.block, KINDS.get(row.quantity, row.quantity)].append(row)
        elif row.modelled:
            total[row.block] = total.get(row.block, 0.0) + _log_statement(row, predicted)
    for (block, _), rows in numbers.items():
        total[block] = total.get(block, 0.0) + _log_numbers(rows, predicted)
    return total


def statement_probability(row: Measurement, predicted: Mapping[str, Array]) -> Array:
    """Return how likely a word, bound or order is said of each draw, shape (n,); edges are soft."""
    value = scaled(row.quantity, predicted[row.id])
    if row.error_model == "class":
        low, high = EDGES[row.word or "none"]
        return np.asarray(
            ndtr((value - low) / row.uncertainty) - ndtr((value - high) / row.uncertainty)
        )
    return np.asarray(ndtr(_margin(row, predicted) / row.uncertainty))


def holds(row: Measurement, predicted: Mapping[str, Array]) -> NDArray[np.bool_]:
    """Return whether a word, bound or order holds in each draw, its edge taken as sharp."""
    if row.error_model == "class":
        low, high = EDGES[row.word or "none"]
        return np.asarray((predicted[row.id] >= low) & (predicted[row.id] < high))
    return np.asarray(_margin(row, predicted) > 0.0)


def probability(row: Measurement, predicted: Mapping[str, Array]) -> float | None:
    """Return the share of draws in which a word, bound or order holds; None for numbers."""
    if row.error_model in NUMBERS or not row.modelled:
        return None
    return float(np.mean(holds(row, predicted)))


def contradicted(row: Measurement, predicted: Mapping[str, Array]) -> bool:
    """Return whether the draws do not reach a row, errors of measurement included.

    A word, bound or order by its probability, a number by the smaller tail of the predictive
    distribution, doubled.
    """
    if not row.modelled:
        return False
    known = probability(row, predicted)
    if known is None:
        width = np.hypot(row.uncertainty, quantity_errors(row.quantity).shared)
        value = scaled(row.quantity, predicted[row.id])
        below = [float(np.mean(ndtr((y - value) / width))) for y in readings(row)]
        known = max(2.0 * min(share, 1.0 - share) for share in below)
    return known < number("contradicted_below")


def scaled(quantity: str, value: Array) -> Array:
    """Return a quantity on the scale of its errors: decades for an absorptivity."""
    if quantity != "epsilon_m1_cm1":
        return np.asarray(value, dtype=np.float64)
    return np.asarray(np.log10(np.maximum(value, number("smallest_epsilon_m1_cm1"))))


def readings(row: Measurement) -> tuple[float, ...]:
    """Return the values that a number may have, on the scale of its errors."""
    given = [x for x in (row.value, row.alternative) if x is not None]
    if row.error_model != "either":
        given = given[:1]
    return tuple(float(scaled(row.quantity, np.array(x))) for x in given)


def _margin(row: Measurement, predicted: Mapping[str, Array]) -> Array:
    """Return by how much a bound or an order holds."""
    own = scaled(row.quantity, predicted[row.id])
    if row.error_model == "less_than":
        return scaled(row.quantity, predicted[row.compared_with]) - own
    bound = readings(row)[0]
    return own - bound if row.error_model == "above" else bound - own


def _log_statement(row: Measurement, predicted: Mapping[str, Array]) -> Array:
    choices = 3.0 if row.error_model == "class" else 2.0
    outlier = number("outlier_probability")
    said = statement_probability(row, predicted)
    return np.asarray(np.log((1.0 - outlier) * said + outlier / choices))


def _log_numbers(rows: Sequence[Measurement], predicted: Mapping[str, Array]) -> Array:
    """Return the log density of the numbers of one kind in one block, shape (n,)."""
    quantity = rows[0].quantity
    model = np.stack([scaled(row.quantity, predicted[row.id]) for row in rows])
    reading = np.array([row.uncertainty for row in rows])
    shared = quantity_errors(quantity).shared
    outlier, wider = number("outlier_probability"), number("outlier_widening")
    combinations = list(product(*(readings(row) for row in rows)))
    parts = []
    for values in combinations:
        residual = np.array(values)[:, None] - model
        for weight, factor in ((1.0 - outlier, 1.0), (outlier, wider)):
            density = log_shared_normal(residual, factor * reading, factor * shared)
            parts.append(density + np.log(weight / len(combinations)))
    return np.asarray(logsumexp(np.stack(parts), axis=0))


def log_shared_normal(residual: Array, reading: Array, shared: float) -> Array:
    """Return the log density of residuals with errors of their own and one in common.

    The determinant and the inverse of diag(reading^2) + shared^2 are those of a matrix of rank one
    added to a diagonal one.

    Parameters
    ----------
    residual : ndarray, shape (rows, n)
    reading : ndarray, shape (rows,)
    shared : float

    Returns
    -------
    ndarray, shape (n,)

    Examples
    --------
    >>> float(log_shared_normal(np.zeros((1, 1)), np.array([0.6]), 0.8)[0].round(4))
    -0.9189
    """
    weight = 1.0 / reading**2
    growth = 1.0 + shared**2 * weight.sum()
    squares = (weight[:, None] * residual**2).sum(axis=0)
    common = (weight[:, None] * residual).sum(axis=0)
    chi2 = squares - shared**2 * common**2 / growth
    log_determinant = np.log(growth) - np.log(weight).sum()
    return np.asarray(-0.5 * (chi2 + log_determinant + len(reading) * np.log(2.0 * np.pi)))
