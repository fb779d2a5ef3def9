"""Draws from what is known of the parameters before any film is looked at."""

from __future__ import annotations

from dotstitch.contracts.draws import Draws, stratified_uniforms
from dotstitch.data.parameters import load_parameters, quantile


def prior_draws(n: int, seed: int) -> Draws:
    """Return ``n`` draws of every parameter of film and dots.

    Examples
    --------
    >>> bool((prior_draws(200, 1)["cage_yield"] >= 0.3).all())
    True
    """
    values = {
        name: quantile(parameter, stratified_uniforms(n, seed, name))
        for name, parameter in load_parameters().items()
    }
    return Draws(seed, values)
