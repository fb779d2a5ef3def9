"""What is wrong with a user's table, and what of it is read differently from how it was typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

SHOWN_ROWS = 5
"""Of the rows that share one note."""


def _place(file: str, rows: str, column: str) -> str:
    return ", ".join(filter(None, (file, rows, f"column {column}" if column else "")))


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
        place = _place(self.file, "" if self.row is None else f"row {self.row}", self.column)
        value = f" (value {self.value!r})" if self.value else ""
        end = "" if self.remedy.endswith(("?", ".")) else "."
        return f"{place}: {self.problem}{value}. Remedy: {self.remedy}{end}"


@dataclass(frozen=True)
class Note:
    """One thing that is read differently from how it was typed.

    Attributes
    ----------
    file : str
    row : int or None
        ``None`` for the whole file.
    column : str
        Empty for the whole row.
    said : str
        What was done; notes that say the same of one column are told together.
    example : str
        How one cell was typed and read.
    """

    file: str
    row: int | None
    column: str
    said: str
    example: str = ""


class InputTableError(ValueError):
    """A table that cannot be used as it stands; the message lists every fault.

    Attributes
    ----------
    faults : tuple of Fault
    """

    def __init__(self, faults: list[Fault], table: str = "the input table") -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.row or 0))
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        lines = [f"{count} in {table}; nothing was computed:"]
        super().__init__("\n".join(lines + [f"  {fault}" for fault in self.faults]))


@dataclass
class Findings:
    """Faults and notes of one file, as they are found."""

    file: str
    faults: list[Fault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def fault(
        self,
        problem: str,
        remedy: str,
        *,
        row: int | None = None,
        column: str = "",
        value: str = "",
    ) -> None:
        """Note what is wrong."""
        self.add(Fault(self.file, row, column, value, problem, remedy))

    def add(self, *faults: Fault) -> None:
        """Note faults; of one cell only the first."""
        seen = {(fault.row, fault.column) for fault in self.faults if fault.column}
        self.faults += [fault for fault in faults if (fault.row, fault.column) not in seen]

    def note(
        self, said: str, *, row: int | None = None, column: str = "", example: str = ""
    ) -> None:
        """Note what is read differently from how it was typed."""
        self.notes.append(Note(self.file, row, column, said, example))


def told(notes: Iterable[Note]) -> tuple[str, ...]:
    """Return one line for all notes that say the same of one column.

    Examples
    --------
    >>> told(Note("a.csv", row, "plqy", "read with a point", "'0,6' as 0.6") for row in (2, 3))
    ("a.csv, rows 2 and 3, column plqy: read with a point, for example '0,6' as 0.6",)
    """
    groups: dict[tuple[str, str, str], list[Note]] = {}
    for note in notes:
        groups.setdefault((note.file, note.column, note.said), []).append(note)
    lines = []
    for (file, column, said), alike in groups.items():
        rows = list(dict.fromkeys(note.row for note in alike if note.row is not None))
        example = f", for example {alike[0].example}" if alike[0].example else ""
        lines.append(f"{_place(file, _listed(rows), column)}: {said}{example}")
    return tuple(lines)


def _listed(rows: list[int]) -> str:
    if len(rows) < 2:
        return "".join(f"row {row}" for row in rows)
    shown = [str(row) for row in rows[:SHOWN_ROWS]]
    more = len(rows) - len(shown)
    *first, last = [*shown, f"{more} more"] if more else shown
    return f"rows {', '.join(first)} and {last}"
