"""Predictions of rows by a calibration that saw none of their scaffold."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
FOLDS = 10


def fold_of(scaffold: str) -> int:
    """Return the part to which a scaffold belongs, by its hash.

    Examples
    --------
    >>> 0 <= fold_of("c1ccccc1") < FOLDS
    True
    """
    return int(hashlib.sha256(scaffold.encode()).hexdigest(), 16) % FOLDS


def left_out(scaffolds: list[str], predict: Callable[[Mask, Mask], Array]) -> Array:
    """Return what ``predict(fitted, judged)`` says of every row, shape (n_columns, n_rows).

    Parameters
    ----------
    scaffolds : list of str, length n_rows
    predict : callable
        Takes which rows may be fitted and which are asked for, as two masks, to the predictions of
        the latter, shape (n_columns, n_judged).
    """
    folds = np.array([fold_of(one) for one in scaffolds])
    result: Array | None = None
    for fold in sorted(set(folds.tolist())):
        judged = folds == fold
        predicted = predict(~judged, judged)
        if result is None:
            result = np.full((len(predicted), folds.size), np.nan)
        result[:, judged] = predicted
    assert result is not None
    return result


def statistics(error: Array, sd: Array) -> dict[str, float | int]:
    """Return what left-out errors and their predicted deviations amount to."""
    ratio = error / sd
    return {
        "n": int(error.size),
        "root_mean_square": round(float(np.sqrt(np.mean(error**2))), 3),
        "median_absolute": round(float(np.median(np.abs(error))), 3),
        "mean_signed": round(float(error.mean()), 3),
        "coverage": round(float(np.mean(np.abs(ratio) <= 1.0)), 3),
        "reduced_chi_square": round(float(np.mean(ratio**2)), 3),
    }
