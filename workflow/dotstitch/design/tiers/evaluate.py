"""Film and light of many candidates at the best recipe of each, under draws that all share.

Candidates of one likeness and one mass are one and the same to the model, so each such pair is
simulated once; it reads the records of its species, and those of a likeness share them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context

import numpy as np

from dotstitch.contracts.constants import NOTHING_RETAINED
from dotstitch.contracts.draws import Array
from dotstitch.design.tiers.likeness import Likeness
from dotstitch.film.exposure import Case, dose_grid
from dotstitch.film.molecule import MoleculeInput
from dotstitch.screen.context import ScreenContext
from dotstitch.screen.sweep import choose, halves

Pair = tuple[Likeness, float]
"""Likeness and molar mass, g/mol."""
Film = tuple[Case, Array, Array, Array]
"""Best recipe of a molecule, and retention, light and air tolerance there."""
FILMS_AT_ONCE = 50
"""That a process simulates before it reports; fewer films in all are not shared out."""


@dataclass(frozen=True, eq=False)
class Films:
    """One film per likeness and mass, each at its best recipe.

    Attributes
    ----------
    places : mapping of (Likeness, float) to int
        Row of a pair.
    inputs : tuple of MoleculeInput
        What each film was simulated from.
    cases : tuple of Case
        Best recipe of each, chosen on the choosing half of the draws.
    retention, plqy : ndarray, shape (films, samples)
    air_tolerance : ndarray, shape (films, samples)
        Retention in air over that in N2 at the same recipe; empty where nobody asked.
    """

    places: Mapping[Pair, int]
    inputs: tuple[MoleculeInput, ...]
    cases: tuple[Case, ...]
    retention: Array
    plqy: Array
    air_tolerance: Array

    @property
    def score(self) -> Array:
        """100 times retention times relative PLQY, shape (films, samples)."""
        return 100.0 * self.retention * self.plqy


def evaluate(
    pairs: Iterable[Pair],
    read: Callable[[Likeness], MoleculeInput],
    context: ScreenContext,
    tell: Callable[[str], None] = print,
    processes: int = 1,
) -> Films:
    """Sweep one film of each likeness and mass.

    Parameters
    ----------
    pairs : iterable of (Likeness, float)
        Any that occurs again is left out.
    read : callable
        Returns the inputs of a likeness; asked once for each.
    context : ScreenContext
    tell : callable
        Takes a line of progress.
    processes : int
        Share the films; no number depends on them.
    """
    ordered = sorted(set(pairs))
    known = {likeness: read(likeness) for likeness in dict(ordered)}
    inputs = tuple(replace(known[likeness], molar_mass_g_mol=mass) for likeness, mass in ordered)
    films = []
    for film in _simulated(inputs, context, processes):
        films.append(film)
        if len(films) % FILMS_AT_ONCE == 0:
            tell(f"{len(films)} of {len(ordered)} films")
    columns = list(zip(*films, strict=True)) or [()] * 4
    shape = -1, context.draws.n
    retention, plqy, tolerance = (np.reshape(column, shape) for column in columns[1:])
    places = {pair: row for row, pair in enumerate(ordered)}
    return Films(places, inputs, tuple(columns[0]), retention, plqy, tolerance)


def _simulated(
    molecules: Sequence[MoleculeInput], context: ScreenContext, processes: int
) -> Iterator[Film]:
    """Yield the film of each molecule, in their order."""
    in_air = "air_tolerance" in context.config.proposals.objectives
    best = partial(_best, context=context, in_air=in_air)
    if processes == 1 or len(molecules) <= FILMS_AT_ONCE:
        yield from map(best, molecules)
        return
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # a process per core
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(best, molecules, chunksize=FILMS_AT_ONCE)


def _best(molecule: MoleculeInput, context: ScreenContext, *, in_air: bool) -> Film:
    """Find the best recipe of a molecule and simulate it there."""
    grid = context.grid
    outcome = context.simulate(molecule, grid.cases)
    retention, plqy = grid.cube(outcome.film_retention), grid.cube(outcome.plqy_relative)
    choosing, _ = halves(context.draws.n)
    choice, _ = choose((retention * plqy)[..., choosing])
    row = choice.wavelength * len(grid.loading_wt_percent) + choice.loading
    dose = dose_grid(float(grid.dose_mj_cm2[choice.dose]))
    case = replace(grid.cases[row], dose_mj_cm2=dose)
    cases = (case, replace(case, air=False), replace(case, air=True)) if in_air else (case,)
    found = context.simulate(molecule, cases)
    kept = found.film_retention[-1]
    tolerance = _ratio(kept[2], kept[1]) if in_air else np.empty(0)
    return case, kept[0], found.plqy_relative[-1, 0], tolerance


def _ratio(in_air: Array, in_n2: Array) -> Array:
    """Return retention in air over that in N2; zero where nothing is retained."""
    safe = np.maximum(in_n2, NOTHING_RETAINED)
    return np.where(in_n2 >= NOTHING_RETAINED, in_air / safe, 0.0)
