"""The ranked table and the figures that overlook all molecules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dotstitch.contracts.manifest import Molecule
from dotstitch.report.figures.levels import level_diagram
from dotstitch.report.figures.molecule_map import Point, molecule_map
from dotstitch.report.figures.svg import element, figure
from dotstitch.report.inputs import Row, Screen
from dotstitch.report.molecule.detail import molecule_levels, warnings
from dotstitch.report.table.columns import Cell, Column, marked_cell, marks
from dotstitch.report.wording import interval, number, parse

MOST_LEVELS = 24
"""Molecules in the overview of levels; more do not stay readable."""


@dataclass(frozen=True)
class Line:
    """One row of the table.

    Attributes
    ----------
    anchor : str
        Its ``id`` on the page.
    detail : int or None
        Index of its packed detail; nothing for a molecule without results.
    bar : Markup
        Score with its interval, drawn.
    """

    anchor: str
    detail: int | None
    row: Row
    rank_interval: str
    score: str
    score_interval: str
    bar: Markup
    cells: tuple[Cell, ...]
    warnings: tuple[str, ...]


def table_lines(
    screen: Screen, molecules: Sequence[Molecule | None], columns: Sequence[Column]
) -> list[Line]:
    """Return the rows of the table, best first.

    Parameters
    ----------
    molecules : sequence of Molecule or None
        The molecule of each row of the ranking; nothing where it has no results.
    """
    lines = []
    for number_, (row, molecule) in enumerate(zip(screen.ranking, molecules, strict=True)):
        ends = parse(row["rank_low"]), parse(row["rank_high"])
        result = screen.results[molecule.name] if molecule else None
        texts = warnings(molecule, result) if molecule and result else []
        marked = marks(result)
        lines.append(
            Line(
                anchor=f"m-{number_ + 1}",
                detail=None if molecule is None else number_,
                row=row,
                rank_interval=interval(*ends, 0),
                score=number(parse(row["score"]), 1) if row["score"] else "",
                score_interval=interval(parse(row["score_low"]), parse(row["score_high"]), 0),
                bar=Markup(_score_bar(row)) if row["score"] else Markup(""),
                cells=tuple(marked_cell(column, row, marked) for column in columns),
                warnings=tuple(texts),
            )
        )
    return lines


def _score_bar(row: Row) -> str:
    score, low, high = (float(row[key]) for key in ("score", "score_low", "score_high"))
    parts = [
        element("rect", x=0.0, y=4.0, width=100.0, height=4.0, class_="rail"),
        element("rect", x=low, y=3.0, width=max(high - low, 0.5), height=6.0, class_="span"),
        element("rect", x=score - 1.0, y=0.0, width=2.0, height=12.0, class_="here"),
    ]
    return figure(100, 12, "", parts, "bar", role="presentation")


def overview_map(screen: Screen, lines: Sequence[Line]) -> Markup:
    """Draw all ranked molecules by retention and PLQY."""
    points = [
        Point(
            name=line.row["name"],
            anchor=line.anchor,
            rank=int(line.row["rank"]),
            pareto=line.row["pareto"] == "true",
            retention=_triple(line.row, "film_retention"),
            plqy=_triple(line.row, "plqy_relative"),
        )
        for line in lines
        if line.row["rank"]
    ]
    return Markup(molecule_map(points, screen.config.targets))


def _triple(row: Row, key: str) -> tuple[float, float, float]:
    return float(row[key]), float(row[f"{key}_low"]), float(row[f"{key}_high"])


def overview_levels(screen: Screen) -> Markup:
    """Draw the frontier levels of the best molecules against the dot; empty without any."""
    names = [row["name"] for row in screen.ranking if row["rank"]][:MOST_LEVELS]
    levels = [molecule_levels(name, screen.results[name]) for name in names]
    return Markup(level_diagram(screen.dot.name, screen.edges, levels) if levels else "")
