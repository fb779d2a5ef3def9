"""One observation of Lu et al. beside its predictions: a row of the benchmark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from accuracy.rows import Row
from dotstitch.contracts.draws import Array, interval
from dotstitch.contracts.measurement import Measurement
from dotstitch.data.error_models import tolerance
from dotstitch.evidence.likelihood import NUMBERS, probability, scaled
from dotstitch.evidence.lu2022 import Observation
from dotstitch.evidence.scorecard.lines import passes
from dotstitch.evidence.scorecard.summary import deviation
from dotstitch.evidence.scorecard.table import ScoreRow

LOGARITHM = "log10 of "


@dataclass(frozen=True, eq=False)
class Evidence:
    """One observation and what is said of it.

    Attributes
    ----------
    observation : Observation
    measurement : Measurement or None
        None where it has no error model or is no measurement.
    fault : str
        Why nothing is compared; empty otherwise.
    prior, posterior : mapping of str to ndarray, shape (n,)
        Predictions by ``id``; the latter is empty at a level without a posterior.
    left_out : ScoreRow or None
        Of the shipped scorecard, where this is a shipped row.
    used : bool
        Whether it conditions the posterior.
    """

    observation: Observation
    measurement: Measurement | None
    fault: str
    prior: Mapping[str, Array] = field(default_factory=dict)
    posterior: Mapping[str, Array] = field(default_factory=dict)
    left_out: ScoreRow | None = None
    used: bool = False

    @property
    def best(self) -> Mapping[str, Array]:
        """What is known at most."""
        return self.posterior or self.prior


def table_row(evidence: Evidence, smiles: str) -> Row:
    """Return the row of one observation."""
    observation, row = evidence.observation, evidence.measurement
    start: Row = {
        "name": observation.id,
        "smiles": smiles,
        "observable": observation.observable,
        "reference": observation.value,
    }
    cells: Row = dict.fromkeys(("value", "error", "uncertainty", "within", "tolerance"))
    cells |= dict.fromkeys(("prior", "posterior", "left_out", "left_out_low", "left_out_high"))
    end: Row = {"used": evidence.used, "pass": None, "status": evidence.fault or "ok"}
    if row is None or evidence.fault:
        return start | cells | end
    known = _number(evidence, row) if row.error_model in NUMBERS else _statement(evidence, row)
    return start | cells | known | end | {"pass": passes(row, evidence.best)}


def _number(evidence: Evidence, row: Measurement) -> Row:
    """Return the cells of a number; an absorptivity stands as its logarithm."""

    def shown(value: float) -> float:
        return float(scaled(row.quantity, np.array(value)))

    cells = interval("x", evidence.best[row.id])
    low, value, high = (shown(cells[name]) for name in ("x_low", "x", "x_high"))
    error = deviation(row, cells["x"])
    found: Row = {"value": value, "error": error, "uncertainty": 0.5 * (high - low)}
    if error is not None:
        found["within"] = low <= value - error <= high
        if row.error_model != "either":
            found["reference"] = value - error
    if row.quantity == "epsilon_m1_cm1":
        found["observable"] = LOGARITHM + evidence.observation.observable
    known = {"prior": evidence.prior, "posterior": evidence.posterior}
    for name, predicted in known.items():
        if row.id in predicted:
            found[name] = shown(float(np.median(predicted[row.id])))
    if evidence.left_out is not None:
        for name in ("left_out", "left_out_low", "left_out_high"):
            found[name] = shown(getattr(evidence.left_out, name))
    return found | {"tolerance": tolerance(row)}


def _statement(evidence: Evidence, row: Measurement) -> Row:
    """Return the cells of a word, a bound or an order: probabilities that it holds."""
    found: Row = {"value": probability(row, evidence.best)}
    for name, predicted in (("prior", evidence.prior), ("posterior", evidence.posterior)):
        found[name] = probability(row, predicted) if row.id in predicted else None
    if evidence.left_out is not None:
        found["left_out"] = evidence.left_out.left_out_probability
    return found
