"""What teaches a screen: experiments to do next, inputs that spread a score, what moved it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Settling(BaseModel):
    """One experiment on a molecule and what it is expected to do.

    Attributes
    ----------
    experiment, conditions : str
        In words.
    quantity : str
        What it measures, by the names of a table of measurements, joined by ``+``.
    noise : str
        One standard deviation of each number, with its unit.
    expected_fall : float
        Share of the variance of the molecule's score that it is expected to remove; around zero,
        of either sign, where it tells nothing.
    monte_carlo_error : float
        One standard deviation of ``expected_fall``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    experiment: str
    quantity: str
    conditions: str
    noise: str
    expected_fall: float
    monte_carlo_error: float


class Proposal(Settling):
    """One experiment within reach of a screen; its fall is that of all score differences alike.

    Attributes
    ----------
    molecule : str
        Name of the molecule it is done on; of several that share what is measured, the first one.
    effective_draws : float
        Draws that typically still count after it was weighed in; below about ten
        ``expected_fall`` is rather a lower bound.
    rank : int
        By expected fall, from 1.
    """

    molecule: str
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


class MovedInput(BaseModel):
    """An uncertain input through which measurements moved a score.

    Attributes
    ----------
    label, words : str
        As for :class:`VarianceShare`.
    shift : float
        Of its mean, in standard deviations of the draws before and after together.
    part : float
        Of the change of the score.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str
    words: str
    shift: float
    part: float


class MovedScore(BaseModel):
    """The score of one molecule, where it is ranked, before and after a user's measurements.

    Attributes
    ----------
    name : str
    before, after : float
    spread : float
        Monte Carlo error of the change, from independent runs.
    through : tuple of MovedInput
        The strongest first; none where nothing can be told from chance.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    before: float
    after: float
    spread: float
    through: tuple[MovedInput, ...]
