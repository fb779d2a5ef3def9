"""The value of a measurement: units, limits, uncertainty."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, get_args

from dotstitch.contracts.constants import EV_NM
from dotstitch.contracts.measurement import Word
from dotstitch.data.error_models import quantity_errors
from dotstitch.plan.tables.numbers import number

NoteFault = Callable[[str, str, str], None]
"""Takes column, problem and remedy."""


def read_value(quantity: str, cells: Mapping[str, str], fault: NoteFault) -> dict[str, Any] | None:
    """Return value or word, error model and uncertainty of a row; None with faults.

    Values come in the unit of the quantity, uncertainties on the scale of its errors.
    """
    text, unit = cells.get("value", ""), cells.get("unit", "")
    errors = quantity_errors(quantity)
    if unit and unit not in errors.units:
        fault("unit", f"no unit of {quantity}", choice(unit, errors.units))
        return None
    if not text:
        fault("value", "it is empty", "give the measured value or remove the row")
        return None
    softness = _number("uncertainty", cells, fault)
    if softness is not None and not 0.0 < softness < math.inf:
        remedy = "give one standard deviation, or leave it blank for the usual one"
        fault("uncertainty", "must be above zero", remedy)
    if quantity == "pattern":
        if text not in get_args(Word):
            fault("value", "no word for a pattern", choice(text, get_args(Word)))
        usual = errors.uncertainty
        return {"word": text, "error_model": "class", "uncertainty": softness or usual}
    value = _number("value", cells, fault)
    if value is None:
        return None
    factor = errors.units[unit] if unit else 1.0
    if unit == "eV" and quantity == "lambda_max_nm":
        factor = EV_NM / value**2 if value > 0.0 else 1.0
    converted = factor * value
    if not errors.lowest <= converted <= errors.highest:
        limits = f"{errors.lowest:g} to {errors.highest:g} {next(iter(errors.units))}"
        fault("value", f"not within {limits}", _hint(quantity, value, unit))
        return None
    width = None if softness is None else factor * softness
    if width is not None and quantity == "epsilon_m1_cm1":
        width /= converted * math.log(10.0)
    return {
        "value": converted,
        "error_model": "gaussian",
        "uncertainty": width or errors.uncertainty,
    }


def _number(column: str, cells: Mapping[str, str], fault: NoteFault) -> float | None:
    text = cells.get(column, "")
    value = number(text)
    if text and value is None:
        share = "; for a percentage write percent in the column unit" if text[-1] == "%" else ""
        fault(column, "not a number", f"give a number with a decimal point and no unit{share}")
    return value


def choice(text: str, known: Iterable[str]) -> str:
    """Return what to write in the place of a word that is not known."""
    names = {name.lower(): name for name in known}
    near = get_close_matches(text.lower(), names, 1)
    return f"did you mean {names[near[0]]}?" if near else f"use one of {', '.join(names.values())}"


def _hint(quantity: str, value: float, unit: str) -> str:
    """Return what a value outside its range may have been meant to be."""
    errors = quantity_errors(quantity)
    if "percent" in errors.units and not unit and errors.highest < value <= 100.0:
        return "for a percentage write percent in the column unit"
    if quantity in ("homo_ev", "lumo_ev") and errors.lowest <= -value <= errors.highest:
        return f"energies count from vacuum: write {-value:g}"
    if quantity == "lambda_max_nm" and not unit and value > 0.0:
        if errors.lowest <= EV_NM / value <= errors.highest:
            return "for an energy write eV in the column unit"
        return "only bands on the computed spectra can be compared; leave the row out"
    if quantity == "epsilon_m1_cm1" and value == 0.0:
        return "give the smallest absorptivity that would have been seen, or leave the row out"
    return "correct the value or its unit"
