"""Molar absorptivities that Lu et al. give at single wavelengths, in acetonitrile.

None of them is in the calibration. Errors are decadic logarithms; a measured zero has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from rdkit import Chem

from accuracy.rows import Reference, Row, benchmark, computed_row, read_references
from dotstitch.contracts.bands import BandError
from dotstitch.contracts.constants import EV_NM, WAVELENGTHS_NM
from dotstitch.contracts.draws import Array
from dotstitch.contracts.failure import StepError
from dotstitch.data.levels import load_level
from dotstitch.data.reading import read_rows
from dotstitch.evidence.fits.spectra import Asked, compute_spectrum, level_in
from dotstitch.evidence.lu2022 import Crosslinker
from dotstitch.optics.calibration import band_error, calibrated_curve
from dotstitch.plan.electrophores import dissect

SOLVENT = "MeCN"
OBSERVATIONS = "data/evidence/lu2022_observations.csv"


SAMPLES, SEED = 4000, 1


class Part(NamedTuple):
    """One kind of light-sensitive part: how many, its absorptivity, and what that may miss."""

    number: int
    epsilon_m1_cm1: Array
    error: BandError


@cache
def light_sensitive(smiles: str, level_name: str) -> tuple[Part, ...]:
    """Return the light-sensitive parts of a molecule in acetonitrile."""
    parts = []
    for part, count in dissect(Chem.MolFromSmiles(smiles)).electrophores:
        if part.n_warheads:
            spectrum = compute_spectrum(Asked(part.smiles, level_in(level_name, SOLVENT)))
            curve = calibrated_curve(spectrum, part.smiles, level_name)
            parts.append(Part(count, curve, band_error(spectrum, part.smiles, level_name)))
    return tuple(parts)


def absorptivity_at(parts: Sequence[Part], at_nm: float, normals: Array) -> Array:
    """Return the molar absorptivity (M-1 cm-1) for drawn errors of position and height.

    Parameters
    ----------
    parts : sequence of Part
    at_nm : float
    normals : ndarray, shape (n_parts, 2, n_samples)
    """
    total = np.zeros(normals.shape[-1])
    for part, (position, height) in zip(parts, normals, strict=True):
        shift_ev = float(np.hypot(*part.error.position_ev)) * position
        decades = float(np.hypot(*part.error.height_decades)) * height
        seen_nm = EV_NM / (EV_NM / at_nm - shift_ev)
        epsilon = np.interp(seen_nm, WAVELENGTHS_NM, part.epsilon_m1_cm1)
        total += part.number * epsilon * 10.0**decades
    return total


def one_row(reference: Reference, level_name: str, smiles: str) -> Row:
    """Compare one absorptivity, and say where it lies among those predicted."""

    def compute(measured: float) -> Row:
        if not smiles:
            raise StepError("input", "no such crosslinker of Lu et al.", "correct the table")
        at_nm = float(reference["wavelength_nm"])
        parts = light_sensitive(smiles, level_name)
        value = float(absorptivity_at(parts, at_nm, np.zeros((len(parts), 2, 1)))[0])
        normals = np.random.default_rng(SEED).normal(size=(len(parts), 2, SAMPLES))
        drawn = absorptivity_at(parts, at_nm, normals)
        low, high = np.percentile(drawn, (2.5, 97.5))
        width = np.diff(np.log10(np.maximum(np.percentile(drawn, (5.0, 95.0)), 1.0)))
        error = round(float(np.log10(value / measured)), 3) if measured else None
        return {
            "value": round(value, 1),
            "error": error,
            "low_95": round(float(low)),
            "high_95": round(float(high)),
            "share_below": round(float(np.mean(drawn < measured)), 3),
            "width_90_decades": round(float(width[0]), 2),
        }

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
