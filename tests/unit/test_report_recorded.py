"""The report of the shipped molecules, from their recorded results."""

from __future__ import annotations

import pytest
from recorded.record import compute

from dotstitch.contracts.config import Config
from dotstitch.report.arms import ArmLine, arm_lines
from dotstitch.report.inputs import Screen, read_screen

LEVEL = "standard"


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Screen:
    folder = tmp_path_factory.mktemp("screen") / "results"
    compute(LEVEL, folder, samples=100)
    return read_screen(folder, Config(level=LEVEL, samples=100))


@pytest.fixture(scope="module")
def arms(screen: Screen) -> list[ArmLine]:
    return [line for molecule in screen.manifest.molecules for line in arm_lines(screen, molecule)]


def test_spin_check_shows_s2_of_every_state_of_every_intermediate(arms: list[ArmLine]) -> None:
    assert len(arms) == 5
    for line in arms:
        states = dict(part.rsplit(" ", 1) for part in line.spin.removeprefix("⟨S²⟩ ").split(", "))
        assert float(states["triplet"]) == pytest.approx(2.0, abs=0.1)
        assert float(states["singlet"]) < 1.2


def test_gap_stands_beside_its_own_level_of_theory(arms: list[ArmLine]) -> None:
    assert all(line.level_of_theory.startswith("UKS/RI-B3LYP") for line in arms)
