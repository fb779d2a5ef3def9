"""Whether crosslinker 4 would have been proposed had nobody known crosslinkers 1 to 4.

python tests/benchmarks/design_rediscovery.py [--level draft] [--processes 2] [--json FILE]

Their records and all that was measured on them are left out: priors alone, the pool, and the
published relative that is recorded beside them. Every molecule of the space gets a score at 365 nm
in N2; the place of the first that holds the chromophore of 4 must be within the first hundredth.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
from pathlib import Path

import numpy as np
from printing import print_table

from dotstitch.contracts.config import Config
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.contracts.smiles import canonical, parse_smiles
from dotstitch.data.recorded import recorded_folder
from dotstitch.design.campaign.campaign import CHOOSING_SAMPLES
from dotstitch.design.listing import span_space
from dotstitch.design.tiers.judge import Judged, judge_space
from dotstitch.evidence.lu2022 import crosslinker_smiles
from dotstitch.plan.screen_plan import read_manifest, write_manifest

CHROMOPHORE = "FC(F)(F)C(F)(F)c1ccc(C2(C(F)(F)F)N=N2)cc1"
"""Of crosslinker 4."""
FIRST_SHARE = 0.01
COLUMNS = ("candidates", "first_place", "share", "score", "best_score", "pass")


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--level", default="draft")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", type=Path, help="write the figures here too")
    options = parser.parse_args()
    knobs = {"level": options.level, "evidence": "none", "samples": CHOOSING_SAMPLES}
    config = Config.model_validate(knobs)
    with tempfile.TemporaryDirectory() as folder:
        recorded = without_lu2022(options.level, Path(folder) / "recorded")
        nothing = Path(folder) / "nothing"
        space = [one for one in span_space(config) if not one.reasons]
        for one in space:
            one.cells["known_as"] = None  # candidates like any other
        judged = judge_space(
            *(space, (), config, nothing),
            guess=True,
            recorded=recorded,
            processes=options.processes,
        )
    row = place_of(judged)
    print(judged.in_short())
    print_table([row], COLUMNS)
    if options.json:
        options.json.write_text(json.dumps(row, indent=1) + "\n", encoding="utf-8")
    return 0 if row["pass"] else 1


def without_lu2022(level: str, folder: Path) -> Path:
    """Copy the recorded molecules without crosslinkers 1 to 4 and what they alone need."""
    shutil.copytree(recorded_folder(level), folder)
    plan = read_manifest(ResultsFolder(folder).manifest)
    out = set(crosslinker_smiles().values())
    kept = [one for one in plan.molecules if canonical(parse_smiles(one.smiles)) not in out]
    needed = {key for one in kept for key in one.species_roles().values()}
    for key in plan.species:
        if key not in needed:
            shutil.rmtree(ResultsFolder(folder).species(key).path)
    species = {key: one for key, one in plan.species.items() if key in needed}
    reduced = plan.model_copy(update={"molecules": tuple(kept), "species": species})
    write_manifest(ResultsFolder(folder).manifest, reduced)
    return folder


def place_of(judged: Judged) -> dict[str, object]:
    """Return the place of the first candidate with the chromophore of 4, by mean score."""
    means = judged.films.score.mean(axis=1)
    scores = []
    for one in judged.candidates:
        subject = one.subject
        if subject is not None:
            scores.append((float(means[judged.row(subject)]), CHROMOPHORE in one.chromophores))
    best = max((score for score, alike in scores if alike), default=float("nan"))
    place = 1 + sum(score > best for score, _ in scores)
    share = place / len(scores) if np.isfinite(best) else 1.0
    return {
        "candidates": len(scores),
        "first_place": place,
        "share": share,
        "score": best,
        "best_score": max(score for score, _ in scores),
        "pass": share <= FIRST_SHARE,
    }


if __name__ == "__main__":
    raise SystemExit(main())
