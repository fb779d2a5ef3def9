"""Frontier levels of a molecule and of what it becomes, under the draws."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dotstitch.contracts.constants import EV_NM
from dotstitch.contracts.draws import Draws, half_interval, median
from dotstitch.contracts.photophysics.close_up import StateLevels
from dotstitch.dot.transfer import drawn_levels_ev
from dotstitch.evidence.molecular import frontier_levels_ev, lambda_max_nm
from dotstitch.film.carriers import acceptor_of
from dotstitch.film.molecule import Chromophore, MoleculeInput, State
from dotstitch.optics.absorptivity import lambda_max_nm as has_band
from dotstitch.screen.properties import intact_absorption

States = tuple[State, ...]


def _half(part: Chromophore) -> States:
    """Return the states between; where there are none, both ends, as one of two is reacted."""
    return part.states[1:-1] or (part.states[0], part.states[-1])


CHOSEN: dict[str, Callable[[Chromophore], States]] = {
    "intact": lambda part: part.states[:1],
    "half": _half,
    "product": lambda part: part.states[-1:],
}


def state_levels(molecule: MoleculeInput, draws: Draws) -> tuple[StateLevels, ...]:
    """Return the highest HOMO and the lowest LUMO over the electrophores, state by state.

    A molecule with one warhead has nothing that is half-reacted.
    """
    names = [name for name in CHOSEN if name != "half" or molecule.n_arms > 1]
    return tuple(_levels(molecule, name, draws) for name in names)


def _levels(molecule: MoleculeInput, name: str, draws: Draws) -> StateLevels:
    drawn = [
        drawn_levels_ev(acceptor_of(part, state), draws)
        for part in molecule.chromophores
        for state in CHOSEN[name](part)
    ]
    lumo, homo = (np.stack(column) for column in zip(*drawn, strict=True))
    low, high = lumo.min(axis=0), homo.max(axis=0)
    return StateLevels(
        state=name,
        homo_ev=median(high),
        homo_uncertainty_ev=half_interval(high),
        lumo_ev=median(low),
        lumo_uncertainty_ev=half_interval(low),
    )


def optical_lumo(molecule: MoleculeInput, draws: Draws) -> tuple[float, float] | tuple[None, None]:
    """Return HOMO plus optical gap, the convention of Lu et al., and its uncertainty, eV."""
    if has_band(intact_absorption(molecule)) is None:
        return None, None
    homo, _ = frontier_levels_ev(molecule, draws)
    lumo = homo + EV_NM / lambda_max_nm(molecule, draws, np.zeros(draws.n))
    return median(lumo), half_interval(lumo)
