"""The input table: what is read, and how its faults are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from dotstitch.plan.table import read_table
from dotstitch.plan.tables.faults import InputTableError

AZIDE = "[N-]=[N+]=Nc1ccccc1"


def write(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "table.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def faults_of(path: Path) -> InputTableError:
    with pytest.raises(InputTableError) as caught:
        read_table(path)
    return caught.value


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_reads_with_and_without_byte_order_mark(tmp_path: Path, mark: bytes, newline: bytes):
    lines = [b"smiles,name,price,note", f'{AZIDE},Ä,"1,50",x'.encode(), b"", b",,,"]
    ((row,), _) = read_table(write(tmp_path, mark + newline.join(lines)))
    assert (row.name, row.smiles, row.note, row.source) == ("Ä", AZIDE, "x", "")
    assert row.columns == {"price": "1,50"}
    assert row.row == 2


def test_other_columns_are_untouched(tmp_path: Path):
    ((row,), _) = read_table(write(tmp_path, f"name,smiles,batch\na,{AZIDE}, 007 \n"))
    assert row.columns == {"batch": " 007 "}


def test_all_faults_come_in_one_message(tmp_path: Path):
    content = "\n".join(
        [
            "name,smiles,note",
            f"good,{AZIDE},",
            "torn,c1ccc,",
            f",{AZIDE},",
            f"good,{AZIDE},",
            "five bonds,C(C)(C)(C)(C)C,",
            "empty,,",
            "blank,CC O,",
            f"ragged,{AZIDE}",
        ]
    )
    path = write(tmp_path, content)
    error = faults_of(path)
    assert [(fault.row, fault.column) for fault in error.faults] == [
        (3, "smiles"),
        (4, "name"),
        (5, "name"),
        (6, "smiles"),
        (7, "smiles"),
        (8, "smiles"),
        (9, ""),
    ]
    message = str(error)
    assert "7 faults" in message
    assert message.count(str(path)) == message.count("Remedy:") == 7
    assert "c1ccc" in message
    assert "row 2" in message  # where the doubled name was first used
    assert "valence" in message


def test_missing_columns_name_the_cure(tmp_path: Path):
    error = faults_of(write(tmp_path, "Name,structure\nx,C\n"))
    assert [fault.column for fault in error.faults] == ["name", "smiles"]
    assert "'Name'" in error.faults[0].remedy
    assert "structure" in error.faults[1].remedy


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"name,smiles\n", "no rows"),
        (b"name,smiles\nb\x8dse,C\n", "UTF-8"),
        ("name,smiles\nx,C\n".encode("utf-16-le"), "zero bytes"),
        (b'name,smiles\n"x,C\n', "row 2: a quotation mark opens a cell and none"),
        (b"name,smiles,a,a\nx,C,1,2\n", "share this name"),
        (b"name,smiles,\nx,C,1\n", "no name"),
    ],
)
def test_broken_files(tmp_path: Path, content: bytes, words: str):
    assert words in str(faults_of(write(tmp_path, content)))


def test_bad_byte_is_located(tmp_path: Path):
    (fault,) = faults_of(write(tmp_path, b"name,smiles\na,C\nb\x8dse,C\n")).faults
    assert fault.row == 3
    assert "8d" in fault.value


def test_missing_file(tmp_path: Path):
    assert "cannot be read" in str(faults_of(tmp_path / "nowhere.csv"))
