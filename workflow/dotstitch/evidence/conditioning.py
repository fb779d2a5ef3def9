"""What was measured decides where draws go.

Several runs of :mod:`dotstitch.evidence.sampling.smc`, each from its own seed, are spread over
processes and do not depend on how many there are.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

import numpy as np

from dotstitch.contracts.draws import Array, Draws
from dotstitch.contracts.measurement import Measurement
from dotstitch.dot.dots import Dot
from dotstitch.dot.samples import sample_dot
from dotstitch.evidence.likelihood import log_likelihood
from dotstitch.evidence.posterior import STORED, Posterior
from dotstitch.evidence.predict import predict, why_not
from dotstitch.evidence.sampling.latent import Latent, labels_used
from dotstitch.evidence.sampling.proposals import Gaussian, Pilot
from dotstitch.evidence.sampling.smc import LAST_MOVES, Population, bridge
from dotstitch.film.molecule import MoleculeInput

RUNS = 4
POINTS = 400
"""Of one run. A move costs little less with fewer, and it takes many moves to forget."""
SEED = 2022
LAST_FURTHER = 120
"""Most moves at the end where a posterior is led on. Fewer than it took to make it: the points
start from one that differs by a few rows, and moves only part those that were drawn twice."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """Measurements, and all it takes to predict them.

    Attributes
    ----------
    rows : tuple of Measurement
        Those that count, and those that they are compared with.
    molecules : mapping of str to MoleculeInput
        By canonical SMILES.
    dots : mapping of str to Dot
        Every dot that a row names, at least one.
    """

    rows: tuple[Measurement, ...]
    molecules: Mapping[str, MoleculeInput]
    dots: Mapping[str, Dot]

    def predict(self, draws: Draws) -> dict[str, Array]:
        """Return the predictions by ``id``, shape (n,) each."""
        dots = {name: sample_dot(dot, draws) for name, dot in self.dots.items()}
        return predict(self.rows, self.molecules, draws, dots)

    def log_likelihood(self, draws: Draws) -> Array:
        """Return the logarithm of the likelihood of all rows, shape (n,)."""
        return total(self.counting, self.predict(draws))

    @property
    def counting(self) -> tuple[Measurement, ...]:
        """The rows that count and can be predicted."""
        return tuple(row for row in self.rows if row.modelled and not why_not(row, self.molecules))


def total(rows: Sequence[Measurement], predicted: Mapping[str, Array]) -> Array:
    """Return the logarithm of the likelihood of rows, summed over blocks, shape (n,)."""
    n = len(next(iter(predicted.values())))
    return sum(log_likelihood(rows, predicted).values(), np.zeros(n))


@dataclass(frozen=True, eq=False)
class Densities:
    """The two densities between which a population is led."""

    evidence: Evidence
    latent: Latent
    stays: tuple[Measurement, ...]
    changes: tuple[Measurement, ...]

    def __call__(self, z: Array) -> tuple[Array, Array]:
        """Return the logarithms of both, shape (n,) each."""
        predicted = self.evidence.predict(self.latent.draws(z, SEED))
        base = total(self.stays, predicted) if self.stays else np.zeros(len(z))
        return base, total(self.changes, predicted)


def condition(
    evidence: Evidence,
    level: str,
    digest: str,
    pilot: Pilot | None = None,
    processes: int = RUNS,
) -> Posterior:
    """Return the posterior of all measurements, from the prior.

    Parameters
    ----------
    evidence : Evidence
    level, digest : str
        To be kept with it.
    pilot : Pilot or None
        What moves the points.
    processes : int
        At most; the result does not depend on it.
    """
    latent = Latent(labels_used(evidence.predict))
    densities = Densities(evidence, latent, (), evidence.counting)
    starts = [_fresh((POINTS, len(latent.names)), run) for run in range(RUNS)]
    proposals = None if pilot is None else pilot.over(latent.names).at
    populations = lead(densities, starts, proposals=proposals, processes=processes)
    return collect(densities, populations, level, digest)


def condition_further(
    posterior: Posterior,
    evidence: Evidence,
    stays: tuple[Measurement, ...],
    changes: tuple[Measurement, ...],
    pilot: Pilot | None = None,
    processes: int = RUNS,
) -> Posterior:
    """Return a posterior with measurements added to it.

    Parameters
    ----------
    posterior : Posterior
        Given ``stays``.
    evidence : Evidence
        Holds all of them.
    stays, changes : tuple of Measurement
    pilot : Pilot or None
        What moves the points.
    processes : int
        At most; the result does not depend on it.
    """
    asked = labels_used(evidence.predict)
    new = [name for name in asked if name not in set(posterior.names)]
    latent = Latent((*posterior.names, *new))
    densities = Densities(evidence, latent, stays, changes)
    starts = [
        np.hstack([points, _fresh((len(points), len(new)), run)])
        for run, points in enumerate(posterior.z)
    ]
    proposals = None if pilot is None else partial(_always, pilot.over(latent.names))
    populations = lead(densities, starts, LAST_FURTHER, proposals, processes)
    return collect(densities, populations, posterior.level, posterior.digest)


def lead(
    densities: Densities,
    starts: Sequence[Array],
    last_moves: int = LAST_MOVES,
    proposals: Callable[[float], Gaussian] | None = None,
    processes: int = RUNS,
) -> list[Population]:
    """Lead one population per run, each with its own seed, in several processes."""
    one = partial(_lead_one, densities, last_moves, proposals)
    workers = min(processes, len(starts), os.cpu_count() or 1)
    if workers == 1:
        return list(map(one, range(len(starts)), starts))
    # a run is a chain of small arrays: threads of linear algebra would only stand in each other's
    # way, and a process started anew sees the variable
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return list(pool.map(one, range(len(starts)), starts))


def _lead_one(
    densities: Densities,
    last_moves: int,
    proposals: Callable[[float], Gaussian] | None,
    run: int,
    start: Array,
) -> Population:
    return bridge(densities, start, SEED + run, last_moves=last_moves, proposals=proposals)


def _always(gaussian: Gaussian, exponent: float) -> Gaussian:  # noqa: ARG001
    return gaussian


def _fresh(shape: tuple[int, int], run: int) -> Array:
    """Return points of the prior for one run."""
    return np.random.default_rng([SEED, run]).standard_normal(shape)


def collect(
    densities: Densities, populations: Sequence[Population], level: str, digest: str
) -> Posterior:
    """Return the runs as a posterior, rounded to what a file keeps."""
    z = [population.z.astype(STORED).astype(np.float64) for population in populations]
    found = [sum(densities(points), np.zeros(len(points))) for points in z]
    return Posterior(
        names=densities.latent.names,
        z=np.stack(z),
        log_likelihood=np.stack(found),
        log_evidence=np.array([population.log_evidence for population in populations]),
        steps=tuple(population.steps for population in populations),
        level=level,
        digest=digest,
    )
