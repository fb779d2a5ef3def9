"""Which draws a screen uses: of the priors, or given what was measured.

The posterior of Lu et al.'s observations ships with the package, level by level;
``python -m dotstitch.screen.conditioning`` makes it anew after a prior, an observation, a
calibration or the model has changed. A user's table is weighed in on top of it, with her molecules.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from dotstitch.contracts.config import Config
from dotstitch.contracts.failure import FailedError
from dotstitch.contracts.manifest import Manifest
from dotstitch.contracts.measurement import Measurement
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.contracts.smiles import canonical, parse_smiles
from dotstitch.data.reading import package_path
from dotstitch.data.recorded import recorded_folder, recorded_levels
from dotstitch.dot.dots import Dot
from dotstitch.dot.user_dots import known_dots
from dotstitch.evidence.conditioning import Evidence, condition, condition_further
from dotstitch.evidence.lu2022 import crosslinker_smiles, measurements
from dotstitch.evidence.measurements_table import user_measurements
from dotstitch.evidence.posterior import (
    Posterior,
    package_digest,
    read_posterior,
    shipped_path,
    write_posterior,
)
from dotstitch.evidence.predict import by_smiles
from dotstitch.evidence.sampling.proposals import Pilot, gaussian_of, read_pilot, write_pilot
from dotstitch.film.molecule import MoleculeInput
from dotstitch.screen.inputs import RecordBook, read_molecule


def posterior_for(config: Config, results_dir: Path) -> Posterior | None:
    """Return the posterior that the draws of a screen come from; None for the priors.

    Parameters
    ----------
    config : Config
    results_dir : Path
        Holds ``draws.npz`` where the configuration names measurements.
    """
    if config.measurements:
        return read_posterior(ResultsFolder(results_dir).draws)
    return shipped_posterior(config.level) if config.evidence == "lu2022" else None


def shipped_posterior(level: str) -> Posterior | None:
    """Return the posterior of Lu et al.'s observations at a level.

    None where none ships, and where priors, observations or calibrations have changed since.
    """
    path = shipped_path(level)
    posterior = read_posterior(path) if path.exists() else None
    return posterior if posterior and posterior.digest == package_digest(level) else None


def default_evidence(level: str) -> Evidence:
    """Return the observations of Lu et al. with crosslinkers 1 to 4 as recorded at a level."""
    rows = measurements()
    return Evidence(rows, recorded_molecules(level), _dots_of(rows, known_dots("")))


def recorded_molecules(level: str) -> dict[str, MoleculeInput]:
    """Return crosslinkers 1 to 4 as they were computed for the package, by canonical SMILES."""
    folder = recorded_folder(level)
    manifest = Manifest.model_validate_json(ResultsFolder(folder).manifest.read_text("utf-8"))
    book, wanted = RecordBook(manifest, folder), set(crosslinker_smiles().values())
    found = by_smiles(read_molecule(m, book) for m in manifest.molecules if m.status == "ok")
    return {smiles: molecule for smiles, molecule in found.items() if smiles in wanted}


def pilot_path(level: str) -> Path:
    """Return the Gaussian that proposes moves at a level; it may be missing."""
    return package_path(f"data/evidence/proposals_{level}.npz")


def shipped_pilot(level: str) -> Pilot | None:
    """Return the Gaussian that proposes moves at a level."""
    return read_pilot(pilot_path(level)) if pilot_path(level).exists() else None


def ship(level: str) -> Posterior:
    """Make the posterior of one level and write it into the package."""
    pilot = shipped_pilot(level)
    posterior = condition(default_evidence(level), level, package_digest(level), pilot)
    write_posterior(shipped_path(level), posterior)
    return posterior


def learn_proposals(level: str) -> None:
    """Keep the Gaussian of the shipped posterior of one level, to propose moves from."""
    posterior = read_posterior(shipped_path(level))
    points = posterior.z.reshape(-1, len(posterior.names))
    pilot = Pilot(posterior.names, gaussian_of(points, len(points)))
    write_pilot(pilot_path(level), pilot)


def user_evidence(
    manifest: Manifest, results_dir: Path, config: Config
) -> tuple[Evidence, tuple[Measurement, ...]]:
    """Return all that conditions a screen with a user's table, and the rows of that table.

    Molecules are those of the screen as computed, and crosslinkers 1 to 4 as recorded where the
    default evidence is asked for.
    """
    own = user_measurements(config, manifest)
    rows, molecules = own, dict[str, MoleculeInput]()
    if config.evidence == "lu2022" or any(row.smiles in _shipped() for row in own):
        molecules = recorded_molecules(config.level)
    if config.evidence == "lu2022":
        rows = (*measurements(), *own)
    measured = {row.smiles for row in own} - set(molecules)
    molecules |= _computed(manifest, results_dir, measured)
    return Evidence(rows, molecules, _dots_of(rows, known_dots(config.dots))), own


def condition_draws(manifest_path: Path, results_dir: Path, config: Config) -> None:
    """Weigh a user's measurements in and write ``draws.npz``."""
    manifest = Manifest.model_validate_json(manifest_path.read_text(encoding="utf-8"))
    evidence, own = user_evidence(manifest, results_dir, config)
    counting = evidence.counting
    changes = tuple(row for row in counting if row in own)
    shipped = shipped_posterior(config.level) if config.evidence == "lu2022" else None
    if shipped is None:
        posterior = condition(evidence, config.level, "")
    elif changes:
        stays = tuple(row for row in counting if row not in own)
        pilot = shipped_pilot(config.level)
        posterior = condition_further(shipped, evidence, stays, changes, pilot)
    else:
        posterior = shipped
    for line in told(posterior):
        print(line, flush=True)
    write_posterior(ResultsFolder(results_dir).draws, posterior)


def told(posterior: Posterior) -> list[str]:
    """Return what happened in each run, a line each."""
    return [
        f"run {number}: log evidence {evidence:.2f}, {len(steps)} temperatures, "
        f"{sum(step.moves for step in steps)} moves, largest correlation left "
        f"{steps[-1].correlation:.2f}"
        for number, (evidence, steps) in enumerate(
            zip(posterior.log_evidence, posterior.steps, strict=True), start=1
        )
        if steps
    ]


def _shipped() -> frozenset[str]:
    return frozenset(crosslinker_smiles().values())


def _computed(
    manifest: Manifest, results_dir: Path, wanted: Iterable[str]
) -> dict[str, MoleculeInput]:
    """Return the molecules of a screen that were measured; one that failed has no prediction."""
    book, chosen = RecordBook(manifest, results_dir), set(wanted)
    found = {}
    for molecule in manifest.molecules:
        smiles = canonical(parse_smiles(molecule.smiles))
        if molecule.status == "ok" and smiles in chosen:
            try:
                found[smiles] = read_molecule(molecule, book)
            except FailedError as stopped:
                print(f"{molecule.name}: {stopped.failure.message}", flush=True)
    return found


def _dots_of(rows: Iterable[Measurement], known: Mapping[str, Dot]) -> dict[str, Dot]:
    """Return the dots that rows name, at least one."""
    names = dict.fromkeys(row.dot for row in rows if row.dot) or dict.fromkeys(list(known)[:1])
    return {name: known[name] for name in names}


def main(arguments: list[str]) -> int:
    """Make the posteriors of the package."""
    parser = argparse.ArgumentParser(prog="python -m dotstitch.screen.conditioning")
    parser.add_argument("levels", nargs="*", default=recorded_levels(), help="default: all")
    parser.add_argument(
        "--learn-proposals",
        action="store_true",
        help="only keep the Gaussian of the posterior there is, so that the next is made faster",
    )
    options = parser.parse_args(arguments)
    for level in options.levels:
        if options.learn_proposals:
            learn_proposals(level)
            continue
        posterior = ship(level)
        print(f"{level}: {posterior.z.shape[0]} runs of {posterior.z.shape[1]} points")
        print("\n".join(told(posterior)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
