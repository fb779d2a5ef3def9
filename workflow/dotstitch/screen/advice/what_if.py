"""What a molecule would do at other exposures and on other dots, for whoever asks "what if"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from dotstitch.contracts.config import Config
from dotstitch.contracts.draws import Array, interval
from dotstitch.contracts.photophysics.what_if import FilmGrid, OnDot, WhatIf
from dotstitch.film.exposure import Case
from dotstitch.film.molecule import MoleculeInput
from dotstitch.film.simulate import simulate
from dotstitch.screen.context import ScreenContext
from dotstitch.screen.summaries import case_score
from dotstitch.screen.sweep import SweepGrid, halves, sweep_grid

GASES = ("N2", "air")


def what_if(molecule: MoleculeInput, case: Case, context: ScreenContext) -> WhatIf:
    """Return grids for every lamp of the configuration in N2 and in air, and all known dots.

    Parameters
    ----------
    molecule : MoleculeInput
    case : Case
        Where it is ranked.
    context : ScreenContext
    """
    return WhatIf(grids=_grids(molecule, context), dots=_on_dots(molecule, case, context))


def _sweeps(config: Config) -> Iterator[tuple[float, str, SweepGrid]]:
    """Yield the sweep at each lamp of sweep and recipes, in each gas."""
    lamps = dict.fromkeys(config.sweep.wavelength_nm, config.sweep.lamp_fwhm_nm)
    for recipe in config.recipes:
        lamps.setdefault(recipe.wavelength_nm, recipe.lamp_fwhm_nm)
    for wavelength, fwhm in lamps.items():
        for gas in GASES:
            knobs = {"wavelength_nm": (wavelength,), "lamp_fwhm_nm": fwhm, "atmosphere": gas}
            yield wavelength, gas, sweep_grid(config.sweep.model_copy(update=knobs), config.dot)


def _grids(molecule: MoleculeInput, context: ScreenContext) -> tuple[FilmGrid, ...]:
    _, scoring = halves(context.config.samples)
    grids = []
    for wavelength, gas, grid in _sweeps(context.config):
        outcome = context.simulate(molecule, grid.cases)
        film, light = (
            grid.cube(field)[0, ..., scoring]
            for field in (outcome.film_retention, outcome.plqy_relative)
        )
        grids.append(
            FilmGrid(
                wavelength_nm=wavelength,
                atmosphere=gas,
                film_retention=_means(film),
                plqy_relative=_means(light),
                score=_means(100.0 * film * light),
            )
        )
    return tuple(grids)


def _means(samples: Array) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(line) for line in np.mean(samples, axis=-1).tolist())


def _on_dots(molecule: MoleculeInput, case: Case, context: ScreenContext) -> tuple[OnDot, ...]:
    _, scoring = halves(context.config.samples)
    dots = {**context.dots, **context.other_dots}
    cases = tuple(replace(case, dot=name) for name in dots)
    outcome = simulate(molecule, cases, context.draws, dots)
    return tuple(
        OnDot(
            dot=name,
            score=float(np.mean(case_score(outcome, index)[scoring])),
            **interval("film_retention", outcome.film_retention[-1, index, scoring]),
            **interval("plqy_relative", outcome.plqy_relative[-1, index, scoring]),
        )
        for index, name in enumerate(dots)
    )
