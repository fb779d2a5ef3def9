"""Records: what one computing step found, or why it failed.

A record is written once, atomically, whether the step succeeded or not; success and failure are
the same class. Floats are rounded at this boundary so that two runs compare byte by byte.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

SCHEMA_VERSION = 1
SIGNIFICANT_DIGITS = 8

ErrorKind = Literal["input", "embedding", "convergence", "wrong_state", "resource", "bug"]
Status = Literal["ok", "failed"]


class StepError(Exception):
    """A step that cannot give a trustworthy number.

    Parameters
    ----------
    kind : str
        One of ``input, embedding, convergence, wrong_state, resource, bug``.
    message : str
        What happened, in words a chemist understands.
    remedy : str
        What to do about it.
    diagnostics : dict, optional
        What was measured on the way (S2, residuals), kept in the failed record.
    """

    def __init__(
        self, kind: ErrorKind, message: str, remedy: str, diagnostics: dict[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.kind: ErrorKind = kind
        self.message = message
        self.remedy = remedy
        self.diagnostics = diagnostics or {}


@dataclass(frozen=True)
class StepResult:
    """What a successful step hands back; the runner turns it into a :class:`Record`.

    Attributes
    ----------
    values : dict
        Results, unit suffixes in the names.
    diagnostics : dict
        How far they can be trusted; always holds ``converged``.
    warnings : tuple of str
        Every fallback taken.
    """

    values: dict[str, Any]
    diagnostics: dict[str, Any]
    warnings: tuple[str, ...] = field(default=())


class ErrorNote(BaseModel):
    """Why a step failed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ErrorKind
    message: str
    remedy: str


class Record(BaseModel):
    """One step of one species: its numbers, their level of theory and their provenance."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: int = SCHEMA_VERSION
    method_version: int
    key: str
    step: str
    smiles: str
    status: Status
    error: ErrorNote | None = None
    level_of_theory: str
    values: dict[str, Any]
    diagnostics: dict[str, Any]
    warnings: tuple[str, ...] = ()
    provenance: dict[str, Any]


def content_key(content: dict[str, Any]) -> str:
    """Return a short stable hash of JSON-serialisable content.

    Examples
    --------
    >>> content_key({"smiles": "C", "charge": 0}) == content_key({"charge": 0, "smiles": "C"})
    True
    >>> len(content_key({}))
    16
    """
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


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
    """Write a file so that a reader sees the old or the new content, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_json(path: Path, content: Any) -> None:
    """Write rounded JSON with sorted keys, atomically."""
    text = json.dumps(rounded(content), indent=1, sort_keys=True, ensure_ascii=False)
    write_text_atomically(path, text + "\n")


def write_record(path: Path, record: Record) -> None:
    """Write one record as JSON, atomically, floats rounded."""
    write_json(path, record.model_dump(mode="json"))


def read_record(path: Path) -> Record:
    """Read one record back.

    Raises
    ------
    pydantic.ValidationError
        When the file is not a record of this schema.
    """
    return Record.model_validate_json(path.read_text(encoding="utf-8"))
