"""What a cell says, whatever a spreadsheet, a web page or a PDF put around it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from dotstitch.contracts.tables import as_typed

NoteChange = Callable[[str, str], None]
"""Takes what was done and an example of it."""

_BREAKS = {
    "\n": "line break",
    "\r": "line break",
    "\t": "tab",
    "\v": "vertical tab",
    "\f": "page break",
    "\x85": "next line",
}
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63"
_HELD = re.compile(r'="([^"]*)"')
"""How some programs keep a spreadsheet from reading a text as a number or a date."""
SHEET_ERROR = re.compile(
    r"#(?:NAME\?|NAME|REF!|VALUE!|WERT!|DIV/0!|NULL!|NUM!|ZAHL!|N/A|NV|BEZUG!)|#{3,}"
)
"""What a spreadsheet shows in place of a result."""
_MONTH = r"(?:jan|feb|mar|mär|mrz|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zä]*\.?"
_DATE = re.compile(
    rf"\d{{1,4}}([./-])\d{{1,2}}\1\d{{2,4}}(?: \d.*)?|\d{{1,2}}[-. ]+{_MONTH}(?:[- ]\d{{2,4}})?"
    rf"|{_MONTH}[- ]\d{{1,4}}",
    re.IGNORECASE,
)


def is_date(text: str) -> bool:
    """Tell a date, into which spreadsheets turn numbers, names and CAS numbers.

    Examples
    --------
    >>> [is_date(text) for text in ("1-Jun", "01.06.2026", "2026-06-01 00:00:00", "50-00-0")]
    [True, True, True, False]
    """
    return _DATE.fullmatch(text) is not None


def plain(text: str) -> str:
    """Return a cell without what cannot be seen."""
    return read_cell(text, lambda _said, _example: None)


def read_cell(text: str, note: NoteChange) -> str:
    r"""Return a cell on one line, without invisible characters and blanks around it.

    Parameters
    ----------
    text : str
    note : callable
        Told of every change but blanks that were cut off.

    Examples
    --------
    >>> read_cell(" BAC\u00a0M\u200b ", lambda said, example: print(said))
    no-break space (U+00A0) read as a blank
    zero width space (U+200B) left out
    'BAC M'
    """
    text = text.strip(" \t\r\n")
    if as_typed(text) != text:
        note("the apostrophe that keeps a spreadsheet from running the cell is left out", "")
        text = as_typed(text)
    held = _HELD.fullmatch(text)
    if held:
        note("a text held fast as a formula is read as the text", f"{text} as {held[1]}")
        text = held[1]
    if text.isascii() and text.isprintable():
        return text
    for character in dict.fromkeys(text):
        stand_in = _stand_in(character)
        if stand_in != character:
            done = "read as a blank" if stand_in else "left out"
            note(f"{_called(character)} {done}", "")
            text = text.replace(character, stand_in)
    return text.strip(" ")


def read_dashes(text: str, note: NoteChange) -> str:
    r"""Return a SMILES or a number with dashes and letters as keys give them.

    Examples
    --------
    >>> read_dashes("\u22126.1", lambda said, example: print(said))
    minus sign (U+2212) read as -
    '-6.1'
    """
    if text.isascii():
        return text
    for character in dict.fromkeys(text):
        key = "-" if character in _DASHES else ""
        if "\uff01" <= character <= "\uff5e":
            key = chr(ord(character) - 0xFEE0)
        if key:
            note(f"{_called(character)} read as {key}", "")
            text = text.replace(character, key)
    return text


def _stand_in(character: str) -> str:
    """Return what a character counts as: itself, a blank, or nothing."""
    if character == " " or character.isprintable():
        return character
    if character in _BREAKS or unicodedata.category(character) in {"Zs", "Zl", "Zp"}:
        return " "
    return ""


def _called(character: str) -> str:
    name = _BREAKS.get(character) or unicodedata.name(character, "control character").lower()
    return f"{name} (U+{ord(character):04X})"
