"""A remedy names only knobs, options, commands and files that there are."""

from __future__ import annotations

import argparse
import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

import dotstitch
from dotstitch.cli import build_parser
from dotstitch.contracts.config import Config
from dotstitch.plan.configure import load_config

LIBRARY = Path(dotstitch.__file__).parent
PLACE = {"StepError": 2, "refusal": 1, "RunError": 0, "UsageError": 0}
"""What tells of a failure, and which of its arguments is the remedy or holds it."""


def remedies() -> Iterator[str]:
    """Yield every remedy that stands in the library, with X for what is filled in."""
    for path in LIBRARY.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in PLACE:
                place = PLACE[ast.unparse(node.func)]
                if place < len(node.args) and (text := words(node.args[place])):
                    yield text


def words(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(words(part) for part in node.values)
    if isinstance(node, ast.Constant):
        return str(node.value)
    return "X" if isinstance(node, ast.FormattedValue) else ""


def options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        yield from action.option_strings
        for below in (action.choices or {}) if isinstance(action.choices, dict) else ():
            yield below
            yield from options(action.choices[below])


def knobs(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield name
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from knobs(field.annotation)


REMEDIES = sorted(set(remedies()))
KNOWN = {*options(build_parser()), "--directory"}
"""Options of ours, and one of Snakemake."""


def test_remedies_are_found():
    assert len(REMEDIES) > 30


@pytest.mark.parametrize("remedy", REMEDIES)
def test_remedy_can_be_followed(remedy):
    modules = [importlib.util.find_spec(name) for name in re.findall(r"-m ([\w.]+)", remedy)]
    assert all(modules)
    sources = [Path(spec.origin).read_text("utf-8") for spec in modules if spec and spec.origin]
    for option in re.findall(r"(?<!\S)--[a-z-]+", remedy):
        assert option in KNOWN or any(f'"{option}"' in source for source in sources)
    for command in re.findall(r"python -m dotstitch (\w+)", remedy):
        assert command in KNOWN | {"X"}
    for knob in re.findall(r"\b[a-z]+_[a-z_]+\b", remedy.replace("/", "_ ")):
        files = {path.stem for path in LIBRARY.rglob("*.yaml")}
        assert knob in {*knobs(Config), *files}, knob


def test_knobs_that_remedies_turn_are_accepted():
    assert load_config((), ["seed=1"]).seed == 1
    assert load_config((), ["level=draft"]).level == "draft"
    assert load_config((), ["max_atoms=300"]).max_atoms == 300
    parser = build_parser()
    assert parser.parse_args(["retry", "--memory-mb", "9000"]).memory_mb == 9000
