"""Calibrate band positions and intensities at a level; write data/absorption_calibration.yaml.

Each molecule of data/absorption_bands.csv is computed as a screen would compute it. One shift and
one factor per kind of band are fitted as means; leave-one-out errors are written beside them.

    python tests/benchmarks/calibrate_absorption.py --level standard --cache computed.json
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from dotstitch.absorption import WAVELENGTHS_NM, absorptivity
from dotstitch.constants import EV_NM
from dotstitch.geometry.optimise import optimise_species
from dotstitch.quantum.ground_state import compute_closed_shell
from dotstitch.quantum.level import load_level

DATA = Path(__file__).parents[2] / "workflow" / "dotstitch" / "data"
HEADER = """\
# Measured minus computed band positions (shift_ev) and measured over computed maxima
# (strength_factor), made by tests/benchmarks/calibrate_absorption.py from absorption_bands.csv.
# Crosslinkers 1 to 4 of Lu et al. are not in that table. residual: one standard deviation.
"""


def compute(smiles: str, level_name: str) -> dict[str, Any]:
    """Return excitation energies and strengths of one molecule at one level."""
    level = load_level(level_name)
    structures, _ = optimise_species(smiles, "closed_shell", level, seed=2022)
    with tempfile.TemporaryDirectory() as scratch:
        result = compute_closed_shell(structures["geometry"], level, Path(scratch))
    values = result["spectrum"].values
    return {"e": values["excitation_ev"], "f": values["oscillator_strength"]}


def computed_band(found: dict[str, Any], kind: str, width_ev: float) -> tuple[float, float]:
    """Return position (eV) and height (M-1 cm-1) of the band that the table speaks of.

    The n-pi* band of a diazirine is its lowest excitation; any other is the reddest excitation with
    at least half of the largest strength, followed to the maximum of the curve.
    """
    energies, strengths = np.asarray(found["e"]), np.asarray(found["f"])
    if kind == "diazirine_n_pi":
        energies, strengths = energies[:1], strengths[:1]
    brightest = int(np.flatnonzero(strengths >= 0.5 * strengths.max())[0])  # the reddest strong
    at_nm = EV_NM / energies[brightest]
    if not WAVELENGTHS_NM[0] < at_nm < WAVELENGTHS_NM[-1]:
        return float(energies[brightest]), float("nan")
    curve = absorptivity(energies, strengths, width_ev)
    near = np.abs(WAVELENGTHS_NM - at_nm) < 15
    peak = int(np.flatnonzero(near)[curve[near].argmax()])
    return EV_NM / float(WAVELENGTHS_NM[peak]), float(curve[peak])


def leave_one_out(values: Any) -> float | None:
    """Return the mean absolute error of the mean of all others, nothing for a single value."""
    if len(values) < 2:
        return None
    others = (values.sum() - values) / (len(values) - 1)
    return float(np.abs(values - others).mean())


def fit(bands: pd.DataFrame, found: dict[str, Any], level_name: str) -> dict[str, Any]:
    """Return shift and factor of each kind of band with their residuals."""
    width_ev = load_level(level_name).width_ev
    result = {}
    for kind, rows in bands.groupby("kind"):
        pairs = [computed_band(found[s], str(kind), width_ev) for s in rows.smiles]
        shifts = EV_NM / rows.lambda_max_nm.to_numpy() - np.array([p[0] for p in pairs])
        ratios = np.log10(rows.epsilon_m1_cm1.to_numpy() / np.array([p[1] for p in pairs]))
        ratios = ratios[np.isfinite(ratios)]
        result[str(kind)] = {
            "shift_ev": round(float(shifts.mean()), 3),
            "residual_ev": round(float(shifts.std(ddof=1)), 3) if len(shifts) > 1 else None,
            "leave_one_out_ev": _rounded(leave_one_out(shifts)),
            "n_positions": len(shifts),
            "strength_factor": round(float(10 ** ratios.mean()), 3),
            "residual_decades": round(float(ratios.std(ddof=1)), 3) if len(ratios) > 1 else None,
            "leave_one_out_decades": _rounded(leave_one_out(ratios)),
            "n_intensities": len(ratios),
        }
    return result


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def main() -> None:
    """Compute what the cache lacks, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--level", default="standard")
    parser.add_argument("--cache", type=Path, help="JSON of computed excitations, read and updated")
    arguments = parser.parse_args()
    bands = pd.read_csv(DATA / "absorption_bands.csv")
    cache: dict[str, Any] = {}
    if arguments.cache and arguments.cache.exists():
        cache = json.loads(arguments.cache.read_text())
    for smiles in bands.smiles:
        if smiles not in cache:
            cache[smiles] = compute(smiles, arguments.level)
            if arguments.cache:
                arguments.cache.write_text(json.dumps(cache))
    path = DATA / "absorption_calibration.yaml"
    known = yaml.safe_load(path.read_text()) if path.exists() else {"levels": {}}
    known["levels"][arguments.level] = fit(bands, cache, arguments.level)
    path.write_text(HEADER + yaml.safe_dump(known, sort_keys=False), encoding="utf-8")
    print(yaml.safe_dump(known["levels"][arguments.level], sort_keys=False))


if __name__ == "__main__":
    main()
