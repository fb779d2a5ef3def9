"""Remedies that a command tells, or that no record holds: each is followed here or elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from followers import AZIDE, Fault, Person
from recorded.screen import ESTER, RecordedScreen

from dotstitch.cli import main
from dotstitch.contracts.failure import FailedError, StepError
from dotstitch.geometry.embed import explicit_molecule
from dotstitch.geometry.intermediates import find_centre
from dotstitch.jobs import supervise
from dotstitch.screen.inputs import RecordBook, read_molecule

DISK = "faults/test_failing_disk.py::test_disk_that_fails_at_any_operation"
FOLDER = "unit/test_run.py::test_folder_that_cannot_be_written_is_told_in_one_sentence"
PLACE = "faults/test_failing_disk.py::test_a_file_in_the_place_of_the_results_is_named"
KILLED = "unit/test_run.py::test_run_that_was_killed_holds_nobody_up"
LOCKS = "unit/test_run.py::test_without_locks_who_may_live_is_respected_and_the_way_out_named"
STAGE = "unit/test_run.py::test_stage_of_a_run_that_was_replaced_writes_nothing"
FOLLOWED = {
    "Free some space and run again.": DISK,
    "Look at the disk or the network, then run again.": DISK,
    "Make the folder writable for you and run again.": DISK,
    "Move away what lies there and run again.": PLACE,
    "X is a file where a folder must be: move it away.": FOLDER,
    "X is a link to X, which does not exist: make that folder, or remove the link.": FOLDER,
    "X: wait for its end, or stop it.": KILLED,
    "X, as far as a file system without locks can tell: wait for its end, or remove X if it has "
    "ended.": LOCKS,
    "The run of this stage was replaced by another one: wait for its end.": STAGE,
}
"""Remedy to the test that follows it; empty where that stands below."""
Command = Callable[..., int]


def follows(*remedies: str) -> Callable[[Command], Command]:
    """Note which remedies a test follows."""
    FOLLOWED.update(dict.fromkeys(remedies, ""))
    return lambda test: test


@pytest.fixture
def dotstitch(tmp_path, capsys, monkeypatch):
    """Return a function that gives a command and returns what it tells; jobs end at once."""
    monkeypatch.setattr(supervise, "supervise", lambda *given: 0)

    def give(command: str, status: int) -> str:
        where = ["--results", str(tmp_path / "results")]
        words = command.split()
        assert main([*words, *([] if "--results" in words else where)]) == status
        told = capsys.readouterr()
        return told.err + told.out

    return give


PLAN = "plan --smiles [N-]=[N+]=Nc1ccccc1 --config level=draft"


@follows(
    "X does not exist: run `python -m dotstitch X` first",
    "X is planned at X X, not X: add --config X=X, or plan again",
    "name one species by its key or by --smiles, or ask for --all",
    "the manifest holds no species X; `plan` lists them",
)
def test_remedies_of_a_plan(dotstitch):
    told = dotstitch("species --all", 2)
    assert re.search(r"run `python -m dotstitch (\w+)` first", told)[1] == "plan"
    dotstitch(PLAN, 0)
    knob = re.search(r"add (--config level=\w+),", dotstitch("species --all", 2))[1]
    dotstitch(f"species --all {knob}", 0)
    assert "name one species by its key" in dotstitch(f"species {knob}", 2)
    dotstitch(f"species --smiles C {knob}", 0)
    assert "`plan` lists them" in dotstitch(f"species {'0' * 16} {knob}", 2)
    key = re.search(r"^([0-9a-f]{16}) ", dotstitch(PLAN, 0), re.MULTILINE)[1]
    dotstitch(f"species {key} {knob}", 0)
    dotstitch("plan --smiles [N-]=[N+]=Nc1ccccc1", 0)
    dotstitch("species --all", 0)


@follows(
    "X is not the key of X at level X: give X, or none",
    "X: X; X",
    "X; name its --kind",
    "correct the SMILES",
    "correct the SMILES of the intermediate",
)
def test_remedies_of_one_species(dotstitch):
    told = dotstitch(f"species {'0' * 16} --smiles C", 2)
    key = re.search(r"give (\w+), or none", told)[1]
    dotstitch(f"species {key} --smiles C", 0)
    dotstitch("species --smiles C", 0)
    assert "; correct the SMILES" in dotstitch("species --smiles C1CC", 2)
    dotstitch("species --smiles C1CC1", 0)
    assert "name its --kind" in dotstitch("species --smiles C[O]", 2)
    dotstitch("species --smiles C[O] --kind closed_shell", 0)
    with pytest.raises(StepError, match="cannot read"):
        explicit_molecule("C1CC")
    assert explicit_molecule("C1CC1").GetNumAtoms() == 9
    with pytest.raises(StepError, match="a nitrene needs"):
        find_centre(explicit_molecule("Nc1ccccc1"), "nitrene")
    assert find_centre(explicit_molecule("[N]c1ccccc1"), "nitrene").atom == 0


@follows(
    "X is no folder of results: name it with --results",
    "no screen has run in X: begin one with `snakemake`",
    "the screen holds no molecule X: --list tells what failed",
    "a run is at work in this folder: try again when it has ended",
)
def test_remedies_of_a_screen_that_ended(dotstitch, tmp_path, monkeypatch):
    assert "name it with --results" in dotstitch("verify", 2)
    assert "begin one with `snakemake`" in dotstitch("retry", 2)
    person = Person(tmp_path, Fault("convergence", "none"))
    monkeypatch.undo()
    person.screen()
    dotstitch(f"verify --results {person.results}", 0)
    assert "--list tells what failed" in dotstitch("retry --name nobody", 2)
    assert AZIDE[0] in dotstitch("retry --list", 0)
    monkeypatch.setattr("dotstitch.cli.again.begin_run", lambda *given, executes: False)
    assert "try again when it has ended" in dotstitch("retry", 2)
    monkeypatch.undo()
    monkeypatch.setattr("dotstitch.cli.again.screen_again", lambda *given: ["true"])
    dotstitch("retry", 0)


@follows("no table of measurements is named: add --config measurements=FILE")
def test_remedy_of_conditioning_without_measurements(dotstitch, tmp_path, monkeypatch):
    dotstitch(f"{PLAN} --name azide", 0)
    told = dotstitch("condition --config level=draft", 2)
    assert "add --config measurements=FILE" in told
    table = tmp_path / "mine.csv"
    table.write_text("name,quantity,value\nazide,homo_ev,-6.5\n", encoding="utf-8")
    done = []
    monkeypatch.setattr(
        "dotstitch.screen.conditioning.condition_draws", lambda *given: done.append(given)
    )
    (tmp_path / "results" / "draws.npz").touch()
    dotstitch(f"condition --config level=draft measurements={table}", 0)
    assert done


@follows(
    "none is needed: the molecule is screened without energy transfer from the dot",
    "none is needed: a triplet that reacts at once has no energy to compare with the dot's "
    "exciton, and the molecule is screened without energy transfer",
)
def test_molecule_is_screened_without_a_triplet(tmp_path):
    screen = RecordedScreen(tmp_path, ESTER)
    for key in screen.keys(ESTER, "spectrum"):
        if screen.manifest.species[key].kind == "chromophore":
            screen.fail(key, "triplet", kind="wrong_state", message="it is so", remedy="none")
    (chromophore,) = (one for one in screen.inputs(ESTER).chromophores if one.arms)
    assert chromophore.triplet_ev is None


@follows("plan again (python -m dotstitch plan)")
def test_plan_without_a_molar_mass_is_made_again(tmp_path):
    person = Person(tmp_path)
    person.screen()
    path = person.results / "manifest.json"
    text = path.read_text("utf-8")
    path.write_text(re.sub(r'"molar_mass_g_mol": [0-9.]+', '"molar_mass_g_mol": null', text))
    old = type(person.manifest).model_validate_json(path.read_bytes())
    with pytest.raises(FailedError) as error:
        read_molecule(old.molecules[0], RecordBook(old, person.results))
    command = re.search(r"\(python -m dotstitch (\w+)\)", error.value.failure.remedy)[1]
    table = f"molecules={tmp_path / 'table.csv'}"
    assert main([command, "--config", table, "--results", str(person.results)]) == 0
    assert path.read_text("utf-8") == text
