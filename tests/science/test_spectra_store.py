"""Computed spectra are kept by content, and processes are replaced on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from dotstitch.data.levels import load_level
from dotstitch.evidence.fits.spectra import (
    MOLECULES_PER_PROCESS,
    Asked,
    fill_store,
    level_in,
    stored_spectrum,
)

pytestmark = pytest.mark.quantum
DRAFT = load_level("draft")
SMALL = ("C=O", "C=C", "C#C", "N=N", "N#N")


def test_a_store_is_filled_beyond_one_process_and_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(SMALL) > MOLECULES_PER_PROCESS
    wanted = [Asked(smiles, DRAFT) for smiles in SMALL]
    assert fill_store(tmp_path, [*wanted, *wanted], processes=1) == {}
    assert capsys.readouterr().out.count("computed") == len(SMALL)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert len(before) == len(SMALL)
    spectra = [stored_spectrum(tmp_path, one) for one in wanted]
    assert fill_store(tmp_path, wanted, processes=1) == {}
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before
    assert all(len(one.characters) == len(one.excitation_ev) for one in spectra)


def test_what_cannot_be_computed_is_told_and_ends_nothing(tmp_path: Path) -> None:
    failed = fill_store(tmp_path, [Asked("[SeH2]", DRAFT), Asked("C=O", DRAFT)], processes=1)
    assert set(failed) == {"[SeH2]"}
    assert "Se" in failed["[SeH2]"]
    assert (tmp_path / f"{Asked('C=O', DRAFT).key}.json").exists()


def test_the_key_of_a_spectrum_tells_level_and_solvent_apart() -> None:
    levels = (DRAFT, load_level("standard"), level_in("standard", "MeCN"))
    assert len({Asked("C=O", level).key for level in levels}) == len(levels)
    assert level_in("draft", "MeCN") == DRAFT
