"""Accuracy of adiabatic singlet-triplet gaps of nitrenes and carbenes."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from dotstitch.geometry.optimise import optimise_species
from dotstitch.molecules.intermediates import reactions
from dotstitch.quantum.gap import compute_gap
from dotstitch.quantum.level import load_level
from dotstitch.records import StepError

DEFAULT = Path(__file__).parents[2] / "workflow/dotstitch/data/singlet_triplet_gaps.csv"


def intermediate_of(smiles: str) -> str:
    """Return the nitrene or carbene itself, or the first one that a precursor leaves."""
    if "[N]" in smiles or "[C" in smiles:
        return smiles
    return reactions(smiles).arms[0].intermediate.smiles


def one_row(reference: dict[str, str], level_name: str) -> dict[str, Any]:
    """Compute one gap and compare; positive for a triplet ground state."""
    value = float(reference["value_kcal_mol"])
    row: dict[str, Any] = {k: reference[k] for k in ("name", "smiles")} | {"reference": value}
    try:
        smiles = intermediate_of(reference["smiles"])
        kind = "nitrene" if "[N]" in smiles else "carbene"
        level = load_level(level_name)
        structures, _ = optimise_species(smiles, kind, level, seed=2022)
        found = compute_gap(structures["singlet"], structures["triplet"], kind, level).values
    except StepError as failure:
        nothing = {"value": None, "error": None, "uncertainty": None, "within": None}
        return row | nothing | {"status": f"failed: {failure.message}"}
    error = found["gap_st_kcal_mol"] - value
    spread = float(
        np.hypot(
            found["gap_st_uncertainty_kcal_mol"],
            float(reference.get("uncertainty_kcal_mol") or 0),
        )
    )
    return row | {
        "value": round(found["gap_st_kcal_mol"], 2),
        "error": round(error, 2),
        "uncertainty": round(spread, 2),
        "within": abs(error) <= spread,
        "status": "ok",
    }


def summary(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return mean signed, mean absolute and largest error and the share within uncertainty."""
    good = [row for row in rows if row["status"] == "ok"]
    errors = np.array([row["error"] for row in good], dtype=float)
    return {
        "mean_signed_error": float(errors.mean()) if good else None,
        "mean_absolute_error": float(np.abs(errors).mean()) if good else None,
        "max_absolute_error": float(np.abs(errors).max()) if good else None,
        "coverage": float(np.mean([row["within"] for row in good])) if good else None,
    }


def run(reference: Path | None, level: str) -> dict[str, Any]:
    """Return the ``gaps`` benchmark.

    Parameters
    ----------
    reference : Path or None
        Table ``name,smiles,value_kcal_mol,uncertainty_kcal_mol``; the molecule may be the
        intermediate or its azide or diazirine. The package's own small set by default.
    level : str
    """
    with (reference or DEFAULT).open(encoding="utf-8", newline="") as stream:
        rows = [one_row(row, level) for row in csv.DictReader(stream)]
    return {
        "kind": "gaps",
        "level_of_theory": load_level(level).label("gap"),
        "unit": "kcal/mol",
        "rows": rows,
        **summary(rows),
    }
