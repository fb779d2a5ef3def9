"""Computes the pool and packs it into the package.

python -m dotstitch.design.pool [--level draft] [--number 45] [--cores N] [--results FOLDER]

Chromophores of the shipped space that are unlike each other and those that are recorded, and every
part of a linker that absorbs or may take a charge. A run that was stopped goes on where it was;
``--limit`` packs what the first molecules of the list rest on.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from dotstitch.contracts.config import Config
from dotstitch.contracts.tables import write_table
from dotstitch.data.recorded import recorded_folder
from dotstitch.design.campaign.runs import Workflow
from dotstitch.design.listing import span_space
from dotstitch.design.pool.archive import pool_path, write_pool
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
    status = Workflow(options.cores).compute(order, config, options.results)
    if status:
        return status
    manifest = build_manifest(config, order)
    n_species = write_pool(pool_path(options.level), options.results, order, manifest)
    print(f"{n_species} species of {len(molecules)} molecules: {pool_path(options.level)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
