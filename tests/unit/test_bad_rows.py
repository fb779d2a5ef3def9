"""Rows that cannot be screened are explained one by one and stop no other row."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dotstitch.contracts.config import Config
from dotstitch.plan.screen_plan import build_manifest

ROWS = Path(__file__).parents[1] / "bad_inputs" / "refused_rows.csv"
GOOD = {"name": "good", "smiles": "Cc1ccc(N=[N+]=[N-])cc1"}


def refused_rows() -> list[dict[str, str]]:
    with ROWS.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory):
    """Return the molecules of one table that holds all such rows and a good one, by name."""
    table = tmp_path_factory.mktemp("rows") / "table.csv"
    with table.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ("name", "smiles"), extrasaction="ignore")
        writer.writeheader()
        writer.writerows([GOOD, *refused_rows()])
    manifest = build_manifest(Config(level="draft"), table)
    return {molecule.name: molecule for molecule in manifest.molecules}


def test_there_are_enough_of_them():
    assert len(refused_rows()) >= 25


def test_a_good_row_among_them_is_planned(planned):
    assert planned["good"].status == "ok"
    assert planned["good"].n_arms == 1


@pytest.mark.parametrize("row", refused_rows(), ids=lambda row: row["name"])
def test_each_is_refused_with_its_reason_and_a_remedy(planned, row):
    molecule = planned[row["name"]]
    assert molecule.status in ("failed", "duplicate")
    assert row["says"] in molecule.failure.message
    assert molecule.failure.remedy
