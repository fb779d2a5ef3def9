"""What the report reads: the tables and records of one finished screen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dotstitch.contracts.config import Config
from dotstitch.contracts.evidence import EvidenceLine
from dotstitch.contracts.failure import Failure
from dotstitch.contracts.manifest import Manifest
from dotstitch.contracts.paths import ResultsFolder, SpeciesFolder
from dotstitch.contracts.photophysics import Explanation, ScreenedMolecule
from dotstitch.contracts.photophysics.advice import MovedScore, Proposal
from dotstitch.contracts.photophysics.properties import DotEdges
from dotstitch.contracts.proposals import ProposalsFile, read_proposals_file
from dotstitch.contracts.records import Record
from dotstitch.contracts.results import STEP_VALUES, StepValues
from dotstitch.contracts.tables import read_table
from dotstitch.dot.dots import Dot
from dotstitch.jobs.files import stored_record
from dotstitch.plan.tables.user_tables import reading_notes
from dotstitch.screen.results_file import read_photophysics

Row = dict[str, str]
"""One row of a CSV table, as text."""


@dataclass(frozen=True)
class Unranked:
    """A molecule without a rank: one row of ``failures.csv``."""

    name: str
    smiles: str
    failure: Failure


@dataclass(frozen=True)
class Screen:
    """One finished screen.

    Attributes
    ----------
    folder : ResultsFolder
        Where it lies.
    edges : DotEdges
        Of the dot, as the draws have them.
    ranking : list of dict
        Rows of ``ranking.csv``.
    failures : list of Unranked
        Rows of ``failures.csv``.
    ranking_csv : str
        Text of ``ranking.csv``, for the download link.
    results : dict of ScreenedMolecule
        What was predicted, by name; molecules that failed are absent.
    records : dict
        Species key to step name to record.
    basis : str
        One sentence on what the ranking rests on.
    evidence : tuple of EvidenceLine
        Every measurement beside its predictions.
    explanations : dict of Explanation
        By letter.
    advice : tuple of Proposal
        What to measure next, the most telling experiment first.
    notes : tuple of str
        What of the user's tables was read differently from how it was typed.
    moved : tuple of MovedScore
        What a user's measurements moved.
    sampler : str
        How far the points behind the draws are from having settled.
    proposals : ProposalsFile or None
        What the last campaign in this folder proposed.
    """

    folder: ResultsFolder
    config: Config
    manifest: Manifest
    dot: Dot
    edges: DotEdges
    surrogate: str
    basis: str
    ranking: list[Row]
    ranking_csv: str
    failures: list[Unranked]
    results: dict[str, ScreenedMolecule]
    records: dict[str, dict[str, Record[StepValues]]]
    evidence: tuple[EvidenceLine, ...]
    explanations: dict[str, Explanation]
    advice: tuple[Proposal, ...]
    notes: tuple[str, ...]
    moved: tuple[MovedScore, ...]
    sampler: str
    proposals: ProposalsFile | None


def read_screen(results_dir: Path, config: Config) -> Screen:
    """Read everything the report shows.

    Raises
    ------
    FileNotFoundError
        When a stage before the report has not run.
    """
    folder = ResultsFolder(results_dir)
    manifest = Manifest.model_validate_json(folder.manifest.read_text(encoding="utf-8"))
    photophysics = read_photophysics(folder.photophysics)
    ranking_csv = folder.ranking.read_text(encoding="utf-8")
    return Screen(
        folder=folder,
        config=config,
        manifest=manifest,
        dot=photophysics.dot,
        edges=photophysics.edges,
        surrogate=photophysics.surrogate,
        basis=photophysics.basis,
        ranking=read_table(ranking_csv),
        ranking_csv=ranking_csv,
        failures=[_unranked(row) for row in read_table(folder.failures.read_text("utf-8"))],
        results={m.name: m for m in photophysics.molecules if isinstance(m, ScreenedMolecule)},
        records={key: _records(folder.species(key)) for key in manifest.species},
        evidence=photophysics.evidence,
        explanations=photophysics.explanations,
        advice=photophysics.advice,
        notes=(*manifest.notes, *reading_notes(config)),
        moved=photophysics.moved,
        sampler=photophysics.sampler,
        proposals=read_proposals_file(folder.proposals),
    )


def _unranked(row: Row) -> Unranked:
    told = {name: row[name] for name in Failure.model_fields}
    return Unranked(row["name"], row["smiles"], Failure.model_validate(told))


def _records(folder: SpeciesFolder) -> dict[str, Record[StepValues]]:
    """Read the records of one species; a step that did not run, or not to be trusted, has none."""
    found = {step: stored_record(folder, step) for step in STEP_VALUES}
    return {step: record for step, record in found.items() if record is not None}
