"""One reader for every table of a user: bytes to named cells, with all faults and notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from dotstitch.plan.tables.cells import plain, read_cell, read_dashes
from dotstitch.plan.tables.decoding import read_text
from dotstitch.plan.tables.faults import Findings
from dotstitch.plan.tables.numbers import NotANumberError, is_decimal_comma, read_number
from dotstitch.plan.tables.records import FIRST_ROWS, SEPARATORS, SHOWN, holds_rows, split_records

SMILES = "smiles"
"""The column that holds structures."""
Row = tuple[int, dict[str, str]]


@dataclass(frozen=True)
class TableKind:
    """What a table of one kind holds.

    Attributes
    ----------
    knob : str
        Which names the file.
    title : str
        As faults call it.
    row : str
        What one row is.
    required : tuple of tuple of str
        Of each tuple one column must be there.
    words, numbers : tuple of str
        Columns that are read.
    carries : bool
        Whether other columns are allowed, and kept as typed.
    """

    knob: str
    title: str
    row: str
    required: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    carries: bool = False

    @property
    def read(self) -> tuple[str, ...]:
        """Columns that are read."""
        return self.words + self.numbers


@dataclass(frozen=True)
class Sheet:
    """What a table holds: rows without any text are left out, of faulty ones what can be read.

    Cells of columns that are read are cleaned and numbers among them have a point; what a carried
    column holds stays as typed.

    Attributes
    ----------
    header : tuple of str
    rows : tuple
        Number, as a spreadsheet counts (the header is row 1), and cells by column.
    findings : Findings
        All that is wrong or read differently.
    """

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    findings: Findings


def read_sheet(path: Path, kind: TableKind) -> Sheet:
    """Read a user's table."""
    findings = Findings(str(path))
    text = read_text(path, kind.knob, findings)
    if not findings.faults and not text.strip("\ufeff \t\r\n,;"):
        first = " and ".join(names[0] for names in kind.required)
        findings.fault("the file is empty", f"give a header row with {first}, and the rows")
    if findings.faults:
        return Sheet((), (), findings)
    separator, records = split_records(text, kind.read, findings)
    header = _header(records[0] if records else [], findings)
    if not _has_columns(header, records, kind, findings):
        return Sheet((), (), findings)
    body = [(n, cells) for n, cells in enumerate(records[1:], 2) if any(map(str.strip, cells))]
    whole = [one for one in body if _is_whole(*one, header, separator, findings)]
    kept = _named_columns(header, whole, findings)
    _check_header(header, kind, findings)
    if not body and not findings.faults:
        findings.fault("the table has no rows", f"add {kind.row}")
    rows = tuple((n, {header[i]: cells[i] for i in kept}) for n, cells in whole)
    return Sheet(tuple(header[i] for i in kept), _read_cells(rows, kind, findings), findings)


def _header(record: list[str], findings: Findings) -> list[str]:
    def note(said: str, example: str) -> None:
        findings.note(said, row=1, example=example)

    return [read_cell(cell, note) for cell in record]


def _is_whole(
    number: int, cells: list[str], header: list[str], separator: str, findings: Findings
) -> bool:
    """Tell a row of as many cells as the header has; note any other."""
    marks = SEPARATORS.get(separator, repr(separator))
    if holds_rows(cells, separator, len(header)):
        findings.fault(
            "a cell holds whole rows: a quotation mark opens it and a later row closes it",
            "close or remove the mark, or take the line break out of the cell",
            row=number,
            value=max(cells, key=len)[:SHOWN],
        )
        return False
    surplus = len(cells) - len(header)
    if surplus > 0 and not any(map(str.strip, cells[len(header) :])):
        return True
    if surplus:
        missing = f"end the row with {-surplus} more {marks}"
        decimal = ", or write decimal points" if separator == "," else ""
        findings.fault(
            f"{len(cells)} cells where the header has {len(header)}",
            f"quote cells that contain {marks}{decimal}" if surplus > 0 else missing,
            row=number,
            value=separator.join(cells)[:SHOWN],
        )
    return not surplus


def _named_columns(
    header: list[str], whole: list[tuple[int, list[str]]], findings: Findings
) -> list[int]:
    """Return the places of columns with a name; nameless ones may hold nothing."""
    nameless = [i for i, name in enumerate(header) if not name]
    filled = {i: n for i in nameless for n, cells in reversed(whole) if cells[i].strip()}
    for i, row in filled.items():
        remedy = "name the column in row 1, or clear it"
        findings.fault(f"column {i + 1} has no name", remedy, row=row)
    dropped = len(nameless) - len(filled)
    if dropped:
        findings.note(f"{dropped} empty column{'s' if dropped > 1 else ''} without a name left out")
    return [i for i, name in enumerate(header) if name]


def _has_columns(
    header: list[str], records: list[list[str]], kind: TableKind, findings: Findings
) -> bool:
    """Tell whether the columns that must be there are; note those that are missing."""
    missing = [names[0] for names in kind.required if not set(names) & set(header)]
    for number, record in enumerate(records[1:FIRST_ROWS], 2):
        below = set(map(plain, record))
        if missing and all(below & set(names) for names in kind.required):
            rows = "row" if number == 2 else "rows"
            remedy = f"delete the {rows} above row {number}"
            findings.fault(f"the header stands in row {number}", remedy, row=number)
            return False
    for column in missing:
        remedy = _misnamed(column, header)
        findings.fault("the column is missing", remedy, row=1, column=column)
    return not missing


def _check_header(header: list[str], kind: TableKind, findings: Findings) -> None:
    """Note doubled and unknown columns."""
    free = [column for column in kind.read if column not in header]
    for column in dict.fromkeys(filter(None, header)):
        if header.count(column) > 1:
            remedy = "rename one of them"
            findings.fault("two columns share this name", remedy, row=1, column=column)
        if column not in kind.read and not kind.carries:
            near = get_close_matches(column.lower(), free, 1)
            name = near[0] if near else f"one of {', '.join(free)}"
            remedy = f"rename it to {name}, or remove it"
            findings.fault("there is no such column", remedy, row=1, column=column)


def _misnamed(column: str, header: Sequence[str]) -> str:
    """Return the remedy for a column that the header lacks."""
    lowered = {cell.lower(): cell for cell in header if cell}
    near = get_close_matches(column, lowered, 1)
    if near:
        return f"spell the column {column!r} in place of {lowered[near[0]]!r}"
    return f"add a column called {column!r}; the header holds {', '.join(header)}"


def _read_cells(rows: tuple[Row, ...], kind: TableKind, findings: Findings) -> tuple[Row, ...]:
    """Clean the cells of the columns that are read."""

    def clean(number: int, column: str, cell: str) -> str:
        def note(said: str, example: str) -> None:
            findings.note(said, row=number, column=column, example=example)

        text = read_cell(cell, note)
        return read_dashes(text, note) if column == SMILES else text

    cleaned = tuple(
        (n, {c: clean(n, c, cell) if c in kind.read else cell for c, cell in cells.items()})
        for n, cells in rows
    )
    commas = any(is_decimal_comma(cells.get(c, "")) for _, cells in cleaned for c in kind.numbers)
    for number, cells in cleaned:
        for column in (column for column in kind.numbers if column in cells):
            cells[column] = _read_number(number, column, cells[column], commas, findings)
    return cleaned


def _read_number(number: int, column: str, cell: str, commas: bool, findings: Findings) -> str:
    def note(said: str, example: str) -> None:
        findings.note(said, row=number, column=column, example=example)

    try:
        return read_number(cell, commas, note)
    except NotANumberError as fault:
        findings.fault(fault.problem, fault.remedy, row=number, column=column, value=cell)
        return cell
