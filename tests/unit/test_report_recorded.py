"""The report of the shipped molecules, from their recorded results."""

from __future__ import annotations

import base64
import json
import re
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from jinja2 import Environment, PackageLoader
from recorded.record import compute

from dotstitch.contracts.config import Config
from dotstitch.contracts.manifest import Molecule
from dotstitch.contracts.tables import read_table
from dotstitch.optics.absorptivity import lambda_max_nm
from dotstitch.report.build import _levels_of_theory
from dotstitch.report.finding.finding import finding
from dotstitch.report.inputs import Row, Screen, read_screen
from dotstitch.report.losses import losses
from dotstitch.report.molecule.arms import ArmLine, arm_lines
from dotstitch.report.molecule.detail import packed_detail
from dotstitch.report.table.columns import columns

LEVEL = "standard"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("screen") / "results"
    compute(LEVEL, folder, samples=100)
    return folder


@pytest.fixture(scope="module")
def screen(folder: Path) -> Screen:
    return read_screen(folder, Config(level=LEVEL, samples=100))


@pytest.fixture(scope="module")
def arms(screen: Screen) -> list[ArmLine]:
    return [line for molecule in screen.manifest.molecules for line in arm_lines(screen, molecule)]


def test_spin_check_shows_s2_of_every_state_of_every_intermediate(arms: list[ArmLine]) -> None:
    assert len(arms) == 5
    for line in arms:
        states = dict(part.rsplit(" ", 1) for part in line.spin.removeprefix("⟨S²⟩ ").split(", "))
        assert float(states["triplet"]) == pytest.approx(2.0, abs=0.1)
        assert float(states["singlet"]) < 1.2


def test_every_gap_stands_beside_its_own_level_of_theory(
    folder: Path, screen: Screen, arms: list[ArmLine]
) -> None:
    by_smiles = {s.smiles: screen.records[key] for key, s in screen.manifest.species.items()}
    levels = {line.intermediate: line.level_of_theory for line in arms}
    assert levels == {s: by_smiles[s]["gap"].level_of_theory for s in levels}
    table = read_table((folder / "arms.csv").read_text(encoding="utf-8"))
    assert {row["level_of_theory"] for row in table} == set(levels.values())
    for row in screen.ranking:
        assert row["gap_level_of_theory"] in levels.values()
        assert row["level_of_theory"] not in levels.values()


def test_quantum_yield_and_triplet_stand_beside_their_own_level_of_theory(
    folder: Path, screen: Screen
) -> None:
    found = [one for result in screen.results.values() for one in result.triplets]
    assert found
    for one in found:
        record = screen.records[one.chromophore]["triplet"]
        assert one.level_of_theory == record.level_of_theory
        assert one.triplet_ev == record.result.model_dump()["triplet_ev"]
    spectra = {result.properties.level_of_theory for result in screen.results.values()}
    table = read_table((folder / "arms.csv").read_text(encoding="utf-8"))
    assert {row["yield_level_of_theory"] for row in table} == spectra
    for name, result in screen.results.items():
        molecule = next(m for m in screen.manifest.molecules if m.name == name)
        row = next(row for row in screen.ranking if row["name"] == name)
        page = unpacked(screen, molecule, row)
        for one in result.triplets:
            assert f"{one.triplet_ev:.2f} ± {one.triplet_uncertainty_ev:.2f} eV" in page
            assert one.level_of_theory in page


def unpacked(screen: Screen, molecule: Molecule, row: Row) -> str:
    """Return the page fragment of one molecule."""
    loader = PackageLoader("dotstitch.report", "templates")
    environment = Environment(loader=loader, autoescape=True)
    packed = packed_detail(environment, screen, molecule, row, list(columns()))
    return str(json.loads(zlib.decompress(base64.b64decode(packed)))["html"])


def test_lambda_max_is_that_of_the_curve_the_report_draws(screen: Screen) -> None:
    for result in screen.results.values():
        curve = np.array(result.spectrum.epsilon_m1_cm1)
        assert result.properties.computed.lambda_max_nm == lambda_max_nm(curve)


def told(part: object) -> str:
    """Return the words of a part of the finding, spaces made plain."""
    return re.sub(r"<[^>]*>", "", str(part)).replace("\N{NARROW NO-BREAK SPACE}", " ")


def percent(share: float) -> str:
    return f"{100 * share:.{0 if share >= 0.0995 or share == 0 else 1}f} %"


def samples(folder: Path) -> tuple[list[str], dict[str, np.ndarray]]:
    """Return the names by mean score, and samples of score, retention and PLQY in that order."""
    content = json.loads((folder / "photophysics.json").read_text(encoding="utf-8"))
    best = {m["name"]: m["best"] for m in content["molecules"]}
    order = sorted(best, key=lambda name: -np.mean(best[name]["score_samples"]))
    kinds = ("score", "retention", "plqy")
    return order, {k: np.array([best[n][f"{k}_samples"] for n in order]) for k in kinds}


def test_the_finding_names_the_leader_and_how_often_each_is_the_best(
    folder: Path, screen: Screen
) -> None:
    order, drawn = samples(folder)
    score = drawn["score"]
    wins = (score == score.max(axis=0)).sum(axis=1) / score.shape[1]
    first = told(finding(screen).who)
    low, high = np.percentile(score[0], (16, 84))
    assert first.startswith(
        f"{order[0]} leads with a score of {score[0].mean():.1f} ({low:.0f} – {high:.0f}) "
        f"and is the best in {percent(wins[0])} of the samples"
    )
    for name, share in zip(order[1:], wins[1:], strict=True):
        assert (f"{name} in {percent(share)}" in first) == (share >= 0.005)
    shares = {row["name"]: float(row["probability_best"]) for row in screen.ranking}
    assert [shares[name] for name in order] == pytest.approx(wins.tolist())


def test_the_finding_says_what_is_kept_and_why_it_wins(folder: Path, screen: Screen) -> None:
    order, drawn = samples(folder)
    retention, plqy, score = drawn["retention"], drawn["plqy"], drawn["score"]
    keeps, why = told(finding(screen).keeps), told(finding(screen).why)
    for values in (retention[0], plqy[0]):
        low, middle, high = np.percentile(values, (16, 50, 84))
        assert f"{middle:.2f} of the " in keeps
        assert f"({low:.2f} – {high:.2f})" in keeps
    met = np.mean((retention[0] >= 0.6) & (plqy[0] >= 0.85))
    assert f"both met in {percent(met)} of the samples" in keeps
    best = screen.results[order[0]].best
    assert f"{best.dose_mj_cm2:.3g} mJ cm⁻², {best.loading_wt_percent:.2g} wt% in N2" in keeps
    assert f"than {order[1]}, the next, in {percent(np.mean(score[0] > score[1]))}" in why
    for what, values in (("light", plqy), ("film", retention)):
        assert f"mean {what} kept {values[0].mean():.2f} against {values[1].mean():.2f}" in why
    by = {
        what: np.log(v[0].mean() / v[1].mean())
        for what, v in (("light", plqy), ("film", retention))
    }
    assert f"mainly by its {max(by, key=lambda what: by[what])}" in why


def test_the_finding_says_what_to_watch_and_to_measure(folder: Path, screen: Screen) -> None:
    order, drawn = samples(folder)
    score, retention = drawn["score"], drawn["retention"]
    watch = [told(one) for one in finding(screen).watch]
    best = screen.results[order[0]].best
    assert watch[0] == f"Its largest loss: {losses()[best.limited_by].title}."
    ends = [score_.tolist() for score_ in np.percentile(score, (16, 84), axis=1)]
    widths = np.subtract(ends[1], ends[0])
    widest = int(np.argmax(widths))
    doubt = watch[-1]
    assert f"{order[widest]} scores {ends[0][widest]:.0f} – {ends[1][widest]:.0f}" in doubt
    empty = float(np.mean(retention[widest] < 0.01))
    assert (f"no film at all in {percent(empty)}" in doubt) == (empty >= 0.05)
    share = screen.results[order[widest]].variance[0]
    assert f"the {share.words} goes with {percent(share.share)}" in doubt
    judged = [x.passed for x in screen.evidence if x.molecule == order[0] and x.passed is not None]
    assert f"Of its {len(judged)} observations that the model can judge" in watch[-2]
    assert f" {judged.count(False)} are not met" in watch[-2]
    high = Config().sweep.loading_wt_percent[1]
    at_end = best.loading_wt_percent == pytest.approx(high)
    assert at_end == any("highest loading tried" in one for one in watch)
    next_ = told(finding(screen).measure_next)
    top = max(screen.advice, key=lambda one: one.expected_fall)
    assert f"of {top.molecule} ({top.conditions})" in next_
    assert f"expected to remove {percent(top.expected_fall)} of the variance" in next_


def test_one_molecule_and_none_still_have_a_finding(screen: Screen) -> None:
    alone = replace(screen, ranking=screen.ranking[:1])
    assert "is the only molecule that was ranked" in told(finding(alone).who)
    assert finding(alone).why == ""
    nobody = finding(replace(screen, ranking=[]))
    assert "No molecule was ranked" in nobody.who
    dark = [row for row in screen.ranking if row["name"] == "bis-azide 2"]
    assert told(finding(replace(screen, ranking=dark)).who).startswith("No molecule keeps a film")


def test_every_loss_that_limits_has_words(screen: Screen) -> None:
    found = {p.limited_by for r in screen.results.values() for p in r.predictions}
    assert found <= set(losses())


def test_a_step_at_two_levels_of_theory_shows_both(screen: Screen) -> None:
    key = next(key for key, steps in screen.records.items() if "gap" in steps)
    other = screen.records[key]["gap"].model_copy(update={"level_of_theory": "another level"})
    records = {**screen.records, key: {**screen.records[key], "gap": other}}
    told = _levels_of_theory(replace(screen, records=records))["gap"].split("; ")
    assert told == ["UKS/RI-B3LYP/def2-svp/COSMO(2.3)//GFN2-xTB", "another level"]
