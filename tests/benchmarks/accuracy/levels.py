"""Accuracy of ionisation energies and electron affinities, gas phase, against measurement."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
from calibrate_levels import frontier_eigenvalues_ev, read_table

from dotstitch.contracts.failure import StepError
from dotstitch.data.levels import load_level
from dotstitch.dot.levels import (
    Quantity,
    ReferenceValue,
    fit_line,
    reference_values,
)


def read_reference(path: Path) -> tuple[ReferenceValue, ...]:
    """Read ``name,smiles,quantity,value_ev,uncertainty_ev``."""
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(
            ReferenceValue(
                name=row["name"],
                smiles=row["smiles"],
                quantity="EA" if row["quantity"].strip().upper() == "EA" else "IE",
                value_ev=float(row["value_ev"]),
                uncertainty_ev=float(row["uncertainty_ev"] or 0.0),
                in_fit=True,
            )
            for row in csv.DictReader(stream)
        )


def leave_out_prediction(
    smiles: str,
    quantity: Quantity,
    minus_eigenvalue_ev: float,
    eigenvalues: dict[str, dict[str, float]],
) -> tuple[float, float]:
    """Predict a value from the line fitted without this molecule; also the line's error."""
    orbital = "homo_ks_ev" if quantity == "IE" else "lumo_ks_ev"
    points = [
        (-eigenvalues[row.smiles][orbital], row.value_ev)
        for row in reference_values()
        if row.quantity == quantity
        and row.in_fit
        and row.smiles in eigenvalues
        and not same_molecule(row.smiles, smiles)
    ]
    line = fit_line([x for x, _ in points], [y for _, y in points])
    return line.intercept_ev + line.slope * minus_eigenvalue_ev, line.leave_one_out_ev


def same_molecule(first: str, second: str) -> bool:
    """Compare two SMILES by their canonical form, stereochemistry left aside."""
    from rdkit import Chem

    canonical = [
        Chem.MolToSmiles(Chem.MolFromSmiles(s), isomericSmiles=False) for s in (first, second)
    ]
    return canonical[0] == canonical[1]


def one_row(
    reference: ReferenceValue, level: str, eigenvalues: dict[str, dict[str, float]]
) -> dict[str, Any]:
    """Compute one molecule and compare."""
    row: dict[str, Any] = {
        "name": f"{reference.name} {reference.quantity}",
        "smiles": reference.smiles,
        "reference": reference.value_ev,
    }
    try:
        homo, lumo = frontier_eigenvalues_ev(reference.smiles, level)
    except StepError as failure:
        nothing = {"value": None, "error": None, "uncertainty": None, "within": None}
        return row | nothing | {"status": f"failed: {failure.message}"}
    minus = -homo if reference.quantity == "IE" else -lumo
    value, spread = leave_out_prediction(reference.smiles, reference.quantity, minus, eigenvalues)
    uncertainty = float(np.hypot(spread, reference.uncertainty_ev))
    error = value - reference.value_ev
    return row | {
        "value": round(value, 3),
        "error": round(error, 3),
        "uncertainty": round(uncertainty, 3),
        "within": bool(abs(error) <= uncertainty),
        "status": "ok",
    }


def run(reference: Path | None, level: str) -> dict[str, Any]:
    """Return the ``levels`` benchmark; every molecule is predicted without itself in the fit.

    Parameters
    ----------
    reference : Path or None
        Table ``name,smiles,quantity,value_ev,uncertainty_ev``; the fitted rows of this package's
        own set by default.
    level : str
    """
    rows = (
        tuple(row for row in reference_values() if row.in_fit)
        if reference is None
        else read_reference(reference)
    )
    eigenvalues = read_table()[level]["eigenvalues"]
    results = [one_row(row, level, eigenvalues) for row in rows]
    errors = np.array([row["error"] for row in results if row["status"] == "ok"], dtype=float)
    within = [row["within"] for row in results if row["status"] == "ok"]
    return {
        "kind": "levels",
        "level_of_theory": f"{load_level(level).label('ground_state')}, calibrated eigenvalues",
        "unit": "eV",
        "rows": results,
        "mean_signed_error": float(errors.mean()) if errors.size else None,
        "mean_absolute_error": float(np.abs(errors).mean()) if errors.size else None,
        "max_absolute_error": float(np.abs(errors).max()) if errors.size else None,
        "coverage": float(np.mean(within)) if within else None,
    }
