"""Choice of chromophores against random choice and a plain genetic algorithm, on the pool.

python tests/benchmarks/design_choice.py [--seeds 20] [--budget 12] [--json FILE]

Every molecule of the shipped pool is computed at draft, so that a campaign over it costs nothing.
From a random handful of them, different for every seed, each strategy may look at ``--budget`` more
in batches of ``BATCH``; what it has then seen spans a hypervolume of mean film retention and mean
relative PLQY, over draws that choose nothing. Differences are paired by seed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from printing import print_table
from scipy.stats import ttest_rel

from dotstitch.contracts.config import Config
from dotstitch.contracts.draws import Array
from dotstitch.design.choice.batch import choose_batch
from dotstitch.design.choice.hypervolume import hypervolume
from dotstitch.design.descriptors import describe
from dotstitch.design.pool.archive import pool_path, pool_table
from dotstitch.design.tiers.evaluate import Films, evaluate
from dotstitch.design.tiers.expected import ChromophoreModel
from dotstitch.design.tiers.judge import joined, screen_context
from dotstitch.design.tiers.known import Planned, plan_likenesses, record_folders
from dotstitch.design.tiers.likeness import Likeness, Subject
from dotstitch.design.tiers.screened import subjects_of
from dotstitch.design.tiers.stand_in import Guesses
from dotstitch.film.molecule import Chromophore, MoleculeInput
from dotstitch.screen.context import ScreenContext
from dotstitch.screen.sweep import halves

START, BATCH, LEVEL = 8, 4, "draft"
COLUMNS = ("strategy", "mean_hypervolume", "spread", "p_against_ours")


@dataclass(frozen=True, eq=False)
class Pool:
    """The pool as a campaign sees it.

    Attributes
    ----------
    subjects : tuple of Subject
        One per kind of molecule.
    points : ndarray, shape (subjects, 2)
        Mean retention and mean PLQY of each as computed, over draws that choose nothing.
    counts : ndarray, shape (subjects, descriptors)
        Scaled.
    """

    subjects: tuple[Subject, ...]
    planned: Planned
    context: ScreenContext
    points: Array
    counts: Array

    def spanned(self, seen: Sequence[int]) -> float:
        """Return the hypervolume of some of them."""
        return float(hypervolume(self.points[list(seen)][:, :, None])[0])


Strategy = Callable[[Pool, list[int], np.random.Generator], list[int]]
"""Returns the next batch, given what was seen."""


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--budget", type=int, default=12, help="molecules to compute")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    options = parser.parse_args()
    if not pool_path(LEVEL).exists():
        print("no pool ships: python -m dotstitch.design.pool makes it")
        return 1
    rows = compare(read_pool(), options.seeds, options.budget)
    print_table(rows, COLUMNS)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 0 if all(row["better"] for row in rows[1:]) else 1


def compare(pool: Pool, n_seeds: int, budget: int) -> list[dict[str, object]]:
    """Return the hypervolume that each strategy reaches, ours first."""
    reached = {
        name: np.array([campaign(pool, strategy, budget, seed) for seed in range(n_seeds)])
        for name, strategy in STRATEGIES.items()
    }
    ours = next(iter(reached.values()))
    rows: list[dict[str, object]] = []
    for name, values in reached.items():
        same = np.array_equal(values, ours)
        p = None if same else float(ttest_rel(ours, values).pvalue)
        rows.append(
            {
                "strategy": name,
                "mean_hypervolume": float(values.mean()),
                "spread": float(values.std()),
                "p_against_ours": p,
                "better": bool(p is not None and p < 0.05 and ours.mean() > values.mean()),
            }
        )
    return rows


def campaign(pool: Pool, strategy: Strategy, budget: int, seed: int) -> float:
    """Return what a strategy has spanned when its budget is spent."""
    rng = np.random.default_rng(seed)
    seen = rng.permutation(len(pool.subjects))[:START].tolist()
    while len(seen) < min(START + budget, len(pool.subjects)):
        size = min(BATCH, START + budget - len(seen))
        seen += _filled(strategy(pool, seen, rng)[:size], pool, seen, size, rng)
    return pool.spanned(seen)


def _filled(
    chosen: list[int], pool: Pool, seen: list[int], size: int, rng: np.random.Generator
) -> list[int]:
    """Fill a batch up at random, so that all strategies see equally many."""
    left = [n for n in range(len(pool.subjects)) if n not in seen and n not in chosen]
    return [*chosen, *rng.permutation(left).tolist()[: size - len(chosen)]]


def by_improvement(pool: Pool, seen: list[int], _: np.random.Generator) -> list[int]:
    """Choose as a campaign does: by films of stand-ins of what was not seen."""
    known = _parts(pool, seen)
    relatives = tuple(known.values())
    model = ChromophoreModel.fit(relatives)
    if model is None:
        return []
    lamps_nm = pool.context.config.sweep.wavelength_nm
    guesses = Guesses(model, pool.planned, relatives, lamps_nm, own_records=False)
    inputs: dict[Likeness, MoleculeInput] = {}
    for subject in pool.subjects:
        molecule = pool.planned.molecules[subject.likeness]
        parts = [known.get(p.species) or guesses.of(p) for p in molecule.electrophores]
        found = [part for part in parts if part is not None]
        if len(found) == len(parts):
            inputs[subject.likeness] = joined(molecule, found)
    films = _films([s for s in pool.subjects if s.likeness in inputs], inputs, pool.context)
    choosing, _showing = halves(pool.context.config.samples)
    points = np.stack([films.retention, films.plqy], axis=1)[..., choosing]
    rows = {n: films.places[s.pair] for n, s in enumerate(pool.subjects) if s.pair in films.places}
    front = points[[rows[n] for n in seen]]
    open_ones = [n for n in rows if n not in seen]
    found_rows = points[[rows[n] for n in open_ones]]
    chosen = choose_batch(found_rows, open_ones, front, BATCH, 1)
    return [open_ones[index] for index in chosen]


def at_random(pool: Pool, seen: list[int], rng: np.random.Generator) -> list[int]:
    """Choose nothing; the batch is filled up at random."""
    return []


def by_genes(pool: Pool, seen: list[int], rng: np.random.Generator) -> list[int]:
    """Choose by a plain genetic algorithm on descriptors.

    Parents win tournaments of two by their score, a child takes each count from either parent, one
    in ten from anywhere, and stands for the molecule nearest to it that was not seen.
    """
    scores = pool.points.prod(axis=1)
    chosen: list[int] = []
    for _ in range(BATCH):
        left = [n for n in range(len(pool.subjects)) if n not in seen and n not in chosen]
        if not left:
            break
        pairs = rng.choice(seen, (2, 2))
        mother, father = (pool.counts[max(pair, key=lambda n: scores[n])] for pair in pairs)
        child = np.where(rng.random(mother.shape) < 0.5, mother, father)
        anyone = pool.counts[rng.integers(len(pool.counts))]
        child = np.where(rng.random(child.shape) < 0.1, anyone, child)
        away = ((pool.counts[left] - child) ** 2).sum(axis=1)
        chosen.append(left[int(np.argmin(away))])
    return chosen


STRATEGIES: dict[str, Strategy] = {
    "probability of improvement": by_improvement,
    "random": at_random,
    "genetic algorithm": by_genes,
}


def read_pool() -> Pool:
    """Read the shipped pool and evaluate all of it."""
    config = Config.model_validate({"level": LEVEL, "molecules": str(pool_table(LEVEL))})
    asked = {one.likeness: one for one in subjects_of(pool_table(LEVEL), config)}
    planned = plan_likenesses(asked.values(), config, record_folders(Path("nowhere"), LEVEL))
    context = screen_context(config, Path("nowhere"))
    good = tuple(one for one in asked.values() if _is_good(one, planned))
    inputs = {
        one.likeness: joined(planned.molecules[one.likeness], _computed(one, planned))
        for one in good
    }
    films = _films(good, inputs, context)
    _, showing = halves(config.samples)
    both = np.stack([films.retention, films.plqy], axis=1)[..., showing].mean(axis=-1)
    counts = describe(one.smiles for one in good)
    spread = np.where(np.ptp(counts, axis=0) > 0.0, counts.std(axis=0), 1.0)
    points = both[[films.places[one.pair] for one in good]]
    return Pool(good, planned, context, points, counts / spread)


def _films(
    subjects: Sequence[Subject], inputs: dict[Likeness, MoleculeInput], context: ScreenContext
) -> Films:
    pairs = [one.pair for one in subjects]
    return evaluate(pairs, inputs.__getitem__, context, tell=lambda _: None)


def _computed(subject: Subject, planned: Planned) -> list[Chromophore]:
    molecule = planned.molecules[subject.likeness]
    parts = (planned.computed.get(part.species) for part in molecule.electrophores)
    return [part for part in parts if isinstance(part, Chromophore)]


def _is_good(subject: Subject, planned: Planned) -> bool:
    molecule = planned.molecules[subject.likeness]
    return len(_computed(subject, planned)) == len(molecule.electrophores)


def _parts(pool: Pool, seen: Sequence[int]) -> dict[str, Chromophore]:
    """Return the parts of what was seen, by the key of their species."""
    parts = (part for n in seen for part in _computed(pool.subjects[n], pool.planned))
    return {part.key: part for part in parts}


if __name__ == "__main__":
    raise SystemExit(main())
