"""Which uncertain inputs spread the score of a molecule: first-order indices from the draws.

The index of an input is the variance of the mean of the score given that input over the variance
of the score. Inputs are parameters and errors of species and dots, all of them drawn anyway, so no
further simulation is needed. Drawn independently (priors), an index is the share of the variance
that knowing this input alone would remove on average; what is missing to one in their sum is owed
to inputs together. Under a posterior the inputs are correlated: an index then still is the share
that learning this input would remove, but part of it belongs to others that it goes with, the sum
may exceed one, and an input that the measurements tie to others may score without acting itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from dotstitch.contracts.draws import Array, Draws
from dotstitch.contracts.photophysics.advice import VarianceShare
from dotstitch.dot.samples import sample_dot
from dotstitch.evidence.sampling.latent import PARAMETER, labels_used
from dotstitch.film.exposure import Case
from dotstitch.film.molecule import MoleculeInput
from dotstitch.film.simulate import simulate
from dotstitch.screen.advice.words import input_words
from dotstitch.screen.context import ScreenContext
from dotstitch.screen.summaries import case_score

BINS = 16
"""Bins of equal numbers of draws over which the conditional mean is taken."""
SMALLEST_SHARE = 0.02
"""Smaller shares are not told: of 1000 draws an input without part shows 0.006 (one sigma)."""


def inputs_used(prediction: Callable[[Draws], object], draws: Draws) -> dict[str, Array]:
    """Return the uncertain inputs of a prediction by label, each of shape (samples,).

    Parameters
    ----------
    prediction : callable
        Run once, on a few samples.
    draws : Draws
    """
    found = {
        label: draws[label.removeprefix(PARAMETER)]
        if label.startswith(PARAMETER)
        else draws.normals(label)
        for label in labels_used(prediction)
    }
    return {label: values for label, values in found.items() if np.ptp(values) > 0.0}


def score_inputs(molecule: MoleculeInput, case: Case, context: ScreenContext) -> dict[str, Array]:
    """Return the uncertain inputs that a molecule's score in one case rests on, its dot's too.

    By label, each of shape (samples,).
    """
    dot = context.dots[case.dot].dot

    def score(draws: Draws) -> Array:
        dots = {case.dot: sample_dot(dot, draws)}
        return case_score(simulate(molecule, (case,), draws, dots), 0)

    return inputs_used(score, context.draws)


def first_order(inputs: Array, output: Array) -> Array:
    """Return the share of the variance of an output that goes with each input alone.

    The draws are cut into :data:`BINS` by the rank of the input. The variance between the means of
    the bins is corrected for that within them (epsilon squared of the analysis of variance), so an
    input without part is zero on average and may come out slightly negative.

    Parameters
    ----------
    inputs : ndarray, shape (inputs, samples)
    output : ndarray, shape (samples,)

    Returns
    -------
    ndarray, shape (inputs,)

    Examples
    --------
    >>> x, y = np.random.default_rng(1).standard_normal((2, 4000))
    >>> first_order(np.stack([x, y]), 2.0 * x + y).round(1).tolist()
    [0.8, 0.2]
    """
    n = len(output)
    centred = output - output.mean()
    total = float(centred @ centred)
    if total == 0.0:
        return np.zeros(len(inputs))
    edges = np.linspace(0, n, BINS + 1).astype(int)
    ordered = centred[np.argsort(inputs, axis=1, kind="stable")]
    between = (np.add.reduceat(ordered, edges[:-1], axis=1) ** 2 / np.diff(edges)).sum(axis=1)
    within = (total - between) / (n - BINS)
    return np.asarray((between - (BINS - 1) * within) / total)


def variance_shares(
    score: Array, inputs: Mapping[str, Array], molecule: MoleculeInput
) -> tuple[VarianceShare, ...]:
    """Return what spreads the score of one molecule, the largest share first.

    Parameters
    ----------
    score : ndarray, shape (samples,)
    inputs : mapping of str to ndarray, shape (samples,)
    molecule : MoleculeInput
        Whose parts the words name.
    """
    shares = dict(
        zip(inputs, first_order(np.stack(list(inputs.values())), score).tolist(), strict=True)
    )
    ladder = sorted(shares, key=lambda label: (-shares[label], label))
    return tuple(
        VarianceShare(label=label, words=input_words(label, molecule), share=shares[label])
        for label in ladder
        if shares[label] >= SMALLEST_SHARE
    )
