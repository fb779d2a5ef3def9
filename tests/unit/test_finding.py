"""Every number in the finding of the shipped screen is found again from its samples and draws."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from recorded.record import compute
from scipy.spatial import cKDTree

from dotstitch.contracts.config import Config
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.film.exposure import dose_grid
from dotstitch.plan.screen_plan import read_manifest
from dotstitch.report.conditions import samples_told
from dotstitch.report.finding.finding import finding
from dotstitch.report.inputs import Screen, read_screen
from dotstitch.report.losses import losses
from dotstitch.report.wording import THIN
from dotstitch.screen.advice.experiments import experiments_on
from dotstitch.screen.context import ScreenContext, prepare_context
from dotstitch.screen.evidence import conditioned
from dotstitch.screen.inputs import RecordBook, read_molecule
from dotstitch.screen.summaries import case_score

LEVEL = "standard"
CONFIG = Config(level=LEVEL)
NOTHING = 0.01
"""Retention below which there is no film."""
Samples = NDArray[np.float64]


@dataclass(frozen=True)
class Data:
    """What the page is made from: raw results, names by mean score, samples in that order."""

    screen: Screen
    raw: dict[str, Any]
    order: list[str]
    best: list[dict[str, Any]]
    score: Samples
    film: Samples
    light: Samples


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shipped") / "results"
    compute(LEVEL, path)
    return path


@pytest.fixture(scope="module")
def data(folder: Path) -> Data:
    raw = json.loads((folder / "photophysics.json").read_text(encoding="utf-8"))
    best = {m["name"]: m["best"] for m in raw["molecules"]}
    order = sorted(best, key=lambda name: -np.mean(best[name]["score_samples"]))
    samples = {
        kind: np.array([best[name][f"{kind}_samples"] for name in order])
        for kind in ("score", "retention", "plqy")
    }
    screen = read_screen(folder, CONFIG)
    ranked = [best[name] for name in order]
    return Data(screen, raw, order, ranked, *samples.values())


@pytest.fixture(scope="module")
def context(folder: Path) -> ScreenContext:
    """Return the draws of the screen and what rests on them, made anew."""
    rests = conditioned(CONFIG, read_manifest(ResultsFolder(folder).manifest), folder)
    return prepare_context(CONFIG, rests.draws, rests.measurements)


@pytest.fixture(scope="module")
def scores(folder: Path, data: Data, context: ScreenContext) -> Samples:
    """Return the score of each molecule at its recipe under every draw, best first."""
    found = []
    for name, best in zip(data.order, data.best, strict=True):
        loading = best["loading_wt_percent"]
        case = min(context.grid.cases, key=lambda c: abs(c.loading_wt_percent - loading))
        case = replace(case, dose_mj_cm2=dose_grid(best["dose_mj_cm2"]))
        inputs = read_molecule(molecule(data, name), RecordBook(data.screen.manifest, folder))
        found.append(case_score(context.simulate(inputs, (case,)), 0))
    return np.array(found)


def molecule(data: Data, name: str) -> Any:
    return next(m for m in data.screen.manifest.molecules if m.name == name)


def told(part: object) -> str:
    """Return the words of a part of the finding."""
    return re.sub(r"<[^>]*>", "", str(part)).replace(THIN, " ")


def numbers(part: object, data: Data) -> list[str]:
    """Return every number in a text, in order, names of molecules and recipes left out."""
    text = told(part)
    for name in (*data.order, *(recipe.name for recipe in CONFIG.recipes), "N2"):
        text = text.replace(name, "")
    return re.findall(r"−?\d+(?:\.\d+)?", text)


def percent(share: float) -> str:
    return f"{100 * share:.{0 if share >= 0.0995 or share == 0 else 1}f}"


def ends(values: Samples, decimals: int) -> list[str]:
    return [f"{end:.{decimals}f}" for end in np.percentile(values, (16, 84))]


def shares_of_best(score: Samples) -> Samples:
    return np.asarray((score == score.max(axis=0)).mean(axis=1))


def test_who_leads_how_often_and_who_else(data: Data) -> None:
    wins = shares_of_best(data.score)
    close = [i for i in np.argsort(-wins[1:]) + 1 if wins[i] >= 0.005]
    expected = [f"{data.score[0].mean():.1f}", *ends(data.score[0], 0), percent(wins[0])]
    who = finding(data.screen).who
    assert numbers(who, data) == expected + [percent(wins[i]) for i in close]
    named = [told(link) for link in re.findall(r"<a[^>]*>.*?</a>", str(who))]
    assert named == [data.order[i] for i in (0, *close)]
    shares = {row["name"]: float(row["probability_best"]) for row in data.screen.ranking}
    assert [shares[name] for name in data.order] == pytest.approx(wins.tolist())


def test_what_is_kept_and_at_which_recipe(data: Data) -> None:
    keeps, best, targets = finding(data.screen).keeps, data.best[0], CONFIG.targets
    kept = [
        text
        for values in (data.film[0], data.light[0])
        for text in (f"{np.median(values):.2f}", *ends(values, 2))
    ]
    met = (data.film[0] >= targets.film_retention) & (data.light[0] >= targets.plqy_relative)
    exposure = [f"{best[k]:g}" for k in ("wavelength_nm", "dose_mj_cm2", "loading_wt_percent")]
    aims = [f"{targets.film_retention:.2f}", f"{targets.plqy_relative:.2f}"]
    expected = [*exposure, *kept, "16", "84", *aims, percent(met.mean())]
    assert numbers(keeps, data) == expected
    assert f"in {CONFIG.sweep.atmosphere} it keeps" in told(keeps)


def test_why_it_is_ahead_of_the_next(data: Data) -> None:
    why = finding(data.screen).why
    means = {k: (v[0].mean(), v[1].mean()) for k, v in (("light", data.light), ("film", data.film))}
    by = sorted(means, key=lambda kind: -np.log(means[kind][0] / means[kind][1]))
    expected = [f"{one:.2f}" for kind in by for one in means[kind]]
    wins = percent(float(np.mean(data.score[0] > data.score[1])))
    assert numbers(why, data) == [wins, *expected]
    assert f"mainly by its {by[0]}: mean {by[0]} kept" in told(why)
    assert f"{data.order[1]}, the next" in told(why)


def test_loss_and_edge_of_the_sweep(data: Data) -> None:
    loss, edge, *_ = finding(data.screen).watch
    assert numbers(loss, data) == []
    assert losses()[data.best[0]["limited_by"]].title in loss
    sweep = CONFIG.sweep
    limits = {"dose": sweep.dose_mj_cm2, "loading": sweep.loading_wt_percent}

    def touched(best: dict[str, Any]) -> list[str]:
        at = {"dose": best["dose_mj_cm2"], "loading": best["loading_wt_percent"]}
        return [
            f"{end} {what}"
            for what, pair in limits.items()
            for end, limit in zip(("lowest", "highest"), pair, strict=True)
            if at[what] == pytest.approx(limit)
        ]

    others = [
        b for b, film in zip(data.best[1:], data.film[1:], strict=True) if np.median(film) > NOTHING
    ]
    assert f"({' and '.join(touched(data.best[0]))} tried)" in edge
    assert numbers(edge, data) == [str(sum(bool(touched(best)) for best in others))]


def test_what_was_measured_and_is_not_met(data: Data) -> None:
    said = finding(data.screen).watch[2]
    own = [x for x in data.raw["evidence"] if x["molecule"] == data.order[0]]
    judged = [x for x in own if x["passed"] is not None]
    missed = [x for x in judged if not x["passed"]]
    where = f", {data.screen.dot.name}"
    quoted = [missed[0][k].replace(where, "") for k in ("conditions", "measured")]
    assert all(words in told(said) for words in quoted)
    expected = [str(len(judged)), str(len(missed))]
    expected += [number for words in quoted for number in numbers(words, data)]
    assert numbers(said, data) == [*expected, f"{missed[0]['probability']:.2f}"]


def test_the_widest_doubt(
    folder: Path, data: Data, context: ScreenContext, scores: Samples
) -> None:
    said = finding(data.screen).watch[3]
    width = np.subtract(*np.percentile(data.score, (84, 16), axis=1))
    at = int(np.argmax(width))
    assert f"widest doubt: {data.order[at]} scores" in told(said)
    empty = percent(float(np.mean(data.film[at] < NOTHING)))
    *counted, share, removed = numbers(said, data)
    assert counted == [*ends(data.score[at], 0), empty]
    first = data.screen.results[data.order[at]].variance[0]
    assert f"the {first.words} goes with {share} % of that variance" in told(said)
    name = first.label.removeprefix("parameter:")
    values = context.draws[name] if name != first.label else context.draws.normals(name)
    groups = np.array_split(scores[at][np.argsort(values)], 20)
    between = np.var([group.mean() for group in groups]) / scores[at].var()
    chance = np.mean([group.var() for group in groups]) / scores[at].var() / (scores[at].size / 20)
    assert between - chance == pytest.approx(float(share) / 100, abs=0.03)
    raw = next(m for m in data.raw["molecules"] if m["name"] == data.order[at])
    top = max(raw["settling"], key=lambda one: one["expected_fall"])
    best = f"{top['experiment']} ({top['conditions']})"
    assert f"{best}, is expected to remove {removed} %" in told(said)
    fall = expected_fall(
        folder, data, context, {**top, "molecule": raw["name"]}, scores[at : at + 1]
    )
    assert fall == pytest.approx(float(removed) / 100, abs=3.0 * top["monte_carlo_error"] + 0.02)


def expected_fall(
    folder: Path, data: Data, context: ScreenContext, one: dict[str, Any], apart: Samples
) -> float:
    """Return what an experiment removes of the variance of numbers, shape (numbers, draws).

    The mean over the nearest simulated measurements is what would then be believed.
    """
    book = RecordBook(data.screen.manifest, folder)
    inputs = read_molecule(molecule(data, one["molecule"]), book)
    predicted = {e.plan.conditions: e.predicted for e in experiments_on(inputs, context)}
    found = predicted[one["conditions"]].T
    found = found + np.random.default_rng(5).standard_normal(found.shape)
    _, near = cKDTree(found).query(found, k=13)
    apart = apart - apart.mean(axis=1, keepdims=True)
    believed = apart[:, near[:, 1:]].mean(axis=2)
    return float(np.sum(apart * believed) / np.sum(apart**2))


def test_what_to_measure_next(
    folder: Path, data: Data, context: ScreenContext, scores: Samples
) -> None:
    said = finding(data.screen).measure_next
    (share,) = numbers(said, data)
    top = max(data.raw["advice"], key=lambda one: one["expected_fall"])
    assert told(said).lower().startswith(f"{top['experiment']} of {top['molecule']} (".lower())
    assert top["conditions"] in said
    fall = expected_fall(folder, data, context, top, scores - scores.mean(axis=0))
    assert fall == pytest.approx(float(share) / 100, abs=3.0 * top["monte_carlo_error"] + 0.02)


def test_samples_are_the_scoring_half_of_the_draws(data: Data, scores: Samples) -> None:
    assert scores[:, 1::2] == pytest.approx(data.score)
    said = numbers(samples_told(data.score.shape[1], CONFIG), data)
    total, half = CONFIG.samples, data.score.shape[1]
    assert said == [str(half), str(total - half), str(total), "16", "84"]


def test_one_molecule_and_none_still_have_a_finding(data: Data) -> None:
    screen = data.screen
    alone = replace(screen, ranking=screen.ranking[:1])
    assert "is the only molecule that was ranked" in told(finding(alone).who)
    assert finding(alone).why == ""
    nobody = finding(replace(screen, ranking=[]))
    assert "No molecule was ranked" in nobody.who
    dark = [row for row in screen.ranking if row["name"] == "bis-azide 2"]
    assert told(finding(replace(screen, ranking=dark)).who).startswith("No molecule keeps a film")
