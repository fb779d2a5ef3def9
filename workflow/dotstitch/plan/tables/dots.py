"""Reads a user's table of dots; every fault is found before anything is computed."""

from __future__ import annotations

from pathlib import Path

from dotstitch.plan.tables.dot_row import NUMBERS, DotReader, DotRow
from dotstitch.plan.tables.faults import InputTableError
from dotstitch.plan.tables.sheet import TableKind, read_sheet

DOTS = TableKind(
    knob="dots",
    title="the table of dots",
    row="a dot",
    required=(("name",), ("core",)),
    words=("name", "core", "shell", "ligands", "source", "note"),
    numbers=tuple(NUMBERS),
)


def read_dots_table(path: Path) -> tuple[DotRow, ...]:
    """Read a table of dots.

    Parameters
    ----------
    path : Path
        CSV with a header and the columns of :data:`DOTS`.

    Raises
    ------
    InputTableError
        With all faults of the table together.
    """
    sheet = read_sheet(path, DOTS)
    rows = []
    taken: dict[str, int] = {}
    for number, cells in sheet.rows:
        reader = DotReader(str(path), number, cells)
        rows.append(reader.read(taken))
        sheet.findings.add(*reader.faults)
    if sheet.findings.faults:
        raise InputTableError(sheet.findings.faults, DOTS.title)
    return tuple(rows)


def names_of_dots(path: Path) -> tuple[str, ...]:
    """Return the names that a table gives, whatever else is wrong with it."""
    names = (cells.get("name", "") for _, cells in read_sheet(path, DOTS).rows)
    return tuple(filter(None, names))
