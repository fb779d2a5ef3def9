"""The command line explains itself and refuses with reasons."""

from __future__ import annotations

import pytest

from dotstitch.cli import main
from dotstitch.contracts.config import Config
from dotstitch.plan.config_file import render_config

STEPS = (
    "config",
    "plan",
    "species",
    "condition",
    "photophysics",
    "rank",
    "report",
    "retry",
    "verify",
)


def test_help_explains_every_step(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    assert caught.value.code == 0
    text = capsys.readouterr().out
    for step in STEPS:
        assert f"\n  {step:13} " in text


@pytest.mark.parametrize("step", STEPS)
def test_every_step_has_help_of_its_own(step, capsys):
    with pytest.raises(SystemExit) as caught:
        main([step, "--help"])
    assert caught.value.code == 0
    assert len(capsys.readouterr().out.splitlines()) > 8


def test_config_prints_the_defaults(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["config"]) == 0
    assert capsys.readouterr().out == render_config(Config())


def test_plan_of_one_smiles_lists_its_species(capsys, tmp_path):
    arguments = ["--smiles", "[N-]=[N+]=Nc1ccccc1", "--results", str(tmp_path)]
    assert main(["plan", *arguments, "--config", "level=draft"]) == 0
    printed = capsys.readouterr().out
    assert "nitrene" in printed
    assert (tmp_path / "manifest.json").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["species", "--all"], "run `python -m dotstitch plan` first"),
        (["species", "0" * 16, "--smiles", "C"], "is not the key of C"),
        (["species", "--smiles", "C(("], "C(("),
        (["species", "--smiles", "[O]C"], "unpaired electrons on O"),
        (["plan", "--config", "level=best"], "level"),
        (["plan", "--config", "dot=red"], "no dot 'red'"),
        (["photophysics", "--config", "dot=red"], "no dot 'red'"),
        (["rank", "--config", "rank_at=mine"], "no recipe 'mine'"),
        (["photophysics"], "manifest.json does not exist: run `python -m dotstitch plan` first"),
        (["rank"], "manifest.json does not exist"),
        (["report"], "manifest.json does not exist"),
        (["plan", "--smiles", "C1CC"], "row 2, column smiles"),
    ],
)
def test_wrong_use_is_refused_with_a_reason(arguments, words, capsys, tmp_path):
    assert main([*arguments, "--results", str(tmp_path)]) == 2
    assert words in capsys.readouterr().err


def test_species_of_another_level_are_refused(capsys, tmp_path):
    results = ["--results", str(tmp_path)]
    main(["plan", "--smiles", "[N-]=[N+]=Nc1ccccc1", "--config", "level=draft", *results])
    assert main(["species", "--all", "--config", "level=standard", *results]) == 2
    assert "planned at level draft" in capsys.readouterr().err


def test_condition_wants_a_table_and_photophysics_its_draws(capsys, tmp_path):
    results = ["--config", "level=draft", "--results", str(tmp_path)]
    plan = ["plan", "--smiles", "[N-]=[N+]=Nc1ccccc1", "--name", "azide"]
    table = tmp_path / "mine.csv"
    table.write_text("name,quantity,value\nazide,homo_ev,-6.5\n")
    assert main([*plan, *results]) == 0
    assert main(["condition", *results]) == 2
    assert "add --config measurements=FILE" in capsys.readouterr().err
    measured = ["--config", "level=draft", f"measurements={table}", *results[2:]]
    assert main(["photophysics", *measured]) == 2
    assert "run `python -m dotstitch condition` first" in capsys.readouterr().err
    table.write_text("name,quantity,value\nother,homo_ev,-6.5\nazide,homo,-6.5\n")
    for step in (plan, ["condition"], ["photophysics"]):
        assert main([*step, *measured]) == 2
        assert "2 faults in the table of measurements" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("step", "missing"),
    [
        ("rank", "photophysics.json does not exist: run `python -m dotstitch photophysics` first"),
        ("report", "photophysics.json does not exist"),
    ],
)
def test_stage_before_its_turn_is_told_what_to_run(step, missing, capsys, tmp_path):
    results = ["--config", "level=draft", "--results", str(tmp_path)]
    assert main(["plan", "--smiles", "[N-]=[N+]=Nc1ccccc1", *results]) == 0
    assert main([step, *results]) == 2
    assert missing in capsys.readouterr().err
    assert main([step, "--results", str(tmp_path)]) == 2
    assert "planned at level draft" in capsys.readouterr().err


def test_one_species_may_be_computed_at_any_level(capsys, tmp_path):
    arguments = ["species", "0" * 16, "--smiles", "C", "--config", "level=reference"]
    assert main([*arguments, "--results", str(tmp_path)]) == 2
    assert "is not the key of C at level reference" in capsys.readouterr().err


def test_species_of_another_engine_are_refused(capsys, tmp_path):
    results = ["--results", str(tmp_path)]
    knobs = ["--config", "level=draft", "engine=plain"]
    main(["plan", "--smiles", "[N-]=[N+]=Nc1ccccc1", *knobs, *results])
    assert main(["species", "--all", "--config", "level=draft", *results]) == 2
    assert "planned at engine plain" in capsys.readouterr().err
