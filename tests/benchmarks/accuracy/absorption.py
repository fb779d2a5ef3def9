"""Accuracy of absorption maxima against measured spectra, in eV."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from calibrate_absorption import compute, computed_band

from accuracy.gaps import DATA, permittivities, summary
from dotstitch.contracts.constants import EV_NM
from dotstitch.contracts.failure import StepError
from dotstitch.data.levels import load_level
from dotstitch.data.parameters import load_parameters
from dotstitch.optics.calibration import band_kinds, correction


def one_row(reference: Any, level_name: str) -> dict[str, Any]:
    """Compute one band and compare its position; intensity as a decadic logarithm."""
    measured = EV_NM / float(reference.lambda_max_nm)
    row: dict[str, Any] = {
        "name": reference.name_,
        "smiles": reference.smiles,
        "reference": round(measured, 3),
    }
    kind = getattr(reference, "kind", "pi_pi")
    if kind == "pi_pi":
        kind = band_kinds(reference.smiles, 1)[0]
    solvent = reference.solvent if reference.solvent in permittivities() else None
    try:
        found = compute(reference.smiles, level_name, solvent)
    except StepError as failure:
        nothing = {"value": None, "error": None, "uncertainty": None, "within": None}
        return row | nothing | {"status": f"failed: {failure.message}"}
    computed = computed_band(found, kind, load_level(level_name).band_shape)
    band = correction(level_name, kind)
    spread = load_parameters()["band_energy_sd_ev"].value
    value = float(band.position(np.array(computed.position_ev)))
    error = value - measured
    scale = float(band.strength(np.array(computed.strength))) / computed.strength
    logarithm = np.log10(computed.height_m1_cm1 * scale / float(reference.epsilon_m1_cm1))
    return row | {
        "value": round(value, 3),
        "error": round(error, 3),
        "uncertainty": spread,
        "within": bool(abs(error) <= spread),
        "log10_intensity_error": round(float(logarithm), 2) if np.isfinite(logarithm) else None,
        "status": "ok",
    }


def run(reference: Path | None, level: str) -> dict[str, Any]:
    """Return the ``absorption`` benchmark.

    Parameters
    ----------
    reference : Path or None
        Table ``name,smiles,solvent,lambda_max_nm,epsilon_m1_cm1``; by default the bands that were
        calibrated on, whose leave-one-out errors stand in data/optics/absorption_calibration.yaml.
    level : str
    """
    table = pd.read_csv(reference or DATA / "optics/absorption_bands.csv").rename(
        columns={"name": "name_"}
    )
    rows = [one_row(row, level) for row in table.itertuples()]
    return {
        "kind": "absorption",
        "level_of_theory": f"{load_level(level).label('spectrum')}, bands calibrated",
        "unit": "eV",
        "rows": rows,
        **summary(rows),
    }
