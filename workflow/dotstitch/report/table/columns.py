"""Columns of the ranked table: what each shows, how it sorts, what it means."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from dotstitch.data.reading import read_yaml
from dotstitch.screen.ranking import RANKING_COLUMNS

NUMERIC = ("value", "interval", "uncertainty", "rounded", "recipe", "percent")
"""Ways of writing a cell that hold a number."""


class Column(BaseModel):
    """One column of the table, a row of ``columns.yaml``.

    Attributes
    ----------
    key : str
        Column of ``ranking.csv`` it shows and sorts by.
    ask : str
        What a range filter calls it, as in ``eps365 > 5000``; the key where it has no name.
    title, unit : str
        Head of the column.
    meaning : str
        One sentence for the tooltip and the glossary.
    show : str
        How a cell is written.
    uncertainty : str
        Column of ``ranking.csv`` with the standard uncertainty.
    first : bool
        Whether the page starts with it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    ask: str = ""
    title: str
    unit: str = ""
    meaning: str
    show: Literal[
        "value",
        "interval",
        "uncertainty",
        "rounded",
        "recipe",
        "percent",
        "words",
        "loss",
        "verbatim",
    ]
    decimals: int = 2
    uncertainty: str = ""
    first: bool = False

    @property
    def numeric(self) -> bool:
        """Whether its cells are numbers."""
        return self.show in NUMERIC


@cache
def columns() -> tuple[Column, ...]:
    """Return the columns between score and warnings, which every table shows."""
    return tuple(read_yaml("report/templates/columns.yaml", list[Column]))


def carried_columns(header: Sequence[str]) -> tuple[Column, ...]:
    """Return a column for each column of the input table that ``ranking.csv`` carries."""
    return tuple(
        Column(key=key, title=key, meaning="Carried from the input table.", show="verbatim")
        for key in header
        if key not in RANKING_COLUMNS
    )
