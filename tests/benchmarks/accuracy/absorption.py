"""Accuracy of first bands against measured spectra, position in eV and height in decades.

``--reference`` takes a table of the package's form or one with ``log10_epsilon``; spectra are kept
in ``--store`` and computed by ``--processes``. Errors are those of the shipped calibration, into
which rows of its own tables went; what it is worth out of sample stands under ``left_out`` in
``data/optics/absorption_calibration.yaml``.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from accuracy.rows import Row, benchmark, comparison
from dotstitch.data.levels import load_level
from dotstitch.evidence.fits.bands.assignment import Cases, computed_cases
from dotstitch.evidence.fits.bands.rows import own_bands, read_bands, usable
from dotstitch.optics.band_model import BandCalibration, calibrations


def compared(measured: Cases, calibration: BandCalibration) -> list[Row]:
    """Return measured beside calibrated bands, with the uncertainty that is stated for each."""
    rows = []
    for i, (row, band) in enumerate(zip(measured.rows, measured.bands, strict=True)):
        chosen = measured.descriptors[i : i + 1]
        position, height = (
            line.miss(chosen, row.family) for line in (calibration.position, calibration.height)
        )
        spread = np.hypot(position.line_sd[0], position.scaffold_sd)
        cells = comparison(
            row.position_ev,
            band.position_ev + float(position.mean[0]),
            float(np.hypot(spread, calibration.position.own_sd)),
            digits=3,
        )
        decades = height.mean[0] - measured.height_decades[i]
        rows.append(
            {"name": f"{row.smiles} in {row.solvent}", "smiles": row.smiles, "state": band.state}
            | {"reference": round(row.position_ev, 3)}
            | cells
            | {"height_error": None if np.isnan(decades) else round(float(decades), 3)}
            | {"status": "ok"}
        )
    return rows


def run(
    reference: Path | None, level: str, store: Path | None = None, processes: int | None = None
) -> dict[str, Any]:
    """Return the ``absorption`` benchmark.

    Parameters
    ----------
    reference : Path or None
        Table of measured bands; by default ``data/optics/absorption_bands.csv``.
    level : str
        A calibrated one.
    store : Path, optional
        Folder of computed spectra, read and updated.
    processes : int, optional
        As many as there are cores.
    """
    rows, refused = usable(read_bands(reference) if reference else own_bands())
    folder = store or Path("spectra")
    measured, failed = computed_cases(rows, level, folder, processes or os.cpu_count() or 1)
    lost = [(one.row, f"left out: {one.reason}") for one in refused]
    lost += [(row, f"failed: {failed[row.smiles]}") for row in rows if row.smiles in failed]
    return benchmark(
        kind="absorption",
        level_of_theory=f"{load_level(level).label('spectrum')}, bands calibrated",
        unit="eV, heights in decades",
        rows=compared(measured, calibrations()[level])
        + [
            {"name": f"{row.smiles} in {row.solvent}", "smiles": row.smiles, "error": None}
            | {"uncertainty": None, "status": status}
            for row, status in lost
        ],
    )
