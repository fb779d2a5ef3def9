"""The section "Proposals": what to make next, by which route, and why."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from dotstitch.contracts.proposals import Interval, ProposalsFile, ProposedMolecule
from dotstitch.report.figures.drawing import draw
from dotstitch.report.proposals.candidates_map import candidates_map
from dotstitch.report.wording import percent

OBJECTIVES = {
    "film_retention": "film kept",
    "plqy_relative": "light kept",
    "dose": "a low dose",
    "air_tolerance": "tolerance of air",
    "molar_mass": "a low molar mass",
}


@dataclass(frozen=True)
class Card:
    """One proposal as the page shows it.

    Attributes
    ----------
    numbers : list of (str, str, str)
        What, value, interval.
    chances : list of (str, str)
    """

    molecule: ProposedMolecule
    drawing: Markup
    numbers: list[tuple[str, str, str]]
    chances: list[tuple[str, str]]


@dataclass(frozen=True)
class Section:
    """All that the section holds."""

    proposals: ProposalsFile
    wishes: str
    cards: list[Card]
    map: Markup


def proposals_section(content: ProposalsFile | None) -> Section | None:
    """Return the section; None where no campaign has ended."""
    if content is None:
        return None
    return Section(
        proposals=content,
        wishes=" and ".join(OBJECTIVES[name] for name in content.objectives),
        cards=[_card(one) for one in content.proposals],
        map=Markup(candidates_map(content)),
    )


def _card(one: ProposedMolecule) -> Card:
    return Card(
        molecule=one,
        drawing=Markup(draw(one.name, one.smiles)),
        numbers=[
            ("score", f"{one.score.value:.0f}", f"{one.score.low:.0f} to {one.score.high:.0f}"),
            ("film kept", percent(one.film_retention.value), _between(one.film_retention)),
            ("light kept", percent(one.plqy_relative.value), _between(one.plqy_relative)),
        ],
        chances=[
            ("improves on what was screened", percent(one.probability_of_improvement)),
            ("scores above the best screened molecule", percent(one.probability_above_best)),
        ],
    )


def _between(interval: Interval) -> str:
    return f"{percent(interval.low)} to {percent(interval.high)}"
