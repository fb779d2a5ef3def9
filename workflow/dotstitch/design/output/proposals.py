"""The proposals of one run: chosen on one half of the draws, told on the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from dotstitch.contracts.draws import Array
from dotstitch.contracts.photophysics.advice import Settling
from dotstitch.design.choice.batch import choose_batch, improvement
from dotstitch.design.choice.objectives import objectives
from dotstitch.design.listing import Candidate
from dotstitch.design.output.reasons import Bought, bought, nearest, settled_by
from dotstitch.design.tiers.judge import Judged
from dotstitch.film.exposure import Case
from dotstitch.screen.summaries import limited_by
from dotstitch.screen.sweep import halves


@dataclass(frozen=True, eq=False)
class Proposal:
    """One proposed molecule; every number is of draws that chose nothing.

    Attributes
    ----------
    case : Case
        Recipe.
    retention, plqy, score : ndarray, shape (samples,)
    probability_of_improvement : float
        That it alone makes the hypervolume of the screened molecules grow.
    probability_above_best : float
        That it scores higher than the screened molecule of the best score.
    nearest : str
        Name of the screened molecule that it is compared with.
    """

    candidate: Candidate
    case: Case
    retention: Array
    plqy: Array
    score: Array
    probability_of_improvement: float
    probability_above_best: float
    limited_by: str
    nearest: str
    bought: tuple[Bought, ...]
    settling: tuple[Settling, ...]


def representatives(judged: Judged) -> dict[int, Candidate]:
    """Return the candidate that is made most easily for each film, in the order of the films.

    Easily: in the fewest steps, then by synthetic accessibility.
    """
    best: dict[int, tuple[int, float, str, Candidate]] = {}
    for one in judged.candidates:
        subject = one.subject
        if subject is not None:
            row = judged.row(subject)
            rated = len(one.made.steps), float(str(one.cells["sa_score"])), one.name, one
            best[row] = min(best.get(row, rated), rated, key=lambda found: found[:3])
    return {row: best[row][3] for row in sorted(best)}


def choose(judged: Judged, number: int, rows: Iterable[int], most_per_family: int) -> list[int]:
    """Return the films of a batch, chosen on the choosing half of the draws.

    Parameters
    ----------
    judged : Judged
    number : int
    rows : iterable of int
        Films to choose from.
    most_per_family : int
        Of films with the same chromophores.
    """
    choosing, _ = halves(judged.context.config.samples)
    points = objectives(judged.films, judged.context.config)[..., choosing]
    made, rows = representatives(judged), list(rows)
    families = [made[row].chromophores for row in rows]
    front = points[_screened_rows(judged)]
    chosen = choose_batch(points[rows], families, front, number, most_per_family)
    return [rows[index] for index in chosen]


def proposals_of(judged: Judged, linkers: Collection[str]) -> tuple[Proposal, ...]:
    """Choose a batch and say everything of it.

    Parameters
    ----------
    judged : Judged
    linkers : collection of str
        Names of the blocks that are linkers.
    """
    config, made = judged.context.config, representatives(judged)
    knobs = config.proposals
    chosen = choose(judged, knobs.number, made, knobs.most_per_chromophore)
    _, showing = halves(config.samples)
    points = objectives(judged.films, config)[..., showing]
    probability, _ = improvement(points[chosen], points[_screened_rows(judged)])
    return tuple(
        _proposal(judged, row, made[row], float(likely), linkers)
        for row, likely in zip(chosen, probability, strict=True)
    )


def _screened_rows(judged: Judged) -> list[int]:
    return sorted({judged.row(one) for one in judged.screened})


def _proposal(
    judged: Judged, row: int, candidate: Candidate, probability: float, linkers: Collection[str]
) -> Proposal:
    context, films, subject = judged.context, judged.films, candidate.subject
    if subject is None:
        raise ValueError(f"{candidate.name} cannot be screened and was judged")
    known = nearest(subject, judged.screened)
    choosing, showing = halves(context.config.samples)
    score, means = films.score[row], films.score[:, choosing].mean(axis=1)
    best = max(_screened_rows(judged), key=lambda other: float(means[other]), default=None)
    above = score > (0.0 if best is None else films.score[best])
    own = replace(films.inputs[row], name=candidate.name, smiles=candidate.made.smiles)
    return Proposal(
        candidate=candidate,
        case=films.cases[row],
        retention=films.retention[row, showing],
        plqy=films.plqy[row, showing],
        score=score[showing],
        probability_of_improvement=probability,
        probability_above_best=float(above[showing].mean()),
        limited_by=limited_by(context.simulate(own, (films.cases[row],)), 0, showing),
        nearest=known.name if known else "",
        bought=bought(candidate, known, judged, linkers) if known else (),
        settling=settled_by(own, score, judged),
    )
