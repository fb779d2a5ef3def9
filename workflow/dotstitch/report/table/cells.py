"""Cells of the ranked table: a number of ``ranking.csv`` as a chemist reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dotstitch.contracts.config import Sweep
from dotstitch.contracts.constants import LAMP_LINES_NM, NOTHING_RETAINED
from dotstitch.contracts.photophysics import ScreenedMolecule
from dotstitch.report.inputs import Row
from dotstitch.report.losses import loss_words
from dotstitch.report.table.columns import Column
from dotstitch.report.wording import interval, number, parse, percent, plus_minus, rounded

NO_FILM = "no film"
"""Stands for what has no meaning where nothing is retained."""
OF_A_FILM = ("plqy_relative", "best_dose_mj_cm2", "pareto", "dose_half_mj_cm2", "air_tolerance")
"""Columns that say something of a film only."""
STRONG_M1_CM1 = 1000.0
"""Absorptivity from which a lamp is worth a hint."""


@dataclass(frozen=True)
class Cell:
    """One cell: what is read, the smaller line below, what is sorted by.

    Attributes
    ----------
    sort : str
        A number; empty where there is none, words are sorted as they are read.
    mark : str
        The measurement that the number rests on, in words; empty where there is none.
    hint : str
        What to know before believing it.
    """

    value: str
    below: str
    sort: str
    mark: str = ""
    hint: str = ""


def marks(result: ScreenedMolecule | None) -> dict[str, str]:
    """Return by column what its number rests on."""
    told: dict[str, list[str]] = {}
    for one in result.measured if result else ():
        for column in one.columns:
            told.setdefault(column, []).append(one.text)
    return {column: "; ".join(texts) for column, texts in told.items()}


def marked_cell(column: Column, row: Row, marked: Mapping[str, str], sweep: Sweep | None) -> Cell:
    """Write the cell of one row, with its mark where it holds a number."""
    found = cell(column, row, sweep)
    return found if found.value == NO_FILM else replace(found, mark=marked.get(column.key, ""))


def no_film(row: Row) -> bool:
    """Return whether a ranked molecule retains nothing."""
    retention = parse(row["film_retention"])
    return retention is not None and retention < NOTHING_RETAINED


def cell(column: Column, row: Row, sweep: Sweep | None) -> Cell:
    """Write the cell of one row.

    Parameters
    ----------
    column : Column
    row : Row
    sweep : Sweep or None
        Within which the recipe was sought; None where all molecules are ranked at one recipe.

    Examples
    --------
    >>> from dotstitch.report.table.columns import columns
    >>> homo = next(c for c in columns() if c.key == "homo_ev")
    >>> cell(homo, {"homo_ev": "-6.512", "film_retention": "0.7"}, None)
    Cell(value='−6.51', below='', sort='-6.512', mark='', hint='')
    """
    sort = row[column.key] or ""
    if column.show == "verbatim":
        return Cell(sort, "", "")
    if sort and column.key in OF_A_FILM and no_film(row):
        hint = other_lamp(row) if column.show == "recipe" else ""
        return Cell(NO_FILM, "", "", hint=hint)
    if column.show == "loss":
        return Cell(loss_words(sort), "", "")
    if column.show == "words":
        return Cell({"true": "yes", "false": "no"}.get(sort, sort.replace("_", " ")), "", "")
    if sort == "":
        return Cell("", "", "")
    if column.show == "recipe":
        parts = ("best_wavelength_nm", "best_dose_mj_cm2", "best_loading_wt_percent")
        lamp, dose, loading = (float(row[part]) for part in parts)
        hint = at_the_edge(dose, loading, sweep) if sweep else ""
        value = f"{lamp:.4g} nm, {loading:.2g} wt%"
        return Cell(value, f"{dose:.3g} mJ cm⁻²", sort, hint=hint)
    return _number_cell(column, row, sort)


def _number_cell(column: Column, row: Row, sort: str) -> Cell:
    value, decimals = float(sort), column.decimals
    if column.show == "interval":
        ends = parse(row[f"{column.key}_low"]), parse(row[f"{column.key}_high"])
        return Cell(number(value, decimals), interval(*ends, decimals), sort)
    if column.show == "uncertainty":
        return Cell(plus_minus(value, parse(row[column.uncertainty]), decimals), "", sort)
    if column.show == "rounded":
        return Cell(rounded(value, parse(row[column.uncertainty])), "", sort)
    if column.show == "percent":
        return Cell(percent(value), "", sort)
    return Cell(number(value, decimals), "", sort)


def at_the_edge(dose_mj_cm2: float, loading_wt_percent: float, sweep: Sweep) -> str:
    """Say which ends of the sweep a recipe touches.

    Examples
    --------
    >>> at_the_edge(300.0, 4.0, Sweep()), at_the_edge(80.0, 1.0, Sweep())
    ('highest dose tried', 'lowest loading tried')
    """
    told = []
    for what, value, ends in (
        ("dose", dose_mj_cm2, sweep.dose_mj_cm2),
        ("loading", loading_wt_percent, sweep.loading_wt_percent),
    ):
        for end, limit in zip(("lowest", "highest"), ends, strict=True):
            if abs(value - limit) <= 1e-6 * limit:
                told.append(f"{end} {what}")
    return f"{' and '.join(told)} tried" if told else ""


def other_lamp(row: Row) -> str:
    """Name the lamp line at which a molecule without a film absorbs, if there is one."""
    heights = {lamp: parse(row[f"epsilon_{lamp}_m1_cm1"]) or 0.0 for lamp in LAMP_LINES_NM}
    lamp = max(heights, key=lambda one: heights[one])
    if heights[lamp] < STRONG_M1_CM1 or float(row["best_wavelength_nm"]) == lamp:
        return ""
    uncertainty = parse(row[f"epsilon_{lamp}_uncertainty_m1_cm1"])
    return f"absorbs at {lamp} nm: ε {rounded(heights[lamp], uncertainty)}"
