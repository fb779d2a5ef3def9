"""What the posterior would say with the priors that stood before the literature was read again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from dotstitch.contracts.draws import Array, Draws
from dotstitch.data.parameters import Distribution, Parameter, load_parameters, prior, quantile
from dotstitch.data.reading import read_rows

TABLE = "data/evidence/changed_priors.csv"
_STRATA = 1000
_TIE = 1e-9
"""Of half the weight: the median lies between two draws."""


@dataclass(frozen=True)
class _Row:
    name: str
    value: float
    distribution: Distribution
    uncertainty: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, eq=False)
class Reweighted:
    """Draws under the prior of today, weighed as under the former prior of one parameter.

    Attributes
    ----------
    name : str
    weights : ndarray, shape (n,)
        Of the draws; they add up to one, or are zero where no draw is possible.
    effective : float
        Number of draws that carry the weight.
    inside : float
        Share of the draws that the former prior allows.
    reached : float
        Share of the former prior that the prior of today allows; what lies beyond it no draw
        can speak for.
    """

    name: str
    weights: Array
    effective: float
    inside: float
    reached: float


@cache
def former_priors() -> dict[str, Parameter]:
    """Return the parameters whose prior was changed, with the distribution they had before.

    Examples
    --------
    >>> former_priors()["diazirine_quantum_yield"].lower
    0.5
    """
    rows = read_rows(TABLE, _Row)
    today = load_parameters()
    return {
        row.name: replace(
            today[row.name],
            value=row.value,
            distribution=row.distribution,
            uncertainty=row.uncertainty,
            lower=row.lower,
            upper=row.upper,
        )
        for row in rows
    }


def reweighted(former: Parameter, draws: Draws) -> Reweighted:
    """Return the draws weighed by the former over today's prior density of one parameter."""
    before, today = prior(former), prior(load_parameters()[former.name])
    values = draws[former.name]
    ratio = np.asarray(before.logpdf(values)) - np.asarray(today.logpdf(values))
    inside = np.isfinite(ratio)
    weights = np.where(inside, np.exp(ratio - ratio.max(initial=-1e300, where=inside)), 0.0)
    total = weights.sum()
    strata = quantile(former, (np.arange(_STRATA) + 0.5) / _STRATA)
    return Reweighted(
        former.name,
        weights / total if total else weights,
        float(total**2 / (weights**2).sum()) if total else 0.0,
        float(inside.mean()),
        float(np.isfinite(today.logpdf(strata)).mean()),
    )


def weighted_median(values: Array, weights: Array) -> float:
    """Return the median of weighed draws.

    Examples
    --------
    >>> weighted_median(np.array([3.0, 1.0, 2.0]), np.array([0.1, 0.2, 0.7]))
    2.0
    """
    order = np.argsort(values)
    below = np.cumsum(weights[order]) / weights.sum()
    middle = [int(np.argmax(below >= 0.5 - _TIE)), int(np.argmax(below > 0.5 + _TIE))]
    return float(values[order][middle].mean())
