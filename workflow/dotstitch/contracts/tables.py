"""Tables of results as CSV: one writer and one reader.

Absent values are empty cells, numbers have six significant digits.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from dotstitch.contracts.files import write_text_atomically

SIGNIFICANT_DIGITS = 6
"""Of every number in a table."""


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
        return "; ".join(str(item) for item in value)
    return str(value)


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows as CSV, atomically.

    Parameters
    ----------
    path : Path
    columns : sequence of str
        In order; what a row lacks is empty, what else it holds is left out.
    rows : iterable of mapping
    """
    cells = [[cell_text(row.get(column)) for column in columns] for row in rows]
    frame = pd.DataFrame(cells, columns=list(columns), dtype=str)
    write_text_atomically(path, frame.to_csv(index=False, lineterminator="\n"))


def read_table(text: str) -> list[dict[str, str]]:
    r"""Return the rows of a CSV table, every cell as the text it is.

    Examples
    --------
    >>> read_table("name,note\na,\n")
    [{'name': 'a', 'note': ''}]
    """
    frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, na_filter=False)
    return [dict(zip(frame.columns, row, strict=True)) for row in frame.itertuples(index=False)]
