"""The shipped posterior against another sampler on the same measurements.

    python tests/benchmarks conditioning.second_sampler --processes 16 --json FILE

Elliptical slice sampling from the prior, many chains side by side; the steps in which they learn
the shape of the posterior do not count. Means of all coordinates that the measurements inform, and
of the scores of crosslinkers 1 to 4, must agree.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from accuracy.crosslinkers import read_crosslinkers
from accuracy.lu2022_figures import INFORMED
from printing import cell, print_table

from conditioning.elliptical import sample, shrinkage
from conditioning.scores import products
from dotstitch.contracts.config import Config
from dotstitch.contracts.draws import Array
from dotstitch.evidence.conditioning import SEED, Densities
from dotstitch.evidence.posterior import Posterior
from dotstitch.evidence.prior import prior_draws
from dotstitch.evidence.sampling.latent import Latent
from dotstitch.screen.conditioning import default_evidence, shipped_posterior

ALLOWED = 0.15
"""Difference of two means in prior standard deviations."""
ERRORS = 3.0
"""Or in Monte Carlo errors of the difference."""
SCORED = 4
"""States of each chain whose scores are computed."""


def run_chains(
    level: str, names: tuple[str, ...], n: int, steps: int, processes: int, index: int
) -> Array:
    """Return states of some chains after they have learned, shape (kept, n, coordinates)."""
    started = time.perf_counter()
    evidence = default_evidence(level)
    densities = Densities(evidence, Latent(names), (), evidence.counting)
    found = sample(lambda z: densities(z)[1], n, len(names), steps, SEED + index)
    print(f"chains {index + 1} of {processes}: {time.perf_counter() - started:.0f} s", flush=True)
    return found


def compared(shipped: Array, second: Array, sd: float) -> dict[str, Any]:
    """Compare the means of one quantity.

    Parameters
    ----------
    shipped : ndarray, shape (runs, points)
    second : ndarray, shape (states, chains)
        Chains that know nothing of each other.
    sd : float
        Under the prior; one stands for zero, where a score is zero in every draw.
    """
    runs, means = shipped.mean(axis=1), second.mean(axis=0)
    error = runs.std(ddof=1) / np.sqrt(len(runs)), means.std(ddof=1) / np.sqrt(len(means))
    scale = sd or 1.0
    difference = (runs.mean() - means.mean()) / scale
    total = float(np.hypot(*error) / scale)
    return {
        "shipped": float(runs.mean()),
        "second": float(means.mean()),
        "difference": float(difference),
        "monte_carlo": total,
        "agree": bool(abs(difference) <= max(ALLOWED, ERRORS * total)),
    }


def compare(level: str, posterior: Posterior, states: Array) -> list[dict[str, Any]]:
    """Return a row per informed coordinate and per score.

    Parameters
    ----------
    level : str
    posterior : Posterior
    states : ndarray, shape (states, chains, coordinates)
    """
    shrunk = shrinkage(states)
    shift = np.maximum(np.abs(posterior.z.mean(axis=(0, 1))), np.abs(states.mean(axis=(0, 1))))
    rows = [
        {
            "quantity": posterior.names[i],
            **compared(posterior.z[..., i], states[..., i], 1.0),
            "r_hat": float(shrunk[i]),
        }
        for i in np.argsort(-shift)
        if shift[i] > INFORMED
    ]
    molecules = read_crosslinkers(level).molecules
    latent, seed = Latent(posterior.names), Config().seed
    runs, points, d = posterior.z.shape
    first = products(molecules, posterior.draws(runs * points, seed))
    recipes = {name: one.recipe for name, one in first.items()}
    taken = states[np.linspace(0, len(states) - 1, SCORED).astype(int)]
    second = products(molecules, latent.draws(taken.reshape(-1, d), seed), recipes)
    prior = products(molecules, prior_draws(runs * points, seed), recipes)
    for name, one in first.items():
        # draws take the runs in turn
        own = 100.0 * one.values.reshape(points, runs).T
        other = 100.0 * second[name].values.reshape(taken.shape[:2])
        sd = 100.0 * float(prior[name].values.std())
        rows.append({"quantity": f"score of {name}", **compared(own, other, sd)})
    return rows


def run(level: str, n: int, steps: int, processes: int) -> dict[str, Any]:
    """Return the comparison at a level that has a posterior."""
    posterior = shipped_posterior(level)
    if posterior is None:
        raise SystemExit(f"no posterior ships at {level}")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    work = partial(run_chains, level, posterior.names, n, steps, processes)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        states = np.concatenate(list(pool.map(work, range(processes))), axis=1)
    rows = compare(level, posterior, states)
    half = len(states) // 2
    drift = np.abs(states[:half].mean(axis=(0, 1)) - states[half:].mean(axis=(0, 1)))
    return {
        "kind": "second_sampler",
        "level": level,
        "chains": n * processes,
        "steps": steps,
        "rows": rows,
        "largest_drift": float(drift.max()),
        "agree": sum(row["agree"] for row in rows),
        "passed": all(row["agree"] for row in rows),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--level", default="draft", help="draft or standard")
    parser.add_argument("--chains", type=int, default=100, help="in each process")
    parser.add_argument("--steps", type=int, default=2500, help="moves of each chain")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", type=Path, help="also write the result here")
    options = parser.parse_args(arguments)
    result = run(options.level, options.chains, options.steps, options.processes)
    print_table(result["rows"], list(result["rows"][0]))
    for name in ("chains", "steps", "largest_drift", "agree", "passed"):
        print(f"{name.replace('_', ' ')}: {cell(result[name])}")
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0
