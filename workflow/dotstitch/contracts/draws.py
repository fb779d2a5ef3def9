"""Draws of all uncertain quantities, and what stands for samples in results.

Parameters are drawn by name, errors of species and dots by label.
Every draw is keyed by the seed and its own name, so that all molecules share the same samples and
a new parameter leaves the others as they were.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from dotstitch.contracts.constants import INTERVAL_PERCENT

Array = NDArray[np.float64]


def stratified_uniforms(n: int, seed: int, label: str) -> Array:
    """Return ``n`` draws from (0, 1), one from each of ``n`` equal strata, keyed by a label.

    Examples
    --------
    >>> sorted((stratified_uniforms(4, 1, "x") * 4).astype(int).tolist())
    [0, 1, 2, 3]
    """
    digest = hashlib.sha256(label.encode()).digest()
    rng = np.random.default_rng([seed, int.from_bytes(digest[:8], "big")])
    return np.asarray((rng.permutation(n) + rng.random(n)) / n)


@dataclass(frozen=True, eq=False)
class Draws:
    """Samples of the parameters, and of any error that has a name.

    Stages downstream cannot tell from which distribution the values were drawn.

    Attributes
    ----------
    seed : int
        Of the errors that :meth:`normals` draws.
    values : mapping of str to ndarray, shape (n,)
        Of every parameter.
    errors : mapping of str to ndarray, shape (n,)
        Standard normals of the errors on which something is known, by label.

    Examples
    --------
    >>> draws = Draws(seed=1, values={"yield": np.linspace(0.2, 0.4, 100)})
    >>> draws.n, float(draws["yield"][-1])
    (100, 0.4)
    >>> bool(abs(draws.normals("band of a molecule").mean()) < 0.05)
    True
    """

    seed: int
    values: Mapping[str, Array]
    errors: Mapping[str, Array] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Array:
        """Return the values of one parameter, shape (n,)."""
        return self.values[name]

    @property
    def n(self) -> int:
        """Number of samples."""
        return len(next(iter(self.values.values())))

    def normals(self, label: str) -> Array:
        """Return standard normals of one error, shape (n,).

        What is known of it, else draws keyed by seed and label, one from each of ``n`` strata.
        """
        if label in self.errors:
            return self.errors[label]
        return np.asarray(ndtri(stratified_uniforms(self.n, self.seed, label)))

    def shared_normals(self, common: str, own: str, share: Array) -> Array:
        """Return standard normals of an error that is in part common to all of a kind, shape (n,).

        Parameters
        ----------
        common, own : str
            Labels of the part in common and of the rest.
        share : ndarray, shape (n,)
            Of the variance that is common, 0 to 1.

        Examples
        --------
        >>> draws = Draws(seed=1, values={"share": np.full(1000, 0.5)})
        >>> one, other = (draws.shared_normals("all", x, draws["share"]) for x in "ab")
        >>> bool(abs(np.corrcoef(one, other)[0, 1] - 0.5) < 0.1)
        True
        """
        own_part = np.sqrt(1.0 - share) * self.normals(own)
        return np.asarray(np.sqrt(share) * self.normals(common) + own_part)


def median(values: Array) -> float:
    """Return the median as a plain number."""
    return float(np.median(values))


def half_interval(values: Array) -> float:
    """Return half of the 16 to 84 % interval: one standard deviation of a normal.

    Examples
    --------
    >>> half_interval(np.arange(101.0))
    34.0
    """
    low, high = np.percentile(values, INTERVAL_PERCENT)
    return float(0.5 * (high - low))


def interval(name: str, values: Array) -> dict[str, float]:
    """Return median and 16 to 84 % interval of samples as three cells.

    Examples
    --------
    >>> interval("x", np.arange(101.0))
    {'x': 50.0, 'x_low': 16.0, 'x_high': 84.0}
    """
    low, high = np.percentile(values, INTERVAL_PERCENT)
    return {name: median(values), f"{name}_low": float(low), f"{name}_high": float(high)}
