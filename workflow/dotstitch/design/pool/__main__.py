"""Computes the pool and packs it into the package.

python -m dotstitch.design.pool [--level draft] [--number 45] [--cores N] [--results FOLDER]

Chromophores of the shipped space that are unlike each other and those that are recorded, and every
part of a linker that absorbs or may take a charge. A run that was stopped goes on where it was, and
what the shipped pool holds is not computed again; ``--limit`` ends with the first molecules of the
list, so that the pool can grow from run to run.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from dotstitch.contracts.config import Config
from dotstitch.contracts.manifest import Manifest
from dotstitch.contracts.tables import write_table
from dotstitch.data.recorded import recorded_folder
from dotstitch.design.campaign.runs import Workflow
from dotstitch.design.listing import Candidate, span_space
from dotstitch.design.pool.archive import held_by, pool_folder, pool_path, write_pool
from dotstitch.design.pool.choosing import pool_molecules
from dotstitch.plan.screen_plan import build_manifest, read_manifest

COLUMNS = ("name", "smiles", "route", "chromophores")


def main() -> int:
    """Make the pool."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--level", default="draft", choices=("draft", "standard"))
    parser.add_argument("--number", type=int, default=45, help="of chromophores")
    parser.add_argument("--limit", type=int, help="molecules to compute, the first of the list")
    parser.add_argument("--cores", type=int, default=1)
    parser.add_argument("--results", type=Path, default=Path("results"))
    options = parser.parse_args()
    config = Config.model_validate({"level": options.level})
    order = options.results / "pool" / f"{options.level}-{options.number}.csv"
    recorded = read_manifest(recorded_folder(options.level) / "manifest.json")
    known = [species.smiles for species in recorded.species.values()]
    molecules = pool_molecules(span_space(config), known, options.number)[: options.limit]
    write_table(order, COLUMNS, (one.row for one in molecules))
    manifest = build_manifest(config, order)
    folders = options.results, pool_folder(options.level)
    status = _compute_lacking(molecules, manifest, folders, config, options.cores)
    if status:
        return status
    n_species = write_pool(pool_path(options.level), folders, order, manifest)
    print(f"{n_species} species of {len(molecules)} molecules: {pool_path(options.level)}")
    return 0


def _compute_lacking(
    molecules: Sequence[Candidate],
    manifest: Manifest,
    folders: tuple[Path, Path],
    config: Config,
    cores: int,
) -> int:
    """Compute the molecules of which a species is in no folder; return the exit status."""
    held, results = held_by(folders, manifest), folders[0]
    planned = zip(molecules, manifest.molecules, strict=True)
    lacking = [one for one, plan in planned if not held.issuperset(plan.species_roles().values())]
    if not lacking:
        return 0
    order = results / "pool" / f"{config.level}-lacking.csv"
    write_table(order, COLUMNS, (one.row for one in lacking))
    return Workflow(cores).compute(order, config, results)


if __name__ == "__main__":
    raise SystemExit(main())
