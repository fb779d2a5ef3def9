"""What the report reads: the tables and records of one finished screen."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dotstitch.contracts.config import Config
from dotstitch.contracts.manifest import Manifest, Molecule
from dotstitch.contracts.paths import ResultsFolder, SpeciesFolder
from dotstitch.contracts.records import Record, read_record
from dotstitch.contracts.results import STEP_VALUES, StepValues
from dotstitch.dot.dots import Dot

Row = dict[str, str]
"""One row of a CSV table, as text."""


@dataclass(frozen=True)
class Screen:
    """One finished screen.

    Attributes
    ----------
    ranking, failures, arms : list of dict
        Rows of ``ranking.csv``, ``failures.csv`` and ``arms.csv``.
    ranking_csv : str
        Text of ``ranking.csv``, for the download link.
    results : dict
        Name to the molecule's entry of ``photophysics.json``.
    records : dict
        Species key to step name to record.
    explanations : dict
        Letter to ``verdict`` and ``evidence``.
    """

    config: Config
    manifest: Manifest
    dot: Dot
    surrogate: str
    ranking: list[Row]
    ranking_csv: str
    failures: list[Row]
    arms: list[Row]
    results: dict[str, dict[str, Any]]
    records: dict[str, dict[str, Record[StepValues]]]
    explanations: dict[str, dict[str, str]]


def read_screen(results_dir: Path, config: Config) -> Screen:
    """Read everything the report shows.

    Raises
    ------
    FileNotFoundError
        When a stage before the report has not run.
    """
    folder = ResultsFolder(results_dir)
    manifest = Manifest.model_validate_json(folder.manifest.read_text(encoding="utf-8"))
    found = json.loads(folder.photophysics.read_text(encoding="utf-8"))
    ranking_csv = folder.ranking.read_text(encoding="utf-8")
    return Screen(
        config=config,
        manifest=manifest,
        dot=Dot.model_validate(found["dot"]),
        surrogate=found["surrogate"],
        ranking=_rows(ranking_csv),
        ranking_csv=ranking_csv,
        failures=_rows(folder.failures.read_text(encoding="utf-8")),
        arms=_rows(folder.arms.read_text(encoding="utf-8")),
        results={entry["name"]: entry for entry in found["molecules"]},
        records={
            key: _records(ResultsFolder(results_dir).species(key)) for key in manifest.species
        },
        explanations=found["explanations"],
    )


def species_of(molecule: Molecule) -> dict[str, str]:
    """Return the species a molecule needs: key to the part it plays, in a sensible order.

    The first role wins where a species plays several.
    """
    roles: dict[str, str] = {}
    for number, part in enumerate(molecule.electrophores, start=1):
        name = f"chromophore {number}" if part.arms else f"electrophore {number}"
        roles.setdefault(part.species, name)
        for reacted, key in enumerate(part.states[1:], start=1):
            last = reacted == len(part.states) - 1
            roles.setdefault(key, f"{name}, product" if last else f"{name}, {reacted} arm reacted")
        for arm in part.arms:
            for role, key in arm.roles.items():
                roles.setdefault(key, f"{name}, {role.replace('_', ' ')}")
    return roles


def _rows(text: str) -> list[Row]:
    return list(csv.DictReader(text.splitlines(keepends=True)))


def _records(folder: SpeciesFolder) -> dict[str, Record[StepValues]]:
    """Read the records of one species; a step that did not run has none."""
    return {
        step: read_record(folder, values)
        for step, values in STEP_VALUES.items()
        if folder.record(step).exists()
    }
