"""Measurements that would have been made if a prediction were the truth.

Drawn as :mod:`dotstitch.evidence.likelihood` weighs them: numbers with an error of their own and
one that the block shares, now and then an outlier; words and bounds with soft edges.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import get_args

import numpy as np

from dotstitch.contracts.draws import Array
from dotstitch.contracts.measurement import Measurement, Word
from dotstitch.data.error_models import number, quantity_errors
from dotstitch.evidence.likelihood import KINDS, scaled, statement_probability

OPPOSITE = {"above": "below", "below": "above"}


def made_up(
    measurements: Sequence[Measurement], truth: Mapping[str, float], rng: np.random.Generator
) -> tuple[Measurement, ...]:
    """Return the same measurements with what would have been read.

    Parameters
    ----------
    measurements : sequence of Measurement
        Gaussian numbers, words and bounds.
    truth : mapping of str to float
        Predictions by ``id``, in the unit of the quantity.
    rng : Generator
    """
    errors = _errors(measurements, rng)
    return tuple(
        _number(row, truth[row.id], errors[row.id])
        if row.error_model == "gaussian"
        else _statement(row, truth[row.id], rng)
        for row in measurements
    )


def _errors(measurements: Sequence[Measurement], rng: np.random.Generator) -> dict[str, float]:
    """Return the error of every number, on the scale of its errors."""
    groups: dict[tuple[str, str], list[Measurement]] = defaultdict(list)
    for row in measurements:
        if row.error_model == "gaussian":
            groups[row.block, KINDS.get(row.quantity, row.quantity)].append(row)
    found = {}
    for (_, quantity), rows in groups.items():
        outlier = rng.random() < number("outlier_probability")
        factor = number("outlier_widening") if outlier else 1.0
        shared = quantity_errors(quantity).shared * rng.standard_normal()
        for row in rows:
            found[row.id] = float(factor * (shared + row.uncertainty * rng.standard_normal()))
    return found


def _number(row: Measurement, truth: float, error: float) -> Measurement:
    value = float(scaled(row.quantity, np.array(truth))) + error
    return row.model_copy(
        update={"value": 10.0**value if row.quantity == "epsilon_m1_cm1" else value}
    )


def _statement(row: Measurement, truth: float, rng: np.random.Generator) -> Measurement:
    """Return a word, or a bound or its opposite, as it would be said."""
    predicted = {row.id: np.array([truth])}
    if row.error_model == "class":
        words = get_args(Word)
        choices = [row.model_copy(update={"word": word}) for word in words]
    elif row.error_model in OPPOSITE:
        opposite = OPPOSITE[row.error_model]
        choices = [row, row.model_copy(update={"error_model": opposite})]
    else:
        raise ValueError(f"{row.id}: nothing is made up for {row.error_model}")
    said: Array = np.array([statement_probability(one, predicted)[0] for one in choices])
    misread = number("outlier_probability")
    weights = (1.0 - misread) * said / said.sum() + misread / len(choices)
    return choices[int(rng.choice(len(choices), p=weights))]
