"""Molar absorptivity of the crosslinkers of Lu et al. at single wavelengths, in acetonitrile.

None of them is in the calibration. Errors are decadic logarithms; a measured zero has none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from calibrate_absorption import Array, compute
from rdkit import Chem

from accuracy.gaps import DATA
from dotstitch.data.levels import load_level
from dotstitch.optics.absorptivity import WAVELENGTHS_NM
from dotstitch.optics.calibration import calibrated_curve
from dotstitch.plan.electrophores import dissect

SOLVENT = "MeCN"


def curve(smiles: str, level_name: str) -> Array:
    """Return the molar absorptivity (M-1 cm-1) of all light-sensitive parts of a molecule."""
    shape = load_level(level_name).band_shape
    total = np.zeros(WAVELENGTHS_NM.size)
    for part, count in dissect(Chem.MolFromSmiles(smiles)).electrophores:
        if part.n_warheads:
            found = compute(part.smiles, level_name, SOLVENT)
            bands = np.asarray(found["e"]), np.asarray(found["f"])
            total += count * calibrated_curve(*bands, shape, part.smiles, level_name)
    return total


def run(reference: Path | None, level: str) -> dict[str, Any]:
    """Return the ``lamps`` benchmark.

    Parameters
    ----------
    reference : Path or None
        Table like lu2022_observations.csv, the default; its rows of molar absorptivity count.
    level : str
    """
    table = pd.read_csv(reference or DATA / "evidence/lu2022_observations.csv", dtype=str)
    table = table[table.observable == "molar absorptivity"]
    molecules = pd.read_csv(DATA / "evidence/lu2022_crosslinkers.csv", dtype=str)
    smiles = dict(zip(molecules.crosslinker, molecules.smiles, strict=True))
    curves = {name: curve(smiles[name], level) for name in table.crosslinker.unique()}
    rows: list[dict[str, Any]] = []
    for row in table.itertuples():
        wavelength_nm, measured = float(str(row.wavelength_nm)), float(str(row.value))
        value = float(np.interp(wavelength_nm, WAVELENGTHS_NM, curves[str(row.crosslinker)]))
        rows.append(
            {
                "name": f"crosslinker {row.crosslinker} at {wavelength_nm:g} nm",
                "reference": measured,
                "value": round(value, 1),
                "error": round(float(np.log10(value / measured)), 3) if measured else None,
            }
        )
    errors = np.abs([row["error"] for row in rows if row["error"] is not None])
    return {
        "kind": "lamps",
        "level_of_theory": f"{load_level(level).label('spectrum')}, in {SOLVENT}, bands calibrated",
        "unit": "M-1 cm-1, errors in decades",
        "rows": rows,
        "mean_absolute_error": float(errors.mean()),
        "max_absolute_error": float(errors.max()),
    }
