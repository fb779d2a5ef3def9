"""A child that crashes never takes the screen with it."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import numpy as np
import pytest

from dotstitch.contracts.failure import StepError
from dotstitch.contracts.manifest import Species
from dotstitch.contracts.records import StepResult, read_record
from dotstitch.contracts.results import GapValues, GeometryValues, RelaxedState
from dotstitch.data.levels import load_level
from dotstitch.geometry.structure import Structure, write_xyz
from dotstitch.jobs import species as species_module
from dotstitch.jobs.child import Job
from dotstitch.jobs.species import run_species
from dotstitch.jobs.steps import Computation
from dotstitch.jobs.supervise import LAST_ATTEMPT, TRY_AGAIN_EXIT, supervise

NITRENE = Species(key="0" * 16, smiles="[N]c1ccccc1", kind="nitrene", charge=0, n_atoms=12)
GAP = GapValues(
    gap_st_kcal_mol=15.0,
    gap_st_uncertainty_kcal_mol=1.0,
    gap_electronic_kcal_mol=15.1,
    zero_point_difference_kcal_mol=-0.1,
    gap_free_energy_kcal_mol=14.9,
    gap_uncorrected_kcal_mol=7.0,
    energy_triplet_hartree=-285.0,
    energy_singlet_determinant_hartree=-284.99,
    singlet_character="open-shell",
    singlet_geometry="singlet",
    spin_class="aryl_nitrene",
    method="made up",
)
RESULT = StepResult(GAP, diagnostics={"converged": True})
CRASHES = {
    "os.abort()": "SIGABRT",
    "os.kill(os.getpid(), 9)": "lack of memory",
    "sys.exit(75)": "out of memory",
    "sys.exit(3)": "exit status 3",
}


def job(folder, attempt=LAST_ATTEMPT):
    return Job(NITRENE, "draft", "fast", 1, folder, threads=1, memory_mb=900, attempt=attempt)


def worker(code):
    """Return a child that announces the gap and then does as told."""
    announce = (
        "import os, sys; fd = int(sys.argv[sys.argv.index('--progress-fd') + 1]);"
        "os.write(fd, b'start geometry\\nok geometry\\nstart gap\\n');"
    )
    return (sys.executable, "-c", announce + code)


@pytest.mark.parametrize(("code", "words"), CRASHES.items())
def test_crash_on_the_last_attempt_becomes_a_resource_record(tmp_path, code, words):
    lines = []
    assert supervise(job(tmp_path), lambda *line: lines.append(line), worker(code)) == 0
    record = read_record(job(tmp_path).folder, GapValues)
    assert record.status == "failed"
    assert record.error is not None
    assert record.error.kind == "resource"
    assert words in record.error.message
    summary = json.loads(job(tmp_path).folder.summary.read_text())
    assert summary["steps"]["gap"]["status"] == "failed"
    assert [line[:2] for line in lines][-2:] == [("start", ["gap"]), ("failed", ("gap",))]


@pytest.mark.parametrize(("level", "lower"), [("draft", False), ("standard", True)])
def test_a_lower_level_is_advised_only_where_there_is_one(tmp_path, level, lower):
    tried = replace(job(tmp_path), level=level)
    assert supervise(tried, worker=worker("os.abort()")) == 0
    error = read_record(tried.folder, GapValues).error
    assert error is not None
    assert ("--config level=draft" in error.remedy) is lower


def test_crash_on_an_earlier_attempt_asks_for_another(tmp_path):
    status = supervise(job(tmp_path, attempt=1), worker=worker("os.abort()"))
    assert status == TRY_AGAIN_EXIT
    assert not job(tmp_path).folder.summary.exists()
    assert not job(tmp_path).folder.record("gap").exists()


def test_threads_and_memory_reach_the_child_before_it_starts(tmp_path):
    code = "print(os.environ['OMP_NUM_THREADS'], os.environ['PYSCF_MAX_MEMORY'])"
    assert supervise(job(tmp_path), worker=worker(code)) == 0
    assert job(tmp_path).folder.log.read_text() == "1 500\n"


@pytest.fixture
def calls(monkeypatch):
    """Replace the chemistry by counters."""
    counted = {"geometry": 0, "gap": 0}
    structure = Structure(("N",), np.zeros((1, 3)))

    def optimise(task):
        counted["geometry"] += 1
        names = ("singlet", "triplet")
        digests = {name: write_xyz(task.folder.xyz(name), structure) for name in names}
        states = dict.fromkeys(names, RelaxedState(energy_ev=-1.0))
        values = GeometryValues(states=states)
        return [StepResult(values, {"converged": True}, structures=digests)]

    def gap(task):
        counted["gap"] += 1
        return [RESULT]

    steps = (Computation(("geometry",), optimise), Computation(("gap",), gap))
    monkeypatch.setattr(species_module, "COMPUTATIONS", steps)
    return counted


def computing(gap):
    """Return the table of steps with another calculation of the gap."""
    return (species_module.COMPUTATIONS[0], Computation(("gap",), gap))


def run(folder, seed=1):
    return run_species(NITRENE, load_level("draft"), seed, folder, threads=1)


def test_finished_steps_are_used_again(tmp_path, calls):
    first = run(tmp_path)
    again = run(tmp_path)
    assert calls == {"geometry": 1, "gap": 1}
    assert first == again


def test_crash_after_the_last_record_loses_none(tmp_path, calls):
    records = run(tmp_path)
    lines = []
    after = worker("os.write(fd, b'ok gap\\n'); os.abort()")
    assert supervise(job(tmp_path), lambda *line: lines.append(line[0]), after) == 0
    assert "failed" not in lines
    assert read_record(job(tmp_path).folder, GapValues) == records["gap"]
    steps = json.loads(job(tmp_path).folder.summary.read_text())["steps"]
    assert {step: told["status"] for step, told in steps.items()} == {
        "geometry": "ok",
        "gap": "ok",
    }


def test_crash_between_two_steps_fails_the_one_that_would_come(tmp_path, calls):
    run(tmp_path)
    job(tmp_path).folder.record("gap").unlink()
    between = (sys.executable, "-c", worker("")[2].replace("start gap\\n", "") + "os.abort()")
    assert supervise(job(tmp_path), worker=between) == 0
    assert read_record(job(tmp_path).folder, GapValues).status == "failed"
    assert read_record(job(tmp_path).folder, GeometryValues).status == "ok"


def test_another_seed_is_another_question(tmp_path, calls):
    run(tmp_path)
    run(tmp_path, seed=2)
    assert calls == {"geometry": 2, "gap": 2}


def test_half_written_record_is_computed_anew(tmp_path, calls):
    run(tmp_path)
    path = job(tmp_path).folder.record("gap")
    path.write_text(path.read_text()[:40])
    run(tmp_path)
    assert calls == {"geometry": 1, "gap": 2}


def test_failed_step_ends_the_species_and_is_tried_again(tmp_path, calls, monkeypatch):
    def fail(task):
        raise StepError(
            "wrong_state", "S2 is 0.0", "try another start", {"s2": 0.0, "force": np.nan}
        )

    with monkeypatch.context() as patch:
        patch.setattr(species_module, "COMPUTATIONS", computing(fail))
        records = run(tmp_path)
    assert records["gap"].status == "failed"
    assert records["gap"].diagnostics.model_dump() == {
        "converged": False,
        "s2": 0.0,
        "force": None,
    }
    assert run(tmp_path)["gap"].status == "ok"
    assert calls == {"geometry": 1, "gap": 1}


def test_number_that_is_not_finite_is_never_recorded(tmp_path, calls, monkeypatch):
    broken = StepResult(GAP.model_copy(update={"gap_st_kcal_mol": np.nan}), {"converged": True})
    monkeypatch.setattr(species_module, "COMPUTATIONS", computing(lambda task: [broken]))
    record = run(tmp_path)["gap"]
    assert record.status == "failed"
    assert record.values is None


def test_unforeseen_exception_is_a_bug_with_a_record(tmp_path, calls, monkeypatch):
    monkeypatch.setattr(species_module, "COMPUTATIONS", computing(lambda task: 1 / 0))
    error = run(tmp_path)["gap"].error
    assert error is not None
    assert error.kind == "bug"
    assert "ZeroDivisionError" in error.message


def test_lack_of_memory_is_passed_on_for_another_attempt(tmp_path, calls, monkeypatch):
    def starve(task):
        raise StepError("resource", "no room for the integrals", "more memory")

    monkeypatch.setattr(species_module, "COMPUTATIONS", computing(starve))
    with pytest.raises(StepError, match="integrals"):
        run(tmp_path)
    assert not job(tmp_path).folder.record("gap").exists()


def test_provenance_says_how_a_number_was_made(tmp_path, calls):
    provenance = run(tmp_path)["gap"].provenance.model_dump()
    assert provenance["threads"] == 1
    assert provenance["device_used"] == "cpu"
    assert provenance["peak_memory_mb"] > 10
    assert {"pyscf", "rdkit", "dotstitch", "python"} <= set(provenance["versions"])
    assert {"wall_s", "cpu_s", "started_at", "input_key", "device_requested"} <= set(provenance)
