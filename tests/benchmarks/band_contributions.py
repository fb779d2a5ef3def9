"""What functional, conformer and solvent add to the errors of calibrated bands, on fixed rows.

python tests/benchmarks/band_contributions.py --reference FILE --store DIR [--processes N]

Rows are chosen by a hash of molecule and solvent. Their bands at ``draft`` are computed again with
one choice changed at a time; nothing else of the calculation is. ``explained`` is what remains of
the left-out error of the calibration when a line through the change is added to it, each row left
out in turn: a choice that matters makes it smaller than ``error``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from printing import print_table

from dotstitch.contracts.draws import Array
from dotstitch.data.levels import load_level
from dotstitch.evidence.fits.bands.__main__ import predicted
from dotstitch.evidence.fits.bands.assignment import ComputedBand, computed_band, computed_cases
from dotstitch.evidence.fits.bands.rows import MeasuredBand, own_bands, read_bands, usable
from dotstitch.evidence.fits.spectra import Asked, fill_store, stored_spectrum
from dotstitch.evidence.fits.straight_line import fit_straight_line
from dotstitch.optics.solvents import permittivity

LEVEL = "draft"
N_ROWS = 60
CHANGES: dict[str, dict[str, Any]] = {
    "CAM-B3LYP": {"functional": "camb3lyp"},
    "conformers 20, 5 refined": {"conformers": 20},
}
SOLVENT = "continuum of the solvent"
COLUMNS = ("change", "of", "rows", "mean", "spread", "largest", "correlation", "error", "explained")


@dataclass(frozen=True, eq=False)
class Judged:
    """The chosen rows at the level itself, and how far its calibration misses each, left out."""

    rows: tuple[MeasuredBand, ...]
    bands: tuple[ComputedBand, ...]
    position_ev: Array
    height_decades: Array


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reference", type=Path, required=True, help="measured bands")
    parser.add_argument("--store", type=Path, required=True, help="folder of computed spectra")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write the figures here too")
    options = parser.parse_args()
    rows, _ = usable(own_bands() + read_bands(options.reference))
    judged = missed(rows, options.store, options.processes)
    figures = [
        figure
        for change in (*CHANGES, SOLVENT)
        for figure in compare(change, judged, options.store, options.processes)
    ]
    print_table(figures, COLUMNS)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def missed(rows: Sequence[MeasuredBand], store: Path, processes: int) -> Judged:
    """Return the chosen rows with the left-out errors of a calibration on all rows."""
    measured, _ = computed_cases(rows, LEVEL, store, processes)
    position, _ = predicted(measured, measured.position_ev)
    height, _ = predicted(measured, measured.height_decades)
    chosen = sorted(range(len(measured.rows)), key=lambda n: _hash(measured.rows[n]))[:N_ROWS]
    return Judged(
        tuple(measured.rows[n] for n in chosen),
        tuple(measured.bands[n] for n in chosen),
        (measured.position_ev - position)[chosen],
        (measured.height_decades - height)[chosen],
    )


def _hash(row: MeasuredBand) -> str:
    return hashlib.sha256(f"{row.smiles} {row.solvent} {row.kind}".encode()).hexdigest()


def compare(change: str, judged: Judged, store: Path, processes: int) -> list[dict[str, Any]]:
    """Return what one change does to positions and to heights; failures are printed."""
    shape = load_level(LEVEL).band_shape
    asked = [changed(change, row) for row in judged.rows]
    failed = fill_store(store, asked, processes)
    for smiles, reason in failed.items():
        print(f"{change}, {smiles}: not computed, {reason}")
    good = [n for n, one in enumerate(asked) if one.smiles not in failed]
    bands = [
        computed_band(stored_spectrum(store, asked[n]), judged.rows[n].kind, shape) for n in good
    ]
    before = [judged.bands[n] for n in good]
    moved = np.array([a.position_ev - b.position_ev for a, b in zip(bands, before, strict=True)])
    raised = np.array([a.log10_height - b.log10_height for a, b in zip(bands, before, strict=True)])
    return [
        {"change": change, "of": of} | figures(values, error[good])
        for of, values, error in (
            ("position, eV", moved, judged.position_ev),
            ("height, decades", raised, judged.height_decades),
        )
    ]


def changed(change: str, row: MeasuredBand) -> Asked:
    """Return the calculation of a row with one choice changed."""
    update = CHANGES.get(change) or {"film_permittivity": permittivity(row.solvent)}
    return Asked(row.smiles, load_level(LEVEL).model_copy(update=update))


def figures(change: Array, error: Array) -> dict[str, Any]:
    """Return what a change of computed bands has to do with the errors of calibrated ones."""
    known = np.isfinite(error)
    fit = fit_straight_line(change[known], error[known])
    return {
        "rows": int(known.sum()),
        "mean": float(change.mean()),
        "spread": float(change.std()),
        "largest": float(change[np.argmax(np.abs(change))]),
        "correlation": float(np.corrcoef(change[known], error[known])[0, 1]),
        "error": float(np.sqrt(np.mean(error[known] ** 2))),
        "explained": float(np.sqrt(np.mean(fit.left_out**2))),
    }


if __name__ == "__main__":
    raise SystemExit(main())
