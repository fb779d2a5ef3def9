"""A line through many descriptors whose errors are shared by scaffold and by molecule.

    measured - computed = descriptors . coefficients + scaffold + molecule + row

Coefficients and the three errors are normal about zero; the standard deviations are those that make
the measured values most likely with the coefficients integrated out (empirical Bayes), so that
descriptors without use shrink away and the spread of a prediction grows away from the data.

References
----------
MacKay, Neural Comput. 1992, 4, 415 (doi 10.1162/neco.1992.4.3.415).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.linalg
from numpy.typing import NDArray
from scipy.optimize import minimize

Array = NDArray[np.float64]
Labels = NDArray[np.str_]
INTERCEPT_SD = 1.0
"""Of the constant, in the unit of the values: wide, so that it is hardly shrunk."""
SMALLEST_SD, LARGEST_SD = 0.003, 1.0


@dataclass(frozen=True, eq=False)
class Line:
    """A fitted line.

    Attributes
    ----------
    centre, scale : ndarray, shape (n_descriptors,)
        A descriptor enters as its distance from the centre over the scale.
    coefficients : ndarray, shape (n_descriptors + 1,)
        Constant first.
    covariance : ndarray, shape (n_descriptors + 1, n_descriptors + 1)
    coefficient_sd, scaffold_sd, molecule_sd, row_sd : float
    """

    centre: Array
    scale: Array
    coefficients: Array
    covariance: Array
    coefficient_sd: float
    scaffold_sd: float
    molecule_sd: float
    row_sd: float

    def predict(self, descriptors: Array) -> tuple[Array, Array]:
        """Return mean and standard deviation of single measured values, shapes (n_rows,)."""
        x = design(descriptors, self.centre, self.scale)
        known = np.einsum("ri,ij,rj->r", x, self.covariance, x)
        own = self.scaffold_sd**2 + self.molecule_sd**2 + self.row_sd**2
        return x @ self.coefficients, np.sqrt(known + own)


def design(descriptors: Array, centre: Array, scale: Array) -> Array:
    """Return a column of ones and the scaled descriptors, shape (n_rows, n_descriptors + 1)."""
    return np.column_stack([np.ones(len(descriptors)), (descriptors - centre) / scale])


def fit_line(descriptors: Array, values: Array, scaffolds: Labels, molecules: Labels) -> Line:
    """Return the line through measured values.

    Parameters
    ----------
    descriptors : ndarray, shape (n_rows, n_descriptors)
    values : ndarray, shape (n_rows,)
    scaffolds, molecules : ndarray of str, shape (n_rows,)
        Rows with one label share an error.
    """
    centre = descriptors.mean(axis=0)
    scale = np.maximum(descriptors.std(axis=0), 1e-9)
    x = design(descriptors, centre, scale)
    same = [one[:, None] == one[None, :] for one in (scaffolds, molecules)]
    shared = np.array([*same, np.eye(len(values))], dtype=float)

    def parts(logarithms: Array) -> tuple[Array, Array]:
        squares = np.exp(2.0 * logarithms)
        prior = np.r_[INTERCEPT_SD**2, np.full(descriptors.shape[1], squares[0])]
        return prior, np.einsum("k,kij->ij", squares[1:], shared)

    def cost(logarithms: Array) -> float:
        prior, errors = parts(logarithms)
        lower = scipy.linalg.cholesky(errors + (x * prior) @ x.T, lower=True)
        half = scipy.linalg.solve_triangular(lower, values, lower=True)
        return float(0.5 * half @ half + np.log(np.diag(lower)).sum())

    limits = [(np.log(SMALLEST_SD), np.log(LARGEST_SD))] * 4
    start = np.log([0.1, 0.08, 0.08, 0.05])
    best: Array = minimize(cost, start, bounds=limits, method="L-BFGS-B").x
    prior, errors = parts(best)
    factor = scipy.linalg.cho_factor(errors)
    weighted = x.T @ scipy.linalg.cho_solve(factor, np.column_stack([x, values]))
    covariance = np.linalg.inv(weighted[:, :-1] + np.diag(1.0 / prior))
    sds = np.exp(best).tolist()
    return Line(centre, scale, covariance @ weighted[:, -1], covariance, *sds)
