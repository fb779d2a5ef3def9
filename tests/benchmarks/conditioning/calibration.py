"""Simulation-based calibration of the sampler on a small case.

    python tests/benchmarks conditioning.calibration --processes 16 --json FILE

Truths are drawn from the prior, films and spectra of crosslinkers 1 and 4 are made up from them,
and each made-up data set is conditioned on as the real one is. If the draws follow the posterior,
every truth has a uniform rank among them.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from printing import cell, print_table

from conditioning.made_up import made_up
from conditioning.ranks import Ranks, rank, uniformity
from dotstitch.contracts.draws import Array
from dotstitch.evidence.conditioning import SEED, Densities, Evidence
from dotstitch.evidence.sampling.latent import PARAMETER, Latent, labels_used
from dotstitch.evidence.sampling.smc import bridge
from dotstitch.screen.conditioning import default_evidence

SCORES = {"1": ("pattern-1-365", "plqy-1-365"), "4": ("pattern-4-365", "plqy-4-365")}
"""Rows whose predictions are retention and PLQY of one film; their product is a score."""
ROWS = (
    *("eps-1-365", "eps-4-365", "plqy-1-mix", "plqy-4-mix"),
    *(one for pair in SCORES.values() for one in pair),
)
PARAMETERS = 10
"""Of largest contraction, that are judged."""
UNLIKELY = 0.01
"""Probability below which ranks count as uneven."""
SHARE = 0.9
"""Of the judged quantities, that must not be uneven."""


@dataclass(frozen=True, eq=False)
class DataSet:
    """One made-up data set.

    Attributes
    ----------
    ranks : ndarray of int, shape (coordinates + scores,)
    variance : ndarray, shape (coordinates,)
        Of the draws; one under the prior.
    moves : int
    correlation : float
        Largest left at any temperature.
    """

    ranks: Ranks
    variance: Array
    moves: int
    correlation: float


@cache
def case(level: str) -> tuple[Evidence, Latent]:
    """Return the rows of the small case and its coordinates."""
    whole = default_evidence(level)
    rows = tuple(row for row in whole.rows if row.id in ROWS)
    molecules = {row.smiles: whole.molecules[row.smiles] for row in rows}
    dots = {row.dot: whole.dots[row.dot] for row in rows if row.dot}
    evidence = Evidence(rows, molecules, dots)
    return evidence, Latent(labels_used(evidence.predict))


def run_one(level: str, points: int, most_moves: int, index: int) -> DataSet:
    """Make up one data set, condition on it, and rank its truth."""
    evidence, latent = case(level)
    rng = np.random.default_rng([SEED, index])
    truth = rng.standard_normal((1, len(latent.names)))
    exact = {name: float(x[0]) for name, x in evidence.predict(latent.draws(truth, SEED)).items()}
    rows = made_up(evidence.rows, exact, rng)
    densities = Densities(replace(evidence, rows=rows), latent, (), rows)
    start = rng.standard_normal((points, len(latent.names)))
    population = bridge(
        densities, start, SEED + index, most_moves=most_moves, last_moves=most_moves
    )
    draws = _quantities(evidence, latent, population.z)
    return DataSet(
        ranks=rank(_quantities(evidence, latent, truth)[0], draws, rng),
        variance=population.z.var(axis=0),
        moves=sum(step.moves for step in population.steps),
        correlation=max(step.correlation for step in population.steps),
    )


def _quantities(evidence: Evidence, latent: Latent, z: Array) -> Array:
    """Return coordinates and scores, shape (n, coordinates + scores)."""
    found = evidence.predict(latent.draws(z, SEED))
    scores = [found[kept] * found[light] for kept, light in SCORES.values()]
    return np.hstack([z, np.stack(scores, axis=1)])


def judge(sets: Sequence[DataSet], names: Sequence[str]) -> list[dict[str, Any]]:
    """Return the quantities that are judged: parameters of largest contraction, and scores."""
    ranks = np.stack([one.ranks for one in sets])
    contraction = 1.0 - np.mean([one.variance for one in sets], axis=0)
    order = np.argsort(-contraction)
    chosen = [int(i) for i in order if names[i].startswith(PARAMETER)][:PARAMETERS]
    rows = [
        {"quantity": names[i].removeprefix(PARAMETER), "contraction": float(contraction[i])}
        for i in chosen
    ]
    rows += [{"quantity": f"score of {name}"} for name in SCORES]
    places = [*chosen, *range(len(names), len(names) + len(SCORES))]
    for row, place in zip(rows, places, strict=True):
        p = uniformity(ranks[:, place])
        row |= {"mean_rank": float(ranks[:, place].mean()), "p": p, "even": p > UNLIKELY}
    return rows


def calibrate(
    level: str, n_sets: int, points: int, most_moves: int, processes: int
) -> dict[str, Any]:
    """Return the calibration: a row per judged quantity, and whether enough of them are even."""
    names = case(level)[1].names
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    work = partial(run_one, level, points, most_moves)
    if processes > 1:
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            sets = list(pool.map(work, range(n_sets)))
    else:
        sets = [work(index) for index in range(n_sets)]
    rows = judge(sets, names)
    everything = np.stack([one.ranks for one in sets])
    even = float(np.mean([row["even"] for row in rows]))
    return {
        "kind": "calibration",
        "level": level,
        "data_sets": n_sets,
        "points": points,
        "coordinates": len(names),
        "rows": rows,
        "share_even": even,
        "passed": even >= SHARE,
        "share_even_of_all": float(
            np.mean([uniformity(column) > UNLIKELY for column in everything.T])
        ),
        "moves": float(np.mean([one.moves for one in sets])),
        "largest_correlation_left": max(one.correlation for one in sets),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the calibration."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--level", default="draft", help="draft or standard")
    parser.add_argument("--sets", type=int, default=100, help="made-up data sets")
    parser.add_argument("--points", type=int, default=300, help="of each population")
    parser.add_argument("--moves", type=int, default=300, help="most moves at one temperature")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", type=Path, help="also write the result here")
    options = parser.parse_args(arguments)
    result = calibrate(
        options.level, options.sets, options.points, options.moves, options.processes
    )
    print_table(result["rows"], list(result["rows"][0]))
    for name in ("share_even", "share_even_of_all", "moves", "largest_correlation_left", "passed"):
        print(f"{name.replace('_', ' ')}: {cell(result[name])}")
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0
