"""Which jobs a change starts: quantum chemistry only for new chemistry."""

from __future__ import annotations

import shutil

import pytest
from driving import Screen

pytestmark = pytest.mark.snakemake

ESTER_2 = "O=C(OCCOC(=O)c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F)c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F"
ESTER_4 = "O=C(OCCCCOC(=O)c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F)c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F"
PHENYL_AZIDE = "[N-]=[N+]=Nc1ccccc1"
LATER = {"predict_photophysics": 1, "rank_molecules": 1, "build_report": 1, "all": 1}
PLAN = {"plan_screen": 1}


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """Return a screen of the ethylene diester that has run to its end."""
    screen = Screen(tmp_path_factory.mktemp("template"))
    screen.write_table(("two", ESTER_2))
    screen.pretend_finished()
    return screen


@pytest.fixture
def finished(template, tmp_path):
    """Return a copy of the finished screen to change at will."""
    shutil.copytree(template.folder, tmp_path, dirs_exist_ok=True)
    return Screen(tmp_path)


def test_nothing_to_do_when_nothing_changed(finished):
    assert finished.jobs() == {}


def test_homologous_linker_starts_no_quantum_job(finished):
    finished.write_table(("two", ESTER_2), ("butanediol", ESTER_4))
    assert finished.jobs() == PLAN | LATER


def test_renaming_starts_no_quantum_job(finished):
    finished.write_table(("another name", ESTER_2))
    assert finished.jobs() == PLAN | LATER


def test_new_warhead_starts_only_its_own_species(finished):
    before = {path.name for path in (finished.results / "species").iterdir()}
    finished.write_table(("two", ESTER_2), ("phenyl azide", PHENYL_AZIDE))
    jobs = finished.species_jobs()
    assert jobs
    assert not jobs & before
    assert finished.jobs() == PLAN | LATER | {"compute_species": len(jobs)}


@pytest.mark.parametrize(
    "knob",
    [
        "dot=cdse_oleate_4.1nm",
        "recipes=[{name: mine, wavelength_nm: 365, dose_mj_cm2: 80, loading_wt_percent: 3}]",
        "sweep={dose_mj_cm2: [10, 500]}",
    ],
)
def test_dot_and_dose_recompute_photophysics_and_later(finished, knob):
    assert finished.jobs(knob) == LATER


MEASURED = "name,quantity,value,wavelength_nm,solvent\ntwo,epsilon_m1_cm1,{},365,\n"
CONDITION = {"condition_draws": 1}


def test_measurements_condition_the_draws_and_compute_no_species(finished):
    table = finished.folder / "mine.csv"
    table.write_text(MEASURED.format(300))
    assert finished.jobs("measurements=mine.csv") == CONDITION | LATER
    (finished.results / "draws.npz").write_text("")
    finished.touch("measurements=mine.csv")
    assert finished.jobs("measurements=mine.csv") == {}
    table.write_text(MEASURED.format(400))
    assert finished.jobs("measurements=mine.csv") == CONDITION | LATER


def test_evidence_recomputes_photophysics_and_later(finished):
    assert finished.jobs("evidence=none") == LATER


def test_dots_of_the_user_recompute_photophysics_and_later(finished):
    table = finished.folder / "dots.csv"
    table.write_text("name,core\nmine,InP\n")
    assert finished.jobs("dots=dots.csv", "dot=mine") == LATER


def test_threads_recompute_nothing(finished):
    assert finished.jobs("threads_per_job=2") == {}


def test_another_level_computes_every_species_anew(finished):
    n_species = len(list((finished.results / "species").iterdir()))
    jobs = finished.jobs("level=standard")
    assert jobs == PLAN | LATER | {"compute_species": n_species}


def test_report_of_snakemake_holds_every_table_with_its_caption(finished):
    run = finished.snakemake("--report", "out.html")
    assert run.returncode == 0, run.stdout + run.stderr
    page = (finished.folder / "out.html").read_text(encoding="utf-8")
    for table in ("ranking.csv", "failures.csv", "predictions.csv", "arms.csv", "report.html"):
        assert f'"results/{table}": {{"name"' in page
    for words in ("One row per molecule, best first", "One row per distinct photoactive arm"):
        assert f'"caption": "<p>{words}' in page
    assert 'at level <tt class=\\"docutils literal\\">draft</tt>' in page
