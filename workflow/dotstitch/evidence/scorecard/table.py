"""The shipped scorecard: every row of the default evidence under every plan that leaves it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path

from dotstitch.contracts.draws import Array
from dotstitch.contracts.measurement import Measurement
from dotstitch.contracts.tables import write_table
from dotstitch.data.reading import package_path, read_rows
from dotstitch.evidence.likelihood import contradicted
from dotstitch.evidence.scorecard.plans import Kind, Plan
from dotstitch.evidence.scorecard.summary import Summary, share_below, spread, summarise


@dataclass(frozen=True)
class ScoreRow:
    """One measurement left out by one plan.

    Attributes
    ----------
    kind, what : str
        Of the :class:`~dotstitch.evidence.scorecard.plans.Plan`.
    id : str
        Of the measurement.
    prior, posterior, left_out : float
        Medians before any measurement, given all of them, and given all but those of the plan;
        ``_low`` and ``_high`` bound the 16 to 84 % intervals, in the unit of the quantity.
    prior_probability, probability, left_out_probability : float or None
        That a word, a bound or an order holds, under the same three.
    spread, left_out_spread : float
        Monte Carlo errors of median or probability from independent runs.
    left_out_below : float or None
        Left-out probability of a reading below the one that was made.
    contradicted : bool
        Whether the posterior does not reach the row.
    posterior_digest : str
        Of the posterior that this rests on.
    """

    kind: Kind
    what: str
    id: str
    prior: float
    prior_low: float
    prior_high: float
    posterior: float
    posterior_low: float
    posterior_high: float
    left_out: float
    left_out_low: float
    left_out_high: float
    prior_probability: float | None
    probability: float | None
    left_out_probability: float | None
    spread: float
    left_out_spread: float
    left_out_below: float | None
    contradicted: bool
    posterior_digest: str


def scorecard_path(level: str) -> Path:
    """Return where the scorecard of a level lies; it may be missing."""
    return package_path(f"data/evidence/scorecard_{level}.csv")


@cache
def read_scorecard(level: str) -> tuple[ScoreRow, ...]:
    """Return the shipped scorecard of a level; empty where none is shipped."""
    path = scorecard_path(level)
    return read_rows(path, ScoreRow) if path.exists() else ()


def left_out_summaries(level: str, digest: str) -> dict[str, Summary]:
    """Return what each row is predicted to be without its film or spectrum, by ``id``.

    Parameters
    ----------
    level : str
    digest : str
        Of the file of the posterior; a scorecard of another one says nothing.
    """
    return {
        row.id: Summary(row.left_out, row.left_out_low, row.left_out_high, row.left_out_probability)
        for row in read_scorecard(level)
        if row.kind == "film" and row.posterior_digest == digest
    }


def write_scorecard(path: Path, rows: Iterable[ScoreRow]) -> None:
    """Write a scorecard."""
    write_table(path, [field.name for field in fields(ScoreRow)], map(asdict, rows))


def score_rows(
    plan: Plan,
    measurements: Iterable[Measurement],
    prior: Mapping[str, Array],
    posterior: Mapping[str, Array],
    left_out: Mapping[str, Array],
    digest: str,
) -> list[ScoreRow]:
    """Return a row for every measurement that a plan leaves out.

    Parameters
    ----------
    plan : Plan
    measurements : iterable of Measurement
    prior : mapping of str to ndarray, shape (n,)
    posterior, left_out : mapping of str to ndarray, shape (runs, n)
        Given all measurements, and given all but those of the plan.
    digest : str
    """
    pooled = _pooled(posterior), _pooled(left_out)
    rows = []
    for row in measurements:
        if row.id not in plan.ids:
            continue
        before, after, without = (summarise(row, p) for p in (prior, *pooled))
        rows.append(
            ScoreRow(
                kind=plan.kind,
                what=plan.what,
                id=row.id,
                prior=before.median,
                prior_low=before.low,
                prior_high=before.high,
                posterior=after.median,
                posterior_low=after.low,
                posterior_high=after.high,
                left_out=without.median,
                left_out_low=without.low,
                left_out_high=without.high,
                prior_probability=before.probability,
                probability=after.probability,
                left_out_probability=without.probability,
                spread=spread(row, posterior),
                left_out_spread=spread(row, left_out),
                left_out_below=share_below(row, pooled[1]),
                contradicted=contradicted(row, pooled[0]),
                posterior_digest=digest,
            )
        )
    return rows


def first_of_each_number(
    rows: Iterable[ScoreRow], measured: Mapping[str, Measurement]
) -> list[ScoreRow]:
    """Return the rows left out with their own film, one for each quantity of one exposure.

    What was read twice of one film is predicted once.

    Parameters
    ----------
    rows : iterable of ScoreRow
    measured : mapping of str to Measurement
        By ``id``.
    """
    found: dict[tuple[object, ...], ScoreRow] = {}
    for row in rows:
        one = measured[row.id]
        if (row.kind, row.what) == ("film", one.block):
            exposure = (one.wavelength_nm, one.dose_mj_cm2, one.loading_wt_percent, one.air)
            found.setdefault((one.block, one.quantity, *exposure), row)
    return list(found.values())


def _pooled(runs: Mapping[str, Array]) -> dict[str, Array]:
    return {name: values.reshape(-1) for name, values in runs.items()}
