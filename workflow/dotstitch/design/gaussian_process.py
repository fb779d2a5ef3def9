"""A Gaussian process that knows how wrong it is: the cheapest tier of evaluation.

Values have a constant mean and a covariance that falls with the distance of their descriptors, each
in units of its own spread, plus noise. Amplitude, length and noise are those of the highest
likelihood, with a weak prior that keeps them finite for a handful of points.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize

Array = NDArray[np.float64]

PRIOR_MEANS = np.log([1.0, 3.0, 0.3])
"""Of the logarithms of amplitude, length and noise, in units of the spread of values and of the
descriptors: an assumption, wide."""
PRIOR_SPREAD = 1.0


@dataclass(frozen=True)
class GaussianProcess:
    """A fitted process.

    Attributes
    ----------
    inputs : array
        Descriptors of the training set, shifted and scaled.
    centre, scale : array
        Shift and scale of the descriptors.
    mean, spread : float
        Of the training values.
    parameters : array
        Amplitude, length and noise; see :data:`PRIOR_MEANS`.
    inverse : array
        Of the covariance of the training set.
    weights : array
        That inverse times the training values, shifted and scaled.
    """

    inputs: Array
    centre: Array
    scale: Array
    mean: float
    spread: float
    parameters: Array
    inverse: Array
    weights: Array

    @classmethod
    def fit(cls, descriptors: Array, values: Array) -> GaussianProcess:
        """Fit a process to values at some descriptors.

        Parameters
        ----------
        descriptors : array of shape (n, d)
        values : array of shape (n,)
            At least two, not all equal.

        Raises
        ------
        ValueError
            Where they are too few or all equal.
        """
        if len(values) < 2 or not np.ptp(values):
            raise ValueError("a model needs at least two different values")
        centre = descriptors.mean(axis=0)
        scale = np.where(np.ptp(descriptors, axis=0) > 0.0, descriptors.std(axis=0), 1.0)
        mean, spread = float(values.mean()), float(values.std())
        inputs, targets = (descriptors - centre) / scale, (values - mean) / spread
        squares = _squares(inputs, inputs)
        found = minimize(_cost, PRIOR_MEANS, args=(squares, targets), method="Nelder-Mead")
        parameters = np.exp(found.x)
        inverse = np.asarray(np.linalg.inv(_covariance(squares, parameters)), dtype=float)
        return cls(inputs, centre, scale, mean, spread, parameters, inverse, inverse @ targets)

    def predict(self, descriptors: Array) -> tuple[Array, Array]:
        """Return means and standard deviations, noise included.

        Parameters
        ----------
        descriptors : array of shape (n, d)
        """
        amplitude, length, noise = self.parameters
        squares = _squares((descriptors - self.centre) / self.scale, self.inputs)
        cross = amplitude**2 * np.exp(-0.5 * squares / length**2)
        explained = np.einsum("ij,jk,ik->i", cross, self.inverse, cross)
        variance = np.maximum(amplitude**2 + noise**2 - explained, 0.0)
        return self.mean + self.spread * cross @ self.weights, self.spread * np.sqrt(variance)

    def left_out(self) -> tuple[Array, Array]:
        """Return the error of each training value predicted from all others, and its expected size.

        The parameters stay those of the whole set.
        """
        diagonal = np.diag(self.inverse)
        return self.spread * self.weights / diagonal, self.spread / np.sqrt(diagonal)


def _squares(first: Array, second: Array) -> Array:
    """Return squared distances per descriptor, so that their number does not set the length."""
    steps = first[:, None, :] - second[None, :, :]
    return np.asarray((steps**2).mean(axis=2), dtype=float)


def _covariance(squares: Array, parameters: Array) -> Array:
    amplitude, length, noise = parameters
    smooth = amplitude**2 * np.exp(-0.5 * squares / length**2)
    return np.asarray(smooth + (noise**2 + 1e-9) * np.eye(len(squares)), dtype=float)


def _cost(logarithms: Array, squares: Array, targets: Array) -> float:
    """Return the negative logarithm of likelihood times prior."""
    factor = cho_factor(_covariance(squares, np.exp(logarithms)), lower=True)
    fit = 0.5 * float(targets @ cho_solve(factor, targets))
    volume = float(np.log(np.diag(factor[0])).sum())
    prior = 0.5 * float((((logarithms - PRIOR_MEANS) / PRIOR_SPREAD) ** 2).sum())
    return fit + volume + prior
