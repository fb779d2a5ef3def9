"""Records: written whole, and believed only when they are what was written."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dotstitch.contracts import files
from dotstitch.contracts.config import Config
from dotstitch.contracts.files import UntrustedFileError, read_sealed, write_sealed
from dotstitch.contracts.manifest import Manifest
from dotstitch.contracts.paths import ResultsFolder, SpeciesFolder
from dotstitch.contracts.records import Record, read_record, write_record
from dotstitch.contracts.results import GapValues, SpectrumValues
from dotstitch.data.recorded import recorded_folder
from dotstitch.jobs.files import reusable_record

RECORDED = ResultsFolder(recorded_folder("draft"))


@pytest.fixture
def folder(tmp_path: Path) -> SpeciesFolder:
    """Return a copy of a recorded species that has a gap."""
    source = next(RECORDED.path.rglob("gap.json")).parent
    shutil.copytree(source, tmp_path / source.name)
    return SpeciesFolder(tmp_path / source.name)


def read(folder: SpeciesFolder) -> Record[GapValues]:
    return read_record(folder, GapValues)


def test_a_record_comes_back_and_is_written_the_same_again(folder: SpeciesFolder) -> None:
    before = folder.record("gap").read_bytes()
    write_record(folder, read(folder))
    assert folder.record("gap").read_bytes() == before


def rewritten(change: Callable[[dict], object]) -> Callable[[str], str]:
    """Return an edit of the content that keeps the spelling."""

    def edit(text: str) -> str:
        content = json.loads(text)
        change(content)
        return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    return edit


FAULTS = {
    "a value": (rewritten(lambda c: c["values"].update(gap_st_kcal_mol=1.0)), "sha256"),
    "a diagnostic": (rewritten(lambda c: c["diagnostics"].update(converged=False)), "sha256"),
    "its provenance": (rewritten(lambda c: c["provenance"].update(threads=2)), "sha256"),
    "no hash": (rewritten(lambda c: c.pop("sha256")), "sha256"),
    "spelling": (lambda text: text.replace("\n ", "\n\t", 1), "sha256"),
    "a second end": (lambda text: text + "\n", "sha256"),
    "cut short": (lambda text: text[:40], "no JSON"),
    "emptied": (lambda text: "", "no JSON"),
    "another shape": (lambda text: "[1, 2]\n", "no record"),
    "nested without end": (lambda text: "[" * 100_000, "no JSON"),
    "an older schema": (
        rewritten(lambda c: c.update(schema_version=2) or c.pop("sha256")),
        "schema 2, which had no checksum",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_was_not_written_so_is_not_believed(folder: SpeciesFolder, name: str) -> None:
    edit, words = FAULTS[name]
    path = folder.record("gap")
    path.write_text(edit(path.read_text("utf-8")), "utf-8")
    with pytest.raises(UntrustedFileError, match=words):
        read(folder)


def test_a_record_in_another_place_is_not_believed(folder: SpeciesFolder) -> None:
    moved = SpeciesFolder(folder.path.with_name("0" * 16))
    shutil.copytree(folder.path, moved.path)
    with pytest.raises(UntrustedFileError, match=f"of species {folder.path.name}"):
        read(moved)
    shutil.copy(folder.record("gap"), folder.record("spectrum"))
    with pytest.raises(UntrustedFileError, match="no record of spectrum"):
        read_record(folder, SpectrumValues)


def test_a_record_of_a_later_schema_is_not_believed(tmp_path: Path) -> None:
    write_sealed(tmp_path / "a.json", {"schema_version": 4, "x": 0.1})
    assert read_sealed(tmp_path / "a.json", 4) == {"schema_version": 4, "x": 0.1}
    with pytest.raises(UntrustedFileError, match="schema 4, not 3"):
        read_sealed(tmp_path / "a.json", 3)


def test_a_geometry_without_its_structures_is_computed_anew(folder: SpeciesFolder) -> None:
    manifest = Manifest.model_validate_json(RECORDED.manifest.read_text("utf-8"))
    species = manifest.species[folder.path.name]
    assert reusable_record(folder, "gap", species, Config().seed) == (read(folder), "")
    record, why = reusable_record(folder, "geometry", species, Config().seed)
    assert record is None
    assert "singlet.xyz cannot be read (No such file or directory)" in why


def test_text_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sync, rename, sync of the folder: in that order, and nothing after."""
    done: list[str] = []

    def watched(name: str, call: Callable) -> Callable:
        return lambda *given: (done.append(name), call(*given))[1]

    for name in ("fsync", "replace"):
        monkeypatch.setattr(files.os, name, watched(name, getattr(os, name)))
    files.write_text_atomically(tmp_path / "new" / "a.txt", "text")
    assert done == ["fsync", "replace", "fsync"]
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.txt"]
