"""Gaussians from which the points of a population are moved.

A proposal of Crank and Nicolson's kind leaves its Gaussian as it is, so any Gaussian is right; a
good one is narrow where the density is. It must not follow the point that it moves: a point whose
own place has shaped its Gaussian is drawn to where it stands, and with 600 points of 60 coordinates
a curved density came out narrower by a third of its variance. So it comes from a posterior made
before (:class:`Pilot`), or from the other half of the population.

References
----------
Goodman, Weare, Comm. App. Math. Comp. Sci. 2010, 5, 65: moving one part of an ensemble by another.
Donoho, Gavish, Johnstone, Ann. Stat. 2018, 46, 1742: spiked covariances.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from dotstitch.contracts.draws import Array

SMALLEST_VARIANCE = 1.0e-8
"""Of the Gaussian along any direction."""
SIZES = 1.0
"""Standard deviation of the logarithm of a size."""


@dataclass(frozen=True, eq=False)
class Gaussian:
    """A standard normal but along a few directions.

    Attributes
    ----------
    axes : ndarray, shape (d, k)
        Those directions, orthonormal, in columns.
    mean, variance : ndarray, shape (k,)
        Along them.
    """

    axes: Array
    mean: Array
    variance: Array

    def at(self, exponent: float) -> Gaussian:
        """Return the Gaussian at an exponent between the prior and this one.

        Its precision is that of the prior plus the exponent times what this one adds, as it would
        be for measurements that are linear in the coordinates.
        """
        variance = 1.0 / (1.0 + exponent * (1.0 / self.variance - 1.0))
        return replace(
            self, mean=variance * exponent * self.mean / self.variance, variance=variance
        )


def gaussian_of(z: Array, effective: float) -> Gaussian:
    """Return the prior, but for directions in which points differ from it by more than noise.

    Of n points of a standard normal in d coordinates the variances along the principal axes lie
    within (1 +- sqrt(d / n))^2; one outside is taken back to what most likely gave it.

    Parameters
    ----------
    z : ndarray, shape (n, d)
    effective : float
        Number of points that know nothing of each other.
    """
    seen, axes = np.linalg.eigh(np.atleast_2d(np.cov(z, rowvar=False)))
    ratio = z.shape[1] / effective
    wide = seen > (1.0 + np.sqrt(ratio)) ** 2
    narrow = (seen < (1.0 - np.sqrt(ratio)) ** 2) & (ratio < 1.0)
    middle = seen + 1.0 - ratio
    root = np.sqrt(np.maximum(middle**2 - 4.0 * seen, 0.0))
    variance = np.where(wide, middle + root, middle - root) / 2.0
    told = wide | narrow
    own = axes[:, told]
    return Gaussian(own, own.T @ z.mean(axis=0), np.maximum(variance[told], SMALLEST_VARIANCE))


def of_others(z: Array, distinct: float, correlation: float) -> list[Gaussian]:
    """Return for each half of a population the Gaussian of the other half.

    Copies of a resampled point lie side by side, so the halves share none. They count as one point
    until they have parted.

    Parameters
    ----------
    z : ndarray, shape (n, d)
    distinct : float
        Different points of a half before any was moved.
    correlation : float
        Largest of a coordinate with its value then.
    """
    parted = distinct + (0.5 * len(z) - distinct) * (1.0 - correlation)
    return [gaussian_of(half, parted) for half in reversed(np.array_split(z, 2))]


def propose(
    z: Array, gaussian: Gaussian, typical: float, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Return proposals, and the logarithm of what they gain for the prior over the Gaussian.

    Parameters
    ----------
    z : ndarray, shape (n, d)
    gaussian : Gaussian
    typical : float
        Size around which those of the proposals lie.
    rng : numpy.random.Generator
    """
    axes, width = gaussian.axes, np.sqrt(gaussian.variance)
    size = np.minimum(typical * np.exp(SIZES * rng.standard_normal((len(z), 1))), 1.0)
    noise = rng.standard_normal(z.shape)
    noise += (noise @ axes * (width - 1.0)) @ axes.T
    mean = axes @ gaussian.mean
    proposal = mean + np.sqrt(1.0 - size**2) * (z - mean) + size * noise

    def prior_over_gaussian(points: Array) -> Array:
        along = points @ axes
        white = (along - gaussian.mean) / width
        return np.asarray(0.5 * (white**2 - along**2).sum(axis=1))

    return proposal, prior_over_gaussian(proposal) - prior_over_gaussian(z)


@dataclass(frozen=True, eq=False)
class Pilot:
    """The Gaussian of a posterior made before, with the names of its coordinates."""

    names: tuple[str, ...]
    gaussian: Gaussian

    def over(self, names: tuple[str, ...]) -> Gaussian:
        """Return the Gaussian in other coordinates.

        New ones stay at the prior, those that are gone are integrated out.
        """
        known = [name for name in self.names if name in names]
        rows = self.gaussian.axes[[self.names.index(name) for name in known]]
        narrower, basis = np.linalg.eigh((rows * (self.gaussian.variance - 1.0)) @ rows.T)
        kept = np.argsort(-np.abs(narrower))[: rows.shape[1]]
        axes = np.zeros((len(names), kept.size))
        axes[[names.index(name) for name in known]] = basis[:, kept]
        mean = basis[:, kept].T @ (rows @ self.gaussian.mean)
        return replace(self.gaussian, axes=axes, mean=mean, variance=1.0 + narrower[kept])


def write_pilot(path: Path, pilot: Pilot) -> None:
    """Write a pilot; the same Gaussian gives the same bytes."""
    gaussian = pilot.gaussian
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            names=np.array(pilot.names),
            axes=gaussian.axes,
            mean=gaussian.mean,
            variance=gaussian.variance,
        )


def read_pilot(path: Path) -> Pilot:
    """Read a pilot back."""
    with np.load(path, allow_pickle=False) as file:
        gaussian = Gaussian(file["axes"], file["mean"], file["variance"])
        return Pilot(tuple(str(name) for name in file["names"]), gaussian)
