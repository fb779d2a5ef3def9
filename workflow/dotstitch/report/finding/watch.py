"""What to watch, and what to measure next."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from dotstitch.contracts.config import BEST
from dotstitch.contracts.constants import NOTHING_RETAINED
from dotstitch.report.evidence.advice import experiment_words, tells
from dotstitch.report.evidence.measured import mark, plain
from dotstitch.report.finding.leader import Contender
from dotstitch.report.finding.links import molecule_link
from dotstitch.report.inputs import Screen
from dotstitch.report.losses import loss_words
from dotstitch.report.table.cells import at_the_edge, no_film
from dotstitch.report.wording import interval, number, parse, percent

IN_REACH = 5
"""Molecules among which the widest doubt is sought, best first."""
TWO_PEAKED = 0.05
"""Share of samples without a film from which that is said."""


def watch(ranked: Sequence[Contender], screen: Screen) -> list[Markup]:
    """Return what could spoil the finding: loss, edge of the sweep, disagreement, doubt."""
    first = ranked[0]
    told = [
        Markup("Its largest loss: {}.").format(loss_words(first.row["limited_by"])),
        edge(ranked, screen),
        disagreement(first, screen),
        doubt(ranked[:IN_REACH]),
    ]
    return [one for one in told if one]


def edge(ranked: Sequence[Contender], screen: Screen) -> Markup:
    """Say which recipes lie at an end of the sweep."""
    if screen.config.rank_at != BEST:
        return Markup("")
    sweep = screen.config.sweep
    ends = {
        one.name: at_the_edge(
            one.result.best.dose_mj_cm2, one.result.best.loading_wt_percent, sweep
        )
        for one in ranked
        if not no_film(one.row)
    }
    own = ends.pop(ranked[0].name, "")
    others = sum(map(bool, ends.values()))
    if own:
        more = f", as {_does(others)} of {others} others" if others else ""
        return Markup(
            "Its recipe lies at an end of the sweep ({}){}: a better one may lie beyond."
        ).format(own, more)
    if others:
        return Markup("Recipes of {} other molecule{} lie at an end of the sweep.").format(
            others, "s" * (others > 1)
        )
    return Markup("")


def _does(count: int) -> str:
    return "does that" if count == 1 else "do those"


def disagreement(first: Contender, screen: Screen) -> Markup:
    """Say which observations of the leader the model does not meet."""
    judged = (line for line in screen.evidence if line.passed is not None)
    own = [line for line in judged if line.molecule == first.name]
    missed = [line for line in own if not line.passed]
    if not own:
        return Markup("Nothing of it was measured: all of this is prediction.")
    if not missed:
        return Markup("All {} of its observations that the model can judge are met.").format(
            len(own)
        )
    line = missed[0]
    here = f", {screen.dot.name}"
    model = (
        f"the model gives {plain(line.posterior)}"
        if line.probability is None
        else f"the model gives that a probability of {number(line.probability)}"
    )
    return Markup(
        "Of its {} observations that the model can judge {} {} not met, first: {}, {}: "
        "measured {}, {} ({})."
    ).format(
        len(own),
        len(missed),
        "is" if len(missed) == 1 else "are",
        line.quantity,
        line.conditions.replace(here, ""),
        line.measured.replace(here, ""),
        model,
        mark(line),
    )


def doubt(ranked: Sequence[Contender]) -> Markup:
    """Name the molecule whose score is the least sure, what decides it and would settle it."""

    def width(one: Contender) -> float:
        return float(one.row["score_high"]) - float(one.row["score_low"])

    widest = max(ranked, key=width)
    ends = interval(parse(widest.row["score_low"]), parse(widest.row["score_high"]), 0)
    told = Markup("The widest doubt: {} scores {}").format(molecule_link(widest.name), ends)
    empty = float(np.mean(np.array(widest.result.best.retention_samples) < NOTHING_RETAINED))
    if empty >= TWO_PEAKED:
        told += Markup(", with no film at all in {} of the samples").format(percent(empty))
    if widest.result.variance:
        cause = widest.result.variance[0]
        told += Markup("; the {} goes with {} of that variance").format(
            cause.words, percent(cause.share)
        )
    for experiment in widest.result.settling[:1]:
        if tells(experiment):
            told += Markup("; the best measurement of it, {}, is expected to remove {}").format(
                experiment_words(experiment), percent(experiment.expected_fall)
            )
    return told + Markup(".")


def measure_next(screen: Screen) -> Markup:
    """Say which experiment is expected to tell the molecules apart best."""
    telling = [one for one in screen.advice if tells(one)]
    if not telling:
        return Markup("No experiment within reach is expected to tell the molecules apart better.")
    one = telling[0]
    return Markup(
        "{} of {} ({}): expected to remove {} of the variance of the score differences."
    ).format(
        one.experiment[:1].upper() + one.experiment[1:],
        molecule_link(one.molecule) if one.molecule in screen.results else one.molecule,
        one.conditions,
        percent(one.expected_fall),
    )
