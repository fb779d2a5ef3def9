"""A line through many descriptors whose errors are shared by scaffold and by molecule.

    measured - computed = descriptors . coefficients + scaffold + molecule + row

Every coefficient is normal about zero with a variance of its own, which falls to nothing where the
descriptor has no use. What scaffolds and molecules share follows Student's distribution, so that a
band that was taken for another, or a wrong row, does not bend the line. All variances are those
that make the measured values most likely (expectation maximisation).

References
----------
MacKay, Neural Comput. 1992, 4, 415 (doi 10.1162/neco.1992.4.3.415); Lange, Little, Taylor, J. Am.
Stat. Assoc. 1989, 84, 881 (doi 10.1080/01621459.1989.10478852).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Labels = NDArray[np.str_]
CONSTANT_VARIANCE = 1.0
"""Of the constant, in the square of the unit of the values: wide, so that it is hardly shrunk."""
SMALLEST_VARIANCE = 1e-7
FREEDOM = 4.0
"""Of Student's distribution; the usual choice for data with some gross errors."""
ROUNDS = 120


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
    scaffold_sd, molecule_sd, row_sd : float
        One standard deviation, with the tails of Student's distribution.
    scaffolds : dict of tuple of float
        What each scaffold that was fitted adds, and one standard deviation of it.
    """

    centre: Array
    scale: Array
    coefficients: Array
    covariance: Array
    scaffold_sd: float
    molecule_sd: float
    row_sd: float
    scaffolds: dict[str, tuple[float, float]]

    def predict(self, descriptors: Array) -> tuple[Array, Array]:
        """Return mean and standard deviation of single measured values, shapes (n_rows,).

        The scaffolds are taken as unknown.
        """
        x = design(descriptors, self.centre, self.scale)
        known = np.einsum("ri,ij,rj->r", x, self.covariance, x)
        own = self.scaffold_sd**2 + self.molecule_sd**2 + self.row_sd**2
        return x @ self.coefficients, np.sqrt(known + own)


@dataclass(eq=False)
class _Shared:
    """Errors that rows of one label share: their variance, and how far each label is trusted."""

    member: Array  # (n_rows, n_labels), one where a row has a label
    variance: float
    trust: Array  # (n_labels,), small for gross errors

    @property
    def covariance(self) -> Array:
        """Of the rows, shape (n_rows, n_rows)."""
        return np.asarray((self.member * (self.variance / self.trust)) @ self.member.T)

    def found(self, inverse: Array, weights: Array) -> tuple[Array, Array]:
        """Return what each label adds and the variance of that, given the rows."""
        each = self.variance / self.trust
        left = each - each**2 * np.einsum("rl,rs,sl->l", self.member, inverse, self.member)
        return each * (self.member.T @ weights), left

    def update(self, inverse: Array, weights: Array) -> None:
        """Take variance and trust from what the rows say of every label."""
        mean, left = self.found(inverse, weights)
        square = mean**2 + left
        self.trust = (FREEDOM + 1.0) / (FREEDOM + square / self.variance)
        self.variance = float(np.mean(self.trust * square))


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
    spread = float(np.var(values))
    prior = np.r_[CONSTANT_VARIANCE, np.full(descriptors.shape[1], spread)]
    shared = [_shared(labels, 0.25 * spread) for labels in (scaffolds, molecules)]
    row_variance = 0.25 * spread
    for _ in range(ROUNDS):
        errors = sum((one.covariance for one in shared), row_variance * np.eye(len(values)))
        inverse = np.linalg.inv(errors + (x * prior) @ x.T)
        weights = inverse @ values
        mean = prior * (x.T @ weights)
        left = prior - prior**2 * np.einsum("ri,rs,si->i", x, inverse, x)
        prior[1:] = np.maximum(mean**2 + left, SMALLEST_VARIANCE)[1:]
        for one in shared:
            one.update(inverse, weights)
        row = (row_variance * weights) ** 2 - row_variance**2 * np.diag(inverse)
        row_variance = float(np.mean(row) + row_variance)
    errors = sum((one.covariance for one in shared), row_variance * np.eye(len(values)))
    weighted = np.linalg.solve(errors, np.column_stack([x, values]))
    covariance = np.linalg.inv(x.T @ weighted[:, :-1] + np.diag(1.0 / prior))
    tails = FREEDOM / (FREEDOM - 2.0)
    scaffold, molecule = (float(np.sqrt(tails * one.variance)) for one in shared)
    offsets, left = shared[0].found(inverse, weights)
    known = zip(np.unique(scaffolds), offsets.tolist(), np.sqrt(left).tolist(), strict=True)
    return Line(
        centre,
        scale,
        covariance @ x.T @ weighted[:, -1],
        covariance,
        scaffold,
        molecule,
        float(np.sqrt(row_variance)),
        {str(name): (offset, sd) for name, offset, sd in known},
    )


def _shared(labels: Labels, variance: float) -> _Shared:
    names = np.unique(labels)
    return _Shared((labels[:, None] == names).astype(float), variance, np.ones(names.size))
