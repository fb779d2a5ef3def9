"""Data files into typed content."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from dotstitch.contracts.levels import LevelName
from dotstitch.contracts.results import METHOD_VERSION
from dotstitch.data.levels import levels, load_level
from dotstitch.data.reading import DataFileError, read_rows, read_text, read_yaml
from dotstitch.data.species_kinds import SpeciesKindRow, species_kind, species_kinds

LIBRARY = Path(__file__).parents[2] / "workflow" / "dotstitch"


class Lamp(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    line_nm: float
    width_nm: float | None
    note: str
    usable: bool


@dataclass(frozen=True)
class Line:
    name: str
    line_nm: float


def _table(folder: Path, *lines: str) -> Path:
    path = folder / "lamps.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_row_becomes_model_and_empty_cells_follow_the_field(tmp_path):
    path = _table(tmp_path, "name,line_nm,width_nm,note,usable", "i,365,,,yes", 'h,405,2,"a,b",no')
    first, second = read_rows(path, Lamp)
    assert first == Lamp(name="i", line_nm=365.0, width_nm=None, note="", usable=True)
    assert (second.width_nm, second.note, second.usable) == (2.0, "a,b", False)


def test_byte_order_mark_of_a_spreadsheet_is_dropped(tmp_path):
    path = tmp_path / "lamps.csv"
    path.write_bytes(b"\xef\xbb\xbfname,line_nm\ni,365\n")
    assert read_rows(path, Line) == (Line("i", 365.0),)


def test_all_faults_of_a_table_are_named_with_file_and_row(tmp_path):
    path = _table(
        tmp_path, "name,line_nm,width_nm,note,usable", "i,red,,,yes", "h,405,,,no", "g,436,,,?"
    )
    with pytest.raises(DataFileError) as caught:
        read_rows(path, Lamp)
    first, second = str(caught.value).splitlines()
    assert first.startswith(f"{path}: row 2, line_nm: ")
    assert "'red'" in first
    assert second.startswith(f"{path}: row 4, usable: ")


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["name,line_nm", "i,365,9"], "not a table"),
        ([""], "not a table"),
        (["name", "i"], "row 2, line_nm: "),
        (["name,line_nm", "i"], "row 2, line_nm: "),
    ],
)
def test_table_of_the_wrong_shape_is_refused(tmp_path, lines, reason):
    with pytest.raises(DataFileError, match=reason):
        read_rows(_table(tmp_path, *lines), Line)


def test_yaml_faults_name_file_and_place(tmp_path):
    path = tmp_path / "lamps.yaml"
    path.write_text("lines: {i: 365, h: blue}\n")
    with pytest.raises(DataFileError, match=rf"{re.escape(str(path))}: h: .*'blue'"):
        read_yaml(path, dict[str, float], "lines")
    with pytest.raises(DataFileError, match="has no section 'widths'"):
        read_yaml(path, dict[str, float], "widths")
    path.write_text("lines: [\n")
    with pytest.raises(DataFileError, match="not valid YAML"):
        read_yaml(path, dict[str, float])


def test_file_that_cannot_be_read_is_explained(tmp_path):
    with pytest.raises(DataFileError, match="cannot be read"):
        read_text(tmp_path / "none.csv")
    (tmp_path / "latin.csv").write_bytes("µ".encode("latin-1"))
    with pytest.raises(DataFileError, match="no UTF-8 at byte 0"):
        read_text(tmp_path / "latin.csv")


def test_no_other_module_opens_package_data():
    """Every YAML and CSV file of the package goes through data/reading.py."""
    elsewhere = {
        str(path.relative_to(LIBRARY))
        for path in LIBRARY.rglob("*.py")
        if "importlib.resources" in path.read_text(encoding="utf-8")
    }
    assert elsewhere == {"data/reading.py"}


def test_names_of_levels_are_those_of_the_data():
    assert tuple(levels()) == get_args(LevelName)
    with pytest.raises(KeyError, match="choose one of draft, standard, reference"):
        load_level("best")


def test_kinds_of_species_go_through_known_steps():
    assert {"closed_shell", "nitrene", "carbene"} <= set(species_kinds())
    for name, row in species_kinds().items():
        assert set(row.steps) <= set(METHOD_VERSION), name
        assert row.steps[0] == "geometry"
        assert all((row.unpaired_electrons - m) % 2 for m in row.multiplicities), name
    with pytest.raises(KeyError, match="choose one of closed_shell"):
        species_kind("radical")


def test_kind_with_an_unknown_step_is_refused():
    with pytest.raises(ValidationError, match="no step 'colour'"):
        SpeciesKindRow(
            multiplicities=(1,),
            unpaired_electrons=0,
            steps=("geometry", "colour"),
            relative_cost=1.0,
            source="",
        )
