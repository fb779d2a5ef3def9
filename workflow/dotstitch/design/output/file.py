"""What the report shows of a campaign."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from dotstitch.contracts.draws import Array, interval
from dotstitch.contracts.proposals import (
    Interval,
    MapCell,
    MapPoint,
    ProposalsFile,
    ProposedMolecule,
)
from dotstitch.design.output.proposals import Proposal
from dotstitch.design.output.table import proposal_name, settling_words
from dotstitch.design.routes import BETWEEN_STEPS
from dotstitch.design.tiers.judge import Judged
from dotstitch.screen.sweep import halves

CELLS = 50


def proposals_file(judged: Judged, proposals: Sequence[Proposal]) -> ProposalsFile:
    """Return all that the report shows; films are means over draws that choose nothing."""
    _, showing = halves(judged.context.config.samples)
    both = np.stack([judged.films.retention, judged.films.plqy], axis=1)[..., showing]
    means = both.mean(axis=-1)
    subjects = (one.subject for one in judged.candidates)
    rows = [judged.row(one) for one in subjects if one is not None]
    return ProposalsFile(
        level=judged.context.config.level,
        judged=len(judged.candidates),
        waiting=len(judged.unknown),
        objectives=judged.context.config.proposals.objectives,
        cells=CELLS,
        map=_map(means[rows]),
        screened=tuple(
            MapPoint(
                name=one.name,
                film_retention=float(means[judged.row(one), 0]),
                plqy_relative=float(means[judged.row(one), 1]),
            )
            for one in judged.screened
        ),
        proposals=tuple(_proposed(number, one) for number, one in enumerate(proposals, 1)),
    )


def _map(means: Array) -> tuple[MapCell, ...]:
    places = np.clip((means * CELLS).astype(int), 0, CELLS - 1)
    counts = Counter(map(tuple, places.tolist()))
    return tuple(
        MapCell(film_retention=x, plqy_relative=y, count=count)
        for (x, y), count in sorted(counts.items())
    )


def _proposed(number: int, proposal: Proposal) -> ProposedMolecule:
    case, candidate = proposal.case, proposal.candidate
    gas = "air" if case.air else "N2"
    return ProposedMolecule(
        name=proposal_name(number),
        smiles=candidate.made.smiles,
        blocks=candidate.made.blocks,
        route=tuple(candidate.made.route.split(BETWEEN_STEPS)),
        recipe=(
            f"{case.wavelength_nm:g} nm, {case.dose_mj_cm2[-1]:.0f} mJ cm-2, "
            f"{case.loading_wt_percent:g} wt%, {gas}"
        ),
        score=_interval(proposal.score, float(proposal.score.mean())),
        film_retention=_interval(proposal.retention),
        plqy_relative=_interval(proposal.plqy),
        probability_of_improvement=proposal.probability_of_improvement,
        probability_above_best=proposal.probability_above_best,
        limited_by=proposal.limited_by,
        nearest=proposal.nearest,
        bought=tuple(map(str, proposal.bought)),
        settled_by=settling_words(proposal),
        warnings=_texts(candidate.cells.get("warnings")),
    )


def _interval(samples: Array, value: float | None = None) -> Interval:
    found = interval("x", samples)
    middle = found["x"] if value is None else value
    return Interval(value=middle, low=found["x_low"], high=found["x_high"])


def _texts(cell: object) -> tuple[str, ...]:
    return tuple(map(str, cell)) if isinstance(cell, tuple) else ()
