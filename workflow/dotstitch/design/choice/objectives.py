"""What is wanted of a molecule, each wish from zero to one under every draw."""

from __future__ import annotations

import numpy as np

from dotstitch.contracts.config import Config, Objective
from dotstitch.contracts.draws import Array
from dotstitch.design.tiers.evaluate import Films


def objectives(films: Films, config: Config) -> Array:
    """Return the objectives of the configuration, larger is better.

    A dose and a molar mass count as what they leave of the largest that is allowed.

    Returns
    -------
    ndarray, shape (films, objectives, samples)
    """
    columns = [_column(name, films, config) for name in config.proposals.objectives]
    return np.clip(np.stack(columns, axis=1), 0.0, 1.0)


def _column(name: Objective, films: Films, config: Config) -> Array:
    match name:
        case "film_retention":
            return films.retention
        case "plqy_relative":
            return films.plqy
        case "air_tolerance":
            return films.air_tolerance
        case "dose":
            used = [case.dose_mj_cm2[-1] for case in films.cases]
            return _left_of(used, config.sweep.dose_mj_cm2[1], films)
        case "molar_mass":
            used = [one.molar_mass_g_mol for one in films.inputs]
            return _left_of(used, config.proposals.largest_molar_mass_g_mol, films)


def _left_of(used: list[float], largest: float, films: Films) -> Array:
    share = 1.0 - np.array(used) / largest
    return np.broadcast_to(share[:, None], films.retention.shape)
