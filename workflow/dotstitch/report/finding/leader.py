"""Who leads, what it keeps, and what sets it apart from the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from dotstitch.contracts.draws import Array
from dotstitch.contracts.photophysics import ScreenedMolecule
from dotstitch.report.finding.links import listed, molecule_link
from dotstitch.report.inputs import Row, Screen
from dotstitch.report.losses import loss_words
from dotstitch.report.table.cells import no_film
from dotstitch.report.wording import interval, number, parse, percent, recipe

LIGHT = ("UV damage", "charge transfer", "energy transfer", "harmful products")
"""Losses of light; all others cost film."""
WORTH_NAMING = 0.005
"""Share of the samples from which a runner-up is named."""
RUNNERS_UP = 3


@dataclass(frozen=True)
class Contender:
    """One ranked molecule with the samples that score it."""

    row: Row
    result: ScreenedMolecule

    @property
    def name(self) -> str:
        """Its name."""
        return self.row["name"]

    @property
    def share(self) -> float:
        """Share of the samples in which it is the best."""
        return float(self.row["probability_best"])

    @property
    def score(self) -> Array:
        """Score in every sample."""
        return np.array(self.result.best.score_samples)

    @property
    def retention(self) -> float:
        """Mean share of the film kept."""
        return float(np.mean(self.result.best.retention_samples))

    @property
    def plqy(self) -> float:
        """Mean share of the light kept."""
        return float(np.mean(self.result.best.plqy_samples))


def contenders(screen: Screen) -> list[Contender]:
    """Return the ranked molecules, best first."""
    return [Contender(row, screen.results[row["name"]]) for row in screen.ranking if row["rank"]]


def who(ranked: Sequence[Contender]) -> Markup:
    """Say which molecule leads, how often it is the best, and which others are."""
    first, others = ranked[0], ranked[1:]
    score = number(parse(first.row["score"]), 1)
    ends = interval(parse(first.row["score_low"]), parse(first.row["score_high"]), 0)
    if no_film(first.row):
        return Markup("No molecule keeps a film within these limits.")
    if not others:
        return Markup("{} is the only molecule that was ranked: score {} ({}).").format(
            molecule_link(first.name), score, ends
        )
    told = Markup("{} leads with a score of {} ({}) and is the best in {} of the samples").format(
        molecule_link(first.name), score, ends, percent(first.share)
    )
    close = sorted(others, key=lambda one: -one.share)[:RUNNERS_UP]
    named = [
        Markup("{} in {}").format(molecule_link(one.name), percent(one.share))
        for one in close
        if one.share >= WORTH_NAMING
    ]
    return told + (Markup("; ") + listed(named) + "." if named else Markup("."))


def keeps(first: Contender, screen: Screen) -> Markup:
    """Say what the leader keeps of film and light, and at which recipe."""
    best, targets = first.result.best, screen.config.targets
    return Markup(
        "At {}{} it keeps {} of the film ({}) and {} of the light ({}), medians with 16 to 84 % "
        "intervals; film {} and light {}, the targets, are both met in {} of the samples."
    ).format(
        recipe(best.wavelength_nm, best.dose_mj_cm2, best.loading_wt_percent),
        f" in {screen.config.sweep.atmosphere}" if screen.config.rank_at == "best" else "",
        number(best.film_retention),
        interval(best.film_retention_low, best.film_retention_high),
        number(best.plqy_relative),
        interval(best.plqy_relative_low, best.plqy_relative_high),
        number(targets.film_retention),
        number(targets.plqy_relative),
        percent(float(first.row["probability_of_target"])),
    )


def why(first: Contender, second: Contender) -> Markup:
    """Say how often the leader beats the next, and by film or by light."""
    wins = float(np.mean(first.score > second.score))
    told = Markup("It scores higher than {}, the next, in {} of the samples").format(
        molecule_link(second.name), percent(wins)
    )
    if no_film(second.row):
        return told + Markup(": that one keeps no film, {}.").format(
            loss_words(second.row["limited_by"])
        )
    film = np.log(max(first.retention, 1e-9) / max(second.retention, 1e-9))
    light = np.log(max(first.plqy, 1e-9) / max(second.plqy, 1e-9))
    by_light = light >= film
    numbers = [
        Markup("mean light kept {} against {}").format(number(first.plqy), number(second.plqy)),
        Markup("mean film kept {} against {}").format(
            number(first.retention), number(second.retention)
        ),
    ]
    told += Markup(", mainly by its {}: {}, {}").format(
        "light" if by_light else "film", *(numbers if by_light else reversed(numbers))
    )
    cause = second.row["limited_by"]
    if (cause in LIGHT) == by_light:
        told += Markup("; {} is limited by {}").format(second.name, loss_words(cause))
    return told + Markup(".")
