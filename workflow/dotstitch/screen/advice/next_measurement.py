"""What to measure next: experiments within reach, by what they would tell of the ranking."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtri

from dotstitch.contracts.draws import Array, stratified_uniforms
from dotstitch.contracts.photophysics.advice import Proposal
from dotstitch.film.molecule import MoleculeInput
from dotstitch.screen.advice.experiments import Experiment, experiments_on
from dotstitch.screen.advice.falls import expected_fall, score_contrasts
from dotstitch.screen.context import ScreenContext

MOLECULES_COMPARED = 8
"""In a larger screen the best by mean score are told apart, and experiments on these proposed."""

DECIMALS = 4
"""Of an expected fall, far below its Monte Carlo error."""


def next_measurements(
    molecules: Sequence[MoleculeInput], scores: Sequence[Array], context: ScreenContext
) -> tuple[Proposal, ...]:
    """Rank the experiments on the best molecules by what they tell of their score differences.

    Parameters
    ----------
    molecules : sequence of MoleculeInput
    scores : sequence of ndarray, shape (samples,)
        Of every molecule where it is ranked, under every draw.
    context : ScreenContext

    Returns
    -------
    tuple of Proposal
        The most telling first; none for a single molecule.
    """
    means = [float(score.mean()) for score in scores]
    ladder = sorted(range(len(means)), key=lambda i: (-means[i], molecules[i].name))
    best = ladder[:MOLECULES_COMPARED]
    if len(best) < 2:
        return ()
    candidates: dict[str, Experiment] = {}
    for one in best:
        for experiment in experiments_on(molecules[one], context):
            candidates.setdefault(experiment.label, experiment)
    told = np.stack([scores[one] for one in best])
    return ranked_experiments(tuple(candidates.values()), told, context.draws.seed)


def ranked_experiments(
    experiments: Sequence[Experiment], scores: Array, seed: int
) -> tuple[Proposal, ...]:
    """Return a proposal for each experiment, the most telling first.

    Parameters
    ----------
    experiments : sequence of Experiment
    scores : ndarray, shape (molecules, samples)
    seed : int
        Of the noise, which is also keyed by the experiment.
    """
    contrasts = score_contrasts(scores)
    falls = {e.label: expected_fall(contrasts, e.predicted, noise_of(e, seed)) for e in experiments}
    # Rounded, or rounding errors of the machine would order what tells nothing.
    shares = {label: round(fall.share, DECIMALS) + 0.0 for label, fall in falls.items()}
    ladder = sorted(experiments, key=lambda e: (-shares[e.label], e.label))
    return tuple(
        Proposal(
            molecule=e.molecule,
            experiment=e.plan.words,
            quantity=" + ".join(e.plan.quantities),
            conditions=e.plan.conditions,
            noise=e.noise,
            expected_fall=shares[e.label],
            monte_carlo_error=falls[e.label].monte_carlo_error,
            effective_draws=falls[e.label].effective_draws,
            rank=rank,
        )
        for rank, e in enumerate(ladder, start=1)
    )


def noise_of(experiment: Experiment, seed: int) -> Array:
    """Return the noise of simulated measurements as standard normals, shape (numbers, samples)."""
    numbers, n = experiment.predicted.shape
    labels = (f"{experiment.label}:{i}" for i in range(numbers))
    return np.stack([ndtri(stratified_uniforms(n, seed, label)) for label in labels])
