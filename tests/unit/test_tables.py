"""Tables of results: what is written is what is read."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotstitch.contracts.tables import read_table, write_table

CELLS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)
AWKWARD = ("a, b", 'say "no"', "two\nlines", "\u2028 and \x85", " padded ", "NA", "1e5", "")


def test_every_cell_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    write_table(path, ("name", "value"), [{"name": name, "value": None} for name in AWKWARD])
    rows = read_table(path.read_text(encoding="utf-8"))
    assert [row["name"] for row in rows] == list(AWKWARD)
    assert {row["value"] for row in rows} == {""}


@given(
    st.lists(CELLS.map("x".__add__), min_size=1, max_size=3, unique=True).flatmap(
        lambda names: st.tuples(
            st.just(names), st.lists(st.tuples(*[CELLS] * len(names)), max_size=3)
        )
    )
)
def test_what_was_written_is_read(tmp_path_factory, table: tuple[list[str], list[tuple[str]]]):
    columns, rows = table
    path = tmp_path_factory.getbasetemp() / "any.csv"
    write_table(path, columns, [dict(zip(columns, row, strict=True)) for row in rows])
    with path.open(encoding="utf-8", newline="") as stream:
        assert [tuple(row.values()) for row in read_table(stream.read())] == rows


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "-", "+x", "=cmd|' /C calc'!A0"]
)
def test_no_cell_of_a_written_table_runs(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "table.csv"
    write_table(path, ("name",), [{"name": cell}])
    with path.open(encoding="utf-8", newline="") as stream:
        _, (written,) = csv.reader(stream)
    assert written == f"'{cell}"


@pytest.mark.parametrize("cell", [-6.1, "-6.1", "+0.5", "-6,1", "-1.2e-05", "-12%"])
def test_numbers_stay_numbers(tmp_path: Path, cell: float | str) -> None:
    write_table(tmp_path / "table.csv", ("value",), [{"value": cell}])
    assert (tmp_path / "table.csv").read_text().split("\n")[1].strip('"') == str(cell)


def test_a_table_without_rows_keeps_its_head(tmp_path: Path) -> None:
    write_table(tmp_path / "table.csv", ("name", "kind"), [])
    assert (tmp_path / "table.csv").read_text(encoding="utf-8") == "name,kind\n"
    assert read_table("name,kind\n") == []


def test_what_is_no_number_is_never_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="never NaN"):
        write_table(tmp_path / "table.csv", ("value",), [{"value": float("nan")}])
    assert not (tmp_path / "table.csv").exists()
