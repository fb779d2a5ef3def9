"""Accuracy of ionisation energies and electron affinities, gas phase, against measurement."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from rdkit import Chem

from accuracy.rows import Reference, Row, benchmark, comparison, computed_row, read_references
from dotstitch.data.levels import load_level
from dotstitch.dot.levels import Quantity
from dotstitch.evidence.fits.levels import (
    VALUES,
    calibrated_levels,
    fit_line,
    frontier_eigenvalues_ev,
    reference_values,
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
    canonical = [
        Chem.MolToSmiles(Chem.MolFromSmiles(s), isomericSmiles=False) for s in (first, second)
    ]
    return canonical[0] == canonical[1]


def one_row(reference: Reference, level: str, eigenvalues: dict[str, dict[str, float]]) -> Row:
    """Compute one molecule and compare."""
    smiles = reference["smiles"]
    quantity: Quantity = "EA" if reference["quantity"].strip().upper() == "EA" else "IE"

    def compute(measured: float) -> Row:
        homo, lumo = frontier_eigenvalues_ev(smiles, level)
        minus = -homo if quantity == "IE" else -lumo
        value, spread = leave_out_prediction(smiles, quantity, minus, eigenvalues)
        own = float(reference.get("uncertainty_ev") or 0.0)
        return comparison(measured, value, float(np.hypot(spread, own)), digits=3)

    start = {"name": f"{reference['name']} {quantity}", "smiles": smiles}
    return computed_row(start, lambda: float(reference["value_ev"]), compute)


def run(reference: Path | None, level: str) -> dict[str, Any]:
    """Return the ``levels`` benchmark; every molecule is predicted without itself in the fit.

    Parameters
    ----------
    reference : Path or None
        Table ``name,smiles,quantity,value_ev,uncertainty_ev``; the fitted rows of this package's
        own set by default.
    level : str
    """
    rows = read_references(reference, VALUES, ("name", "smiles", "quantity", "value_ev"))
    known = calibrated_levels()
    if level not in known:
        raise SystemExit(f"orbital energies were never calibrated at level {level!r}")
    eigenvalues = known[level]["eigenvalues"]
    results = [one_row(row, level, eigenvalues) for row in rows if row.get("fit") != "no"]
    return benchmark(
        kind="levels",
        level_of_theory=f"{load_level(level).label('ground_state')}, calibrated eigenvalues",
        unit="eV",
        rows=results,
    )
