"""Accuracy of absorption maxima against measured spectra, in eV."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from accuracy.rows import Reference, Row, benchmark, comparison, computed_row, read_references
from dotstitch.contracts.constants import EV_NM
from dotstitch.data.levels import load_level
from dotstitch.data.parameters import load_parameters
from dotstitch.evidence.fits.absorption import BANDS, computed_band
from dotstitch.evidence.fits.spectra import spectrum_in
from dotstitch.optics.calibration import correction
from dotstitch.optics.solvents import permittivities
from dotstitch.quantum.response.band_kinds import band_kinds


def one_row(reference: Reference, level_name: str) -> Row:
    """Compute one band and compare its position; intensity as a decadic logarithm."""
    smiles = reference["smiles"]

    def compute(measured_ev: float) -> Row:
        kind = reference.get("kind") or "pi_pi"
        if kind == "pi_pi":
            kind = band_kinds(smiles, 1)[0]
        solvent = reference["solvent"] if reference["solvent"] in permittivities() else None
        spectrum = spectrum_in(smiles, level_name, solvent)
        computed = computed_band(spectrum, kind, load_level(level_name).band_shape)
        band = correction(level_name, kind)
        spread = load_parameters()["band_energy_sd_ev"].value
        position = float(band.position(np.array(computed.position_ev)))
        scale = float(band.strength(np.array(computed.strength))) / computed.strength
        logarithm = None
        if reference.get("epsilon_m1_cm1"):
            measured = float(reference["epsilon_m1_cm1"])
            logarithm = round(float(np.log10(computed.height_m1_cm1 * scale / measured)), 2)
        cells = comparison(measured_ev, position, spread, digits=3)
        return cells | {"log10_intensity_error": logarithm}

    start = {"name": reference["name"], "smiles": smiles}
    return computed_row(start, lambda: EV_NM / float(reference["lambda_max_nm"]), compute)


def run(reference: Path | None, level: str) -> dict[str, Any]:
    """Return the ``absorption`` benchmark.

    Parameters
    ----------
    reference : Path or None
        Table ``name,smiles,solvent,lambda_max_nm,epsilon_m1_cm1``; by default the bands that were
        calibrated on, whose leave-one-out errors stand in data/optics/absorption_calibration.yaml.
    level : str
    """
    references = read_references(reference, BANDS, ("name", "smiles", "solvent", "lambda_max_nm"))
    rows = [one_row(row, level) for row in references]
    return benchmark(
        kind="absorption",
        level_of_theory=f"{load_level(level).label('spectrum')}, bands calibrated",
        unit="eV",
        rows=rows,
    )
