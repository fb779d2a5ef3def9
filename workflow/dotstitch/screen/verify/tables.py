"""Predictions and tables of a results folder: whole, of one plan, and following from each other."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from dotstitch.contracts.config import Config
from dotstitch.contracts.manifest import Manifest
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.evidence.posterior import read_posterior
from dotstitch.screen.photophysics import write_files
from dotstitch.screen.ranking import rank
from dotstitch.screen.results_file import Photophysics, read_photophysics
from dotstitch.screen.verify.findings import Finding, Findings, attempt


def check_tables(folder: ResultsFolder, manifest: Manifest, config: Config) -> Findings:
    """Return what is wrong with what was predicted and ranked."""
    found = Findings()
    if folder.draws.exists():
        found += attempt(folder.draws, read_posterior)[1]
    if not folder.photophysics.exists():
        return found
    photophysics, faults = attempt(folder.photophysics, read_photophysics)
    if photophysics is None:
        return found + faults
    planned = {m.name for m in manifest.molecules if m.status == "ok"}
    if {m.name for m in photophysics.molecules} != planned:
        reason = "is about other molecules than the plan"
        return [*found, Finding(folder.photophysics, reason, (folder.photophysics,))]
    with tempfile.TemporaryDirectory() as name:
        made = ResultsFolder(Path(name))
        found += _predictions(folder, made, photophysics)
        found += _ranking(folder, made, config)
    return found


def _predictions(
    folder: ResultsFolder, made: ResultsFolder, photophysics: Photophysics
) -> Iterator[Finding]:
    """Write the tables of predictions anew and yield those that differ."""
    write_files(made, photophysics)
    for path, again in ((folder.predictions, made.predictions), (folder.arms, made.arms)):
        if path.exists() and _differ(path, again):
            yield Finding(path, f"does not follow from {folder.photophysics.name}", (path,))


def _ranking(folder: ResultsFolder, made: ResultsFolder, config: Config) -> Iterator[Finding]:
    """Rank anew, for every set of targets this folder was ranked with, and yield what differs."""
    tables = ((folder.ranking, made.ranking), (folder.failures, made.failures))
    present = [(path, again) for path, again in tables if path.exists()]
    differing = present
    for choice in (config, *_ranked_with(folder)):
        try:
            rank(made.photophysics, folder.manifest, choice, made.path)
        except ValueError:
            continue
        differing = [(path, again) for path, again in present if _differ(path, again)]
        if not differing:
            return
    for path, _ in differing:
        yield Finding(path, f"does not follow from {folder.photophysics.name}", (path,))


def _ranked_with(folder: ResultsFolder) -> Iterator[Config]:
    """Yield the configurations that the workflow kept in this folder."""
    for path in sorted((folder.path / ".plan").glob("config-*.json")):
        try:
            yield Config.model_validate(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            continue


def _differ(path: Path, again: Path) -> bool:
    try:
        return path.read_bytes() != again.read_bytes()
    except OSError:
        return True
