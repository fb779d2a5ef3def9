"""``retry`` lists and computes again exactly what failed, with the configuration of its screen."""

from __future__ import annotations

import subprocess

import pytest
import yaml
from recorded.screen import DIAZIRINE, ESTER, RecordedScreen

from dotstitch.cli import main
from dotstitch.contracts.config import Config
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.plan.config_file import render_config
from dotstitch.plan.configure import load_config


@pytest.fixture
def screen(tmp_path):
    """Return a screen in which a gap and a geometry failed, in different ways."""
    screen = RecordedScreen(tmp_path / "results", ESTER, DIAZIRINE)
    ResultsFolder(screen.folder).config.write_text(render_config(Config(level="standard")))
    for key in screen.manifest.species:
        ResultsFolder(screen.folder).species(key).summary.touch()
    error = {"message": "it did", "remedy": "none"}
    screen.fail(screen.keys(ESTER, "gap")[0], "gap", kind="convergence", **error)
    screen.fail(screen.keys(DIAZIRINE, "gap")[0], "gap", kind="wrong_state", **error)
    return screen


@pytest.fixture
def started(monkeypatch):
    """Return the commands that are started; none is."""
    commands = []

    def note(command, **_):
        commands.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", note)
    return commands


def again(screen, *options):
    """Retry; return the species that are then to be computed."""
    assert main(["retry", "--results", str(screen.folder), *options]) == 0
    return {
        key
        for key in screen.manifest.species
        if not ResultsFolder(screen.folder).species(key).summary.exists()
    }


def test_all_that_failed_is_computed_again_and_nothing_else(screen, started, capsys):
    failed = {screen.keys(name, "gap")[0] for name in (ESTER, DIAZIRINE)}
    assert again(screen) == failed
    printed = capsys.readouterr().out
    assert all(key in printed for key in failed)
    assert f"needed by {ESTER}" in printed
    (command,) = started
    config = load_config([command[command.index("--configfile") + 1]])
    assert config == Config(level="standard")
    assert command[command.index("--directory") + 1] == str(screen.folder.parent)


@pytest.mark.parametrize(
    ("options", "name"),
    [(("--kind", "convergence"), ESTER), (("--name", DIAZIRINE), DIAZIRINE)],
)
def test_kind_and_name_choose(screen, started, options, name):
    assert again(screen, *options) == {screen.keys(name, "gap")[0]}
    assert len(started) == 1


def test_nothing_is_started_for_a_list_or_where_nothing_fits(screen, started, capsys):
    assert again(screen, "--list") == set()
    assert "2 to compute again" in capsys.readouterr().out
    assert again(screen, "--kind", "convergence", "--name", DIAZIRINE) == set()
    assert started == []


def test_damaged_and_missing_records_are_found(screen, started):
    folder = ResultsFolder(screen.folder)
    other, spectrum = (screen.keys(ESTER, step)[0] for step in ("gap", "spectrum"))
    record = folder.species(spectrum).record("spectrum")
    record.write_bytes(record.read_bytes().replace(b"1", b"2", 1))
    chosen = again(screen, "--kind", "resource")
    assert chosen == {spectrum}
    folder.species(other).record("geometry").unlink()
    assert again(screen, "--kind", "resource") == {spectrum, other}


def test_no_screen_and_no_such_molecule_are_told(screen, tmp_path, capsys):
    assert main(["retry", "--results", str(tmp_path / "elsewhere" / "results")]) == 2
    assert "no screen has run in" in capsys.readouterr().err
    assert main(["retry", "--results", str(screen.folder), "--name", "nobody"]) == 2
    assert "no molecule 'nobody'" in capsys.readouterr().err


def test_configuration_of_a_screen_reads_back_as_it_was():
    recipe = {"name": "mine", "wavelength_nm": 365, "dose_mj_cm2": 80, "loading_wt_percent": 3}
    config = Config.model_validate(
        {"level": "draft", "recipes": [recipe], "molecules": "süß [1] #2: a.csv", "samples": 200}
    )
    assert Config.model_validate(yaml.safe_load(render_config(config))) == config
