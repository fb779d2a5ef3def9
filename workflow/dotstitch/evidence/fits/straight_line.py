"""A straight line through measured values, and how well it predicts those it was not fitted to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dotstitch.contracts.draws import Array


@dataclass(frozen=True, eq=False)
class LineFit:
    """Measured = intercept + slope * computed, by least squares.

    Attributes
    ----------
    slope, intercept : float
    residual_sd : float
        Standard deviation of the residuals (n - 2 degrees of freedom).
    left_out : ndarray, shape (n,)
        Measured minus predicted, each point left out of the fit that predicts it.
    """

    slope: float
    intercept: float
    residual_sd: float
    left_out: Array


def fit_straight_line(computed: ArrayLike, measured: ArrayLike) -> LineFit:
    """Fit a line; leverages give the errors of left-out points without a second fit.

    Parameters
    ----------
    computed, measured : array_like, shape (n,)
        At least three points.

    Raises
    ------
    ValueError
        With fewer than three points.

    Examples
    --------
    >>> fit = fit_straight_line([1.0, 2.0, 3.0, 4.0], [3.0, 5.0, 7.0, 9.0])
    >>> round(fit.slope, 6), round(fit.intercept, 6)
    (2.0, 1.0)
    """
    x, y = np.asarray(computed, float), np.asarray(measured, float)
    if x.size < 3:
        raise ValueError("a calibration line needs at least three points")
    design = np.column_stack([x, np.ones_like(x)])
    solution = np.linalg.lstsq(design, y, rcond=None)[0]
    residual = y - design @ solution
    leverage = np.einsum("ij,ji->i", design, np.linalg.pinv(design))
    return LineFit(
        slope=float(solution[0]),
        intercept=float(solution[1]),
        residual_sd=float(np.sqrt(residual @ residual / (x.size - 2))),
        left_out=np.asarray(residual / (1.0 - leverage)),
    )
