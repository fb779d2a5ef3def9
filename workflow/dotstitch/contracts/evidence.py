"""One measurement beside what the model says of it: a line of the scorecard and of the report."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class EvidenceLine(BaseModel):
    """One measurement and its predictions.

    Attributes
    ----------
    molecule : str
        Name; empty for a film without crosslinker.
    quantity, conditions, measured : str
        In words, units included.
    prior, posterior, left_out : float or None
        Medians before any measurement, given all of them, and given all but those that were left
        out with this one; ``_low`` and ``_high`` bound the 16 to 84 % intervals. In the unit of
        the quantity; for an order the difference that must be positive. None where not known.
    prior_probability, probability, left_out_probability : float or None
        That a class or an order holds; None for numbers.
    tolerance : float or None
        Within which a number counts as met.
    used : bool
        Whether it conditions the posterior.
    passed : bool or None
        Whether the posterior meets it; None where it is not modelled.
    contradicted : bool
        Whether the model cannot reach it.
    reason : str
        Why it has no error model; empty otherwise.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    molecule: str
    quantity: str
    conditions: str
    measured: str
    prior: float | None = None
    prior_low: float | None = None
    prior_high: float | None = None
    posterior: float | None = None
    posterior_low: float | None = None
    posterior_high: float | None = None
    left_out: float | None = None
    left_out_low: float | None = None
    left_out_high: float | None = None
    prior_probability: float | None = None
    probability: float | None = None
    left_out_probability: float | None = None
    tolerance: float | None = None
    used: bool
    passed: bool | None = None
    contradicted: bool = False
    reason: str = ""
    source: str = ""
