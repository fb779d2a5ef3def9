"""Reads the table of candidates; every fault of a table is found before anything is computed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from rdkit import Chem

from dotstitch.contracts.smiles import SmilesError, parse_smiles

REQUIRED = ("name", "smiles")
OPTIONAL = ("note", "source")


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
    """A table that cannot be screened as it stands; the message lists every fault.

    Attributes
    ----------
    faults : tuple of Fault
    """

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        lines = [f"{count} in the input table; nothing was computed:"]
        super().__init__("\n".join(lines + [f"  {fault}" for fault in faults]))


@dataclass(frozen=True)
class TableRow:
    """One candidate as the table gives it.

    Attributes
    ----------
    name, smiles, note, source : str
    columns : dict
        Every other column, untouched.
    row : int
        As a spreadsheet counts: the header is row 1.
    packed : bytes
        The molecule in RDKit's binary form, a hundredth of the size of ``mol``.
    """

    name: str
    smiles: str
    note: str
    source: str
    columns: dict[str, str]
    row: int
    packed: bytes = field(repr=False)

    @property
    def mol(self) -> Chem.Mol:
        """The molecule, unpacked anew at each call."""
        unpack: Callable[[bytes], Chem.Mol] = Chem.Mol  # type: ignore[assignment]  # stub says str
        return unpack(self.packed)


def read_table(path: Path) -> tuple[TableRow, ...]:
    """Read a table of candidates.

    Parameters
    ----------
    path : Path
        CSV, UTF-8 with or without a byte-order mark, header in the first row.

    Raises
    ------
    InputTableError
        With all faults of the table together.
    """
    faults: list[Fault] = []
    records = _records(path, faults)
    if faults:
        raise InputTableError(faults)
    header = [cell.strip() for cell in records[0]] if records else []
    _check_header(path, header, faults)
    body = [(n, record) for n, record in enumerate(records[1:], 2) if any(map(str.strip, record))]
    if header and not body:
        faults.append(
            Fault(str(path), None, "", "", "the table has no rows", "add at least one molecule")
        )
    rows = _check_rows(path, header, body, faults)
    if faults:
        raise InputTableError(faults)
    return tuple(rows)


def _records(path: Path, faults: list[Fault]) -> list[list[str]]:
    """Split a file into records, or note why it cannot be read."""

    def fault(problem: str, remedy: str, row: int | None = None, value: str = "") -> None:
        faults.append(Fault(str(path), row, "", value, problem, remedy))

    try:
        content = path.read_bytes()
    except OSError as error:
        fault(f"cannot be read: {error.strerror}", "check the path after molecules=")
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
        fault("the file is empty", "give a header row with name and smiles, and the molecules")
        return []
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        fault(f"not well-formed CSV: {error}", "close every quotation mark")
        return []


def _check_header(path: Path, header: list[str], faults: list[Fault]) -> None:
    """Note missing, doubled and nameless columns."""

    def fault(column: str, problem: str, remedy: str) -> None:
        faults.append(Fault(str(path), 1, column, "", problem, remedy))

    lowered = {cell.lower(): cell for cell in header}
    for column in REQUIRED:
        if column in header:
            continue
        if column in lowered:
            remedy = f"spell the column {column!r} in place of {lowered[column]!r}"
        elif len(header) == 1 and any(mark in header[0] for mark in ";\t"):
            remedy = "separate the columns with commas"
        else:
            remedy = f"add a column called {column!r}; the header holds {', '.join(header)}"
        fault(column, "the column is missing", remedy)
    for column in sorted({cell for cell in header if cell and header.count(cell) > 1}):
        fault(column, "two columns share this name", "rename one of them")
    for number, cell in enumerate(header, 1):
        if not cell:
            fault(str(number), "the column has no name", "name it or remove it")


def _check_rows(
    path: Path, header: list[str], body: list[tuple[int, list[str]]], faults: list[Fault]
) -> list[TableRow]:
    """Turn records into rows and note every fault on the way."""
    rows = []
    first_use: dict[str, int] = {}

    def fault(row: int, column: str, value: str, problem: str, remedy: str) -> None:
        faults.append(Fault(str(path), row, column, value, problem, remedy))

    for number, record in body:
        if len(record) != len(header):
            problem = f"{len(record)} cells where the header has {len(header)}"
            fault(number, "", ",".join(record), problem, "quote cells that contain commas")
            continue
        cells = dict(zip(header, record, strict=True))
        name = cells.pop("name", "").strip()
        smiles = cells.pop("smiles", "").strip()
        if "name" in header:
            if not name:
                fault(number, "name", "", "the name is empty", "give every molecule a name")
            elif name in first_use:
                problem = f"the name is already taken by row {first_use[name]}"
                fault(number, "name", name, problem, "give every molecule its own name")
            else:
                first_use[name] = number
        if "smiles" not in header:
            continue
        try:
            mol = parse_smiles(smiles)
        except SmilesError as error:
            fault(number, "smiles", smiles, str(error), "correct the SMILES or remove the row")
            continue
        note, source = (cells.pop(column, "") for column in OPTIONAL)
        rows.append(TableRow(name, smiles, note, source, cells, number, mol.ToBinary()))
    return rows
