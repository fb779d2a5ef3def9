"""All candidates behind the molecules that were screened, and the proposals among them."""

from __future__ import annotations

import math

import numpy as np

from dotstitch.contracts.proposals import ProposalsFile
from dotstitch.report.figures.svg import element, figure, scale, text, ticks
from dotstitch.screen.rank_statistics import pareto_front

WIDTH, HEIGHT = 620.0, 430.0
LEFT, RIGHT, TOP, BOTTOM = 60.0, 600.0, 15.0, 370.0
SHADES = 8
"""Grounds of the page's colours, from few candidates in a cell to many."""


def candidates_map(content: ProposalsFile) -> str:
    """Draw film against light kept: cells by candidates, screened molecules, proposals."""
    x, y = scale(0.0, 1.0, LEFT, RIGHT), scale(0.0, 1.0, BOTTOM, TOP)
    side = 1.0 / content.cells
    largest = max((cell.count for cell in content.map), default=1)
    parts = [
        element(
            "rect",
            x=x(cell.film_retention * side),
            y=y((cell.plqy_relative + 1) * side),
            width=(RIGHT - LEFT) * side,
            height=(BOTTOM - TOP) * side,
            class_=f"tint-{_shade(cell.count, largest)}",
        )
        for cell in content.map
    ]
    parts += _axes()
    parts.append(_front(content))
    parts += [
        element("circle", cx=x(one.film_retention), cy=y(one.plqy_relative), r=5.0)
        + text(x(one.film_retention) + 8.0, y(one.plqy_relative) + 4.0, one.name, class_="halo")
        for one in content.screened
    ]
    for number, proposal in enumerate(content.proposals, 1):
        at = x(proposal.film_retention.value), y(proposal.plqy_relative.value)
        parts.append(element("circle", cx=at[0], cy=at[1], r=5.0, class_="front"))
        parts.append(text(at[0] - 8.0, at[1] - 8.0, str(number), class_="end halo"))
    label = f"Film against light kept of {content.judged} candidates and of what was screened"
    return figure(WIDTH, HEIGHT, label, parts, "map")


def _shade(count: int, largest: int) -> int:
    """Return the ground of a cell, by the logarithm of its candidates.

    Examples
    --------
    >>> _shade(1, 1000), _shade(1000, 1000)
    (0, 7)
    """
    share = math.log(count) / math.log(largest) if largest > 1 else 1.0
    return round((SHADES - 1) * share)


def _axes() -> list[str]:
    x, y = scale(0.0, 1.0, LEFT, RIGHT), scale(0.0, 1.0, BOTTOM, TOP)
    parts = [
        element("line", x1=LEFT, x2=RIGHT, y1=BOTTOM, y2=BOTTOM, class_="axis"),
        element("line", x1=LEFT, x2=LEFT, y1=BOTTOM, y2=TOP, class_="axis"),
    ]
    for tick in ticks(0.0, 1.0):
        parts.append(text(x(tick), BOTTOM + 18.0, f"{100.0 * tick:.0f} %", class_="small mid"))
        parts.append(text(LEFT - 8.0, y(tick) + 4.0, f"{100.0 * tick:.0f} %", class_="small end"))
    middle = (LEFT + RIGHT) / 2.0
    parts.append(text(middle, BOTTOM + 42.0, "film kept", class_="mid"))
    parts.append(text(LEFT + 6.0, TOP + 12.0, "light kept"))
    return parts


def _front(content: ProposalsFile) -> str:
    """Return the line through the screened molecules that no other one beats."""
    kept = np.array([one.film_retention for one in content.screened])
    light = np.array([one.plqy_relative for one in content.screened])
    x, y = scale(0.0, 1.0, LEFT, RIGHT), scale(0.0, 1.0, BOTTOM, TOP)
    on_front = np.array(pareto_front(kept, light), dtype=bool)
    corners = sorted(zip(kept[on_front].tolist(), light[on_front].tolist(), strict=True))
    points = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in corners)
    return element("polyline", points=points, class_="front")
