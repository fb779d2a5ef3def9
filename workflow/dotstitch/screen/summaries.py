"""From the outcome of a case to what a screen says of it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from dotstitch.contracts.config import Config, Recipe
from dotstitch.contracts.constants import INTERVAL_PERCENT
from dotstitch.contracts.draws import Array, Draws, interval, median
from dotstitch.contracts.photophysics import Prediction
from dotstitch.contracts.photophysics.curves import Curve, DoseCurve, Spectrum
from dotstitch.evidence.molecular import whole_epsilon
from dotstitch.film.losses import limiting_loss
from dotstitch.film.molecule import Chromophore, MoleculeInput
from dotstitch.film.pattern import pattern
from dotstitch.film.simulate import Outcome

PREDICTION_COLUMNS = tuple(Prediction.model_fields)
"""Columns of ``predictions.csv``, in order."""


def case_score(outcome: Outcome, case: int) -> Array:
    """Return 100 times retention times relative PLQY of one case, shape (samples,)."""
    return np.asarray(100.0 * outcome.film_retention[-1, case] * outcome.plqy_relative[-1, case])


def limited_by(outcome: Outcome, case: int, samples: slice = slice(None)) -> str:
    """Return the name of the largest loss of one case at its full dose."""

    def pick(named: Mapping[str, Array]) -> dict[str, Array]:
        return {name: values[case, samples] for name, values in named.items()}

    return limiting_loss(
        outcome.gel[-1, case, samples],
        outcome.plqy_relative[-1, case, samples],
        pick(outcome.losses),
        pick(outcome.quenching),
    )


def prediction(
    name: str, recipe: Recipe, config: Config, outcome: Outcome, case: int
) -> Prediction:
    """Return what is predicted of one molecule at one recipe."""
    kept = interval("film_retention", outcome.film_retention[-1, case])
    return Prediction(
        name=name,
        recipe=recipe.name,
        wavelength_nm=recipe.wavelength_nm,
        dose_mj_cm2=recipe.dose_mj_cm2,
        irradiance_mw_cm2=recipe.irradiance_mw_cm2,
        loading_wt_percent=recipe.loading_wt_percent,
        atmosphere=recipe.atmosphere,
        dot=recipe.dot or config.dot,
        precursor_left=median(outcome.precursor_left[-1, case]),
        arm_conversion=median(outcome.arm_conversion[-1, case]),
        crosslink_yield=median(outcome.crosslink_yield[-1, case]),
        **kept,
        pattern=pattern(kept["film_retention"]),
        plqy_mixed=median(outcome.plqy_mixed[case]),
        **interval("plqy_relative", outcome.plqy_relative[-1, case]),
        limited_by=limited_by(outcome, case),
    )


def dose_curve(label: str, outcome: Outcome, case: int) -> DoseCurve:
    """Return retention and relative PLQY along the dose of one case."""
    kept = _along(outcome.film_retention[:, case])
    light = _along(outcome.plqy_relative[:, case])
    return DoseCurve(
        recipe=label,
        dose_mj_cm2=tuple(outcome.conditions.doses[:, case].tolist()),
        film_retention=kept[0],
        film_retention_low=kept[1],
        film_retention_high=kept[2],
        plqy_relative=light[0],
        plqy_relative_low=light[1],
        plqy_relative_high=light[2],
    )


def _along(values: Array) -> tuple[Curve, Curve, Curve]:
    """Return median and interval of samples, shape (points, samples), at every point."""
    low, high = np.percentile(values, INTERVAL_PERCENT, axis=-1)
    return tuple(np.median(values, axis=-1).tolist()), tuple(low.tolist()), tuple(high.tolist())


def spectrum(molecule: MoleculeInput, draws: Draws) -> Spectrum:
    """Return the absorption of a molecule and of what it becomes, as computed and as drawn."""
    curves = {name: tuple(curve.tolist()) for name, curve in state_curves(molecule).items()}
    drawn = whole_epsilon(molecule, draws, np.zeros(draws.n))(molecule.wavelength_nm)
    middle, low, high = _along(drawn.T)
    return Spectrum(
        wavelength_nm=molecule.wavelength_nm.tolist(),
        epsilon_m1_cm1=curves["intact"],
        states=curves,
        drawn=middle,
        drawn_low=low,
        drawn_high=high,
    )


def state_curves(molecule: MoleculeInput) -> dict[str, Array]:
    """Return the absorptivity of the molecule intact, half reacted and reacted.

    Half reacted is the mean of the states between; where a chromophore has none, of its two ends.
    An isomer in which reacted warheads wait is added by its name, in the place of every chromophore
    that has it.
    """
    intact = np.zeros_like(molecule.wavelength_nm)
    half, product = intact.copy(), intact.copy()
    for c in molecule.chromophores:
        curves = [state.epsilon_m1_cm1 for state in c.states]
        between = curves[1:-1] or [curves[0], curves[-1]]
        intact += c.count * curves[0]
        half += c.count * np.mean(between, axis=0)
        product += c.count * curves[-1]
    return {"intact": intact, "half": half, "product": product, **_isomer_curves(molecule)}


def _isomer_curves(molecule: MoleculeInput) -> dict[str, Array]:
    isomers = [_isomers(c) for c in molecule.chromophores]
    return {
        name: np.asarray(
            sum(
                c.count * own.get(name, c.states[0].epsilon_m1_cm1)
                for c, own in zip(molecule.chromophores, isomers, strict=True)
            )
        )
        for name in dict.fromkeys(name for own in isomers for name in own)
    }


def _isomers(chromophore: Chromophore) -> dict[str, Array]:
    """Return the absorptivities of a chromophore's isomers, each the mean over the arms with it."""
    sums: dict[str, Array] = {}
    weights: dict[str, int] = {}
    for arm in chromophore.arms:
        for role, one in arm.species.items():
            if one.epsilon_m1_cm1 is not None:
                name = arm.group.roles[role].words
                sums[name] = sums.get(name, 0.0) + arm.n_equivalent * one.epsilon_m1_cm1
                weights[name] = weights.get(name, 0) + arm.n_equivalent
    return {name: total / weights[name] for name, total in sums.items()}
