"""Every attempt at computing a species: when, where, how long, and how it ended."""

from __future__ import annotations

import socket
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from dotstitch.contracts.failure import ErrorKind, StepError
from dotstitch.contracts.files import UntrustedFileError, read_sealed, write_sealed
from dotstitch.contracts.paths import SpeciesFolder

SCHEMA_VERSION: Final = 1


class Attempt(BaseModel):
    """One attempt at the steps that one calculation gives.

    Attributes
    ----------
    kind : str
        ``ok``, the kind of its error, or ``open``: it runs, or was killed with the whole run.
    message : str
        Of the error.
    seconds : float or None
        None while it is open.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    steps: tuple[str, ...]
    kind: Literal["open", "ok"] | ErrorKind
    message: str = ""
    host: str
    started_at: str
    seconds: float | None = None


class Attempts(BaseModel):
    """Contents of ``attempts.json``, the first attempt first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = SCHEMA_VERSION
    attempts: tuple[Attempt, ...] = ()


def read_attempts(folder: SpeciesFolder) -> tuple[Attempt, ...]:
    """Return every attempt at a species, the first one first; none where none was made.

    Raises
    ------
    UntrustedFileError
        When the file is damaged.
    """
    if not folder.attempts.exists():
        return ()
    content = read_sealed(folder.attempts, SCHEMA_VERSION)
    try:
        return Attempts.model_validate(content).attempts
    except ValidationError:
        raise UntrustedFileError(folder.attempts, "is no list of attempts") from None


def begin_attempt(folder: SpeciesFolder, steps: tuple[str, ...], started_at: str) -> None:
    """Note that a calculation begins; it stays ``open`` when nobody lives to see it end."""
    begun = Attempt(steps=steps, kind="open", host=socket.gethostname(), started_at=started_at)
    _write(folder, (*_kept(folder), begun))


def end_attempt(folder: SpeciesFolder, seconds: float, error: StepError | None = None) -> None:
    """Note how the last attempt ended, if it is still open."""
    *before, last = _kept(folder) or (None,)
    if last is None or last.kind != "open":
        return
    ended = last.model_copy(
        update={
            "kind": "ok" if error is None else error.kind,
            "message": "" if error is None else error.message,
            "seconds": round(seconds, 3),
        }
    )
    _write(folder, (*(one for one in before if one), ended))


def _kept(folder: SpeciesFolder) -> tuple[Attempt, ...]:
    """Return the attempts so far; a list that is damaged is begun anew."""
    try:
        return read_attempts(folder)
    except UntrustedFileError:
        return ()


def _write(folder: SpeciesFolder, attempts: tuple[Attempt, ...]) -> None:
    write_sealed(folder.attempts, Attempts(attempts=attempts).model_dump(mode="json"))
