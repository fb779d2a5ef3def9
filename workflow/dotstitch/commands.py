"""What each command does; :mod:`dotstitch.cli` reads the options."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from dotstitch.contracts.config import Config
from dotstitch.contracts.manifest import Manifest, Species, SpeciesKind
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.contracts.tables import write_table
from dotstitch.data.species_kinds import kind_with_radical
from dotstitch.plan.config_file import render_config
from dotstitch.plan.configure import load_config

if TYPE_CHECKING:
    from rdkit.Chem import Mol

DEFAULT_CONFIG = Path("workflow/config.yaml")


class UsageError(ValueError):
    """A command that cannot be carried out as asked."""


def show_config(options: argparse.Namespace) -> int:
    """Print every knob as commented YAML, defaults unless files or knobs are given."""
    print(render_config(load_config(options.configfile, options.config)), end="")
    return 0


def plan(options: argparse.Namespace) -> int:
    """Read and check the table, derive species, write manifest.json and say what was found."""
    from dotstitch.plan.screen_plan import cached_manifest
    from dotstitch.plan.tables.faults import InputTableError

    config = _config(options)
    table = _single_row(options) if options.smiles else Path(config.molecules)
    try:
        manifest = cached_manifest(config, table, options.results)
    except InputTableError as error:
        raise UsageError(str(error)) from None
    if config.measurements:
        _check_measurements(config, ResultsFolder(options.results).manifest)
    for molecule in manifest.molecules:
        why = molecule.failure.message if molecule.failure else ""
        print(f"{molecule.status:10} {molecule.name}  {why}".rstrip())
    print(f"{len(manifest.species)} species:")
    for key, species in manifest.species.items():
        print(f"{key}  {species.kind:13} {manifest.labels.get(key, '')}  {species.smiles}")
    return 0


def species(options: argparse.Namespace) -> int:
    """Compute one species (by key or SMILES), or all of a plan, and leave one record per step.

    Finished steps of an earlier run are used again. Progress goes to standard error, the output
    of the programs behind it to species/<key>/species.log.
    """
    from dotstitch.jobs.progress import Progress
    from dotstitch.jobs.supervise import LAST_ATTEMPT, Job, memory_mb, supervise

    config = _config(options, ranks=False)
    manifest = _manifest(options, config)
    status = 0
    for one in _chosen(options, config, manifest):
        attempt = options.attempt or LAST_ATTEMPT
        job = Job(
            species=one,
            level=config.level,
            engine=config.engine,
            seed=config.seed,
            results_dir=options.results,
            threads=options.threads or config.threads_per_job,
            memory_mb=options.memory_mb or memory_mb(one, attempt),
            attempt=attempt,
        )
        status = max(status, supervise(job, Progress(one, manifest, options.results)))
    return status


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
        _require(folder.draws, "condition")
    run_photophysics(folder.manifest, folder.path, config)
    return 0


def rank(options: argparse.Namespace) -> int:
    """Score and order the molecules.

    Reads manifest.json and photophysics.json; writes ranking.csv and failures.csv.
    """
    from dotstitch.screen import ranking

    folder = ResultsFolder(options.results)
    config = _ready(options, {folder.photophysics: "photophysics"})
    ranking.rank(folder.photophysics, folder.manifest, config, folder.path)
    return 0


def report(options: argparse.Namespace) -> int:
    """Write report.html, one file that needs no network, from everything before it."""
    from dotstitch.report.build import build_report

    folder = ResultsFolder(options.results)
    made_by = {folder.photophysics: "photophysics", folder.ranking: "rank", folder.failures: "rank"}
    build_report(options.results, _ready(options, made_by))
    return 0


def _config(options: argparse.Namespace, *, ranks: bool = True) -> Config:
    files = options.configfile or ([DEFAULT_CONFIG] if DEFAULT_CONFIG.exists() else [])
    return load_config(files, options.config, ranks=ranks)


def _single_row(options: argparse.Namespace) -> Path:
    table: Path = options.results / "molecule.csv"
    write_table(table, ("name", "smiles"), [{"name": options.name, "smiles": options.smiles}])
    return table


def _manifest(options: argparse.Namespace, config: Config) -> Manifest | None:
    if options.smiles and not options.manifest:
        return None
    return _read_manifest(options.manifest or ResultsFolder(options.results).manifest, config)


def _read_manifest(path: Path, config: Config) -> Manifest:
    _require(path, "plan")
    manifest = Manifest.model_validate_json(path.read_text(encoding="utf-8"))
    for knob in ("level", "engine"):
        planned, configured = getattr(manifest, knob), getattr(config, knob)
        if planned != configured:
            raise UsageError(
                f"{path} is planned at {knob} {planned}, not {configured}: add "
                f"--config {knob}={planned}, or plan again"
            )
    return manifest


def _check_measurements(config: Config, manifest: Path) -> None:
    """Refuse a table of measurements with faults, all of them in one message."""
    from dotstitch.evidence.measurements_table import user_measurements
    from dotstitch.plan.tables.faults import InputTableError

    try:
        user_measurements(config, Manifest.model_validate_json(manifest.read_text("utf-8")))
    except InputTableError as error:
        raise UsageError(str(error)) from None


def _require(path: Path, step: str) -> None:
    if not path.exists():
        raise UsageError(f"{path} does not exist: run `python -m dotstitch {step}` first")


def _ready(options: argparse.Namespace, made_by: Mapping[Path, str]) -> Config:
    """Return the configuration of a stage when what it reads is there and was planned with it."""
    config = _config(options)
    _read_manifest(ResultsFolder(options.results).manifest, config)
    for path, step in made_by.items():
        _require(path, step)
    return config


def _species_of(options: argparse.Namespace, config: Config) -> Species:
    """Return the species that --smiles stands for, keyed as a plan would key one of its kind."""
    from rdkit import Chem

    from dotstitch.contracts.smiles import SmilesError, parse_smiles
    from dotstitch.groups.compound import Compound
    from dotstitch.plan.species_book import SpeciesBook

    try:
        mol = parse_smiles(options.smiles)
    except SmilesError as error:
        raise UsageError(f"{options.smiles}: {error}") from None
    smiles = Chem.MolToSmiles(mol)
    compound = Compound(
        smiles=smiles,
        kind=options.kind or _kind_of(mol),
        charge=Chem.GetFormalCharge(mol),
        n_atoms=Chem.AddHs(mol).GetNumAtoms(),
    )
    book = SpeciesBook(config.level, engine=config.engine)
    return book.species[book.add(compound, options.smiles)]


def _kind_of(mol: Mol) -> SpeciesKind:
    """Tell an intermediate by its unpaired electrons."""
    radicals = [atom.GetSymbol() for atom in mol.GetAtoms() if atom.GetNumRadicalElectrons()]
    try:
        return kind_with_radical(radicals[0] if radicals else None)
    except KeyError as error:
        raise UsageError(f"{error.args[0]}; name its --kind") from None


def _chosen(
    options: argparse.Namespace, config: Config, manifest: Manifest | None
) -> list[Species]:
    if options.smiles:
        one = _species_of(options, config)
        if options.key and options.key != one.key:
            raise UsageError(
                f"{options.key} is not the key of {options.smiles} at level {config.level}: "
                f"that is {one.key}"
            )
        return [one]
    if manifest is None or bool(options.key) == options.all:
        raise UsageError("name one species by its key or by --smiles, or ask for --all")
    if options.all:
        return list(manifest.species.values())
    if options.key not in manifest.species:
        raise UsageError(f"the manifest holds no species {options.key!r}; `plan` lists them")
    return [manifest.species[options.key]]
