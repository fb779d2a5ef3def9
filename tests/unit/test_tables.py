"""Tables of results: what is written is what is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from dotstitch.contracts.tables import read_table, write_table

AWKWARD = ("a, b", 'say "no"', "two\nlines", "\u2028 and \x85", " padded ", "NA", "1e5", "")


def test_every_cell_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    write_table(path, ("name", "value"), [{"name": name, "value": None} for name in AWKWARD])
    rows = read_table(path.read_text(encoding="utf-8"))
    assert [row["name"] for row in rows] == list(AWKWARD)
    assert {row["value"] for row in rows} == {""}


def test_a_table_without_rows_keeps_its_head(tmp_path: Path) -> None:
    write_table(tmp_path / "table.csv", ("name", "kind"), [])
    assert (tmp_path / "table.csv").read_text(encoding="utf-8") == "name,kind\n"
    assert read_table("name,kind\n") == []


def test_what_is_no_number_is_never_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="never NaN"):
        write_table(tmp_path / "table.csv", ("value",), [{"value": float("nan")}])
    assert not (tmp_path / "table.csv").exists()
