"""Rows of a benchmark: what is read, what is compared, what failed, and the statistics."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rdkit import Chem

from dotstitch.contracts.failure import StepError
from dotstitch.data.reading import package_path

Reference = Mapping[str, str]
Row = dict[str, Any]
COMPARED = ("reference", "value", "error", "uncertainty", "within")


def read_references(path: Path | None, default: str, needed: Sequence[str]) -> list[Reference]:
    """Return the rows of a reference table as texts, empty cells as empty texts.

    Parameters
    ----------
    path : Path or None
        The table to compare with; ``default``, a file of the package, where there is none.
    needed : sequence of str
        Columns that it must have.

    Raises
    ------
    SystemExit
        When there is no such table, or columns lack.
    """
    source = path or package_path(default)
    try:
        table = pd.read_csv(source, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as fault:
        raise SystemExit(f"{source}: cannot be read as a table: {fault}") from None
    if lacking := [name for name in needed if name not in table.columns]:
        raise SystemExit(f"{source}: no column {', '.join(lacking)}")
    return [{str(k): str(v) for k, v in row.items()} for row in table.to_dict(orient="records")]


def computed_row(start: Row, measure: Callable[[], float], compute: Callable[[float], Row]) -> Row:
    """Return a row with what was measured and computed, or with the reason why there is nothing.

    No fault of one row ends the others, whatever it is: a run takes hours.

    Parameters
    ----------
    start : dict
        Name, SMILES and whatever else stands first.
    measure : callable
        Returns the reference value.
    compute : callable
        Of the reference value; returns the cells that follow it.
    """
    row: Row = {**start, **dict.fromkeys(COMPARED)}
    try:
        row["reference"] = measure()
        if Chem.MolFromSmiles(start["smiles"]) is None:
            raise StepError("input", f"{start['smiles']!r} is no SMILES", "correct the table")
        row |= compute(row["reference"])
    except Exception as failure:
        return row | {"status": failed(failure)}
    return row | {"status": "ok"}


def failed(failure: Exception) -> str:
    """Return the status of a row that could not be computed."""
    if isinstance(failure, StepError):
        return f"failed: {failure.message}"
    return f"failed: {type(failure).__name__}: {failure}"


def comparison(reference: float, value: float, uncertainty: float, digits: int) -> Row:
    """Return value, error, uncertainty, and whether the error lies within it.

    Examples
    --------
    >>> comparison(1.0, 1.25, 0.2, 1)
    {'value': 1.2, 'error': 0.2, 'uncertainty': 0.2, 'within': False}
    """
    error = value - reference
    return {
        "value": round(value, digits),
        "error": round(error, digits),
        "uncertainty": round(uncertainty, digits),
        "within": bool(abs(error) <= uncertainty),
    }


def summary(rows: Sequence[Row]) -> dict[str, Any]:
    """Return mean signed, mean absolute and largest error, and whether the uncertainties hold.

    ``coverage`` is the share of errors within one standard deviation (0.68 if they are normal),
    ``reduced_chi_square`` the mean square of error over uncertainty (1 if the uncertainties are
    right; nothing is fitted here). Failed and excluded rows do not count, nor those whose
    reference is no number to err from.
    """
    good = [
        row
        for row in rows
        if row["status"] == "ok" and not row.get("excluded") and row["error"] is not None
    ]
    errors = np.array([row["error"] for row in good], dtype=float)
    statistics: dict[str, Any] = {
        "mean_signed_error": float(errors.mean()) if good else None,
        "mean_absolute_error": float(np.abs(errors).mean()) if good else None,
        "max_absolute_error": float(np.abs(errors).max()) if good else None,
        "coverage": None,
        "reduced_chi_square": None,
    }
    if good and all(row["uncertainty"] is not None for row in good):
        spreads = np.array([row["uncertainty"] for row in good], dtype=float)
        statistics["coverage"] = float(np.mean([row["within"] for row in good]))
        statistics["reduced_chi_square"] = float(np.mean((errors / spreads) ** 2))
    return statistics


def benchmark(
    kind: str, level_of_theory: str, unit: str, rows: Sequence[Row], **more: Any
) -> dict[str, Any]:
    """Return what a benchmark writes: its rows, what is said of them, and their summary."""
    return {
        "kind": kind,
        "level_of_theory": level_of_theory,
        "unit": unit,
        "rows": rows,
        **more,
        **summary(rows),
    }
