"""Reads the table of candidates; every fault of a table is found before anything is computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from rdkit import Chem

from dotstitch.contracts.smiles import SmilesError, parse_smiles
from dotstitch.plan.tables.faults import (
    Fault,
    InputTableError,
    header_faults,
    misnamed,
    read_records,
)

REQUIRED = ("name", "smiles")
OPTIONAL = ("note", "source")


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
    records = read_records(
        path, faults, "molecules", "a header row with name and smiles, and the molecules"
    )
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


def _check_header(path: Path, header: list[str], faults: list[Fault]) -> None:
    """Note missing, doubled and nameless columns."""
    faults += [
        Fault(str(path), 1, column, "", "the column is missing", misnamed(column, header))
        for column in REQUIRED
        if column not in header
    ]
    faults += header_faults(path, header)


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
