"""The bytes of a user's table as text."""

from __future__ import annotations

import codecs
import re
from difflib import get_close_matches
from pathlib import Path

from dotstitch.plan.tables.faults import Findings

SAVE = "save the table as CSV UTF-8"
OTHER_FILES = {
    b"PK\x03\x04": "a workbook (xlsx or ods)",
    b"\xd0\xcf\x11\xe0": "a workbook (xls)",
    b"\x1f\x8b": "a compressed file",
    b"%PDF": "a PDF",
    b"{\\rtf": "a text document (rtf)",
}
"""What a file begins with that is no text."""
OTHER_TEXTS = {
    r"\s*<(!doctype|html|\?xml)": "a web page or an XML file",
    r"(?s).*(V2000|V3000|\$\$\$\$)\s*$": "a file of structures (mol or SDF)",
    r'\s*\{\s*"': "a JSON file",
}
"""Text that is no table."""
MARKED = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
"""Byte-order marks; that of UTF-32 begins with that of UTF-16 and comes first."""
_RUN = re.compile(rb"[\x80-\xff]{3}")
"""Text of Western Europe has no three letters beyond ASCII in a row, other scripts have."""


def read_text(path: Path, knob: str, findings: Findings) -> str:
    """Return the text of a table; empty with faults.

    UTF-8, with or without a byte-order mark; UTF-16 and UTF-32 with one; else Windows-1252, which
    is noted.

    Parameters
    ----------
    path : Path
    knob : str
        Which names the file.
    findings : Findings
    """
    try:
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        findings.fault(f"cannot be read: {reason}", _path_remedy(path, knob))
        return ""
    for start, kind in OTHER_FILES.items():
        if content.startswith(start):
            findings.fault(f"{kind}, not CSV text", SAVE)
            return ""
    text = _decoded(content, findings)
    for pattern, kind in OTHER_TEXTS.items():
        if re.match(pattern, text, re.IGNORECASE):
            findings.fault(f"{kind}, not CSV text", SAVE)
            return ""
    if "\0" in text:
        findings.fault("holds zero bytes, so it is no CSV text", SAVE)
        return ""
    return text


def _decoded(content: bytes, findings: Findings) -> str:
    for mark, encoding in MARKED.items():
        if content.startswith(mark):
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                findings.fault(f"begins as {encoding} text and is none", SAVE)
                return ""
            findings.note(f"read as {encoding}")
            return text
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        byte = content[error.start : error.start + 1].hex()
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    if not text or _RUN.search(content):
        findings.fault("not UTF-8 text", SAVE, row=row, value=f"byte 0x{byte}")
        return ""
    cell = next(cell for cell in re.split(r"[,;|\t\r\n]", text) if not cell.isascii())
    findings.note("no UTF-8, read as Windows-1252", row=row, example=f"byte 0x{byte} in {cell!r}")
    return text


def _path_remedy(path: Path, knob: str) -> str:
    """Return what to do about a path; a file of nearly that name is shown."""
    try:
        beside = [file.name for file in path.parent.iterdir() if file.is_file()]
    except (OSError, ValueError):
        beside = []
    near = get_close_matches(path.name, beside, 1)
    seen = f"; {str(path.with_name(near[0]))!r} is there" if near else ""
    return f"check the path after {knob}={seen}"
