"""What would teach a screen most: experiments to do next, and inputs that spread a score."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Proposal(BaseModel):
    """One experiment within reach and what it is expected to do.

    Attributes
    ----------
    molecule : str
        Name of the molecule it is done on; of several that share what is measured, the first one.
    experiment, conditions : str
        In words.
    quantity : str
        What it measures, by the names of a table of measurements, joined by ``+``.
    noise : str
        One standard deviation of each number, with its unit.
    expected_fall : float
        Share of the variance of the score differences, all pairs alike, that it is expected to
        remove; around zero, of either sign, where it tells nothing.
    monte_carlo_error : float
        One standard deviation of ``expected_fall``.
    effective_draws : float
        Draws that typically still count after it was weighed in; below about ten
        ``expected_fall`` is rather a lower bound.
    rank : int
        By expected fall, from 1.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    molecule: str
    experiment: str
    quantity: str
    conditions: str
    noise: str
    expected_fall: float
    monte_carlo_error: float
    effective_draws: float
    rank: int


class VarianceShare(BaseModel):
    """Share of the variance of a molecule's score that goes with one uncertain input alone.

    Attributes
    ----------
    label : str
        Of the input: ``parameter:NAME`` or the label of an error.
    words : str
        What it is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str
    words: str
    share: float
