"""Fit band positions and intensities at a level; write data/optics/absorption_calibration.yaml.

Each molecule of ``data/optics/absorption_bands.csv`` is computed as a screen would compute it, in
the solvent of its measurement where the level has a continuum. Each kind of band gets a line (from
eight molecules on) or a shift of its position. Intensities are a power of the computed strength for
all strong bands together, a factor for each kind of weak ones. Leave-one-molecule-out errors are
written beside them. Bands whose solvent nobody recorded are left out.

    python -m dotstitch.evidence.fits.absorption --level standard --cache computed.json

Minutes a molecule at ``standard``; what the cache holds is not computed again.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from dotstitch.contracts.bands import BandShape
from dotstitch.contracts.constants import EV_NM
from dotstitch.contracts.draws import Array
from dotstitch.contracts.files import write_text_atomically
from dotstitch.contracts.results import SpectrumValues
from dotstitch.data.levels import load_level
from dotstitch.data.reading import package_path, read_rows, read_yaml
from dotstitch.evidence.fits.spectra import spectrum_in, stored_spectrum
from dotstitch.quantum.response.band_kinds import band_kinds

BANDS = "data/optics/absorption_bands.csv"
CALIBRATION = "data/optics/absorption_calibration.yaml"
FORBIDDEN = "ketone_n_pi"
"""Its intensity comes from vibrations; a vertical calculation has none that could be corrected."""

AS_COMPUTED: dict[str, Any] = {
    "strength_factor": 1.0,
    "strength_exponent": 0.0,
    "strength_floor": 1.0,
    "leave_one_out_decades": None,
    "n_intensities": 0,
}
LINE_FROM = 8
STRONG = ("pi_pi", "amine_pi_pi")
UNKNOWN_SOLVENT = "not recorded"
HEADER = """\
# Measured minus computed band positions (intercept_ev + slope * computed) and measured over
# computed maxima (strength_factor * max(strength, strength_floor) ** strength_exponent), made by
# python -m dotstitch.evidence.fits.absorption from data/optics/absorption_bands.csv. Crosslinkers 1
# to 4 of Lu et al. are not in that table. residual: one standard deviation; leave_one_out: mean
# absolute error of a molecule left out. Strong bands (pi_pi, amine_pi_pi) share one correction of
# intensity.
"""


@dataclass(frozen=True)
class BandRow:
    """One measured band, a row of ``data/optics/absorption_bands.csv``."""

    name: str
    smiles: str
    solvent: str
    kind: str
    lambda_max_nm: float
    epsilon_m1_cm1: float | None
    source: str
    doi: str
    confidence: str


@dataclass(frozen=True)
class Band:
    """One computed band: where it is, how high, and the strength of its main excitation."""

    position_ev: float
    height_m1_cm1: float
    strength: float


def computed_band(spectrum: SpectrumValues, kind: str, shape: BandShape) -> Band:
    """Return the band that the table speaks of.

    A weak n-pi* band is the lowest excitation; any other is the reddest excitation with at least
    half of the largest strength, followed to the maximum of the curve.
    """
    energies = np.asarray(spectrum.excitation_ev)
    strengths = np.asarray(spectrum.oscillator_strength)
    if kind.endswith("n_pi"):
        energies, strengths = energies[:1], strengths[:1]
    main = int(np.flatnonzero(strengths >= 0.5 * strengths.max())[0])
    near = energies[main] + np.linspace(-0.25, 0.25, 501)
    curve = shape.profile(near[:, None] - energies) @ (shape.height_m1_cm1 * strengths)
    return Band(float(near[curve.argmax()]), float(curve.max()), float(strengths[main]))


def kind_of(row: Any) -> str:
    """Return the kind of a row of the table, bands of aromatic amines told apart."""
    return band_kinds(row.smiles, 1)[0] if row.kind == "pi_pi" else str(row.kind)


def _line(x: Array, y: Array, degree: int) -> Array:
    """Return intercept and slope."""
    return np.array([y.mean(), 0.0]) if degree == 0 else np.polyfit(x, y, 1)[::-1]


def left_out_errors(x: Array, y: Array, molecules: Array, degree: int) -> Array:
    """Return prediction minus value of each row from the rows of all other molecules."""
    errors = np.full(x.size, np.nan)
    for i in range(x.size):
        others = molecules != molecules[i]
        if others.any():
            intercept, slope = _line(x[others], y[others], degree)
            errors[i] = intercept + slope * x[i] - y[i]
    return errors


def _mean_absolute(errors: Array) -> float | None:
    known = errors[np.isfinite(errors)]
    return round(float(np.abs(known).mean()), 3) if known.size else None


def fit_positions(rows: pd.DataFrame) -> tuple[dict[str, Any], Array]:
    """Return the correction of position of one kind, and the left-out errors of its rows."""
    x = rows.position_ev.to_numpy()
    y = EV_NM / rows.lambda_max_nm.to_numpy() - x
    molecules = rows.smiles.to_numpy()
    degree = 1 if len(set(molecules)) >= LINE_FROM else 0
    intercept, slope = _line(x, y, degree)
    errors = left_out_errors(x, y, molecules, degree)
    result = {
        "intercept_ev": round(float(intercept), 3),
        "slope": round(float(slope), 3),
        "residual_ev": round(float((y - intercept - slope * x).std()), 3) if len(y) > 2 else None,
        "leave_one_out_ev": _mean_absolute(errors),
        "n_positions": len(y),
    }
    return result, errors


def fit_intensities(rows: pd.DataFrame) -> dict[str, Any]:
    """Return the correction of intensity of bands that share one."""
    rows = rows[rows.epsilon_m1_cm1.notna()]
    if rows.empty:
        raise ValueError("bands without a measured intensity cannot have a correction of their own")
    x = np.log10(rows.strength.to_numpy())
    y = np.log10(rows.epsilon_m1_cm1.to_numpy() / rows.height_m1_cm1.to_numpy())
    molecules = rows.smiles.to_numpy()
    degree = 1 if len(set(molecules)) >= LINE_FROM else 0
    logarithm, exponent = _line(x, y, degree)
    return {
        "strength_factor": round(float(10**logarithm), 3),
        "strength_exponent": round(float(exponent), 3),
        "strength_floor": round(float(rows.strength.min()), 3) if degree else 1.0,
        "leave_one_out_decades": _mean_absolute(left_out_errors(x, y, molecules, degree)),
        "n_intensities": len(y),
    }


def fit(
    bands: pd.DataFrame, spectra: Mapping[str, SpectrumValues], level_name: str
) -> dict[str, Any]:
    """Return the correction of each kind of band, and the error over all."""
    shape = load_level(level_name).band_shape
    table = bands.assign(kind=[kind_of(row) for row in bands.itertuples()])
    computed = [
        computed_band(spectra[f"{row.smiles} {row.solvent}"], str(row.kind), shape)
        for row in table.itertuples()
    ]
    table = table.join(pd.DataFrame(computed))
    strong = fit_intensities(table[table.kind.isin(STRONG)])
    result, errors = {}, []
    for kind, rows in table.groupby("kind"):
        positions, left_out = fit_positions(rows)
        if kind == FORBIDDEN:
            intensities = AS_COMPUTED
        else:
            intensities = strong if kind in STRONG else fit_intensities(rows)
        result[str(kind)] = positions | intensities
        errors.append(left_out)
    pooled = np.concatenate(errors)
    result["all"] = {
        "leave_one_out_ev": _mean_absolute(pooled),
        "n_positions": int(np.isfinite(pooled).sum()),
    }
    return result


def main() -> None:
    """Compute what the cache lacks, fit, write."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--level", default="standard")
    parser.add_argument("--cache", type=Path, help="JSON of computed spectra, read and updated")
    given = parser.parse_args()
    bands = pd.DataFrame([asdict(row) for row in read_rows(BANDS, BandRow)])
    bands = bands[bands.solvent != UNKNOWN_SOLVENT].reset_index(drop=True)
    spectra: dict[str, SpectrumValues] = {}
    for row in bands.itertuples():
        smiles, solvent = str(row.smiles), str(row.solvent)
        key = f"{smiles} {solvent}"
        compute = partial(spectrum_in, smiles, given.level, solvent)
        spectra[key] = stored_spectrum(given.cache, key, compute)
    path = package_path(CALIBRATION)
    known = read_yaml(CALIBRATION, dict[str, Any]) if path.exists() else {"levels": {}}
    known["levels"][given.level] = fit(bands, spectra, given.level)
    write_text_atomically(path, HEADER + yaml.safe_dump(known, sort_keys=False))
    print(yaml.safe_dump(known["levels"][given.level], sort_keys=False))


if __name__ == "__main__":
    main()
