"""Accuracy of triplet energies against measured onsets of phosphorescence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from dotstitch.contracts.failure import StepError
from dotstitch.data.levels import load_level
from dotstitch.data.triplet_calibration import triplet_calibration
from dotstitch.evidence.fit_triplets import (
    TripletReference,
    computed_triplet_ev,
    fit_pairs,
    fit_triplet_line,
    read_references,
)


def one_row(reference: TripletReference, level: str) -> dict[str, Any]:
    """Compute one molecule and compare; the line is fitted without it."""
    row: dict[str, Any] = {
        "name": reference.name,
        "smiles": reference.smiles,
        "reference": reference.value_ev,
        "quantity": reference.quantity,
    }
    try:
        computed = computed_triplet_ev(reference.smiles, level)
    except StepError as failure:
        nothing = {"value": None, "error": None, "uncertainty": None, "within": None}
        return row | nothing | {"excluded": None, "status": f"failed: {failure.message}"}
    known = triplet_calibration()[level].computed_ev
    line = fit_triplet_line(fit_pairs(read_references(), known, reference.smiles))
    value = line.energy_ev(computed)
    error = value - reference.value_ev
    spread = float(np.hypot(line.leave_one_out_rms_ev, reference.uncertainty_ev or 0.0))
    bound = reference.quantity == "lower_bound"
    excluded = "a bound" if bound else None if reference.in_fit else "not in the fit"
    return row | {
        "value": round(value, 3),
        "error": None if bound else round(error, 3),
        "uncertainty": round(spread, 3),
        "within": bool(error >= -spread) if bound else bool(abs(error) <= spread),
        "excluded": excluded,
        "status": "ok",
    }


def run(reference: Path | None, level: str) -> dict[str, Any]:
    """Return the ``triplets`` benchmark; every molecule is predicted without itself in the fit.

    Parameters
    ----------
    reference : Path or None
        Table ``name,smiles,value_ev,uncertainty_ev``, with ``quantity`` (``onset`` or
        ``lower_bound``) and ``in_fit`` (rows with ``no`` are shown and do not count) if there are;
        the package's own set by default.
    level : str
    """
    references = read_references() if reference is None else read_references(reference)
    rows = [one_row(row, level) for row in references]
    counted = [row for row in rows if row["status"] == "ok" and row["excluded"] is None]
    errors = np.array([row["error"] for row in counted], dtype=float)
    return {
        "kind": "triplets",
        "level_of_theory": f"{load_level(level).label('triplet')}, calibrated",
        "unit": "eV",
        "rows": rows,
        "mean_signed_error": float(errors.mean()) if counted else None,
        "mean_absolute_error": float(np.abs(errors).mean()) if counted else None,
        "max_absolute_error": float(np.abs(errors).max()) if counted else None,
        "coverage": float(np.mean([row["within"] for row in counted])) if counted else None,
    }
