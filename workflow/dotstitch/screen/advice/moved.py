"""What a user's measurements moved: scores before and after, and through which inputs.

Both scores stand at the recipe where a molecule is ranked. Inputs are put on one scale, the normal
score of their rank among the draws of before and after together, so that a rate over decades and
an error in electronvolt compare. The score of all these draws is fitted by a plane in them; the
part of an input is its slope times the way that its mean went. What the parts leave is owed to
curvature and to narrower inputs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import ndtri
from scipy.stats import rankdata

from dotstitch.contracts.draws import Array
from dotstitch.contracts.photophysics.advice import MovedInput, MovedScore
from dotstitch.evidence.conditioning import RUNS
from dotstitch.film.exposure import Case
from dotstitch.film.molecule import MoleculeInput
from dotstitch.screen.advice.sensitivity import score_inputs
from dotstitch.screen.advice.words import input_words
from dotstitch.screen.context import ScreenContext
from dotstitch.screen.summaries import case_score

TOLD = 3
"""Inputs that are named."""
SMALLEST_PART = 0.5
"""Of the score, below which an input is not named."""
CERTAIN = 3.0
"""Monte Carlo errors by which the mean of an input must have gone."""


def moved_score(
    molecule: MoleculeInput, case: Case, before: ScreenContext, context: ScreenContext
) -> MovedScore:
    """Return how measurements moved the score of one molecule.

    Parameters
    ----------
    molecule : MoleculeInput
    case : Case
        Where it is ranked.
    before, context : ScreenContext
        Without the measurements and with them, of as many draws.
    """
    scores = [case_score(one.simulate(molecule, (case,)), 0) for one in (before, context)]
    inputs = [score_inputs(molecule, case, one) for one in (before, context)]
    change = scores[1] - scores[0]
    return MovedScore(
        name=molecule.name,
        before=float(scores[0].mean()),
        after=float(scores[1].mean()),
        spread=monte_carlo_error(change),
        through=_through(molecule, scores, inputs),
    )


def monte_carlo_error(values: Array) -> float:
    """Return the error of the mean of draws that take independent runs in turn.

    Examples
    --------
    >>> monte_carlo_error(np.tile([1.0, 2.0, 3.0, 2.0], 50)) > monte_carlo_error(np.ones(200))
    True
    """
    means = [values[run::RUNS].mean() for run in range(RUNS)]
    return float(np.std(means, ddof=1) / np.sqrt(RUNS))


def parts(x: Array, score: Array, n_before: int) -> tuple[Array, Array, Array]:
    """Return by how much each input went, the error of that, and its part in the score.

    Parameters
    ----------
    x : ndarray, shape (inputs, draws)
        Before, then after.
    score : ndarray, shape (draws,)
    n_before : int

    Returns
    -------
    shift, error, part : ndarray, shape (inputs,)
        In standard deviations of all draws together, and in units of the score.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> x = rng.standard_normal((2, 4000))
    >>> x[0, 2000:] += 1.0
    >>> shift, error, part = parts(x, 3.0 * x[0] - x[1], 2000)
    >>> abs(shift[0] - 0.9) < 0.1, abs(part[0] - 3.0) < 0.2, abs(part[1]) < 0.2
    (np.True_, np.True_, np.True_)
    """
    normal: Array = np.asarray(ndtri((rankdata(x, axis=1) - 0.5) / x.shape[1]))
    design = np.vstack([np.ones(x.shape[1]), normal]).T
    slope = np.linalg.lstsq(design, score, rcond=None)[0][1:]
    before, after = normal[:, :n_before], normal[:, n_before:]
    shift = after.mean(axis=1) - before.mean(axis=1)
    errors = [[monte_carlo_error(one) for one in half] for half in (before, after)]
    error = np.hypot(*np.array(errors))
    return shift, error, slope * shift


def _through(
    molecule: MoleculeInput, scores: list[Array], inputs: Sequence[Mapping[str, Array]]
) -> tuple[MovedInput, ...]:
    """Return the inputs that moved and moved the score, the strongest first."""
    labels = [label for label in inputs[0] if label in inputs[1]]
    x = np.stack([np.concatenate([one[label] for one in inputs]) for label in labels])
    shift, error, part = parts(x, np.concatenate(scores), len(scores[0]))
    told = (np.abs(part) >= SMALLEST_PART) & (np.abs(shift) > CERTAIN * error)
    ladder = sorted(np.flatnonzero(told), key=lambda i: (-abs(part[i]), labels[i]))
    return tuple(
        MovedInput(
            label=labels[i],
            words=input_words(labels[i], molecule),
            shift=float(shift[i]),
            part=float(part[i]),
        )
        for i in ladder[:TOLD]
    )
