"""How far measured values may lie from a film or a spectrum without error."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from dotstitch.contracts.measurement import Measurement
from dotstitch.data.reading import read_yaml, row_named

ERROR_MODELS = "data/evidence/error_models.yaml"


@dataclass(frozen=True)
class QuantityErrors:
    """One quantity of :data:`ERROR_MODELS`.

    Attributes
    ----------
    uncertainty : float
        Of one reading where nothing is given, one standard deviation.
    shared : float
        Error common to the rows of one block. Both in the unit of the quantity, in decades for an
        absorptivity.
    tolerance : float
        Within which a median counts as met.
    lowest, highest : float
        What is accepted as a value.
    units : dict of str to float
        What a table may write, to the factor it is multiplied by; the first is the default.
    """

    uncertainty: float
    shared: float
    tolerance: float
    lowest: float
    highest: float
    units: dict[str, float]
    reason: str


@dataclass(frozen=True)
class Number:
    """One number of :data:`ERROR_MODELS`."""

    value: float
    reason: str


@cache
def _quantities() -> dict[str, QuantityErrors]:
    return read_yaml(ERROR_MODELS, dict[str, QuantityErrors], "quantities")


@cache
def _numbers() -> dict[str, Number]:
    return read_yaml(ERROR_MODELS, dict[str, Number], "numbers")


def quantity_errors(quantity: str) -> QuantityErrors:
    """Return the errors of one quantity.

    Examples
    --------
    >>> quantity_errors("plqy_relative").shared
    0.03
    """
    return row_named(_quantities(), quantity, "quantity")


def number(name: str) -> float:
    """Return one number of the likelihood or of the errors that are drawn."""
    return row_named(_numbers(), name, "number of the likelihood").value


def tolerance(measurement: Measurement) -> float | None:
    """Return within which the median must lie; None for words, bounds and orders."""
    if measurement.error_model not in ("gaussian", "either"):
        return None
    return quantity_errors(measurement.quantity).tolerance
