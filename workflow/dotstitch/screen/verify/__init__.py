"""Checks a results folder: every file whole, and all of them about one screen."""

from __future__ import annotations

from pathlib import Path

from dotstitch.contracts.config import Config
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.screen.verify.findings import Findings, attempt
from dotstitch.screen.verify.plan import check_plan
from dotstitch.screen.verify.species import check_species
from dotstitch.screen.verify.tables import check_tables


def verify_results(results_dir: Path, config: Config) -> Findings:
    """Return what is wrong in a results folder, and what to delete so that a run mends it.

    Parameters
    ----------
    results_dir : Path
    config : Config
        Of the screen, for what no file in the folder says: the targets of a ranking.

    Returns
    -------
    list of Finding
        Empty when all is well. Files that are not there yet are no fault.
    """
    folder = ResultsFolder(results_dir)
    manifest, found = check_plan(folder)
    species = results_dir / "species"
    if species.exists():
        paths, faults = attempt(species, lambda path: sorted(path.iterdir()))
        found += faults
        for path in paths or ():
            found += check_species(folder, path, manifest)
    if manifest is not None and not found:
        found += check_tables(folder, manifest, config)
    return found
