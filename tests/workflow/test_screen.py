"""Whole screens of small molecules, from table to report, with real quantum chemistry."""

from __future__ import annotations

import csv
import json

import pytest
from driving import RESULT_FILES, Screen

from dotstitch.contracts.paths import ResultsFolder
from dotstitch.contracts.records import read_record
from dotstitch.contracts.results import STEP_VALUES
from dotstitch.plan.screen_plan import read_manifest
from dotstitch.screen.ranking import RANKING_COLUMNS

pytestmark = [pytest.mark.snakemake, pytest.mark.quantum]

ROWS = (
    ("phenyl azide", "[N-]=[N+]=Nc1ccccc1"),
    ("CF3 diazirine", "FC(F)(F)C1(c2ccccc2)N=N1"),
    ("hexane", "CCCCCC"),
    ("phenyl azide again", "c1ccccc1N=[N+]=[N-]"),
)


def read_rows(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def screened(tmp_path_factory):
    """Return a screen that has run to its end on two cores, and what Snakemake said."""
    screen = Screen(tmp_path_factory.mktemp("screen"))
    screen.write_table(*ROWS)
    run = screen.snakemake("--cores", "2")
    assert run.returncode == 0, run.stdout + run.stderr
    return screen, run.stdout + run.stderr


def test_every_output_of_the_contract_is_there(screened):
    screen, _ = screened
    for name in RESULT_FILES:
        assert (screen.results / name).stat().st_size > 0, name


def test_good_molecules_are_ranked_and_others_explained(screened):
    screen, _ = screened
    ranking = read_rows(screen.results / "ranking.csv")
    assert list(ranking[0])[: len(RANKING_COLUMNS)] == list(RANKING_COLUMNS)
    status = {row["name"]: row["status"] for row in ranking}
    assert status["phenyl azide"] == status["CF3 diazirine"] == "ok"
    failures = {row["name"]: row["message"] for row in read_rows(screen.results / "failures.csv")}
    assert set(failures) == {"hexane", "phenyl azide again"}
    assert "phenyl azide" in failures["phenyl azide again"]


def test_every_record_is_converged_and_at_one_level(screened):
    screen, _ = screened
    manifest = read_manifest(screen.results / "manifest.json")
    for key in manifest.species:
        folder = ResultsFolder(screen.results).species(key)
        summary = json.loads(folder.summary.read_text())
        for step in summary["steps"]:
            record = read_record(folder, STEP_VALUES[step])
            assert record.status == "ok", record.error
            assert record.diagnostics.converged
            assert record.level_of_theory.endswith("GFN2-xTB")


def test_progress_names_molecule_stage_and_how_many_are_left(screened):
    _, output = screened
    assert "phenyl azide: nitrene - gap: start" in output
    assert "/" in output.split(" done] ")[0][-5:]
    assert "steps (100%) done" in output


def test_second_run_has_nothing_to_do(screened):
    screen, _ = screened
    assert screen.jobs() == {}


def test_ranking_is_identical_on_one_core(screened, tmp_path):
    """A fresh run on one core, quantum chemistry included, gives the same bytes."""
    on_two_cores, _ = screened
    on_one_core = Screen(tmp_path)
    on_one_core.write_table(*ROWS)
    run = on_one_core.snakemake("--cores", "1")
    assert run.returncode == 0, run.stdout + run.stderr
    first, second = ((s.results / "ranking.csv").read_bytes() for s in (on_two_cores, on_one_core))
    assert first == second
