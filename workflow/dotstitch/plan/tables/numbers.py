"""Numbers as they are typed: decimal commas, thousands, dates that were numbers."""

from __future__ import annotations

import re

from dotstitch.plan.tables.cells import SHEET_ERROR, NoteChange, is_date, read_dashes

PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
"""A number as this program writes it."""
_COMMA = re.compile(r"([+-]?\d*),(\d+)((?:[eE][+-]?\d+)?)")
_GROUPED = re.compile(r"([+-]?[1-9]\d{0,2})((?:([ .,'’])\d{3})(?:\3\d{3})*)(?:([.,])(\d+))?")
_THREE = re.compile(r"([+-]?[1-9]\d{0,2})[.,](\d{3})")


class NotANumberError(ValueError):
    """A text that is no number, or may be two."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


def number(text: str) -> float | None:
    """Return a number written with a point and without groups; None for any other text.

    Examples
    --------
    >>> number("1.5e3"), number("1_000"), number("nan")
    (1500.0, None, None)
    """
    return float(text) if PLAIN.fullmatch(text) else None


def read_number(text: str, commas: bool, note: NoteChange) -> str:
    """Return a number with a point and without groups; a text that is no number as it is.

    Parameters
    ----------
    text : str
    commas : bool
        Whether other cells of the table have decimal commas: ``11.800`` may then be 11800.
    note : callable
        Told of every change.

    Raises
    ------
    NotANumberError
        What may be two numbers, or was a number before a spreadsheet had it.

    Examples
    --------
    >>> quiet = lambda said, example: None
    >>> [read_number(text, False, quiet) for text in ("12,5", "1.234,5", "12 000", "good")]
    ['12.5', '1234.5', '12000', 'good']
    >>> read_number("11,800", False, quiet)
    Traceback (most recent call last):
    ...
    dotstitch.plan.tables.numbers.NotANumberError: may be 11.800 or 11800
    """
    text = read_dashes(text, note)
    if text.startswith("'"):
        text = text[1:]
        note("the apostrophe that marks a text is left out", "")
    three = _THREE.fullmatch(text)
    if three and ("," in text or commas):
        point, whole = ".".join(three.groups()), "".join(three.groups())
        raise NotANumberError(f"may be {point} or {whole}", f"write {point} or {whole}")
    if PLAIN.fullmatch(text):
        return text
    read = _localised(text)
    if read:
        note(read[1], f"{text!r} as {read[0]}")
        return read[0]
    if SHEET_ERROR.fullmatch(text) or text.startswith("="):
        remedy = "put the value in the place of the formula and save the table again"
        raise NotANumberError("a formula of a spreadsheet or its error, not a number", remedy)
    if is_date(text):
        remedy = "format the column as text, type the number again and save the table"
        raise NotANumberError("a date, into which spreadsheets turn numbers such as 1.6", remedy)
    return text


def is_decimal_comma(text: str) -> bool:
    """Tell a cell that can only be a number with a decimal comma."""
    return bool(_COMMA.fullmatch(text)) and not _THREE.fullmatch(text)


def _localised(text: str) -> tuple[str, str] | None:
    """Return a number of another country's spelling in ours, and what was done."""
    comma = _COMMA.fullmatch(text)
    if comma:
        return f"{comma[1]}.{comma[2]}{comma[3]}", "decimal commas read as points"
    grouped = _GROUPED.fullmatch(text)
    if not grouped or grouped[4] == grouped[3]:
        return None
    whole = grouped[1] + grouped[2].replace(grouped[3], "")
    decimals = f".{grouped[5]}" if grouped[5] else ""
    return whole + decimals, "groups of thousands read as one number"
