"""Tells in a column of SMILES what is none: other notations, and what spreadsheets make of text."""

from __future__ import annotations

import re
import unicodedata

from dotstitch.plan.tables.cells import SHEET_ERROR

_QUOTES = "'\"`´‘’“”„«»"
_NOTATIONS = (
    (
        re.compile(rf"{SHEET_ERROR.pattern}|=.*"),
        "a formula of a spreadsheet or its error, not a SMILES",
        "format the column as text and type the SMILES again",
    ),
    (re.compile(r"InChI=.*"), "an InChI, not a SMILES", "give the SMILES of the molecule"),
    (
        re.compile(r"[A-Z]{14}-[A-Z]{10}-[A-Z]"),
        "an InChIKey, from which no structure can be read",
        "give the SMILES of the molecule",
    ),
    (
        re.compile(r"\d{2,7}-\d{2}-\d"),
        "a CAS number, not a SMILES",
        "give the SMILES of the molecule",
    ),
    (
        re.compile(rf"[{_QUOTES}].*[{_QUOTES}]"),
        "a SMILES in quotation marks",
        "leave the quotation marks within the cell out",
    ),
)


def other_notation(text: str) -> tuple[str, str] | None:
    """Return problem and remedy of a text that is no SMILES, or None.

    Examples
    --------
    >>> other_notation("50-00-0")
    ('a CAS number, not a SMILES', 'give the SMILES of the molecule')
    >>> other_notation("CN©c1ccccc1")[1]
    "type (C) or (c) again, of which a text program's autocorrection made this sign"
    """
    for pattern, problem, remedy in _NOTATIONS:
        if pattern.fullmatch(text):
            return problem, remedy
    foreign = next((character for character in text if not character.isascii()), None)
    if foreign is None:
        return None
    name = unicodedata.name(foreign, "unnamed character").lower()
    remedy = "type this part of the SMILES again by hand"
    if foreign == "©":
        remedy = "type (C) or (c) again, of which a text program's autocorrection made this sign"
    return f"no SMILES holds the character {foreign} ({name})", remedy
