"""The finding as the page's first section shows it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from dotstitch.report.finding.leader import contenders, keeps, who, why
from dotstitch.report.finding.watch import measure_next, watch
from dotstitch.report.inputs import Screen
from dotstitch.report.table.cells import no_film


@dataclass(frozen=True)
class Finding:
    """What the screen found, each part in sentences with links to molecules.

    Attributes
    ----------
    who, keeps, why : Markup
        Empty where there is nothing to say.
    watch : list of Markup
    measure_next : Markup
    """

    who: Markup
    keeps: Markup
    why: Markup
    watch: list[Markup]
    measure_next: Markup


def finding(screen: Screen) -> Finding:
    """Return the finding of a screen."""
    ranked = contenders(screen)
    if not ranked:
        nobody = Markup("No molecule was ranked; each failure is explained below.")
        return Finding(nobody, Markup(""), Markup(""), [], Markup(""))
    film = not no_film(ranked[0].row)
    return Finding(
        who=who(ranked),
        keeps=keeps(ranked[0], screen) if film else Markup(""),
        why=why(ranked[0], ranked[1]) if film and len(ranked) > 1 else Markup(""),
        watch=watch(ranked, screen),
        measure_next=measure_next(screen),
    )
