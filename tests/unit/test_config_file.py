"""Configuration in and out."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml

from dotstitch.contracts.config import Config
from dotstitch.contracts.config_file import (
    STAGE_KNOBS,
    ConfigurationError,
    load_config,
    render_config,
    validate_config,
    write_sections,
)

REPOSITORY = Path(__file__).parents[2]
LIBRARY = REPOSITORY / "workflow" / "dotstitch"
GENERATED = REPOSITORY / "workflow" / "config.yaml"
COMMAND = "python -m dotstitch config > workflow/config.yaml"


def test_committed_configuration_has_not_drifted():
    text = GENERATED.read_text(encoding="utf-8")
    assert text == render_config(Config()), f"workflow/config.yaml is stale; run: {COMMAND}"


def test_rendered_configuration_reads_back_as_itself():
    config = validate_config({"level": "draft", "targets": {"film_retention": 0.3}})
    assert validate_config(yaml.safe_load(render_config(config))) == config


def test_every_knob_has_a_comment():
    lines = render_config(Config()).splitlines()
    knobs = [line for line in lines if ": " in line and "#" not in line and "{" not in line]
    assert knobs == []


def test_later_files_and_single_knobs_win(tmp_path):
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text("level: draft\ntargets: {film_retention: 0.4}\nseed: 1\n")
    second.write_text("seed: 2\n")
    config = load_config([first, second], ["targets.plqy_relative=0.9", "seed=3"])
    assert (config.level, config.seed) == ("draft", 3)
    assert config.targets.film_retention == 0.4
    assert config.targets.plqy_relative == 0.9


def test_all_faults_are_named_together():
    with pytest.raises(ConfigurationError) as caught:
        validate_config({"level": "best", "samples": 1, "colour": "red"})
    message = str(caught.value)
    assert message.startswith("3 faults")
    assert all(word in message for word in ("level", "samples", "colour", "'best'"))


@pytest.mark.parametrize("text", ["level", "=draft"])
def test_malformed_knob_is_explained(text):
    with pytest.raises(ConfigurationError, match="knob=value"):
        load_config([], [text])


def test_missing_or_broken_file_is_explained(tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("level: [draft\n")
    with pytest.raises(ConfigurationError, match="not valid YAML"):
        load_config([broken])
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_config([tmp_path / "none.yaml"])


def test_sections_are_named_by_content(tmp_path):
    here = write_sections(Config(), STAGE_KNOBS["ranking"], tmp_path)
    other_dot = Config(dot="cdse_oleate_4.1nm")
    assert write_sections(other_dot, STAGE_KNOBS["ranking"], tmp_path) == here
    assert write_sections(other_dot, STAGE_KNOBS["photophysics"], tmp_path) != write_sections(
        Config(), STAGE_KNOBS["photophysics"], tmp_path
    )
    assert load_config([here]).targets == Config().targets


@pytest.mark.parametrize(
    ("stage", "sources"),
    [
        ("photophysics", ["photophysics.py", "alignment.py", "kinetics/*.py"]),
        ("ranking", ["ranking.py", "standing.py"]),
        ("report", ["report/*.py"]),
    ],
)
def test_stage_reads_no_knob_that_its_rule_withholds(stage, sources):
    read = set()
    for pattern in sources:
        for path in LIBRARY.glob(pattern):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute):
                    owner = ast.unparse(node.value)
                    if owner == "config" or owner.endswith(".config"):
                        read.add(node.attr)
    assert read & set(Config.model_fields) <= set(STAGE_KNOBS[stage])
