"""Columns of the ranked table: what each shows, how it sorts, what it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from dotstitch.contracts.photophysics import ScreenedMolecule
from dotstitch.data.reading import read_yaml
from dotstitch.report.inputs import Row
from dotstitch.report.wording import interval, number, parse, plus_minus
from dotstitch.screen.ranking import RANKING_COLUMNS


class Column(BaseModel):
    """One column of the table, a row of ``columns.yaml``.

    Attributes
    ----------
    key : str
        Column of ``ranking.csv`` it shows and sorts by.
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
    title: str
    unit: str = ""
    meaning: str
    show: Literal["value", "interval", "uncertainty", "recipe", "words", "verbatim"]
    decimals: int = 2
    uncertainty: str = ""
    first: bool = False

    @property
    def numeric(self) -> bool:
        """Whether its cells are numbers."""
        return self.show not in ("words", "verbatim")


@dataclass(frozen=True)
class Cell:
    """One cell: what is read, the smaller line below, what is sorted by.

    Attributes
    ----------
    mark : str
        The measurement that the number rests on, in words; empty where there is none.
    """

    value: str
    below: str
    sort: str
    mark: str = ""


def marks(result: ScreenedMolecule | None) -> dict[str, str]:
    """Return by column what its number rests on."""
    told: dict[str, list[str]] = {}
    for one in result.measured if result else ():
        for column in one.columns:
            told.setdefault(column, []).append(one.text)
    return {column: "; ".join(texts) for column, texts in told.items()}


def marked_cell(column: Column, row: Row, marked: Mapping[str, str]) -> Cell:
    """Write the cell of one row, with its mark."""
    return replace(cell(column, row), mark=marked.get(column.key, ""))


@cache
def columns() -> tuple[Column, ...]:
    """Return the columns between score and level of theory, which every table shows."""
    return tuple(read_yaml("report/templates/columns.yaml", list[Column]))


def carried_columns(header: Sequence[str]) -> tuple[Column, ...]:
    """Return a column for each column of the input table that ``ranking.csv`` carries."""
    return tuple(
        Column(key=key, title=key, meaning="Carried from the input table.", show="verbatim")
        for key in header
        if key not in RANKING_COLUMNS
    )


def cell(column: Column, row: Row) -> Cell:
    """Write the cell of one row.

    Examples
    --------
    >>> homo = next(c for c in columns() if c.key == "homo_ev")
    >>> cell(homo, {"homo_ev": "-6.512"})
    Cell(value='−6.51', below='', sort='-6.512', mark='')
    """
    sort = row[column.key] or ""
    if column.show == "verbatim":
        return Cell(sort, "", sort.lower())
    if column.show == "words":
        return Cell({"true": "yes", "false": "no"}.get(sort, sort.replace("_", " ")), "", sort)
    if sort == "":
        return Cell("", "", "")
    value, decimals = parse(sort), column.decimals
    if column.show == "interval":
        ends = parse(row[f"{column.key}_low"]), parse(row[f"{column.key}_high"])
        return Cell(number(value, decimals), interval(*ends, decimals), sort)
    if column.show == "uncertainty":
        return Cell(plus_minus(value, parse(row[column.uncertainty]), decimals), "", sort)
    if column.show == "recipe":
        parts = ("best_wavelength_nm", "best_dose_mj_cm2", "best_loading_wt_percent")
        lamp, dose, loading = (float(row[part]) for part in parts)
        return Cell(f"{lamp:.4g} nm, {loading:.2g} wt%", f"{dose:.3g} mJ cm⁻²", sort)
    return Cell(number(value, decimals), "", sort)
