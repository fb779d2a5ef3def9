"""Reads a user's table of dots; every fault is found before anything is computed."""

from __future__ import annotations

from pathlib import Path

from dotstitch.plan.tables.dot_row import NUMBERS, DotReader, DotRow
from dotstitch.plan.tables.faults import (
    Fault,
    InputTableError,
    column_faults,
    read_records,
)

WORDS = ("name", "core", "shell", "ligands", "source", "note")
"""Columns that hold words."""
REQUIRED = ("name", "core")


def read_dots_table(path: Path) -> tuple[DotRow, ...]:
    """Read a table of dots.

    Parameters
    ----------
    path : Path
        CSV, UTF-8, header in the first row; columns :data:`WORDS` and :data:`NUMBERS`.

    Raises
    ------
    InputTableError
        With all faults of the table together.
    """
    faults: list[Fault] = []
    records = read_records(path, faults, "dots", "a header row with name and core, and the dots")
    header = [cell.strip() for cell in records[0]] if records else []
    faults += column_faults(path, header, REQUIRED, (*WORDS, *NUMBERS)) if records else []
    body = [(n, record) for n, record in enumerate(records[1:], 2) if any(map(str.strip, record))]
    if header and not body:
        faults.append(Fault(str(path), None, "", "", "the table has no rows", "add a dot"))
    rows = []
    taken: dict[str, int] = {}
    for number, record in body:
        if len(record) != len(header):
            problem = f"{len(record)} cells where the header has {len(header)}"
            remedy = "quote cells that contain commas"
            faults.append(Fault(str(path), number, "", ",".join(record), problem, remedy))
            continue
        cells = {k: v.strip() for k, v in zip(header, record, strict=True)}
        reader = DotReader(str(path), number, cells)
        rows.append(reader.read(taken))
        faults += reader.faults
    if faults:
        raise InputTableError(faults, "the table of dots")
    return tuple(rows)


def names_of_dots(path: Path) -> tuple[str, ...]:
    """Return the names that a table gives, whatever else is wrong with it."""
    header, *body = read_records(path, [], "dots", "") or [[]]
    named = (dict(zip(map(str.strip, header), record, strict=False)) for record in body)
    return tuple(filter(None, (cells.get("name", "").strip() for cells in named)))
