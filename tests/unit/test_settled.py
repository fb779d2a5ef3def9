"""A species whose records changed after it ended is computed again; others are left alone."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from dotstitch.contracts.manifest import Manifest
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.contracts.records import SCHEMA_VERSION
from dotstitch.data.recorded import recorded_folder
from dotstitch.data.species_kinds import species_kind
from dotstitch.jobs.files import stored_record, write_summary
from dotstitch.jobs.provenance import input_key
from dotstitch.jobs.runs.settled import unsettle_if_changed


@pytest.fixture
def folder(tmp_path):
    """Return a species that has ended."""
    recorded = ResultsFolder(recorded_folder("standard"))
    manifest = Manifest.model_validate_json(recorded.manifest.read_text("utf-8"))
    species = next(one for one in manifest.species.values() if one.kind == "nitrene")
    shutil.copytree(recorded.species(species.key).path, tmp_path / "species" / species.key)
    folder = ResultsFolder(tmp_path).species(species.key)
    steps = species_kind(species.kind).steps
    records = {step: record for step in steps if (record := stored_record(folder, step))}
    assert set(records) == set(steps)
    write_summary(folder, species, records)
    return folder


def unsettle(folder, seed: int = 2022):
    key = folder.path.name
    recorded = ResultsFolder(recorded_folder("standard")).manifest.read_text("utf-8")
    species = Manifest.model_validate_json(recorded).species[key]
    return unsettle_if_changed(folder, input_key(species, seed))


def flip(path: Path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def older(path: Path, folder):
    """Give a file an age that says it did not change after the species ended."""
    age = folder.summary.stat().st_mtime_ns - 1_000_000_000
    os.utime(path, ns=(age, age))


@pytest.mark.parametrize("sums", ["as written", "gone", "damaged"])
def test_species_as_it_ended_is_left_alone(folder, sums):
    if sums == "gone":
        folder.sums.unlink()
    elif sums == "damaged":
        folder.sums.write_bytes(b"\xff\n")
    assert unsettle(folder) == ""
    assert folder.summary.exists()


def test_files_that_are_as_they_were_are_not_looked_at_again(folder, monkeypatch):
    monkeypatch.setattr("dotstitch.jobs.runs.settled.read_sealed", None)
    assert unsettle(folder) == ""


@pytest.mark.parametrize("sums", ["as written", "gone"])
@pytest.mark.parametrize("name", ["gap.json", "geometry.json", "species.json"])
def test_changed_file_is_named_whatever_its_age_and_the_species_has_not_ended(folder, name, sums):
    path = folder.path / name
    if sums == "gone":
        folder.sums.unlink()
    if name == "species.json":
        path.write_bytes(path.read_bytes()[:20])
    else:
        flip(path)
        older(path, folder)
    assert str(path) in unsettle(folder)
    assert not folder.summary.exists()
    assert unsettle(folder) == ""


def test_folder_in_the_place_of_the_summary_goes(folder):
    folder.summary.unlink()
    folder.summary.mkdir()
    assert "species.json is damaged" in unsettle(folder)
    assert not folder.summary.exists()


def test_missing_record_is_named(folder):
    folder.record("gap").unlink()
    assert "gap.json is missing" in unsettle(folder)


def test_records_of_an_older_schema_are_computed_anew_and_the_reason_said(folder):
    text = folder.summary.read_text("utf-8")
    assert f'"schema_version": {SCHEMA_VERSION}' in text
    folder.summary.write_text(text.replace(f' "schema_version": {SCHEMA_VERSION},\n', ""), "utf-8")
    assert "is of records of a schema before" in unsettle(folder)
    assert not folder.summary.exists()


def test_another_seed_asks_another_question(folder):
    assert unsettle(folder) == ""
    assert "another seed" in unsettle(folder, seed=1)
    assert not folder.summary.exists()
