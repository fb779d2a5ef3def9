"""What a user sees when something is wrong, before any job and after."""

from __future__ import annotations

import re
import subprocess
import time

import psutil
import pytest

from dotstitch.contracts.manifest import Manifest

pytestmark = pytest.mark.snakemake

PHENYL_AZIDE = "[N-]=[N+]=Nc1ccccc1"


def test_all_faults_of_a_table_come_in_one_message_before_any_job(screen):
    screen.write_table(("good", PHENYL_AZIDE), ("bad", "c1ccccc"), ("", "CC"), ("good", "CCC"))
    run = screen.snakemake()
    output = run.stdout + run.stderr
    assert run.returncode != 0
    assert "3 faults in the input table" in output
    for words in ("row 3, column smiles", "row 4, column name", "row 5, column name", "Remedy:"):
        assert words in output
    assert output.count("faults in the input table") == 1
    assert "Traceback" not in output
    assert not (screen.results / "species").exists()


def test_missing_table_is_named(screen):
    run = screen.snakemake()
    assert run.returncode != 0
    assert "table.csv" in run.stdout + run.stderr
    assert "Traceback" not in run.stdout + run.stderr


def test_faults_of_the_configuration_come_before_any_job(screen):
    screen.write_table(("good", PHENYL_AZIDE))
    run = screen.snakemake(config=("samples=many", "colour=red"))
    output = run.stdout + run.stderr
    assert run.returncode != 0
    assert "2 faults in the configuration" in output
    assert "samples" in output
    assert "colour" in output
    assert "Traceback" not in output


def test_configfile_overrides_the_defaults(screen):
    screen.write_table(("good", PHENYL_AZIDE))
    (screen.folder / "mine.yaml").write_text("targets: {film_retention: 3}\n")
    run = screen.snakemake("-n", "--configfile", "mine.yaml")
    assert run.returncode != 0
    assert "targets.film_retention" in run.stdout + run.stderr


@pytest.mark.parametrize("dry", [(), ("-n",)])
def test_dots_lamps_and_levels_that_cannot_be_are_refused_before_any_job(screen, dry):
    screen.write_table(("good", PHENYL_AZIDE))
    (screen.folder / "mine.yaml").write_text(
        "sweep: {dose_mj_cm2: [300, 10], temperature_k: 25}\n"
        "recipes:\n"
        "  - {name: best, wavelength_nm: 365, dose_mj_cm2: 80, loading_wt_percent: 3, dot: green}\n"
    )
    run = screen.snakemake(*dry, "--configfile", "mine.yaml", config=("dot=red", "level=finest"))
    output = run.stdout + run.stderr
    assert run.returncode != 0
    assert "6 faults in the configuration" in output
    for words in ("dot: no dot 'red'", "recipes[best].dot", "[10, 300]", "298.15", "level: "):
        assert words in output
    assert "Traceback" not in output
    assert not (screen.results / "species").exists()


def test_faults_of_measurements_and_dots_come_before_any_job(screen):
    screen.write_table(("good", PHENYL_AZIDE))
    (screen.folder / "dots.csv").write_text("name,core\nmine,CdTe\n")
    run = screen.snakemake("-n", config=("dots=dots.csv", "measurements=nowhere.csv"))
    output = run.stdout + run.stderr
    assert run.returncode != 0
    assert "2 faults in the configuration" in output
    assert "dots.csv, row 2, column core" in output
    assert "nowhere.csv: cannot be read" in output
    (screen.folder / "mine.csv").write_text(
        "name,quantity,value\nbetter,homo_ev,-6\ngood,homo,-6\ngood,homo_ev,deep\n"
    )
    run = screen.snakemake("-n", config=("measurements=mine.csv",))
    output = run.stdout + run.stderr
    assert run.returncode != 0
    assert "3 faults in the table of measurements" in output
    for words in ("row 2, column name", "row 3, column quantity", "row 4, column value"):
        assert words in output
    assert "Traceback" not in output


def test_stage_that_fails_behind_a_pipe_is_reported_and_done_by_the_next_run(screen):
    """Nothing of this table can be screened, which ends well and is explained."""
    screen.write_table(
        ("hexane", "CCCCCC"), ("salt", "[Na+].[Cl-]"), ("ketone", "O=C(c1ccccc1)c1ccccc1")
    )
    for stage, rule in (
        ("photophysics", "predict_photophysics"),
        ("rank", "rank_molecules"),
        ("report", "build_report"),
    ):
        screen.sabotage(stage, "print('the stage broke'); sys.exit(7)")
        run = screen.snakemake()
        output = run.stdout + run.stderr
        assert run.returncode != 0
        assert f"Error in rule {rule}" in output
        assert "the stage broke" in output
        assert "MissingOutputException" not in output
        assert not (screen.results / "report.html").exists()
    screen.sabotage("nothing", "pass")
    run = screen.snakemake()
    assert run.returncode == 0, run.stdout + run.stderr
    rows = {row["name"]: row for row in screen.read_table("failures.csv")}
    assert set(rows) == {"hexane", "salt", "ketone"}
    assert all(row["message"] and row["remedy"] and row["stage"] == "plan" for row in rows.values())


def test_crashes_beside_files_of_another_project_are_recorded_and_the_remedy_works(screen):
    """Every child aborts; the engine retries, the screen ends with failed rows and status 0.

    The longest jobs go first, so that none is left to run alone at the end.
    """
    screen.write_table(("α-azide", "Cc1ccc(N=[N+]=[N-])cc1"))
    (screen.folder / "workflow").mkdir()
    (screen.folder / "workflow" / "config.yaml").write_text("colour: red\n")
    for module in ("random", "dotstitch"):
        (screen.folder / f"{module}.py").write_text("raise SystemExit('of another project')\n")
    screen.sabotage_workers("os.abort()")
    run = screen.snakemake()
    output = run.stdout + run.stderr
    assert run.returncode == 0, output
    assert "attempt 3" in output
    manifest = Manifest.model_validate_json((screen.results / "manifest.json").read_text("utf-8"))
    started = dict.fromkeys(re.findall(r"Species ([0-9a-f]{16}) ", output))
    kinds = [manifest.species[key].kind for key in started]
    assert kinds == ["nitrene", "chromophore", "closed_shell"]
    assert sorted(started, key=lambda key: manifest.species[key].n_atoms) == list(started)
    (row,) = screen.read_table("failures.csv")
    assert row["kind"] == "resource"
    assert "SIGABRT" in row["message"]

    for module in ("random", "dotstitch"):
        (screen.folder / f"{module}.py").unlink()
    screen.replay()
    _, command = row["remedy"].split("To try again: ")
    again = screen.shell(command)
    assert again.returncode == 0, again.stdout + again.stderr
    assert screen.read_table("failures.csv") == []
    (row,) = screen.read_table("ranking.csv")
    assert (row["rank"], row["name"]) == ("1", "α-azide")
    assert "photophysics 1/1: ?-azide" in again.stdout
    assert screen.jobs() == {}


def test_second_run_stops_with_a_sentence_and_a_killed_one_holds_nobody_up(screen):
    screen.write_table(("phenyl azide", PHENYL_AZIDE))
    screen.sabotage_workers("time.sleep(600)")
    first = subprocess.Popen(
        screen.command(),
        cwd=screen.folder,
        env=screen.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not any(screen.results.glob("species/*/species.log")):
            assert first.poll() is None
            time.sleep(0.2)
        second = screen.snakemake()
        assert second.returncode != 0
        assert re.search(r"Another run is at work in .*: wait for its end", second.stderr)
        assert "Traceback" not in second.stderr
        assert "unlock" not in second.stderr
        assert screen.jobs()
    finally:
        family = [psutil.Process(first.pid), *psutil.Process(first.pid).children(recursive=True)]
        for process in family:
            process.kill()
    assert any(screen.folder.glob(".snakemake/locks/*.lock"))
    third = screen.snakemake("plan_screen")
    assert third.returncode == 0, third.stderr
    assert "Removed the lock of a run that was killed" in third.stderr
