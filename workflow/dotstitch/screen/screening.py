"""One molecule from its inputs to everything the screen says of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dotstitch.contracts.config import BEST
from dotstitch.contracts.constants import NOTHING_RETAINED
from dotstitch.contracts.draws import Array, interval, median
from dotstitch.contracts.photophysics import (
    BestRecipe,
    ChannelOff,
    ScreenedMolecule,
    TripletEnergy,
)
from dotstitch.contracts.photophysics.curves import SweepScores
from dotstitch.contracts.photophysics.properties import Properties
from dotstitch.evidence.samples import gather_evidence
from dotstitch.evidence.verdicts import MoleculeEvidence
from dotstitch.film.exposure import Case, case_of, dose_grid, switches
from dotstitch.film.molecule import MoleculeInput
from dotstitch.film.simulate import Outcome
from dotstitch.screen.advice.experiments import experiments_on
from dotstitch.screen.advice.sensitivity import score_inputs, variance_shares
from dotstitch.screen.advice.settling import settling
from dotstitch.screen.advice.what_if import what_if
from dotstitch.screen.arms import arm_results, ranked_yield
from dotstitch.screen.basis import measured_numbers
from dotstitch.screen.close_up import close_up
from dotstitch.screen.context import ScreenContext
from dotstitch.screen.properties import (
    LevelsOfTheory,
    Told,
    least_converting,
    molecule_properties,
    optical_alignment,
)
from dotstitch.screen.summaries import case_score, dose_curve, limited_by, prediction, spectrum
from dotstitch.screen.sweep import (
    Choice,
    SweepGrid,
    choose,
    dose_at_half,
    halves,
)


@dataclass(frozen=True, eq=False)
class Screened:
    """What the screen says of one molecule, and what is asked of all molecules together.

    Attributes
    ----------
    evidence : MoleculeEvidence
        For the explanations.
    case : Case
        Where it is ranked.
    score : ndarray, shape (samples,)
        There, under every draw.
    """

    inputs: MoleculeInput
    result: ScreenedMolecule
    evidence: MoleculeEvidence
    case: Case
    score: Array


def screen_molecule(
    molecule: MoleculeInput,
    context: ScreenContext,
    told: Told,
) -> Screened:
    """Predict one molecule at every recipe, sweep it, and take its best recipe apart.

    Parameters
    ----------
    molecule : MoleculeInput
    context : ScreenContext
    told : Told
    """
    config, recipes, levels = context.config, context.config.recipes, told.levels
    at_recipes = tuple(case_of(recipe, config.dot) for recipe in recipes)
    outcome = context.simulate(molecule, at_recipes + context.grid.cases)
    swept = [
        context.grid.cube(field[:, len(recipes) :])
        for field in (outcome.film_retention, outcome.plqy_relative)
    ]
    choosing, _ = halves(config.samples)
    choice, scores = choose((swept[0] * swept[1])[..., choosing])
    case, curve = _ranked_case(context, choice)
    probe, labels = _probe(molecule, context, case)
    score = case_score(probe, int(case.air))
    result = ScreenedMolecule(
        name=molecule.name,
        smiles=molecule.smiles,
        properties=_properties(molecule, probe, context, levels),
        spectrum=spectrum(molecule, context.draws),
        predictions=tuple(
            prediction(molecule.name, recipe, config, outcome, index)
            for index, recipe in enumerate(recipes)
        ),
        dose_curves=(
            *(dose_curve(recipe.name, outcome, i) for i, recipe in enumerate(recipes)),
            dose_curve(BEST, outcome, curve),
        ),
        sweep=_sweep(context.grid, scores),
        best=_best(case, outcome, curve, probe, context),
        channels_off=_channels_off(probe, labels, context),
        arms=arm_results(molecule, probe, case, context, levels),
        triplets=_triplets(molecule, levels),
        variance=variance_shares(score, score_inputs(molecule, case, context), molecule),
        settling=settling(score, experiments_on(molecule, context, outcome), context.draws.seed),
        what_if=what_if(molecule, case, context),
        close_up=close_up(molecule, case, outcome, curve, context),
        measured=measured_numbers(molecule.smiles, context.measurements, context.sharing(molecule)),
        applicability=told.applicability,
        warnings=told.warnings,
        sources=told.sources,
    )
    optical = optical_alignment(molecule, context.dots[config.dot].dot).electron_offset_optical_ev
    known = result.properties
    offset = known.electron_offset_ev, known.electron_offset_uncertainty_ev
    evidence = gather_evidence(molecule.name, outcome, probe, labels, offset, optical, config)
    return Screened(molecule, result, evidence, case, score)


def _ranked_case(context: ScreenContext, choice: Choice) -> tuple[Case, int]:
    """Return the case where a molecule is ranked, and the case that holds its dose curve."""
    config, grid = context.config, context.grid
    if config.rank_at != BEST:
        index = next(i for i, r in enumerate(config.recipes) if r.name == config.rank_at)
        return case_of(config.recipes[index], config.dot), index
    row = choice.wavelength * len(grid.loading_wt_percent) + choice.loading
    case = replace(grid.cases[row], dose_mj_cm2=dose_grid(float(grid.dose_mj_cm2[choice.dose])))
    return case, len(config.recipes) + row


def _probe(
    molecule: MoleculeInput, context: ScreenContext, case: Case
) -> tuple[Outcome, list[tuple[str, str]]]:
    """Simulate the ranked case, its twin in the other air, and every channel switched off.

    Returns
    -------
    outcome : Outcome
        Cases: under N2, in air, then one per label.
    labels : list of (recipe, channel)
    """
    config = context.config
    base = [(config.rank_at, case)]
    in_air = [r for r in config.recipes if r.atmosphere == "air" and r.name != config.rank_at]
    if in_air:
        strongest = max(in_air, key=lambda r: r.dose_mj_cm2)
        base.append((strongest.name, case_of(strongest, config.dot)))
    off = [
        (name, channel, replace(one, off=frozenset({channel})))
        for name, one in base
        for channel in switches()
    ]
    twins = (replace(case, air=False), replace(case, air=True))
    outcome = context.simulate(molecule, twins + tuple(one for *_, one in off))
    return outcome, [(name, channel) for name, channel, _ in off]


def _properties(
    molecule: MoleculeInput, probe: Outcome, context: ScreenContext, levels: LevelsOfTheory
) -> Properties:
    fate = least_converting(probe.fates, 0)
    quantum_yield = ranked_yield(molecule, fate, probe, context)
    dot = context.dots[context.config.dot]
    return molecule_properties(molecule, dot, context.draws, fate, quantum_yield, levels)


def _triplets(molecule: MoleculeInput, levels: LevelsOfTheory) -> tuple[TripletEnergy, ...]:
    """Return the triplet energies that were found, chromophore by chromophore."""
    return tuple(
        TripletEnergy(
            chromophore=part.key,
            smiles=part.smiles,
            triplet_ev=part.triplet_ev,
            triplet_uncertainty_ev=part.triplet_uncertainty_ev,
            level_of_theory=levels.triplets[part.key],
        )
        for part in molecule.chromophores
        if part.triplet_ev is not None and part.triplet_uncertainty_ev is not None
    )


def _sweep(grid: SweepGrid, scores: Array) -> SweepScores:
    return SweepScores(
        wavelength_nm=grid.wavelength_nm.tolist(),
        dose_mj_cm2=grid.dose_mj_cm2.tolist(),
        loading_wt_percent=grid.loading_wt_percent.tolist(),
        score=(100.0 * scores).tolist(),
    )


def _best(
    case: Case, outcome: Outcome, curve: int, probe: Outcome, context: ScreenContext
) -> BestRecipe:
    _, scoring = halves(context.config.samples)
    index = int(case.air)
    retention = probe.film_retention[-1, index, scoring]
    plqy = probe.plqy_relative[-1, index, scoring]
    in_n2, in_air = (median(probe.film_retention[-1, i, scoring]) for i in (0, 1))
    return BestRecipe(
        wavelength_nm=case.wavelength_nm,
        dose_mj_cm2=case.dose_mj_cm2[-1],
        loading_wt_percent=case.loading_wt_percent,
        **interval("film_retention", retention),
        **interval("plqy_relative", plqy),
        crosslink_yield=median(probe.crosslink_yield[-1, index, scoring]),
        arm_conversion=median(probe.arm_conversion[-1, index, scoring]),
        dose_half_mj_cm2=dose_at_half(
            outcome.conditions.doses[:, curve], np.median(outcome.film_retention[:, curve], axis=-1)
        ),
        air_tolerance=in_air / in_n2 if in_n2 >= NOTHING_RETAINED else None,
        limited_by=limited_by(probe, index, scoring),
        score_samples=case_score(probe, index)[scoring].tolist(),
        retention_samples=retention.tolist(),
        plqy_samples=plqy.tolist(),
    )


def _channels_off(
    probe: Outcome, labels: list[tuple[str, str]], context: ScreenContext
) -> tuple[ChannelOff, ...]:
    """Return retention and PLQY with each channel off.

    The samples are those of what they are compared with: the scoring half where the molecule is
    ranked at its best recipe, all of them at a recipe of the configuration.
    """
    _, scoring = halves(context.config.samples)
    rows = []
    for index, (recipe, channel) in enumerate(labels, start=2):
        samples = scoring if recipe == BEST else slice(None)
        rows.append(
            ChannelOff(
                channel=channel,
                recipe=recipe,
                film_retention=median(probe.film_retention[-1, index, samples]),
                plqy_relative=median(probe.plqy_relative[-1, index, samples]),
            )
        )
    return tuple(rows)
