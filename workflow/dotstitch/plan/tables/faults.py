"""A user's table: how it is read, and how its faults are told."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a table.

    Attributes
    ----------
    file : str
    row : int or None
        As a spreadsheet counts: the header is row 1. ``None`` where no row is to blame.
    column : str
        Empty where no column is to blame.
    value : str
    problem, remedy : str
    """

    file: str
    row: int | None
    column: str
    value: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column:
            place.append(f"column {self.column}")
        value = f" (value {self.value!r})" if self.value else ""
        return f"{', '.join(place)}: {self.problem}{value}. Remedy: {self.remedy}."


class InputTableError(ValueError):
    """A table that cannot be used as it stands; the message lists every fault.

    Attributes
    ----------
    faults : tuple of Fault
    """

    def __init__(self, faults: list[Fault], table: str = "the input table") -> None:
        self.faults = tuple(faults)
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        lines = [f"{count} in {table}; nothing was computed:"]
        super().__init__("\n".join(lines + [f"  {fault}" for fault in faults]))


def read_records(path: Path, faults: list[Fault], knob: str, first: str) -> list[list[str]]:
    """Split a CSV file into records, or note why it cannot be read.

    Parameters
    ----------
    path : Path
        UTF-8 with or without a byte-order mark.
    faults : list of Fault
        Gets what is wrong.
    knob : str
        Which names the file.
    first : str
        What a file should start with, told where it is empty.
    """

    def fault(problem: str, remedy: str, row: int | None = None, value: str = "") -> None:
        faults.append(Fault(str(path), row, "", value, problem, remedy))

    try:
        content = path.read_bytes()
    except OSError as error:
        fault(f"cannot be read: {error.strerror}", f"check the path after {knob}=")
        return []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        value = content[error.start : error.start + 1].hex()
        fault("not UTF-8 text", "save the table as CSV UTF-8", row, f"byte 0x{value}")
        return []
    if "\0" in text:
        fault("holds zero bytes, so it is no CSV text", "save the table as CSV UTF-8")
        return []
    if not text.strip():
        fault("the file is empty", f"give {first}")
        return []
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        fault(f"not well-formed CSV: {error}", "close every quotation mark")
        return []


def misnamed(column: str, header: list[str]) -> str:
    """Return the remedy for a column that the header lacks."""
    lowered = {cell.lower(): cell for cell in header}
    if column in lowered:
        return f"spell the column {column!r} in place of {lowered[column]!r}"
    if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        return "separate the columns with commas"
    return f"add a column called {column!r}; the header holds {', '.join(header)}"


def header_faults(path: Path, header: list[str]) -> list[Fault]:
    """Return doubled and nameless columns."""
    faults = [
        Fault(str(path), 1, column, "", "two columns share this name", "rename one of them")
        for column in sorted({cell for cell in header if cell and header.count(cell) > 1})
    ]
    return faults + [
        Fault(str(path), 1, str(number), "", "the column has no name", "name it or remove it")
        for number, cell in enumerate(header, 1)
        if not cell
    ]


def column_faults(
    path: Path, header: list[str], required: Sequence[str], known: Sequence[str]
) -> list[Fault]:
    """Return missing and unknown columns of a table of fixed columns, doubled and nameless ones."""
    missing = [
        Fault(str(path), 1, column, "", "the column is missing", misnamed(column, header))
        for column in required
        if column not in header
    ]
    remedy = f"rename it to one of {', '.join(known)}, or remove it"
    lacking = {fault.column for fault in missing}
    unknown = [
        Fault(str(path), 1, cell, "", "there is no such column", remedy)
        for cell in dict.fromkeys(header)
        if cell and cell not in known and cell.lower() not in lacking
    ]
    return missing + unknown + header_faults(path, header)
