"""All molecules in one job: records of their species to predictions of film and light."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from dotstitch.contracts.config import Config
from dotstitch.contracts.failure import FailedError
from dotstitch.contracts.manifest import Manifest, Molecule
from dotstitch.contracts.records import rounded, write_json, write_text_atomically
from dotstitch.contracts.results import SpectrumValues
from dotstitch.contracts.summaries import Row
from dotstitch.data.parameters import load_parameters
from dotstitch.dot.dots import load_dot
from dotstitch.evidence.verdicts import MoleculeEvidence, explain
from dotstitch.film.molecule import MoleculeInput
from dotstitch.optics.calibration import is_calibrated
from dotstitch.screen.arms import arm_columns
from dotstitch.screen.context import Setting, prepare_setting
from dotstitch.screen.inputs import (
    RecordBook,
    needed_records,
    read_molecule,
    species_roles,
)
from dotstitch.screen.rank_statistics import rank_of
from dotstitch.screen.screening import screen_molecule
from dotstitch.screen.summaries import PREDICTION_COLUMNS

SCHEMA_VERSION = 1


def run_photophysics(manifest_path: Path, results_dir: Path, config: Config) -> None:
    """Predict every molecule of a plan; write three files.

    Parameters
    ----------
    manifest_path : Path
    results_dir : Path
        Holds ``species/<key>/<step>.json``; gets ``photophysics.json``, ``predictions.csv`` and
        ``arms.csv``.
    config : Config

    Notes
    -----
    A molecule that rests on a failed species becomes a failed entry with its reason; the others
    go on.
    """
    manifest = Manifest.model_validate_json(manifest_path.read_text(encoding="utf-8"))
    book = RecordBook(manifest, results_dir)
    setting = prepare_setting(config)
    planned = [m for m in manifest.molecules if m.status == "ok"]
    entries: list[dict[str, Any]] = []
    arms: list[Row] = []
    evidence: list[MoleculeEvidence] = []
    for number, molecule in enumerate(planned, start=1):
        print(f"photophysics {number}/{len(planned)}: {molecule.name}", flush=True)
        entry, its_arms, told = _one(molecule, book, setting)
        entries.append(rounded(entry))
        arms += its_arms
        evidence += told
    _rank_with_gaps_moved(arms, entries, {m.name: m.inchikey for m in planned})
    content = {
        "schema_version": SCHEMA_VERSION,
        "dot": load_dot(config.dot).model_dump(),
        "surrogate": surrogate_sentence(),
        "molecules": entries,
        "explanations": explain(evidence),
    }
    write_json(results_dir / "photophysics.json", content)
    predictions = [row for entry in entries for row in entry.get("predictions", [])]
    _write_csv(results_dir / "predictions.csv", PREDICTION_COLUMNS, predictions)
    _write_csv(results_dir / "arms.csv", arm_columns(), arms)


def _one(
    molecule: Molecule, book: RecordBook, setting: Setting
) -> tuple[dict[str, Any], list[Row], list[MoleculeEvidence]]:
    roles = {"species": species_roles(molecule)}
    try:
        inputs = read_molecule(molecule, book)
    except FailedError as stopped:
        told = {
            "name": molecule.name,
            "smiles": molecule.smiles,
            "status": "failed",
            **stopped.failure.model_dump(),
            "warnings": list(molecule.warnings),
            "sources": roles,
        }
        return told, [], []
    level_of_theory = book.get(molecule.electrophores[0].species, SpectrumValues).level_of_theory
    if is_calibrated(book.manifest.level):
        level_of_theory += ", bands calibrated"
    found = screen_molecule(inputs, setting, level_of_theory)
    warned = _warnings(molecule, inputs, book) + _cautions(inputs, book)
    entry = {**found.entry, "warnings": warned, "sources": roles}
    return entry, found.arms, [found.evidence]


def _rank_with_gaps_moved(
    arms: list[Row], entries: list[dict[str, Any]], keys: Mapping[str, str]
) -> None:
    """Add to every arm the ranks that its molecule would take with the gap moved."""
    scores = {
        keys[entry["name"]]: float(np.mean(entry["best"]["score_samples"]))
        for entry in entries
        if entry["status"] == "ok"
    }
    for row in (row for row in arms if "score_gap_low" in row):
        own = keys[row["name"]]
        others = {key: score for key, score in scores.items() if key != own}
        for side in ("low", "high"):
            row[f"rank_gap_{side}"] = rank_of(row[f"score_gap_{side}"], own, others)


def _warnings(molecule: Molecule, inputs: MoleculeInput, book: RecordBook) -> list[str]:
    """Return what the records of a molecule warn of, and what they lack."""
    told = [
        f"{book.label(key)}: {text}"
        for key, values in dict.fromkeys(needed_records(molecule))
        for text in book.get(key, values).warnings
    ]
    if not is_calibrated(book.manifest.level):
        told.append(f"band positions and intensities at level {book.manifest.level} as computed")
    told += [
        f"{book.label(part.key)}: no triplet energy, so energy transfer from the dot is left out"
        for part in inputs.chromophores
        if part.arms and part.triplet_ev is None
    ]
    return list(dict.fromkeys(told))


def _cautions(inputs: MoleculeInput, book: RecordBook) -> list[str]:
    """Return where the rates of an arm leave what was measured."""
    return list(
        dict.fromkeys(
            f"{book.label(next(iter(arm.species.values())).key)}: {text}"
            for part in inputs.chromophores
            for arm in part.arms
            for text in arm.group.cautions(arm.species)
        )
    )


def surrogate_sentence() -> str:
    """Return one plain sentence on what the model is and what it was calibrated on.

    Examples
    --------
    >>> "Lu et al." in surrogate_sentence()
    True
    """
    rows = load_parameters().values()
    uncertain = [row for row in rows if row.distribution != "fixed"]
    fitted = [row.name for row in uncertain if row.fitted]
    return (
        "A kinetic model of light, intermediates, bonds, network and luminescence stands in for "
        f"the exposed film; of its {len(uncertain)} uncertain parameters {len(fitted)} rest on "
        f"observations of Lu et al. ({', '.join(name.replace('_', ' ') for name in fitted)}), the "
        "others are literature values or stated assumptions; levels and bands are calibrated "
        "on other molecules."
    )


def _write_csv(path: Path, columns: tuple[str, ...], rows: list[Row]) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    write_text_atomically(path, stream.getvalue())


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value + 0.0:.6g}" if isinstance(value, float) else str(value)
