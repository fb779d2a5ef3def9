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
from typing import Any, Final, Generic, Literal, Self, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, model_validator

from dotstitch.contracts.failure import FailedError, Failure
from dotstitch.contracts.paths import SpeciesFolder
from dotstitch.contracts.results import StepValues

SCHEMA_VERSION: Final = 2
SIGNIFICANT_DIGITS = 8

Status = Literal["ok", "failed"]
Values = TypeVar("Values", bound=StepValues, covariant=True)


@dataclass(frozen=True)
class StepResult(Generic[Values]):
    """What a successful step hands back; the runner turns it into a :class:`Record`.

    Attributes
    ----------
    values : StepValues
    diagnostics : dict
        How far they can be trusted; see :class:`Diagnostics`.
    warnings : tuple of str
        Every fallback taken.
    """

    values: Values
    diagnostics: dict[str, Any]
    warnings: tuple[str, ...] = field(default=())


def _absent(value: Any) -> bool:
    return value is None


class Diagnostics(BaseModel):
    """How far the numbers of a record can be trusted; every step adds what it knows.

    Attributes
    ----------
    converged : bool
    s2, s2_expected : float, mapping or None
        Expectation value of S2, of the step or state by state; absent where no spin was computed.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    converged: bool
    s2: float | dict[str, float | None] | None = Field(default=None, exclude_if=_absent)
    s2_expected: float | dict[str, float] | tuple[float, ...] | None = Field(
        default=None, exclude_if=_absent
    )

    def s2_by_state(self) -> dict[str, float]:
        """Return S2 of every state that was looked at, the highest first.

        Examples
        --------
        >>> Diagnostics(converged=True, s2={"singlet": 1.04, "triplet": 2.02}).s2_by_state()
        {'triplet': 2.02, 'singlet': 1.04}
        """
        by_state = self.s2 if isinstance(self.s2, dict) else {}
        known = [(value, state) for state, value in by_state.items() if value is not None]
        return {state: value for value, state in sorted(known, reverse=True)}


class Provenance(BaseModel):
    """Where a record comes from: versions, threads, time and memory."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    versions: dict[str, str]
    threads: int
    wall_s: float
    cpu_s: float
    peak_memory_mb: float
    device_requested: str
    device_used: str
    started_at: str
    input_key: str


class Record(BaseModel, Generic[Values]):
    """One step of one species: its numbers, their level of theory and their provenance.

    Attributes
    ----------
    values : StepValues or None
        None in a failed record, which holds ``error`` instead.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[2] = SCHEMA_VERSION
    method_version: int
    key: str
    step: str
    smiles: str
    status: Status
    error: Failure | None = None
    level_of_theory: str
    values: Values | None
    diagnostics: Diagnostics
    warnings: tuple[str, ...] = ()
    provenance: Provenance

    @model_validator(mode="after")
    def _good_or_failed(self) -> Self:
        whole = self.values is not None and self.error is None
        if whole != (self.status == "ok") or (self.values is None) == (self.error is None):
            raise ValueError("a good record holds values, a failed one its error")
        if self.values is not None and self.values.step != self.step:
            raise ValueError(f"values of the step {self.values.step} in a record of {self.step}")
        return self

    @property
    def result(self) -> Values:
        """The values of a good record.

        Raises
        ------
        FailedError
            When the step failed.
        """
        if self.values is None:
            raise FailedError(cast(Failure, self.error))
        return self.values


def record_type(values: type[Values]) -> type[Record[Values]]:
    """Return the class of records that hold these values."""
    return Record[values]  # type: ignore[valid-type]


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


def write_record(folder: SpeciesFolder, record: Record[StepValues]) -> None:
    """Write one record as JSON, atomically, floats rounded."""
    write_json(folder.record(record.step), record.model_dump(mode="json"))


def read_record(folder: SpeciesFolder, values: type[Values]) -> Record[Values]:
    """Read the record of one step back.

    Parameters
    ----------
    folder : SpeciesFolder
    values : type
        What the step finds, for instance :class:`dotstitch.contracts.results.GapValues`.

    Raises
    ------
    pydantic.ValidationError
        When the file is not a record of this schema and step.
    """
    text = folder.record(values.step).read_text(encoding="utf-8")
    return record_type(values).model_validate_json(text)
