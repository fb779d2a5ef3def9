"""The text of a user's table as records."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection
from itertools import islice

from dotstitch.plan.tables.cells import plain
from dotstitch.plan.tables.faults import Findings

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_DECLARED = re.compile(r'"?sep=([^\r\n"])"?[,;\t]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
"""Excel's own first line, which names the separator and counts as no row."""
_QUOTED = (
    "a quotation mark stands within a cell that begins with one",
    'quote the whole cell and double the marks within it, as in """PFPA"" ester", or leave the '
    "marks out",
)
_OPEN = ("a quotation mark opens a cell and none closes it", "close it or leave it out")
_LONG = (
    f"a cell holds more than {csv.field_size_limit()} characters",
    "close the quotation mark that opens it, or shorten it",
)
FIRST_ROWS = 6
"""Among which the header is sought."""
SHOWN = 60
"""Characters of a faulty row."""


def split_records(
    text: str, wanted: Collection[str], findings: Findings
) -> tuple[str, list[list[str]]]:
    """Return the separator and the records of a table; with faults what came before them.

    Parameters
    ----------
    text : str
    wanted : collection of str
        Columns by which the separator is recognised.
    findings : Findings
    """
    declared = _DECLARED.match(text)
    if declared:
        text = text[declared.end() :]
    separator = declared[1] if declared else _separator(text, wanted)
    if separator != ",":
        name = SEPARATORS.get(separator, repr(separator))
        findings.note(f"columns are separated by {name}")
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, delimiter=separator, strict=True)
    records: list[list[str]] = []
    done = 0
    try:
        for record in reader:
            records.append(record)
            done = reader.line_num
    except csv.Error as error:
        told = {"unexpected end of data": _OPEN, "field larger": _LONG}
        problem, remedy = next((told[w] for w in told if w in str(error)), _QUOTED)
        value = lines[done].strip()[:SHOWN]
        findings.fault(problem, remedy, row=len(records) + 1, value=value)
    return separator, records


def _separator(text: str, wanted: Collection[str]) -> str:
    """Return the separator that gives a first row most of the columns wanted, then most cells."""

    def fit(separator: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        try:
            rows = list(islice(reader, FIRST_ROWS))
        except csv.Error:
            return 0, 0
        found = (len({plain(cell).lower() for cell in row} & set(wanted)) for row in rows)
        return max(found, default=0), max(map(len, rows), default=0)

    return max(SEPARATORS, key=fit)


def holds_rows(record: list[str], separator: str, width: int) -> bool:
    r"""Tell a cell that swallowed rows because a quotation mark was closed in a later one.

    Examples
    --------
    >>> holds_rows(["a,CC\nb", "CC"], ",", 2), holds_rows(["a\nb", "CC"], ",", 2)
    (True, False)
    """
    split = [lines for lines in (re.split(r"[\r\n]+", cell) for cell in record) if len(lines) > 1]
    return width > 1 and any(
        line.count(separator) >= width - 1 for lines in split for line in lines
    )
