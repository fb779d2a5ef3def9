"""Records: what one computing step found, or why it failed.

A record is written once, whole, whether the step succeeded or not; success and failure are the
same class. Every read compares it with the hash that it carries.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Generic, Literal, Self, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from dotstitch.contracts.failure import FailedError, Failure
from dotstitch.contracts.files import UntrustedFileError, read_sealed, write_sealed
from dotstitch.contracts.paths import SpeciesFolder
from dotstitch.contracts.results import StepValues

SCHEMA_VERSION: Final = 3

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
    structures : dict of str
        Name of each ``.xyz`` file that was written to the hash of its text.
    """

    values: Values
    diagnostics: dict[str, Any]
    warnings: tuple[str, ...] = field(default=())
    structures: dict[str, str] = field(default_factory=dict)


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
    structures : dict of str
        Of the step ``geometry``: name of each ``.xyz`` file to the hash of its text. Empty where
        the record is kept without its structures.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[3] = SCHEMA_VERSION
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
    structures: dict[str, str] = {}
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


def write_record(folder: SpeciesFolder, record: Record[StepValues]) -> None:
    """Write one record as sealed JSON, atomically, floats rounded."""
    write_sealed(folder.record(record.step), record.model_dump(mode="json"))


def read_record(folder: SpeciesFolder, values: type[Values]) -> Record[Values]:
    """Read the record of one step back.

    Parameters
    ----------
    folder : SpeciesFolder
    values : type
        What the step finds, for instance :class:`dotstitch.contracts.results.GapValues`.

    Raises
    ------
    UntrustedFileError
        When the file is not whole, or no record of this schema, step and species.
    """
    path = folder.record(values.step)
    content = read_sealed(path, SCHEMA_VERSION)
    try:
        record = record_type(values).model_validate(content)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise UntrustedFileError(
            path, f"is no record of {values.step}: {place} {fault['msg']}"
        ) from None
    if (record.step, record.key) != (values.step, folder.path.name):
        raise UntrustedFileError(path, f"is that of {record.step} of species {record.key}")
    return record
