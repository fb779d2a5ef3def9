"""The table of proposals: a valid table of molecules, with route, prediction and reasons."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from dotstitch.contracts.draws import Array, interval
from dotstitch.contracts.tables import write_table
from dotstitch.design.listing import NUMBERS
from dotstitch.design.output.proposals import Proposal

COLUMNS = (
    *("name", "smiles", "note", "source", "route", "blocks", "n_steps", "n_arms", "chromophores"),
    *("wavelength_nm", "dose_mj_cm2", "loading_wt_percent", "atmosphere", "proposed_at_level"),
    *("predicted_score", "predicted_score_low", "predicted_score_high"),
    *("predicted_film_retention", "predicted_film_retention_low", "predicted_film_retention_high"),
    *("predicted_plqy_relative", "predicted_plqy_relative_low", "predicted_plqy_relative_high"),
    *("probability_of_improvement", "probability_above_best_screened", "predicted_limit"),
    *("nearest_screened", "bought_by", "settled_by"),
    *NUMBERS,
    "warnings",
)
SOURCE = "proposed by dotstitch"


def write_proposals(path: Path, proposals: Sequence[Proposal], level: str) -> None:
    """Write ``proposed.csv``.

    Parameters
    ----------
    path : Path
    proposals : sequence of Proposal
        In the order in which they were chosen.
    level : str
        At which the species behind them were computed.
    """
    rows = (row_of(number, one, level) for number, one in enumerate(proposals, 1))
    write_table(path, COLUMNS, rows)


def proposal_name(number: int) -> str:
    """Return the name of a proposal, counted from one in the order of the choice."""
    return f"proposal {number}"


def row_of(number: int, proposal: Proposal, level: str) -> dict[str, object]:
    """Return the cells of one proposal."""
    case, candidate = proposal.case, proposal.candidate
    told = candidate.row | {
        "name": proposal_name(number),
        "note": f"from {' and '.join(candidate.made.blocks)}",
        "source": SOURCE,
        "wavelength_nm": case.wavelength_nm,
        "dose_mj_cm2": case.dose_mj_cm2[-1],
        "loading_wt_percent": case.loading_wt_percent,
        "atmosphere": "air" if case.air else "N2",
        "proposed_at_level": level,
        "probability_of_improvement": proposal.probability_of_improvement,
        "probability_above_best_screened": proposal.probability_above_best,
        "predicted_limit": proposal.limited_by,
        "nearest_screened": proposal.nearest,
        "bought_by": tuple(map(str, proposal.bought)),
        "settled_by": settling_words(proposal),
    }
    return told | predicted(proposal)


def predicted(proposal: Proposal) -> dict[str, float]:
    """Return score (its mean), retention and PLQY (medians), each with its 16 to 84 % interval."""
    score = interval("predicted_score", proposal.score)
    return {
        **score,
        "predicted_score": float(np.mean(proposal.score)),
        **_interval("film_retention", proposal.retention),
        **_interval("plqy_relative", proposal.plqy),
    }


def _interval(name: str, values: Array) -> dict[str, float]:
    return interval(f"predicted_{name}", values)


def settling_words(proposal: Proposal) -> str:
    """Return the experiment that would settle the score best; nothing where none tells much."""
    best = proposal.settling[0] if proposal.settling else None
    if best is None or best.expected_fall < 2.0 * best.monte_carlo_error:
        return ""
    where = f" ({best.conditions})" if best.conditions else ""
    return f"{best.experiment}{where}: {best.expected_fall:.0%} of the variance of the score"
