"""Accuracy of triplet energies against measured onsets of phosphorescence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from accuracy.rows import Row, benchmark, comparison, computed_row
from dotstitch.data.levels import load_level
from dotstitch.data.triplet_calibration import triplet_calibration
from dotstitch.evidence.fits.triplets import (
    TripletReference,
    computed_triplet_ev,
    fit_pairs,
    fit_triplet_line,
    read_references,
)


def one_row(reference: TripletReference, level: str) -> Row:
    """Compute one molecule and compare; the line is fitted without it."""
    bound = reference.quantity == "lower_bound"
    start = {
        "name": reference.name,
        "smiles": reference.smiles,
        "quantity": reference.quantity,
        "excluded": "a bound" if bound else None if reference.in_fit else "not in the fit",
    }

    def compute(measured: float) -> Row:
        computed = computed_triplet_ev(reference.smiles, level)
        known = triplet_calibration()[level].computed_ev
        line = fit_triplet_line(fit_pairs(read_references(), known, reference.smiles))
        value = line.energy_ev(computed)
        spread = float(np.hypot(line.leave_one_out_rms_ev, reference.uncertainty_ev or 0.0))
        cells = comparison(measured, value, spread, digits=3)
        if bound:
            cells |= {"error": None, "within": bool(value - measured >= -spread)}
        return cells

    return computed_row(start, lambda: reference.value_ev, compute)


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
    return benchmark(
        kind="triplets",
        level_of_theory=f"{load_level(level).label('triplet')}, calibrated",
        unit="eV",
        rows=rows,
    )
