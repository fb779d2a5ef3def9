"""Errors of the cheap model of a chromophore on the pool, each chromophore left out.

python tests/benchmarks/design_model.py [--level draft] [--json FILE]

Lengths and noise of the processes stay those of the whole set. Parts without a photoactive group
are in the training set and not in the figures; ``within`` is the share of errors within the
standard deviation that the model states, 0.68 if it knows how wrong it is.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from printing import print_table

from dotstitch.contracts.config import Config
from dotstitch.data.recorded import recorded_folder
from dotstitch.design.gaussian_process import GaussianProcess
from dotstitch.design.pool.archive import pool_path, pool_table
from dotstitch.design.tiers.expected import NODES_NM, ChromophoreModel
from dotstitch.design.tiers.judge import relatives_of
from dotstitch.design.tiers.known import plan_likenesses, record_folders
from dotstitch.design.tiers.screened import subjects_of
from dotstitch.film.molecule import Chromophore

LAMPS_NM = (254.0, 365.0, 405.0)
COLUMNS = ("quantity", "n", "rms", "median", "stated", "within")


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--level", default="draft")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    options = parser.parse_args()
    if not pool_path(options.level).exists():
        print("no pool ships: python -m dotstitch.design.pool makes it")
        return 1
    known = training(options.level)
    model = ChromophoreModel.fit(known)
    if model is None:
        return 1
    active = np.array([bool(one.arms) for one in known])
    rows = [_row(name, process, active) for name, process in processes(model)]
    print_table(rows, COLUMNS)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 0


def training(level: str) -> tuple[Chromophore, ...]:
    """Return every computed part of the pool and of the recorded molecules."""
    config = Config.model_validate({"level": level})
    subjects = subjects_of(pool_table(level), config)
    planned = plan_likenesses(subjects, config, record_folders(Path("nowhere"), level))
    return relatives_of(planned, recorded_folder(level))


def processes(model: ChromophoreModel) -> Iterator[tuple[str, GaussianProcess]]:
    """Yield the parts of a model that are told, by name."""
    for lamp in LAMPS_NM:
        node = model.nodes[int(np.argmin(abs(NODES_NM - lamp)))]
        if isinstance(node, GaussianProcess):
            yield f"log absorptivity, {lamp:g} nm", node
    yield from model.levels.items()
    for group, process in model.gaps.items():
        yield f"gap of {group}, kcal/mol", process


def _row(name: str, process: GaussianProcess, active: NDArray[np.bool_]) -> dict[str, object]:
    errors, stated = process.left_out()
    counted = active if len(errors) == len(active) else np.full(len(errors), fill_value=True)
    error, deviation = errors[counted], stated[counted]
    return {
        "quantity": name,
        "n": len(error),
        "rms": float(np.sqrt(np.mean(error**2))),
        "median": float(np.median(abs(error))),
        "stated": float(np.sqrt(np.mean(deviation**2))),
        "within": float(np.mean(abs(error) <= deviation)),
    }


if __name__ == "__main__":
    raise SystemExit(main())
