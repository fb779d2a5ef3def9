"""Makes the scorecard that ships with a posterior."""

from __future__ import annotations

import argparse
import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import numpy as np

from dotstitch.data.recorded import recorded_levels
from dotstitch.evidence.conditioning import SEED
from dotstitch.evidence.posterior import points_digest
from dotstitch.evidence.prior import prior_draws
from dotstitch.evidence.sampling.latent import Latent
from dotstitch.evidence.scorecard.left_out import leave_out
from dotstitch.evidence.scorecard.plans import plans
from dotstitch.evidence.scorecard.table import (
    ScoreRow,
    score_rows,
    scorecard_path,
    write_scorecard,
)
from dotstitch.screen.conditioning import default_evidence, shipped_pilot, shipped_posterior

N_PRIOR = 4000
"""Draws of the prior that a posterior is compared with."""


def score(level: str, processes: int) -> list[ScoreRow]:
    """Return the scorecard of a level; one line on each plan is printed as it ends.

    Parameters
    ----------
    level : str
        One with a shipped posterior.
    processes : int
        Share the plans; the result does not depend on them.
    """
    evidence, posterior = default_evidence(level), shipped_posterior(level)
    if posterior is None:
        raise SystemExit(f"no posterior ships at {level}: python -m dotstitch.screen.conditioning")
    digest = points_digest(level)
    prior = evidence.predict(prior_draws(N_PRIOR, SEED))
    latent = Latent(posterior.names)
    runs = [evidence.predict(latent.draws(z, SEED)) for z in posterior.z]
    known = {name: np.stack([one[name] for one in runs]) for name in runs[0]}
    rows: list[ScoreRow] = []
    # as for the runs of a posterior, see evidence/conditioning
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        wanted = plans(evidence.rows)
        without = pool.map(partial(leave_out, posterior, evidence, shipped_pilot(level)), wanted)
        for plan, left_out in zip(wanted, without, strict=True):
            print(
                f"{level}, without {plan.name}: effective share {left_out.effective:.2f}, "
                f"largest correlation left {left_out.correlation:.2f}",
                flush=True,
            )
            predicted = left_out.predicted
            rows += score_rows(plan, evidence.counting, prior, known, predicted, digest)
    return rows


def main(arguments: list[str]) -> int:
    """Make the scorecards of the package."""
    parser = argparse.ArgumentParser(prog="python -m dotstitch.screen.scorecard")
    parser.add_argument("levels", nargs="*", default=recorded_levels(), help="default: all")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    for level in options.levels:
        write_scorecard(scorecard_path(level), score(level, options.processes))
    return 0
