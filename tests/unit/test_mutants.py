"""The named mutants of the benchmark fit the code of today."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from mutation import named

import dotstitch

PACKAGE = Path(dotstitch.__file__).parent
TABLE = yaml.safe_load(
    (Path(__file__).parents[1] / "benchmarks" / "mutants.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("row", TABLE["named"], ids=lambda row: row["name"])
def test_named_mutant_changes_a_function_that_is_there(row: dict[str, str]) -> None:
    assert named(row, PACKAGE.parent).change


def test_listed_tests_and_rooms_exist() -> None:
    root = Path(__file__).parents[2]
    assert [name for name in TABLE["tests"] if not (root / name).is_file()] == []
    for patterns in TABLE["rooms"].values():
        assert all(list(PACKAGE.glob(pattern)) for pattern in patterns)
