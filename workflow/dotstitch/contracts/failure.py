"""Why something could not be computed: one model, from the table of candidates to the report."""

from __future__ import annotations

import shlex
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

ErrorKind = Literal["input", "embedding", "convergence", "wrong_state", "resource", "bug"]


class Failure(BaseModel):
    """Why a molecule, a species or a step gave no trustworthy number.

    Attributes
    ----------
    stage : str
        Where it ended: ``plan``, the name of a computing step, or ``photophysics``.
    kind : str
        What went wrong, for programs.
    message : str
        What happened, in words a chemist understands.
    remedy : str
        What to do about it.

    Examples
    --------
    >>> Failure(stage="plan", kind="input", message="net charge +1", remedy="neutralise it").kind
    'input'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    stage: str
    kind: ErrorKind
    message: str
    remedy: str


def retry_command(molecule: str) -> str:
    """Return the command that computes again what failed of one molecule of a screen.

    Examples
    --------
    >>> retry_command("phenyl azide")
    "python -m dotstitch retry --name 'phenyl azide'"
    """
    return f"python -m dotstitch retry --name {shlex.quote(molecule)}"


class StepError(Exception):
    """A computation that cannot give a trustworthy number; whoever ran it knows the stage.

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

    Examples
    --------
    >>> StepError("wrong_state", "S2 is 0.0", "try another start").at("gap").stage
    'gap'
    """

    def __init__(
        self, kind: ErrorKind, message: str, remedy: str, diagnostics: dict[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.kind: ErrorKind = kind
        self.message = message
        self.remedy = remedy
        self.diagnostics = diagnostics or {}

    def at(self, stage: str) -> Failure:
        """Return what is told of this error when it ended ``stage``."""
        return Failure(stage=stage, kind=self.kind, message=self.message, remedy=self.remedy)


class FailedError(Exception):
    """Something that rests on a failed step; it carries the failure of that step."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure
