"""What each stage rests on."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest

from dotstitch.contracts.config import Config
from dotstitch.plan.configure import load_config
from dotstitch.plan.stages import (
    LIBRARY,
    STAGE_KNOBS,
    STAGE_MODULES,
    stage_digest,
    stage_modules,
    write_sections,
)


def test_sections_are_named_by_content(tmp_path):
    here = write_sections(Config(), STAGE_KNOBS["ranking"], tmp_path)
    other_dot = Config(dot="cdse_oleate_4.1nm")
    assert write_sections(other_dot, STAGE_KNOBS["ranking"], tmp_path) == here
    assert write_sections(other_dot, STAGE_KNOBS["photophysics"], tmp_path) != write_sections(
        Config(), STAGE_KNOBS["photophysics"], tmp_path
    )
    assert load_config([here]).targets == Config().targets
    here.write_text("{}")
    assert write_sections(Config(), STAGE_KNOBS["ranking"], tmp_path) == here
    assert load_config([here]).targets == Config().targets
    assert here.read_text() != "{}"


@pytest.mark.parametrize("knob", ["dots", "measurements"])
def test_an_edited_table_of_the_user_repeats_the_stages_that_read_it(tmp_path, knob):
    table = tmp_path / "mine.csv"
    config = Config.model_validate({knob: str(table)})
    named = []
    for text in ("name,core\n", "name,core\nmine,InP\n", "name,core\n"):
        table.write_text(text)
        named.append(
            {stage: write_sections(config, STAGE_KNOBS[stage], tmp_path) for stage in STAGE_KNOBS}
        )
    first, second, third = named
    assert first == third
    assert {stage for stage in first if first[stage] != second[stage]} == {
        "condition",
        "photophysics",
        "report",
        "propose",
    }


@pytest.mark.parametrize("knob", ["blocks", "reactions"])
def test_edited_blocks_and_reactions_repeat_a_campaign_alone(tmp_path, knob):
    table = tmp_path / "own"
    config = Config.model_validate({"proposals": {knob: str(table)}})
    named = []
    for text in ("", "one", "two"):
        if text:
            table.write_text(text)
        sections = STAGE_KNOBS.items()
        named.append({stage: write_sections(config, k, tmp_path) for stage, k in sections})
    missing, first, second = named
    assert {stage for stage in first if first[stage] != second[stage]} == {"propose"}
    assert missing["propose"] not in (first["propose"], second["propose"])


@pytest.mark.parametrize("stage", STAGE_MODULES)
def test_stage_reads_no_knob_that_its_rule_withholds(stage):
    read = set()
    for path in stage_modules(stage):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                owner = ast.unparse(node.value)
                if owner == "config" or owner.endswith(".config"):
                    read.add(node.attr)
    knobs = read & set(Config.model_fields)
    assert knobs
    assert knobs <= set(STAGE_KNOBS[stage])


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Return a copy of the library that may be edited."""
    return Path(
        shutil.copytree(
            LIBRARY, tmp_path / LIBRARY.name, ignore=shutil.ignore_patterns("__pycache__")
        )
    )


@pytest.mark.parametrize(
    ("edited", "stages"),
    [
        ("report/templates/styles/style.css", {"report"}),
        ("report/wording.py", {"report"}),
        ("quantum/ground_state.py", set()),
        ("plan/table.py", {"propose"}),
        ("design/output/table.py", {"propose"}),
        ("data/dot/dots.csv", {"condition", "photophysics", "report", "propose"}),
        ("film/losses.py", {"condition", "photophysics", "propose"}),
        ("screen/ranking.py", {"ranking", "report"}),
        ("contracts/constants.py", {"condition", "photophysics", "ranking", "report", "propose"}),
    ],
)
def test_edit_repeats_the_stages_that_rest_on_it_and_no_other(library, edited, stages):
    before = {stage: stage_digest(stage, library) for stage in STAGE_MODULES}
    with (library / edited).open("a", encoding="utf-8") as stream:
        stream.write("\n")
    after = {stage: stage_digest(stage, library) for stage in STAGE_MODULES}
    assert {stage for stage in after if after[stage] != before[stage]} == stages


def test_no_stage_hides_an_import_of_the_library_in_a_function():
    """Only jobs may: their imports inside functions are not followed."""
    for path in {path for stage in STAGE_MODULES for path in stage_modules(stage)}:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inner = {
            node.module or ""
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node not in tree.body
        }
        hidden = {module for module in inner if module.startswith(LIBRARY.name)}
        assert not hidden or path.parent.name == "jobs", path


def test_new_file_repeats_its_stage(library):
    before = stage_digest("report", library)
    (library / "report" / "templates" / "new.j2").write_text("")
    assert stage_digest("report", library) != before


def test_a_stage_loads_what_a_package_hands_on(library):
    package = library / "screen" / "extra"
    package.mkdir()
    (package / "__init__.py").write_text("from dotstitch.quantum.ground_state import __doc__\n")
    with (library / "screen" / "ranking.py").open("a", encoding="utf-8") as stream:
        stream.write("\nfrom dotstitch.screen.extra import __doc__\n")
    found = {path.relative_to(library).as_posix() for path in stage_modules("ranking", library)}
    assert {"screen/extra/__init__.py", "quantum/ground_state.py"} <= found
