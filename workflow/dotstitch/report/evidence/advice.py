"""What decides a score, and what to measure next: of one molecule and of the whole screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dotstitch.contracts.photophysics import ScreenedMolecule
from dotstitch.contracts.photophysics.advice import Proposal, Settling
from dotstitch.report.wording import percent

FIRST = 8
"""Proposals that stand open; the others are folded."""
FALLS = {
    0.5: "tells more than half",
    0.2: "tells much",
    0.05: "tells something",
    0.0: "tells little",
}
"""Expected falls of the variance from which a proposal is called so."""
DECIDING = 5
"""Uncertain inputs that are named for one molecule."""
CERTAIN = 2.0
"""Monte Carlo errors by which a proposal must tell more than nothing."""
FEW_DRAWS = 10.0
"""Effective draws below which an expected fall is a lower bound."""


@dataclass(frozen=True)
class ProposalRow:
    """One experiment within reach: what it is expected to tell, in words and in percent."""

    proposal: Proposal
    words: str
    fall: str


@dataclass(frozen=True)
class Advice:
    """What to measure next: what stands open, what is folded, how many tell nothing."""

    first: list[ProposalRow]
    more: list[ProposalRow]
    idle: int


def advice(proposals: Sequence[Proposal]) -> Advice:
    """Return the proposals as the page shows them, in their own order."""
    telling = [one for one in proposals if tells(one)]
    rows = [ProposalRow(one, fall_words(one.expected_fall), _fall(one)) for one in telling]
    return Advice(rows[:FIRST], rows[FIRST:], len(proposals) - len(telling))


def tells(proposal: Settling) -> bool:
    """Return whether an experiment is expected to tell anything, chance apart."""
    return proposal.expected_fall > CERTAIN * proposal.monte_carlo_error


def fall_words(fall: float) -> str:
    """Return an expected fall in words.

    Examples
    --------
    >>> fall_words(0.6), fall_words(0.2), fall_words(0.01)
    ('tells more than half', 'tells much', 'tells little')
    """
    return FALLS[max((bound for bound in FALLS if bound <= fall), default=0.0)]


def _fall(one: Proposal) -> str:
    least = "at least " if one.effective_draws < FEW_DRAWS else ""
    return f"{least}{_with_error(one)}"


def _with_error(one: Settling) -> str:
    return f"{percent(one.expected_fall)} ± {percent(one.monte_carlo_error)}"


@dataclass(frozen=True)
class Deciding:
    """What decides the score of one molecule.

    Attributes
    ----------
    inputs : list of (str, str)
        Uncertain inputs, each with its share of the variance.
    experiments : list of (str, str)
        Those that would settle the score, the best first, each with the share it would remove.
    """

    inputs: list[tuple[str, str]]
    experiments: list[tuple[str, str]]


def deciding(result: ScreenedMolecule) -> Deciding:
    """Return what spreads the score of a molecule, and what to measure to settle it."""
    return Deciding(
        inputs=[(one.words, percent(one.share)) for one in result.variance[:DECIDING]],
        experiments=[
            (experiment_words(one), _with_error(one)) for one in result.settling if tells(one)
        ],
    )


def experiment_words(one: Settling) -> str:
    """Return an experiment and where it is done, in words."""
    return f"{one.experiment} ({one.conditions})" if one.conditions else one.experiment
