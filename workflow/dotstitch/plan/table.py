"""Reads the table of candidates; every fault of a table is found before anything is computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from rdkit import Chem

from dotstitch.contracts.smiles import ReadSmiles, SmilesError, read_smiles
from dotstitch.plan.tables.cells import SHEET_ERROR, is_date
from dotstitch.plan.tables.faults import Findings, InputTableError, told
from dotstitch.plan.tables.notations import other_notation
from dotstitch.plan.tables.sheet import TableKind, read_sheet

MOLECULES = TableKind(
    knob="molecules",
    title="the input table",
    row="at least one molecule",
    required=(("name",), ("smiles",)),
    words=("name", "smiles"),
    carries=True,
)
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


def read_table(path: Path) -> tuple[tuple[TableRow, ...], tuple[str, ...]]:
    """Read a table of candidates.

    Parameters
    ----------
    path : Path
        CSV with a header and at least the columns name and smiles.

    Returns
    -------
    rows : tuple of TableRow
    notes : tuple of str
        What was read differently from how it was typed.

    Raises
    ------
    InputTableError
        With all faults of the table together.
    """
    sheet = read_sheet(path, MOLECULES)
    findings = sheet.findings
    first_use: dict[str, int] = {}
    rows = []
    for number, cells in sheet.rows:
        name, smiles = cells.pop("name"), cells.pop("smiles")
        _check_name(name, number, first_use, findings)
        read = _read(smiles, number, findings)
        if read is not None:
            note, source = (cells.pop(column, "") for column in OPTIONAL)
            packed = read.mol.ToBinary()
            rows.append(TableRow(name, read.text, note, source, cells, number, packed))
    if findings.faults:
        raise InputTableError(findings.faults, MOLECULES.title)
    return tuple(rows), told(findings.notes)


def _check_name(name: str, row: int, first_use: dict[str, int], findings: Findings) -> None:
    """Note a name that is empty, taken, or no longer what was typed."""

    def fault(problem: str, remedy: str) -> None:
        findings.fault(problem, remedy, row=row, column="name", value=name)

    if not name:
        fault("the name is empty", "give every molecule a name")
    elif SHEET_ERROR.fullmatch(name):
        fault("a spreadsheet's error in the place of a name", "type the name again, as text")
    elif name in first_use:
        problem = f"the name is already taken by row {first_use[name]}"
        fault(problem, "give every molecule its own name")
    elif is_date(name):
        said = "a date: if a spreadsheet made it of a name or a CAS number, type that as text"
        findings.note(said, row=row, column="name", example=repr(name))
    first_use.setdefault(name, row)


def _read(smiles: str, row: int, findings: Findings) -> ReadSmiles | None:
    """Return the molecule of a cell; None with faults."""
    foreign = other_notation(smiles)
    try:
        if foreign is None:
            read = read_smiles(smiles)
            for said in read.notes:
                findings.note(said, row=row, column="smiles", example=f"{smiles!r} as {read.text}")
            return read
        problem, remedy = foreign
    except SmilesError as error:
        problem, remedy = str(error), error.remedy
    findings.fault(problem, remedy, row=row, column="smiles", value=smiles)
    return None
