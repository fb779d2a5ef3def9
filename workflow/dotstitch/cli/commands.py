"""The stages of a screen that see all molecules; :mod:`dotstitch.cli` reads the options."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from dotstitch.cli.options import UsageError, chosen_config, read_manifest, require
from dotstitch.contracts.config import Config
from dotstitch.contracts.manifest import Manifest
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.contracts.tables import write_table
from dotstitch.jobs.runs.stamps import one_stage
from dotstitch.plan.config_file import render_config
from dotstitch.plan.configure import load_config


def show_config(options: argparse.Namespace) -> int:
    """Print every knob as commented YAML, defaults unless files or knobs are given."""
    print(render_config(load_config(options.configfile, options.config)), end="")
    return 0


def plan(options: argparse.Namespace) -> int:
    """Read and check the table, derive species, write manifest.json and say what was found."""
    from dotstitch.plan.screen_plan import cached_manifest
    from dotstitch.plan.tables.faults import InputTableError
    from dotstitch.plan.tables.user_tables import reading_notes

    config = chosen_config(options)
    table = _single_row(options) if options.smiles else Path(config.molecules)
    try:
        manifest = cached_manifest(config, table, options.results)
    except InputTableError as error:
        raise UsageError(str(error)) from None
    if config.measurements:
        _check_measurements(config, ResultsFolder(options.results).manifest)
    for note in (*manifest.notes, *reading_notes(config)):
        print(note, file=sys.stderr)
    for molecule in manifest.molecules:
        why = molecule.failure.message if molecule.failure else ""
        print(f"{molecule.status:10} {molecule.name}  {why}".rstrip())
    print(f"{len(manifest.species)} species:")
    for key, species in manifest.species.items():
        print(f"{key}  {species.kind:13} {manifest.labels.get(key, '')}  {species.smiles}")
    return 0


def condition(options: argparse.Namespace) -> int:
    """Weigh your own measurements in: the table that the knob measurements names.

    Reads manifest.json and species/; writes draws.npz, which photophysics then draws from. Not
    needed where there is no such table.
    """
    from dotstitch.screen.conditioning import condition_draws

    config, folder = _ready(options, {}), ResultsFolder(options.results)
    if not config.measurements:
        raise UsageError("no table of measurements is named: add --config measurements=FILE")
    _check_measurements(config, folder.manifest)
    with one_stage(folder.path, options.stamp, [folder.draws]):
        condition_draws(folder.manifest, folder.path, config)
    return 0


def photophysics(options: argparse.Namespace) -> int:
    """Predict film retention and photoluminescence of every molecule at every recipe.

    Reads manifest.json and species/; writes photophysics.json, predictions.csv and arms.csv.
    """
    from dotstitch.screen.photophysics import run_photophysics

    config, folder = _ready(options, {}), ResultsFolder(options.results)
    if config.measurements:
        _check_measurements(config, folder.manifest)
        require(folder.draws, "condition")
    outputs = [folder.photophysics, folder.predictions, folder.arms]
    with one_stage(folder.path, options.stamp, outputs):
        run_photophysics(folder.manifest, folder.path, config)
    return 0


def rank(options: argparse.Namespace) -> int:
    """Score and order the molecules.

    Reads manifest.json and photophysics.json; writes ranking.csv and failures.csv.
    """
    from dotstitch.screen import ranking

    folder = ResultsFolder(options.results)
    config = _ready(options, {folder.photophysics: "photophysics"})
    with one_stage(folder.path, options.stamp, [folder.ranking, folder.failures]):
        ranking.rank(folder.photophysics, folder.manifest, config, folder.path)
    return 0


def report(options: argparse.Namespace) -> int:
    """Write report.html, one file that needs no network, from everything before it."""
    from dotstitch.report.build import build_report

    folder = ResultsFolder(options.results)
    made_by = {folder.photophysics: "photophysics", folder.ranking: "rank", folder.failures: "rank"}
    config = _ready(options, made_by)
    with one_stage(folder.path, options.stamp, [folder.report]):
        build_report(options.results, config)
    return 0


def _single_row(options: argparse.Namespace) -> Path:
    table: Path = options.results / "molecule.csv"
    write_table(table, ("name", "smiles"), [{"name": options.name, "smiles": options.smiles}])
    return table


def _check_measurements(config: Config, manifest: Path) -> None:
    """Refuse a table of measurements with faults, all of them in one message."""
    from dotstitch.evidence.measurements_table import user_measurements
    from dotstitch.plan.tables.faults import InputTableError

    try:
        user_measurements(config, Manifest.model_validate_json(manifest.read_text("utf-8")))
    except InputTableError as error:
        raise UsageError(str(error)) from None


def _ready(options: argparse.Namespace, made_by: Mapping[Path, str]) -> Config:
    """Return the configuration of a stage when what it reads is there and was planned with it."""
    config = chosen_config(options)
    read_manifest(ResultsFolder(options.results).manifest, config)
    for path, step in made_by.items():
        require(path, step)
    return config
