"""Tables of results as CSV: one writer and one reader.

Absent values are empty cells, numbers have six significant digits. A text that a spreadsheet would
run as a formula is written behind an apostrophe, which the reader takes away.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from dotstitch.contracts.files import write_text_atomically

SIGNIFICANT_DIGITS = 6
"""Of every number in a table."""
_RUNS = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""How a text begins that a spreadsheet would run, or that was kept from it."""
_NUMBER = re.compile(r"[+-]\d*[.,]?\d+(?:[eE][+-]?\d+)?%?")


def cell_text(value: Any) -> str:
    """Write one cell.

    Raises
    ------
    ValueError
        For NaN or infinity: an absent number is ``None``.

    Examples
    --------
    >>> [cell_text(value) for value in (None, True, -0.0, 1234.5678, ("a", "b"), 3)]
    ['', 'true', '0', '1234.57', 'a; b', '3']
    >>> [cell_text(value) for value in ("=1+1", "-6.1", -6.1)]
    ["'=1+1", '-6.1', '-6.1']
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("an absent number is None, never NaN or infinity")
        return f"{value + 0.0:.{SIGNIFICANT_DIGITS}g}"
    if isinstance(value, (list, tuple)):
        value = "; ".join(str(item) for item in value)
    text = str(value)
    runs = _RUNS.match(text) and not _NUMBER.fullmatch(text)
    return f"'{text}" if runs else text


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows as CSV, atomically.

    Parameters
    ----------
    path : Path
    columns : sequence of str
        In order; what a row lacks is empty, what else it holds is left out.
    rows : iterable of mapping
    """
    cells = ([cell_text(row.get(column)) for column in columns] for row in rows)
    head = [cell_text(column) for column in columns]
    write_text_atomically(path, "".join(map(_line, (head, *cells))))


def _line(cells: Sequence[str]) -> str:
    """Return one row; the writer's own end of line makes it quote every line break."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerow(cells)
    return stream.getvalue().removesuffix("\r\n") + "\n"


def read_table(text: str) -> list[dict[str, str]]:
    r"""Return the rows of a CSV table that was written here, every cell as the text it was.

    Examples
    --------
    >>> read_table("name,note\na,\n'=b,''=c\n")
    [{'name': 'a', 'note': ''}, {'name': '=b', 'note': "'=c"}]
    """
    records = filter(None, csv.reader(io.StringIO(text, newline="")))
    columns = [as_typed(column) for column in next(records, [])]
    return [dict(zip(columns, map(as_typed, row), strict=True)) for row in records]


def as_typed(cell: str) -> str:
    """Return a cell without the apostrophe that kept a spreadsheet from running it."""
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell) else cell
