"""The file ``photophysics.json``: all that was predicted, for ranking, report and scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from dotstitch.contracts.evidence import EvidenceLine
from dotstitch.contracts.files import UntrustedFileError, rounded
from dotstitch.contracts.hashed import read_hashed, write_hashed
from dotstitch.contracts.photophysics import Explanation, MoleculeResult
from dotstitch.contracts.photophysics.advice import MovedScore, Proposal
from dotstitch.contracts.photophysics.properties import DotEdges
from dotstitch.dot.dots import Dot


class Photophysics(BaseModel):
    """All molecules of a screen.

    Attributes
    ----------
    dot : Dot
        The default dot.
    edges : DotEdges
        Its band edges as the draws have them.
    surrogate : str
        One sentence on what the model is and what it was calibrated on.
    basis : str
        One sentence on what the ranking rests on.
    sampler : str
        How far the points behind the draws are from having settled; empty where they have.
    explanations : dict of Explanation
        By the letter of Lu et al.
    evidence : tuple of EvidenceLine
        Every measurement that the ranking rests on, and those that are not modelled, beside what
        the model says of it; none where priors stand alone.
    advice : tuple of Proposal
        What to measure next, the most telling experiment first.
    moved : tuple of MovedScore
        What a user's measurements moved; none without.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[4] = 4
    dot: Dot
    edges: DotEdges
    surrogate: str
    basis: str
    sampler: str
    molecules: tuple[MoleculeResult, ...]
    explanations: dict[str, Explanation]
    evidence: tuple[EvidenceLine, ...]
    advice: tuple[Proposal, ...]
    moved: tuple[MovedScore, ...]


def write_photophysics(path: Path, photophysics: Photophysics) -> None:
    """Write the file with its hash, atomically, floats rounded."""
    write_hashed(path, photophysics.model_dump(mode="json"))


def read_photophysics(path: Path) -> Photophysics:
    """Read the file back.

    Raises
    ------
    UntrustedFileError
        When it is damaged or of another schema.
    """
    try:
        return Photophysics.model_validate_json(read_hashed(path))
    except ValidationError:
        raise UntrustedFileError(path, "is of another version") from None


def in_short(result: MoleculeResult) -> MoleculeResult:
    """Return one result with the floats that the file will hold."""
    return type(result).model_validate(rounded(result.model_dump()))
