"""Everything uncertain as standard normals, the space in which draws are conditioned.

A parameter is the quantile of its prior at the normal's probability; an error is the normal itself.
What has no coordinate keeps its prior, drawn by seed and label as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.special import ndtr

from dotstitch.contracts.draws import Array, Draws, stratified_uniforms
from dotstitch.data.parameters import load_parameters, quantile
from dotstitch.evidence.prior import prior_draws

PARAMETER = "parameter:"
"""Before the name of a parameter in the label of its coordinate."""
FARTHEST = 8.0
"""Of a coordinate, where its probability still differs from one."""
FEW = 2
"""Draws of the run that learns the labels."""


@dataclass(frozen=True)
class Latent:
    """The coordinates of a posterior.

    Attributes
    ----------
    names : tuple of str
        ``parameter:NAME`` of parameters, and labels of errors.

    Examples
    --------
    >>> draws = Latent(("parameter:cage_yield", "an error")).draws(np.zeros((3, 2)), seed=1)
    >>> round(float(draws["cage_yield"][0]), 6), draws.normals("an error").tolist()
    (0.6, [0.0, 0.0, 0.0])
    """

    names: tuple[str, ...]

    def draws(self, z: Array, seed: int) -> Draws:
        """Return the draws that belong to coordinates.

        Parameters
        ----------
        z : ndarray, shape (n, coordinates)
            Standard normals under the prior.
        seed : int
            Of all that has no coordinate.
        """
        column = dict(zip(self.names, np.asarray(z, dtype=np.float64).T, strict=True))
        values = {
            name: quantile(parameter, _probability(name, column, len(z), seed))
            for name, parameter in load_parameters().items()
        }
        errors = {label: x for label, x in column.items() if not label.startswith(PARAMETER)}
        return Draws(seed, values, errors)


def _probability(name: str, column: Mapping[str, Array], n: int, seed: int) -> Array:
    """Return the probability at which a parameter is read, shape (n,)."""
    known = column.get(PARAMETER + name)
    if known is None:
        return stratified_uniforms(n, seed, name)
    return np.asarray(ndtr(np.clip(known, -FARTHEST, FARTHEST)))


def labels_used(predict: Callable[[Draws], object]) -> tuple[str, ...]:
    """Return the labels of all uncertain quantities that a prediction asks its draws for.

    Parameters
    ----------
    predict : callable
        Runs once, with a few draws of the prior.

    Examples
    --------
    >>> labels_used(lambda draws: draws["cage_yield"] + draws.normals("an error"))
    ('an error', 'parameter:cage_yield')
    """
    prior = prior_draws(FEW, 0)
    recorder = _Recorder(prior.seed, prior.values)
    predict(recorder)
    fixed = {p.name for p in load_parameters().values() if p.distribution == "fixed"}
    return tuple(sorted(recorder.asked - {PARAMETER + name for name in fixed}))


@dataclass(frozen=True, eq=False)
class _Recorder(Draws):
    """Draws that remember what they were asked for."""

    asked: set[str] = field(default_factory=set)

    def __getitem__(self, name: str) -> Array:
        self.asked.add(PARAMETER + name)
        return super().__getitem__(name)

    def normals(self, label: str) -> Array:
        self.asked.add(label)
        return super().normals(label)
