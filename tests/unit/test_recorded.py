"""What the records of the shipped molecules gave is what they give."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from recorded.record import (
    HERE,
    KEPT_PROVENANCE,
    NO_TIMINGS,
    NUMBERS,
    TABLES,
    TOLERANCE,
    changes,
    compute,
    read_golden,
    read_results,
)

from dotstitch.contracts.manifest import Manifest
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.contracts.records import read_record
from dotstitch.contracts.results import STEP_VALUES
from dotstitch.data.recorded import recorded_folder, recorded_levels
from dotstitch.data.species_kinds import species_kind


@pytest.mark.parametrize("level", recorded_levels())
def test_recorded_molecules_give_the_golden_numbers(level: str, tmp_path: Path) -> None:
    compute(level, tmp_path)
    golden, found = read_golden(level), read_results(tmp_path)
    for file in (*TABLES, NUMBERS):
        moved = changes(golden[file], found[file])
        far = {path: f"{x:.2g}" for path, x in moved.items() if x > TOLERANCE}
        assert not far, (
            f"{file}: {len(far)} of {len(moved)} numbers moved. If that is meant, run "
            f"`python tests/recorded/record.py` and state the largest change: "
            f"{dict(list(far.items())[:8])}"
        )


@pytest.mark.parametrize("level", recorded_levels())
def test_every_recorded_species_has_all_its_steps_and_no_timings(level: str) -> None:
    folder = ResultsFolder(recorded_folder(level))
    manifest = Manifest.model_validate_json(folder.manifest.read_text(encoding="utf-8"))
    assert manifest.level == level
    assert {path.name for path in (folder.path / "species").iterdir()} == set(manifest.species)
    for key, species in manifest.species.items():
        for step in species_kind(species.kind).steps:
            record = read_record(folder.species(key), STEP_VALUES[step])
            assert (record.key, record.step, record.status) == (key, step, "ok")
            left_out = record.provenance.model_dump(exclude=set(KEPT_PROVENANCE))
            assert left_out == NO_TIMINGS


def test_recorded_files_are_few_and_compact() -> None:
    folders = (HERE, *(recorded_folder(level) for level in recorded_levels()))
    files = [path for folder in folders for path in folder.rglob("*")]
    sizes = [path.stat().st_size for path in files if path.suffix in (".json", ".csv")]
    assert len(sizes) > 100
    assert sum(sizes) < 2_000_000
    manifest = ResultsFolder(recorded_folder("standard")).manifest
    assert len(json.loads(manifest.read_text(encoding="utf-8"))["molecules"]) == 5
