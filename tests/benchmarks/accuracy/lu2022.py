"""The experiments of Lu et al. against the prior predictions of a finished screen.

Reads the records that a screen of crosslinkers 1 to 4 left, repeats each observation's own recipe,
and says which rows rest on fitted parameters. No prior does any more; a row that names such a
parameter would not count in the error of the PLQY.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from dotstitch.contracts.config import Config
from dotstitch.contracts.failure import FailedError
from dotstitch.contracts.manifest import Manifest
from dotstitch.contracts.results import SpectrumValues
from dotstitch.evidence.comparison import (
    TOLERANCE,
    Comparison,
    FilmModel,
    compare,
    film_model,
)
from dotstitch.evidence.lu2022 import crosslinkers, read_observations
from dotstitch.evidence.plqy_readings import plqy_readings
from dotstitch.evidence.prior import prior_draws
from dotstitch.evidence.statements import statements
from dotstitch.screen.inputs import RecordBook, read_molecule

N_SAMPLES = 2000


def read_screen(results: Path, level: str) -> tuple[FilmModel, str]:
    """Return crosslinkers 1 to 4 as a finished screen computed them, and the level of theory."""
    plan = results / "manifest.json"
    if not plan.exists():
        raise SystemExit(f"{plan} does not exist: run `make screen` first, or name --results")
    manifest = Manifest.model_validate_json(plan.read_text(encoding="utf-8"))
    if manifest.level != level:
        raise SystemExit(f"{plan} was planned at {manifest.level}: add --level {manifest.level}")
    book, wanted = RecordBook(manifest, results), crosslinkers()
    molecules, failures, theory = {}, {}, ""
    for molecule in manifest.molecules:
        name = wanted.get(molecule.inchikey)
        if name is None or molecule.status != "ok":
            continue
        try:
            molecules[name] = read_molecule(molecule, book)
            first = molecule.electrophores[0].species
            theory = book.get(first, SpectrumValues).level_of_theory
        except FailedError as fault:
            failures[name] = fault.failure.message
    config = Config(level=level, samples=N_SAMPLES)
    return film_model(molecules, failures, prior_draws(config.samples, config.seed)), theory


def table_row(comparison: Comparison) -> dict[str, Any]:
    """Return one comparison as a row of the benchmark."""
    observation = comparison.observation
    reference = observation.number if comparison.error is not None else None
    return {
        "name": observation.id,
        "smiles": comparison.smiles,
        "observable": observation.observable,
        "reference": observation.value if reference is None else reference,
        "value": comparison.value,
        "error": comparison.error,
        "uncertainty": comparison.uncertainty,
        "within": comparison.within,
        "tolerance": None if reference is None else TOLERANCE[observation.observable],
        "pass": comparison.passed,
        "fitted": bool(observation.fitted_parameter),
        "status": comparison.status,
    }


def run(reference: Path | None, level: str, results: Path = Path("results")) -> dict[str, Any]:
    """Return the ``lu2022`` benchmark.

    Parameters
    ----------
    reference : Path or None
        Another table with the columns of ``data/evidence/lu2022_observations.csv``.
    level : str
    results : Path
        A finished screen that holds crosslinkers 1 to 4.
    """
    model, theory = read_screen(results, level)
    observations = [one for one in read_observations(reference) if one.comparable]
    rows = [table_row(compare(model, one)) for one in observations]
    free = [r for r in rows if r["error"] is not None and not r["fitted"]]
    errors = np.array([r["error"] for r in free])
    plqy = [abs(r["error"]) for r in free if r["observable"] == "relative PLQY"]
    return {
        "kind": "lu2022",
        "level_of_theory": theory,
        "unit": "1",
        "rows": rows,
        "mean_signed_error": float(errors.mean()) if errors.size else None,
        "mean_absolute_error": float(np.abs(errors).mean()) if errors.size else None,
        "max_absolute_error": float(np.abs(errors).max()) if errors.size else None,
        "coverage": float(np.mean([r["within"] for r in free])) if free else None,
        "fitted_parameters": sorted({r.fitted_parameter for r in observations} - {""}),
        "leave_one_out_plqy_mae": float(np.mean(plqy)) if plqy else None,
        "statements": [asdict(one) for one in statements(model)],
        "luminescence_readings": [asdict(one) for one in plqy_readings()],
    }
