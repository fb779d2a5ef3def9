"""PySCF stays behind the door of the engine."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

import dotstitch
from dotstitch.data.levels import load_level
from dotstitch.quantum.engine.scf import Rung

PACKAGE = Path(dotstitch.__file__).parent
ENGINE = PACKAGE / "quantum" / "engine"
OUTSIDE = sorted(path for path in PACKAGE.rglob("*.py") if ENGINE not in path.parents)
DOOR = "dotstitch.quantum.engine"


def imported(path: Path) -> set[str]:
    """Return the modules that a file imports, inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_only_the_engine_imports_pyscf() -> None:
    users = {path for path in PACKAGE.rglob("*.py") if any(_is_pyscf(n) for n in imported(path))}
    assert users
    assert {path.parent for path in users} == {ENGINE}


def _is_pyscf(name: str) -> bool:
    return name.split(".")[0] == "pyscf"


@pytest.mark.parametrize("path", OUTSIDE, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_other_rooms_come_through_the_door(path: Path) -> None:
    assert not {name for name in imported(path) if name.startswith(f"{DOOR}.")}
    private = ("._solver", "._density", "._mol", "._source")
    text = path.read_text(encoding="utf-8")
    assert not [name for name in private if name in text]


def test_the_engine_is_part_of_the_level_and_fast_leaves_keys_as_they_were() -> None:
    fast, plain = load_level("standard"), load_level("standard", "plain")
    assert fast.engine == "fast"
    assert "engine" not in fast.key_content()
    assert plain.key_content() == fast.key_content() | {"engine": "plain"}
    assert plain.label("ground_state") != fast.label("ground_state")
    assert plain.label("gap", "nitrene") != fast.label("gap", "nitrene")


def test_a_rung_of_the_ladder_sets_only_what_it_names() -> None:
    rung = Rung.model_validate({"name": "x", "solver": "first_order", "max_cycle": 3, "damp": 0.5})
    assert rung.settings == {"max_cycle": 3, "damp": 0.5}
    with pytest.raises(ValidationError, match="level_shfit"):
        Rung.model_validate({**rung.model_dump(), "level_shfit": 0.1})


@pytest.mark.parametrize(
    "module",
    ["plan.screen_plan", "jobs.supervise", "screen.photophysics", "screen.ranking", "report.build"],
)
def test_no_stage_but_a_species_job_loads_a_program_of_quantum_chemistry(module: str) -> None:
    heavy = "{'ase', 'geometric', 'pyscf', 'tblite'}"
    code = f"import sys, dotstitch.{module}; sys.exit(', '.join({heavy} & set(sys.modules)) or 0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


NOT_NEEDED = ("ase", "geometric", "plotly", "psutil", "pyscf", "snakemake", "tblite")


def test_conditioning_runs_without_quantum_chemistry_and_without_the_engine_of_jobs() -> None:
    """A large machine that only conditions needs numpy, scipy, pandas, pydantic, RDKit, PyYAML."""
    rooms = ("evidence", "film", "dot", "optics", "groups")
    modules = [
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        for room in rooms
        for path in sorted((PACKAGE / room).rglob("*.py"))
        if "fits" not in path.parts
    ]
    code = (
        f"import importlib, sys\nsys.modules.update(dict.fromkeys({NOT_NEEDED}))\n"
        f"for name in {[*modules, 'dotstitch.screen.inputs']}: importlib.import_module(name)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
