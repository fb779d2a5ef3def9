"""A user's measurements move what the screen says of her molecules, and nothing that was computed.

A small population in one process stands in for the four runs of the command.
"""

from __future__ import annotations

import csv
import hashlib
import math
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest
from recorded.screen import BONDLYNX, ESTER, LEVEL, RecordedScreen

from dotstitch.contracts.config import Config
from dotstitch.contracts.photophysics import ScreenedMolecule
from dotstitch.evidence import conditioning as runs
from dotstitch.screen.conditioning import condition_draws
from dotstitch.screen.photophysics import run_photophysics
from dotstitch.screen.ranking import rank
from dotstitch.screen.results_file import Photophysics, read_photophysics

PRIORS = Config(level=LEVEL, samples=200, evidence="none")
TIMES = 1.6
"""Measured absorptivity over the one under the priors."""
HOMO_EV, HOMO_SD_EV = -8.0, 0.1


@dataclass(frozen=True)
class Told:
    """What one screen said, and the digests of all its species held before and after."""

    results: Photophysics
    ranking: dict[str, dict[str, str]]

    def molecule(self, name: str) -> ScreenedMolecule:
        (one,) = [m for m in self.results.molecules if m.name == name]
        assert isinstance(one, ScreenedMolecule)
        return one


def digests(folder: Path) -> dict[str, str]:
    """Return a digest of every file of the species, of plan and records alike."""
    files = [folder / "manifest.json", *sorted((folder / "species").rglob("*"))]
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.is_file()
    }


def screened(screen: RecordedScreen, config: Config) -> Told:
    folder = screen.folder
    run_photophysics(screen.manifest_path, folder, config)
    rank(folder / "photophysics.json", screen.manifest_path, config, folder)
    with (folder / "ranking.csv").open(encoding="utf-8", newline="") as stream:
        ranking = {row["name"]: row for row in csv.DictReader(stream)}
    return Told(read_photophysics(folder / "photophysics.json"), ranking)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Told, Told]:
    """Return the screen before and after two measurements; no byte of a species may differ."""
    screen = RecordedScreen(tmp_path_factory.mktemp("screen"), ESTER, BONDLYNX)
    before = screened(screen, PRIORS)
    measured = TIMES * before.molecule(ESTER).properties.epsilon_254_m1_cm1
    table = screen.folder / "mine.csv"
    table.write_text(
        "name,quantity,value,uncertainty,wavelength_nm,source\n"
        f"{ESTER},epsilon_m1_cm1,{measured},,254,notebook 7\n"
        f"{BONDLYNX},homo_ev,{HOMO_EV},{HOMO_SD_EV},,\n",
        encoding="utf-8",
    )
    config = PRIORS.model_copy(update={"measurements": str(table)})
    untouched = digests(screen.folder)
    with (
        mock.patch.object(runs, "RUNS", 2),
        mock.patch.object(runs, "POINTS", 150),
        mock.patch.object(runs.os, "cpu_count", return_value=1),
    ):
        condition_draws(screen.manifest_path, screen.folder, config)
    after = screened(screen, config)
    assert digests(screen.folder) == untouched
    return before, after


def test_what_was_computed_stays(pair):
    before, after = pair
    for name in (ESTER, BONDLYNX):
        now, then = after.molecule(name), before.molecule(name)
        assert now.properties.computed == then.properties.computed
        assert now.spectrum.epsilon_m1_cm1 == then.spectrum.epsilon_m1_cm1
        assert now.spectrum.states == then.spectrum.states


def test_a_measured_absorptivity_is_met(pair):
    before, after = (told.molecule(ESTER).properties for told in pair)
    measured = TIMES * before.epsilon_254_m1_cm1
    missed = abs(math.log(after.epsilon_254_m1_cm1 / measured))
    assert missed < 0.5 * math.log(TIMES)


def test_a_measured_level_is_met_and_moves_the_offset_with_it(pair):
    before, after = (told.molecule(BONDLYNX).properties for told in pair)
    assert after.homo_ev == pytest.approx(HOMO_EV, abs=0.15)
    assert after.homo_uncertainty_ev < 0.5 * before.homo_uncertainty_ev
    assert after.hole_offset_ev < before.hole_offset_ev
    assert after.gap_st_kcal_mol == pytest.approx(before.gap_st_kcal_mol, abs=0.5)


def test_tables_say_what_rests_on_a_measurement(pair):
    before, after = pair
    assert {row["measured"] for row in before.ranking.values()} == {""}
    assert after.ranking[ESTER]["measured"] == "absorptivity at 254 nm, notebook 7"
    assert after.ranking[BONDLYNX]["measured"] == "HOMO"
    assert "2 measurements of yours" in after.results.basis
    assert sum(line.used for line in after.results.evidence) == 2


def test_shared_draws_carry_it_to_what_shares_the_chromophore(pair):
    """More light absorbed at 254 nm: less of the precursor is left in every film exposed there."""
    before, after = (told.molecule(ESTER).predictions for told in pair)
    left = [
        (one.precursor_left, other.precursor_left)
        for one, other in zip(before, after, strict=True)
        if one.wavelength_nm == 254.0
    ]
    assert left
    assert all(later < earlier for earlier, later in left)


def test_what_the_measurements_moved_is_told(pair):
    before, after = pair
    assert before.results.moved == ()
    moved = {one.name: one for one in after.results.moved}
    assert set(moved) == {ESTER, BONDLYNX}
    for name, one in moved.items():
        samples = after.molecule(name).best.score_samples
        assert one.after == pytest.approx(sum(samples) / len(samples), abs=5.0)
        assert one.spread >= 0.0
        assert all(abs(part.shift) > 0.0 and abs(part.part) >= 0.5 for part in one.through)
