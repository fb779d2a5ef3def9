"""Map of all molecules: relative PLQY against film retention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dotstitch.contracts.config import Targets
from dotstitch.report.figures.svg import Scale, element, escape, figure, scale, text, ticks
from dotstitch.report.wording import interval, number

Box = tuple[float, float, float, float]
"""Left, top, width, height."""


@dataclass(frozen=True)
class Point:
    """One molecule on the map; intervals are 16 to 84 %."""

    name: str
    anchor: str
    rank: int
    pareto: bool
    retention: tuple[float, float, float]
    plqy: tuple[float, float, float]


def molecule_map(points: Sequence[Point], targets: Targets) -> str:
    """Draw relative PLQY against film retention, each molecule a link to its row.

    Parameters
    ----------
    points : sequence of Point
        ``retention`` and ``plqy`` hold value, low and high.
    targets : Targets
        Drawn as the corner to reach.

    Returns
    -------
    str
        An ``<svg>`` element; crosses up to 60 molecules, names up to 25.
    """
    width, height = 640.0, 380.0
    top = max([1.0, *(p.plqy[2] for p in points)]) + 0.03
    x, y = scale(0.0, 1.0, 56.0, width - 30), scale(0.0, top, height - 46, 14.0)
    parts = _frame(x, y, top, targets)
    if len(points) <= 60:
        parts += [part for point in points for part in _cross(point, x, y)]
    front = sorted((p.retention[0], p.plqy[0]) for p in points if p.pareto)
    path = " ".join(f"{x(r):.1f},{y(q):.1f}" for r, q in front)
    parts.append(element("polyline", points=path, class_="front"))
    parts += [_mark(point, x, y) for point in points]
    if len(points) <= 25:
        parts += _names(points, x, y)
    label = f"Relative PLQY against film retention of {len(points)} molecules"
    return figure(width, height, label, parts, "map", role="group")


def _frame(x: Scale, y: Scale, top: float, targets: Targets) -> list[str]:
    corner_x, corner_y = x(targets.film_retention), y(targets.plqy_relative)
    box = {"x": corner_x, "y": y(top), "width": x(1.0) - corner_x, "height": corner_y - y(top)}
    parts = [
        element("rect", **box, class_="target"),
        text(x(1.0) - 6, corner_y - 6, "targets", class_="small end"),
        text(x(0.5), y(0.0) + 38, "film retention", class_="mid"),
        text(
            16,
            y(top / 2),
            "relative PLQY",
            class_="mid",
            transform=f"rotate(-90 16 {y(top / 2):.0f})",
        ),
    ]
    for value in ticks(0.0, 1.0):
        parts.append(text(x(value), y(0.0) + 17, number(value, 1), class_="small mid"))
    for value in ticks(0.0, top):
        line = {"x1": x(0.0), "x2": x(1.0), "y1": y(value), "y2": y(value)}
        parts.append(element("line", **line, class_="grid"))
        parts.append(text(x(0.0) - 8, y(value) + 4, number(value, 1), class_="small end"))
    for end in ((1.0, 0.0), (0.0, top)):
        line = {"x1": x(0.0), "x2": x(end[0]), "y1": y(0.0), "y2": y(end[1])}
        parts.append(element("line", **line, class_="axis"))
    return parts


def _cross(point: Point, x: Scale, y: Scale) -> list[str]:
    (r, r_low, r_high), (q, q_low, q_high) = point.retention, point.plqy
    return [
        element("line", x1=x(r_low), x2=x(r_high), y1=y(q), y2=y(q), class_="whisker"),
        element("line", x1=x(r), x2=x(r), y1=y(q_low), y2=y(q_high), class_="whisker"),
    ]


def _mark(point: Point, x: Scale, y: Scale) -> str:
    (r, r_low, r_high), (q, q_low, q_high) = point.retention, point.plqy
    description = (
        f"{point.name}, rank {point.rank}: retention {number(r)} ({interval(r_low, r_high)}), "
        f"relative PLQY {number(q)} ({interval(q_low, q_high)})"
    )
    title = element("title", escape(description))
    circle_class = "front" if point.pareto else "behind"
    mark = element("circle", title, cx=x(r), cy=y(q), r=6.0, class_=circle_class)
    return element("a", mark, href=f"#{point.anchor}", aria_label=description)


def _names(points: Sequence[Point], x: Scale, y: Scale) -> list[str]:
    """Write the names where they hide neither a point nor another name."""
    occupied = [(x(p.retention[0]) - 7, y(p.plqy[0]) - 7, 14.0, 14.0) for p in points]
    parts = []
    for point in points:
        wide, px, py = 6.6 * len(point.name), x(point.retention[0]), y(point.plqy[0])
        places = [
            (left, top, wide, 13.0)
            for top in (py - 21, py + 8, py - 6, py - 36, py + 23)
            for left in (px + 9, px - 9 - wide)
            if left >= 60 and left + wide <= x(1.0)
        ]
        free = [box for box in places if not any(_overlap(box, other) for other in occupied)]
        if free:
            occupied.append(free[0])
            parts.append(text(free[0][0], free[0][1] + 11, point.name, class_="halo"))
    return parts


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]
