"""Files that are whole or not there, and JSON that shows when it was changed.

Floats are rounded at this boundary so that two runs compare byte by byte.
"""

from __future__ import annotations

import errno
import hashlib
import json
import math
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SIGNIFICANT_DIGITS = 8
SEAL = "sha256"
"""Name under which sealed JSON carries the hash of everything else it holds."""


class UntrustedFileError(ValueError):
    """A file that is not as this version of the program wrote it; the message says why.

    Parameters
    ----------
    path : Path
    reason : str
        Continues a sentence that begins with the path.

    Examples
    --------
    >>> str(UntrustedFileError(Path("gap.json"), "is damaged"))
    'gap.json is damaged'
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} {reason}")
        self.path = path
        self.reason = reason


def text_digest(text: str) -> str:
    """Return the sha256 of a text in UTF-8.

    Examples
    --------
    >>> text_digest("")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(text.encode()).hexdigest()


def canonical_json(content: Any) -> str:
    """Return the one spelling of JSON-serialisable content that hashes are taken of.

    Examples
    --------
    >>> canonical_json({"b": 1, "a": [2.0]})
    '{"a":[2.0],"b":1}'
    """
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def content_key(content: dict[str, Any]) -> str:
    """Return a short stable hash of JSON-serialisable content.

    Examples
    --------
    >>> content_key({"smiles": "C", "charge": 0}) == content_key({"charge": 0, "smiles": "C"})
    True
    >>> len(content_key({}))
    16
    """
    return text_digest(canonical_json(content))[:16]


def rounded(value: Any) -> Any:
    """Round every float in nested content to a fixed number of significant digits.

    Raises
    ------
    ValueError
        For NaN or infinity: an absent number is ``None``, never NaN.

    Examples
    --------
    >>> rounded({"energy_ev": 1.23456789012, "n": 3})
    {'energy_ev': 1.2345679, 'n': 3}
    """
    if isinstance(value, dict):
        return {str(name): rounded(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(item) for item in value]
    if hasattr(value, "tolist"):
        return rounded(value.tolist())
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("a record holds finite numbers; use None for an absent value")
        return float(f"{value:.{SIGNIFICANT_DIGITS}g}")
    return value


def write_text_atomically(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old or the new content, never half of it.

    The text is on the disk before it gets its name, and the name before this returns: a machine
    that stops leaves the old file or the new one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, on file systems that can."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def leftovers(folder: Path) -> Iterator[Path]:
    """Yield what writers that were killed left beside the files they were to become."""
    for suffix in ("json", "xyz"):
        yield from folder.glob(f".*.{suffix}.*")


def json_text(content: Any) -> str:
    """Return content as it stands in a file: one spelling, to be read by people."""
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def write_json(path: Path, content: Any) -> None:
    """Write rounded JSON with sorted keys, atomically."""
    write_text_atomically(path, json_text(rounded(content)))


def write_sealed(path: Path, content: dict[str, Any]) -> None:
    """Write rounded JSON with sorted keys and the hash of all of it, atomically."""
    write_text_atomically(path, _sealed(rounded(content)))


def read_sealed(path: Path, schema_version: int) -> dict[str, Any]:
    """Return what :func:`write_sealed` wrote; its ``schema_version`` must be this one.

    Raises
    ------
    UntrustedFileError
        When the file is not, byte for byte, what was written, or of another schema.
    """
    try:
        text = path.read_bytes().decode()
        content = json.loads(text)
    except OSError as error:
        raise UntrustedFileError(path, f"cannot be read ({error.strerror})") from None
    except (ValueError, RecursionError):
        raise UntrustedFileError(path, "is damaged: it is no JSON") from None
    if not isinstance(content, dict):
        raise UntrustedFileError(path, "is damaged: it is no record")
    version = content.get("schema_version")
    if SEAL not in content and isinstance(version, int) and version < schema_version:
        raise UntrustedFileError(path, f"is of schema {version}, which had no checksum")
    if not _is_whole(text, content):
        raise UntrustedFileError(path, f"is damaged: it does not match its {SEAL}")
    if version != schema_version:
        raise UntrustedFileError(path, f"is of schema {version}, not {schema_version}")
    del content[SEAL]
    return content


def trusted_text(path: Path, digest: str) -> str:
    """Return the text of a file whose hash was noted when it was written.

    Raises
    ------
    UntrustedFileError
        When the file cannot be read or has another hash.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UntrustedFileError(path, f"cannot be read ({error.strerror})") from None
    if hashlib.sha256(content).hexdigest() != digest:
        raise UntrustedFileError(path, "is damaged: it does not match the hash in its record")
    return content.decode()


def _is_whole(text: str, content: dict[str, Any]) -> bool:
    """Tell whether a text is the one spelling of its content, hash included."""
    unsealed = {name: value for name, value in content.items() if name != SEAL}
    try:
        return text == _sealed(unsealed)
    except RecursionError:
        return False


def _sealed(content: dict[str, Any]) -> str:
    return json_text({**content, SEAL: text_digest(canonical_json(content))})
