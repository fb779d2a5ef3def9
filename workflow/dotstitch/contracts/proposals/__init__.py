"""What a campaign proposes, as the report reads it: ``proposals.json``."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from dotstitch.contracts.hashed import read_hashed, write_hashed


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Interval(_Frozen):
    """A number with the ends of its 16 to 84 % interval."""

    value: float
    low: float
    high: float


class MapPoint(_Frozen):
    """Mean film retention and relative PLQY of a screened molecule."""

    name: str
    film_retention: float
    plqy_relative: float


class MapCell(_Frozen):
    """Candidates whose means lie in one cell of the map.

    Attributes
    ----------
    film_retention, plqy_relative : int
        Place of the cell along both axes, from 0 to :attr:`ProposalsFile.cells` - 1.
    """

    film_retention: int
    plqy_relative: int
    count: int


class ProposedMolecule(_Frozen):
    """One proposal; every number is of draws that chose nothing.

    Attributes
    ----------
    route : tuple of str
        Named reactions in order; ``#2`` is the product of step 2.
    recipe : str
        In words.
    nearest : str
        Screened molecule that it is compared with.
    bought : tuple of str
        What each change against that one does to film and light.
    settled_by : str
        Experiment that would settle its score; empty where none tells much.
    """

    name: str
    smiles: str
    blocks: tuple[str, ...]
    route: tuple[str, ...]
    recipe: str
    score: Interval
    film_retention: Interval
    plqy_relative: Interval
    probability_of_improvement: float
    probability_above_best: float
    limited_by: str
    nearest: str
    bought: tuple[str, ...]
    settled_by: str
    warnings: tuple[str, ...]


class ProposalsFile(_Frozen):
    """All proposals of a campaign, and what they were chosen from.

    Attributes
    ----------
    level : str
        At which species behind them were computed.
    judged, waiting : int
        Candidates that could be judged, and kinds of molecules that rest on species which nobody
        has computed.
    cells : int
        Of the map along each axis, from zero to one.
    """

    level: str
    judged: int
    waiting: int
    objectives: tuple[str, ...]
    cells: int
    map: tuple[MapCell, ...]
    screened: tuple[MapPoint, ...]
    proposals: tuple[ProposedMolecule, ...]


def write_proposals_file(path: Path, content: ProposalsFile) -> None:
    """Write ``proposals.json`` behind its hash, atomically."""
    write_hashed(path, content.model_dump(mode="json"))


def read_proposals_file(path: Path) -> ProposalsFile | None:
    """Return what a campaign left; None where none has ended.

    Raises
    ------
    UntrustedFileError
        When the file is not as it was written.
    """
    if not path.exists():
        return None
    return ProposalsFile.model_validate_json(read_hashed(path))
