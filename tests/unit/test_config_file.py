"""The configuration as a file."""

from __future__ import annotations

from pathlib import Path

import yaml

from dotstitch.contracts.config import Config
from dotstitch.plan.config_file import render_config
from dotstitch.plan.configure import validate_config

GENERATED = Path(__file__).parents[2] / "workflow" / "config.yaml"
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
