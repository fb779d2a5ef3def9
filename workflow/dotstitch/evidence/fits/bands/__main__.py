"""Calibrate bands at a level on measured spectra; write data/optics/absorption_calibration.yaml.

Each molecule of ``data/optics/absorption_bands.csv`` and of the tables that are given is computed
as a screen would compute it, in the solvent of its measurement where the level has a continuum.
The collection that the shipped calibration rests on stays outside the package:
``workflow/evidence/spectrum.md`` says where it comes from.

    python -m dotstitch.evidence.fits.bands --level standard --store spectra TABLE.csv

About half a minute of CPU time a molecule; what the store holds is not computed again.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from dotstitch.contracts.draws import Array
from dotstitch.contracts.files import write_text_atomically
from dotstitch.data.levels import load_level
from dotstitch.data.reading import package_path, read_yaml
from dotstitch.evidence.fits.bands.assignment import Cases, computed_cases
from dotstitch.evidence.fits.bands.regression import Line, fit_line
from dotstitch.evidence.fits.bands.rows import own_bands, read_bands, usable
from dotstitch.evidence.fits.bands.validation import Mask, left_out, statistics
from dotstitch.optics.band_descriptors import DESCRIPTORS
from dotstitch.optics.band_model import CALIBRATION

WORST = 20
NEGLIGIBLE = 0.004
"""Of a coefficient and its doubt, eV or decades over the range of a descriptor."""
HEADER = """\
# Measured minus computed positions (eV) and measured over computed heights (decades) of bands:
# constant + sum of coefficient * (descriptor - centre) / scale, made by
# python -m dotstitch.evidence.fits.bands from data/optics/absorption_bands.csv and the collection
# named in workflow/evidence/spectrum.md; crosslinkers 1 to 4 of Lu et al. are in neither.
# Descriptors: optics/band_descriptors.py. covariance: of constant and coefficients, lower triangle.
# scaffold_sd, molecule_sd, row_sd: what bands of one scaffold share, what those of one molecule
# share, and the rest. scaffolds: what each measured one adds, and one standard deviation of that.
# left_out: errors of rows of which no row with the same scaffold was fitted.
"""


def fitted(measured: Cases, chosen: Mask, values: Array) -> Line:
    """Return the line through the values of the chosen rows."""
    return fit_line(
        measured.descriptors[chosen],
        values[chosen],
        measured.families[chosen],
        measured.molecules[chosen],
    )


def predicted(measured: Cases, values: Array) -> tuple[Array, Array]:
    """Return what is predicted of every row without its scaffold, and one standard deviation."""
    known = np.isfinite(values)

    def predict(fit: Mask, judged: Mask) -> Array:
        line = fitted(measured, known & fit, values)
        return np.array(line.predict(measured.descriptors[judged]))

    mean, sd = left_out(measured.families.tolist(), predict)
    return mean, sd


def described(measured: Cases, values: Array, mean: Array, sd: Array) -> dict[str, Any]:
    """Return one line of the file, fitted to all rows with a value, and its left-out errors."""
    known = np.isfinite(values)
    errors = statistics((values - mean)[known], sd[known])
    return as_data(fitted(measured, known, values)) | {"left_out": errors}


def worst(measured: Cases, mean: Array, sd: Array) -> pd.DataFrame:
    """Return the rows whose position is predicted worst, the worst first."""
    error = measured.position_ev - mean
    order = np.argsort(-np.abs(error))[:WORST]
    return pd.DataFrame(
        {
            "smiles": [measured.rows[i].smiles for i in order],
            "solvent": [measured.rows[i].solvent for i in order],
            "measured_ev": [measured.rows[i].position_ev for i in order],
            "state": [measured.bands[i].state for i in order],
            "computed_ev": [measured.bands[i].position_ev for i in order],
            "error_ev": error[order],
            "stated_ev": sd[order],
        }
    ).round(3)


def as_data(line: Line) -> dict[str, Any]:
    """Return a line as it stands in the file, descriptors without use left out."""
    doubt = np.sqrt(np.diag(line.covariance))
    used = np.flatnonzero(np.maximum(np.abs(line.coefficients), doubt)[1:] > NEGLIGIBLE)
    kept = np.r_[0, used + 1]
    terms = zip(line.centre[used], line.scale[used], line.coefficients[used + 1], strict=True)
    names = [DESCRIPTORS[i] for i in used]
    return {
        "constant": _short(line.coefficients[0]),
        "terms": {
            name: dict(zip(("centre", "scale", "coefficient"), map(_short, term), strict=True))
            for name, term in zip(names, terms, strict=True)
        },
        "covariance": [
            [_short(value) for value in row[: i + 1]]
            for i, row in enumerate(line.covariance[np.ix_(kept, kept)])
        ],
        "scaffold_sd": _short(line.scaffold_sd),
        "molecule_sd": _short(line.molecule_sd),
        "row_sd": _short(line.row_sd),
        "scaffolds": {
            name: [round(offset, 3), round(sd, 3)] for name, (offset, sd) in line.scaffolds.items()
        },
    }


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def main() -> None:
    """Compute what the store lacks, fit, write."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("tables", nargs="*", type=Path, help="measured bands")
    parser.add_argument("--level", default="standard")
    parser.add_argument("--store", type=Path, required=True, help="folder of computed spectra")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    rows, refused = usable(own_bands() + [row for path in given.tables for row in read_bands(path)])
    for one in refused:
        print(f"{one.row.table} row {one.row.row}, {one.row.smiles}: {one.reason}")
    measured, failed = computed_cases(rows, given.level, given.store, given.processes)
    for smiles, reason in failed.items():
        print(f"{smiles}: not computed, {reason}")
    path = package_path(CALIBRATION)
    known = read_yaml(CALIBRATION, dict[str, Any])
    position, height = (
        (values, *predicted(measured, values))
        for values in (measured.position_ev, measured.height_decades)
    )
    known["levels"][given.level] = {
        "level_of_theory": load_level(given.level).label("spectrum"),
        "position": described(measured, *position),
        "height": described(measured, *height),
    }
    text = yaml.safe_dump(known, sort_keys=False, default_flow_style=None, width=100)
    write_text_atomically(path, HEADER + text)
    print(yaml.safe_dump(known["levels"][given.level], sort_keys=False, default_flow_style=None))
    print(worst(measured, *position[1:]).to_string(index=False))


if __name__ == "__main__":
    main()
