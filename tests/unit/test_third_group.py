"""A third group, one file beside the tests, runs from the table to the report."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from recorded.screen import ESTER, RecordedScreen
from third_group import ArylKetone

from dotstitch.contracts.config import Config
from dotstitch.contracts.manifest import Manifest
from dotstitch.film.exposure import Case, dose_grid, switches
from dotstitch.groups.registry import GROUPS
from dotstitch.plan.fragments import describe
from dotstitch.plan.reactions import reactions
from dotstitch.plan.screen_plan import build_manifest
from dotstitch.report.build import build_report
from dotstitch.report.inputs import read_screen
from dotstitch.report.molecule.arms import arm_lines
from dotstitch.screen.context import prepare_context
from dotstitch.screen.inputs import RecordBook, read_molecule
from dotstitch.screen.photophysics import run_photophysics
from dotstitch.screen.ranking import rank

CONFIG = Config(level="standard", samples=100)
TABLE = """name,smiles
ketone,O=C(c1ccccc1)c1ccc(CCCCc2ccc(C(=O)c3ccccc3)cc2)cc1
mixed,O=C(c1ccc(N=[N+]=[N-])cc1)c1ccc(CCCCc2ccc(C(=O)c3ccc(N=[N+]=[N-])cc3)cc2)cc1
none,CCCCO
"""


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    group = ArylKetone()
    monkeypatch.setitem(GROUPS, group.name, group)
    for cached in (describe, reactions):
        cached.cache_clear()
    yield
    for cached in (describe, reactions):
        cached.cache_clear()


@pytest.fixture
def screen(tmp_path: Path) -> RecordedScreen:
    """Return a plan of ketones whose records are those of crosslinker 2 under other names."""
    table = tmp_path / "ketones.csv"
    table.write_text(TABLE, encoding="utf-8")
    recorded = RecordedScreen(tmp_path)
    recorded.adopt(build_manifest(CONFIG, table), ESTER)
    return recorded


def rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {
            f"{row['name']} {row.get('warhead', '')}".strip(): row for row in csv.DictReader(stream)
        }


def run(screen: RecordedScreen) -> dict[str, Any]:
    run_photophysics(screen.manifest_path, screen.folder, CONFIG)
    rank(screen.folder / "photophysics.json", screen.manifest_path, CONFIG, screen.folder)
    build_report(screen.folder, CONFIG)
    content: dict[str, Any] = json.loads((screen.folder / "photophysics.json").read_text("utf-8"))
    return content


def test_the_plan_finds_it(screen: RecordedScreen) -> None:
    ketone, mixed, none = (screen.molecule(name) for name in ("ketone", "mixed", "none"))
    (part,) = ketone.electrophores
    assert (ketone.n_arms, part.count, len(part.states)) == (2, 2, 2)
    assert [(arm.group, arm.warhead, arm.roles) for arm in part.arms] == [
        ("aryl_ketone", "diaryl_ketone", {})
    ]
    assert not any("not modelled" in text for text in ketone.warnings)
    assert {arm.group for arm in mixed.electrophores[0].arms} == {"aryl_ketone", "aryl_azide"}
    assert mixed.n_arms == 4
    assert none.failure is not None
    assert "benzophenone" in none.failure.message


def test_it_runs_from_table_to_report(screen: RecordedScreen) -> None:
    content = run(screen)
    entries = {entry["name"]: entry for entry in content["molecules"]}
    assert {name: entry["status"] for name, entry in entries.items()} == {
        "ketone": "ok",
        "mixed": "ok",
    }
    arms = rows(screen.folder / "arms.csv")
    ketone, azide = arms["ketone diaryl_ketone"], arms["mixed aryl_azide"]
    ends = ("recombination", "trapping", "oxidation", "pinacol", "idle")
    assert sum(float(ketone[end]) for end in ends) == pytest.approx(1.0, abs=1e-4)
    assert float(ketone["pinacol"]) > 0.01
    assert float(ketone["bond"]) == pytest.approx(float(ketone["recombination"]))
    for empty in ("insertion", "ring_expansion", "gap_st_kcal_mol", "intermediate", "rank_gap_low"):
        assert ketone[empty] == "", empty
    assert azide["pinacol"] == ""
    assert (ketone["bare_rings"], ketone["ortho_fluorines"]) == ("1", "")
    assert (azide["bare_rings"], azide["ortho_fluorines"]) == ("", "0")
    assert ketone["yield_level_of_theory"].startswith("TDDFT")
    assert float(azide["gap_st_kcal_mol"]) != 0.0
    ranked = rows(screen.folder / "ranking.csv")
    assert ranked["ketone"]["warheads"] == "diaryl_ketone"
    assert ranked["ketone"]["gap_st_kcal_mol"] == ""
    assert {ranked[name]["status"] for name in ("ketone", "mixed")} == {"ok"}
    shown = read_screen(screen.folder, CONFIG)
    lines = arm_lines(shown, next(m for m in shown.manifest.molecules if m.name == "mixed"))
    assert {line.descriptors for line in lines} == {"bare rings 0", "ortho F 0"}
    page = (screen.folder / "report.html").read_text(encoding="utf-8")
    assert "diaryl ketone" in page


def test_its_end_and_its_lack_of_a_reservoir_reach_the_losses(screen: RecordedScreen) -> None:
    context = prepare_context(CONFIG)
    case = Case(254.0, dose_grid(60.0), 1.7, 3.0, False, 30.0, 298.15, CONFIG.dot)
    assert "pinacol" in switches()
    book = RecordBook(screen.manifest, screen.folder)
    molecule = read_molecule(screen.molecule("ketone"), book)
    found = context.simulate(molecule, (case,))
    assert "diazo reservoir" not in found.losses
    assert "azine" not in found.losses
    lost = sum(
        1.0 - np.exp(-found.losses[end])
        for end in ("trapping", "oxygen", "pinacol", "triplet sink")
    )
    (fate,) = found.fates
    assert lost + fate.bond == pytest.approx(1.0, abs=1e-9)


def test_arms_of_two_groups_end_each_in_its_own_way(screen: RecordedScreen) -> None:
    context = prepare_context(CONFIG)
    case = Case(
        254.0,
        dose_grid(60.0),
        1.7,
        3.0,
        False,
        30.0,
        298.15,
        CONFIG.dot,
        off=frozenset({"electron_transfer", "energy_transfer"}),
    )
    book = RecordBook(screen.manifest, screen.folder)
    found = context.simulate(read_molecule(screen.molecule("mixed"), book), (case,))
    bonds = {fate.arm.group.name: fate.bond[0] for fate in found.fates}
    spent = 1.0 - found.precursor_left[-1, 0]
    mean = found.arm_conversion[-1, 0] / spent
    by_number = 0.5 * (bonds["aryl_azide"] + bonds["aryl_ketone"])
    towards_ketone = bonds["aryl_ketone"] - bonds["aryl_azide"]
    assert np.all((mean - by_number) * towards_ketone >= 0.0)  # it yields more, so it goes first
    assert np.all(np.abs(mean - by_number) <= 0.5 * np.abs(towards_ketone))


def test_the_manifest_survives_a_round_trip(screen: RecordedScreen) -> None:
    text = screen.manifest_path.read_text(encoding="utf-8")
    assert Manifest.model_validate_json(text) == screen.manifest


def test_the_report_tells_unequal_arms_of_one_warhead_apart(tmp_path: Path) -> None:
    table = tmp_path / "unequal.csv"
    ketones = "O=C(c1ccccc1)c1cc(C(=O)c2ccccc2)cc(C(=O)c2ccccc2F)c1"
    table.write_text(f"name,smiles\nunequal,{ketones}\n", encoding="utf-8")
    recorded = RecordedScreen(tmp_path)
    recorded.adopt(build_manifest(CONFIG, table), ESTER)
    run(recorded)
    lines = arm_lines(read_screen(recorded.folder, CONFIG), recorded.molecule("unequal"))
    assert sorted(line.count for line in lines) == [1, 2]
