"""Molar absorptivities that Lu et al. give at single wavelengths, in acetonitrile.

None of them is in the calibration. Errors are decadic logarithms; a measured zero has none.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from rdkit import Chem

from accuracy.rows import Reference, Row, benchmark, computed_row, read_references
from dotstitch.contracts.constants import WAVELENGTHS_NM
from dotstitch.contracts.draws import Array
from dotstitch.contracts.failure import StepError
from dotstitch.data.levels import load_level
from dotstitch.data.reading import read_rows
from dotstitch.evidence.fits.spectra import Asked, compute_spectrum, level_in
from dotstitch.evidence.lu2022 import Crosslinker
from dotstitch.optics.calibration import calibrated_curve
from dotstitch.plan.electrophores import dissect

SOLVENT = "MeCN"
OBSERVATIONS = "data/evidence/lu2022_observations.csv"


@cache
def curve(smiles: str, level_name: str) -> Array:
    """Return the molar absorptivity (M-1 cm-1) of all light-sensitive parts of a molecule."""
    total = np.zeros(WAVELENGTHS_NM.size)
    for part, count in dissect(Chem.MolFromSmiles(smiles)).electrophores:
        if part.n_warheads:
            spectrum = compute_spectrum(Asked(part.smiles, level_in(level_name, SOLVENT)))
            total += count * calibrated_curve(spectrum, part.smiles, level_name)
    return total


def one_row(reference: Reference, level_name: str, smiles: str) -> Row:
    """Compare one absorptivity."""

    def compute(measured: float) -> Row:
        if not smiles:
            raise StepError("input", "no such crosslinker of Lu et al.", "correct the table")
        at_nm = float(reference["wavelength_nm"])
        value = float(np.interp(at_nm, WAVELENGTHS_NM, curve(smiles, level_name)))
        error = round(float(np.log10(value / measured)), 3) if measured else None
        return {"value": round(value, 1), "error": error}

    name = f"crosslinker {reference['crosslinker']} at {reference['wavelength_nm']} nm"
    start = {"name": name, "smiles": smiles}
    return computed_row(start, lambda: float(reference["value"]), compute)


def run(reference: Path | None, level: str) -> dict[str, Any]:
    """Return the ``lamps`` benchmark.

    Parameters
    ----------
    reference : Path or None
        Table like lu2022_observations.csv, the default; its rows of molar absorptivity count.
    level : str
    """
    needed = ("crosslinker", "wavelength_nm", "observable", "value")
    table = read_references(reference, OBSERVATIONS, needed)
    molecules = read_rows("data/evidence/lu2022_crosslinkers.csv", Crosslinker)
    smiles = {row.crosslinker: row.smiles for row in molecules}
    rows = [
        one_row(row, level, smiles.get(row["crosslinker"], ""))
        for row in table
        if row["observable"] == "molar absorptivity"
    ]
    return benchmark(
        kind="lamps",
        level_of_theory=f"{load_level(level).label('spectrum')}, in {SOLVENT}, bands calibrated",
        unit="M-1 cm-1, errors in decades",
        rows=rows,
    )
