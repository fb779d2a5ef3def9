"""Every measurement beside what the model says of it, before and after it was weighed in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from dotstitch.contracts.draws import Array
from dotstitch.contracts.evidence import EvidenceLine
from dotstitch.contracts.measurement import Measurement
from dotstitch.data.error_models import tolerance
from dotstitch.evidence.likelihood import contradicted, probability, readings, scaled
from dotstitch.evidence.lu2022 import Observation
from dotstitch.evidence.scorecard.summary import Summary, summarise
from dotstitch.evidence.scorecard.words import (
    WORDS,
    conditions,
    measured,
    molecule,
    observed_conditions,
    observed_molecule,
)

HOLDS = 0.5
"""Probability from which a word, a bound or an order counts as met."""


@dataclass(frozen=True, eq=False)
class Predictions:
    """What the model says of measurements.

    Attributes
    ----------
    prior, posterior : mapping of str to ndarray, shape (samples,)
        By ``id``, before any measurement and given all that are used; the latter is empty where
        nothing conditions the draws.
    reasons : mapping of str to str
        Why the model does not predict a row, by ``id``.
    left_out : mapping of str to Summary
        Given all but the film or spectrum of the row, where that is known.
    """

    prior: Mapping[str, Array]
    posterior: Mapping[str, Array]
    reasons: Mapping[str, str]
    left_out: Mapping[str, Summary] = field(default_factory=dict)


def evidence_lines(
    measurements: Sequence[Measurement], predictions: Predictions, names: Mapping[str, str]
) -> tuple[EvidenceLine, ...]:
    """Return a line per measurement.

    Parameters
    ----------
    measurements : sequence of Measurement
        With those that they are compared with.
    predictions : Predictions
    names : mapping of str to str
        Of the molecules of the screen, by canonical SMILES.
    """
    by_id = {row.id: row for row in measurements}
    return tuple(_line(row, by_id, predictions, names) for row in measurements)


def unmodelled_lines(
    observations: Iterable[Observation], names: Mapping[str, str]
) -> tuple[EvidenceLine, ...]:
    """Return a line per observation that has no error model."""
    return tuple(
        EvidenceLine(
            id=row.id,
            molecule=observed_molecule(row, names),
            quantity=row.observable,
            conditions=observed_conditions(row),
            measured=" ".join(part for part in (row.value, row.unit) if part),
            used=False,
            reason=row.reason,
            source=", ".join(part for part in (row.where, row.doi) if part),
        )
        for row in observations
    )


def passes(row: Measurement, predicted: Mapping[str, Array]) -> bool:
    """Return whether predictions meet a modelled row.

    A number by its median, within the tolerance of its quantity; of two readings either will do. A
    word, a bound or an order by a probability of at least :data:`HOLDS`.
    """
    known = probability(row, predicted)
    if known is not None:
        return known >= HOLDS
    middle = float(np.median(scaled(row.quantity, predicted[row.id])))
    allowed = tolerance(row)
    return allowed is not None and any(abs(middle - one) <= allowed for one in readings(row))


def _line(
    row: Measurement,
    by_id: Mapping[str, Measurement],
    predictions: Predictions,
    names: Mapping[str, str],
) -> EvidenceLine:
    unmodelled = "" if row.modelled else row.note or "it has no error model"
    after = _known(row, predictions.posterior)
    told = {
        "prior": _summary(row, predictions.prior),
        "posterior": _summary(row, predictions.posterior),
        "left_out": predictions.left_out.get(row.id),
    }
    chances = {name: summary and summary.probability for name, summary in told.items()}
    return EvidenceLine(
        id=row.id,
        molecule=molecule(row, names),
        quantity=WORDS[row.quantity],
        conditions=conditions(row),
        measured=measured(row, names, by_id.get(row.compared_with)),
        **{key: value for name, summary in told.items() for key, value in _cells(name, summary)},
        prior_probability=chances["prior"],
        probability=chances["posterior"],
        left_out_probability=chances["left_out"],
        tolerance=tolerance(row),
        used=after is not None,
        passed=None if after is None else passes(row, after),
        contradicted=after is not None and contradicted(row, after),
        reason=unmodelled or predictions.reasons.get(row.id, ""),
        source=", ".join(part for part in (row.source, row.doi) if part),
    )


def _known(row: Measurement, predicted: Mapping[str, Array]) -> Mapping[str, Array] | None:
    """Return predictions where they hold a modelled row and what it is compared with."""
    known = row.modelled and {row.id, row.compared_with or row.id} <= set(predicted)
    return predicted if known else None


def _summary(row: Measurement, predicted: Mapping[str, Array]) -> Summary | None:
    known = _known(row, predicted)
    return None if known is None else summarise(row, known)


def _cells(name: str, summary: Summary | None) -> Iterator[tuple[str, float]]:
    if summary is not None:
        yield from ((name, summary.median), (f"{name}_low", summary.low))
        yield f"{name}_high", summary.high
