"""Computes one species, or all of a plan."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from dotstitch.cli.options import UsageError, chosen_config, read_manifest
from dotstitch.contracts.config import Config
from dotstitch.contracts.manifest import Manifest, Species, SpeciesKind
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.data.job_limits import memory_mb
from dotstitch.data.species_kinds import kind_with_radical

if TYPE_CHECKING:
    from rdkit.Chem import Mol


def species(options: argparse.Namespace) -> int:
    """Compute one species (by key or SMILES), or all of a plan, and leave one record per step.

    Finished steps of an earlier run are used again. Progress goes to standard error, the output
    of the programs behind it to species/<key>/species.log.
    """
    from dotstitch.jobs.child import Job
    from dotstitch.jobs.progress import Progress
    from dotstitch.jobs.supervise import LAST_ATTEMPT, supervise

    config = chosen_config(options)
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


def _manifest(options: argparse.Namespace, config: Config) -> Manifest | None:
    if options.smiles and not options.manifest:
        return None
    return read_manifest(options.manifest or ResultsFolder(options.results).manifest, config)


def _species_of(options: argparse.Namespace, config: Config) -> Species:
    """Return the species that --smiles stands for, keyed as a plan would key one of its kind."""
    from rdkit import Chem

    from dotstitch.contracts.smiles import SmilesError, parse_smiles
    from dotstitch.groups.compound import Compound
    from dotstitch.plan.species_book import SpeciesBook

    try:
        mol = parse_smiles(options.smiles)
    except SmilesError as error:
        raise UsageError(f"{options.smiles}: {error}; {error.remedy}") from None
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
                f"give {one.key}, or none"
            )
        return [one]
    if manifest is None or bool(options.key) == options.all:
        raise UsageError("name one species by its key or by --smiles, or ask for --all")
    if options.all:
        return list(manifest.species.values())
    if options.key not in manifest.species:
        raise UsageError(f"the manifest holds no species {options.key!r}; `plan` lists them")
    return [manifest.species[options.key]]
