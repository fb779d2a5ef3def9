"""Retention times relative PLQY of the crosslinkers at their best recipes, draw by draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dotstitch.contracts.config import Config
from dotstitch.contracts.draws import Array, Draws
from dotstitch.dot.dots import load_dot
from dotstitch.dot.samples import sample_dot
from dotstitch.film.molecule import MoleculeInput
from dotstitch.film.simulate import simulate
from dotstitch.screen.sweep import Choice, choose, halves, sweep_grid


@dataclass(frozen=True, eq=False)
class Product:
    """Retention times relative PLQY of one molecule.

    Attributes
    ----------
    recipe : Choice
        Where in the sweep of the default configuration.
    values : ndarray, shape (n,)
    """

    recipe: Choice
    values: Array


def products(
    molecules: Mapping[str, MoleculeInput],
    draws: Draws,
    recipes: Mapping[str, Choice] | None = None,
) -> dict[str, Product]:
    """Return what the score is the mean of, for each molecule.

    Parameters
    ----------
    molecules : mapping of str to MoleculeInput
    draws : Draws
    recipes : mapping of str to Choice, optional
        Found by the sweep where none are given, on every second draw as a screen does.
    """
    config = Config()
    grid = sweep_grid(config.sweep, config.dot)
    dots = {config.dot: sample_dot(load_dot(config.dot), draws)}
    found = {}
    for name, molecule in molecules.items():
        outcome = simulate(molecule, grid.cases, draws, dots)
        product = grid.cube(outcome.film_retention) * grid.cube(outcome.plqy_relative)
        choosing, _ = halves(draws.n)
        best = recipes[name] if recipes else choose(product[..., choosing])[0]
        found[name] = Product(best, product[best.wavelength, best.dose, best.loading])
    return found
