"""Predictions of measurements by the posterior of all others.

The points of the posterior are weighed by what the left-out rows said of them, inverted. Where the
weights leave too few points, the population is led there in steps and moved at each of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from dotstitch.contracts.draws import Array
from dotstitch.evidence.conditioning import SEED, Densities, Evidence
from dotstitch.evidence.posterior import Posterior
from dotstitch.evidence.sampling.latent import Latent
from dotstitch.evidence.sampling.proposals import Pilot
from dotstitch.evidence.sampling.smc import bridge, effective_sample, resample
from dotstitch.evidence.scorecard.plans import Plan

ENOUGH = 0.5
"""Effective share of the points from which on weights alone will do."""
MOVED_RUNS = 2
"""Runs that are led on where they do not; it takes many moves, and two tell the spread."""
LAST_LEFT_OUT = 350
"""Moves at the end."""
LEAST = 0.3
"""Share of what all rows tell that the Gaussian of the proposals keeps at the end: without some of
them the posterior is wider."""


@dataclass(frozen=True, eq=False)
class LeftOut:
    """What is predicted without the rows of a plan.

    Attributes
    ----------
    predicted : mapping of str to ndarray, shape (runs, points)
        Of all rows, by ``id``.
    effective : float
        Smallest effective share of the points of a run under the weights.
    correlation : float
        Largest of a coordinate with its value before the last moves; zero where nothing moved.
    """

    predicted: Mapping[str, Array]
    effective: float
    correlation: float


def leave_out(posterior: Posterior, evidence: Evidence, pilot: Pilot | None, plan: Plan) -> LeftOut:
    """Return the predictions of the posterior without the rows of a plan.

    Parameters
    ----------
    posterior : Posterior
        Given all rows of the evidence.
    evidence : Evidence
    pilot : Pilot or None
        What moves the points beside themselves.
    plan : Plan
    """
    latent = Latent(posterior.names)
    stays = tuple(row for row in evidence.counting if row.id not in plan.ids)
    changes = tuple(row for row in evidence.counting if row.id in plan.ids)
    densities = Densities(evidence, latent, stays, changes)
    weights = [-densities(start)[1] for start in posterior.z]
    effective = min(effective_sample(one) for one in weights) / posterior.z.shape[1]
    if effective >= ENOUGH:
        ends = [
            start[resample(one, np.random.default_rng([SEED, run]))]
            for run, (start, one) in enumerate(zip(posterior.z, weights, strict=True))
        ]
        return LeftOut(_stacked(evidence, latent, ends), effective, 0.0)
    lead = partial(bridge, densities, begin=1.0, end=0.0, last_moves=LAST_LEFT_OUT)
    if pilot is not None:
        gaussian = pilot.over(latent.names)
        lead = partial(lead, proposals=lambda exponent: gaussian.at(LEAST ** (1.0 - exponent)))
    populations = [lead(start, SEED + run) for run, start in enumerate(posterior.z[:MOVED_RUNS])]
    correlation = max(one.steps[-1].correlation for one in populations)
    ends = [one.z for one in populations]
    return LeftOut(_stacked(evidence, latent, ends), effective, correlation)


def _stacked(evidence: Evidence, latent: Latent, ends: list[Array]) -> dict[str, Array]:
    """Return the predictions of each run, shape (runs, points)."""
    found = [evidence.predict(latent.draws(z, SEED)) for z in ends]
    return {name: np.stack([one[name] for one in found]) for name in found[0]}
