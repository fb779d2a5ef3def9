"""Large JSON that shows when it was changed: its first line holds the hash of all others.

Unlike a record (:mod:`dotstitch.contracts.files`) it is not spelled again when it is read, which
would take minutes where thousands of molecules were screened.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from dotstitch.contracts.files import (
    SEAL,
    UntrustedFileError,
    json_text,
    rounded,
    text_digest,
    write_text_atomically,
)


def write_hashed(path: Path, content: dict[str, Any]) -> None:
    """Write rounded JSON with sorted keys behind its hash, atomically."""
    body = json_text(rounded(content)).removeprefix("{\n")
    write_text_atomically(path, _head(text_digest(body)) + body)


def read_hashed(path: Path) -> bytes:
    """Return the JSON that :func:`write_hashed` wrote.

    Raises
    ------
    UntrustedFileError
        When the file is not, byte for byte, what was written.
    """
    content = path.read_bytes()
    body = content[len(_head(text_digest(""))) :]
    if not content.startswith(_head(hashlib.sha256(body).hexdigest()).encode()):
        told = f"is damaged, or of another version: it does not match its {SEAL}"
        raise UntrustedFileError(path, told)
    return b"{\n" + body


def _head(digest: str) -> str:
    return f'{{\n "{SEAL}": "{digest}",\n'
