"""The report of the shipped molecules, from their recorded results."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from jinja2 import Environment, PackageLoader
from recorded.record import compute

from dotstitch.contracts.config import Config
from dotstitch.contracts.manifest import Molecule
from dotstitch.contracts.tables import read_table
from dotstitch.optics.absorptivity import lambda_max_nm
from dotstitch.report.build import _levels_of_theory
from dotstitch.report.inputs import Row, Screen, read_screen
from dotstitch.report.losses import losses
from dotstitch.report.molecule.arms import ArmLine, arm_lines
from dotstitch.report.molecule.detail import Shared, detail
from dotstitch.report.molecule.shapes import Shapes
from dotstitch.report.table.columns import columns

LEVEL = "standard"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("screen") / "results"
    compute(LEVEL, folder, samples=100)
    return folder


@pytest.fixture(scope="module")
def screen(folder: Path) -> Screen:
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


def test_every_gap_stands_beside_its_own_level_of_theory(
    folder: Path, screen: Screen, arms: list[ArmLine]
) -> None:
    by_smiles = {s.smiles: screen.records[key] for key, s in screen.manifest.species.items()}
    levels = {line.intermediate: line.level_of_theory for line in arms}
    assert levels == {s: by_smiles[s]["gap"].level_of_theory for s in levels}
    table = read_table((folder / "arms.csv").read_text(encoding="utf-8"))
    assert {row["level_of_theory"] for row in table} == set(levels.values())
    for row in screen.ranking:
        assert row["gap_level_of_theory"] in levels.values()
        assert row["level_of_theory"] not in levels.values()


def test_quantum_yield_and_triplet_stand_beside_their_own_level_of_theory(
    folder: Path, screen: Screen
) -> None:
    found = [one for result in screen.results.values() for one in result.triplets]
    assert found
    for one in found:
        record = screen.records[one.chromophore]["triplet"]
        assert one.level_of_theory == record.level_of_theory
        assert one.triplet_ev == record.result.model_dump()["triplet_ev"]
    spectra = {result.properties.level_of_theory for result in screen.results.values()}
    table = read_table((folder / "arms.csv").read_text(encoding="utf-8"))
    assert {row["yield_level_of_theory"] for row in table} == spectra
    for name, result in screen.results.items():
        molecule = next(m for m in screen.manifest.molecules if m.name == name)
        row = next(row for row in screen.ranking if row["name"] == name)
        page = unpacked(screen, molecule, row)
        for one in result.triplets:
            assert f"{one.triplet_ev:.2f} ± {one.triplet_uncertainty_ev:.2f} eV" in page
            assert one.level_of_theory in page


def unpacked(screen: Screen, molecule: Molecule, row: Row) -> str:
    """Return the page fragment of one molecule."""
    loader = PackageLoader("dotstitch.report", "templates")
    environment = Environment(loader=loader, autoescape=True)
    shared = Shared(environment, list(columns()), Shapes(screen.folder), [])
    found = detail(screen, molecule, row, shared)
    return "".join(text for key, text in found.items() if key.startswith("html "))


def test_lambda_max_is_that_of_the_curve_the_report_draws(screen: Screen) -> None:
    for result in screen.results.values():
        curve = np.array(result.spectrum.epsilon_m1_cm1)
        assert result.properties.computed.lambda_max_nm == lambda_max_nm(curve)


def test_every_loss_that_limits_has_words(screen: Screen) -> None:
    found = {p.limited_by for r in screen.results.values() for p in r.predictions}
    assert found <= set(losses())


def test_a_step_at_two_levels_of_theory_shows_both(screen: Screen) -> None:
    key = next(key for key, steps in screen.records.items() if "gap" in steps)
    other = screen.records[key]["gap"].model_copy(update={"level_of_theory": "another level"})
    records = {**screen.records, key: {**screen.records[key], "gap": other}}
    told = _levels_of_theory(replace(screen, records=records))["gap"].split("; ")
    assert told == ["UKS/RI-B3LYP/def2-svp/COSMO(2.3)//GFN2-xTB", "another level"]
