"""A molecule with an azide and a diazirine, on one chromophore and on two, from table to report."""

from __future__ import annotations

import pytest
from recorded.screen import BONDLYNX, ESTER, RecordedScreen

from dotstitch.contracts.config import Config
from dotstitch.contracts.tables import read_table
from dotstitch.plan.screen_plan import build_manifest
from dotstitch.report.build import build_report
from dotstitch.report.inputs import read_screen
from dotstitch.report.molecule.arms import arm_lines
from dotstitch.screen.photophysics import run_photophysics
from dotstitch.screen.ranking import rank

CONFIG = Config(level="standard", samples=100, evidence="none")
AZIDE, DIAZIRINE = "aryl_azide", "aryl_cf3_diazirine"
TABLE = """name,smiles
one,FC(F)(F)C1(c2ccc(N=[N+]=[N-])cc2)N=N1
linked,O=C(OCCOC(=O)c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F)c1ccc(C2(C(F)(F)F)N=N2)cc1
"""


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> RecordedScreen:
    """Return results whose records are those of shipped molecules under other names."""
    folder = tmp_path_factory.mktemp("two groups") / "results"
    recorded = RecordedScreen(folder)
    table = folder / "table.csv"
    table.write_text(TABLE, encoding="utf-8")
    recorded.adopt(build_manifest(CONFIG, table), BONDLYNX, ESTER)
    azide, diazirine = (part.species for part in recorded.molecule("linked").electrophores)
    failure = {"kind": "wrong_state", "message": "S2 = 2.9", "remedy": "look at it"}
    recorded.fail(azide, "triplet", **failure)
    recorded.warn(diazirine, "triplet", "slow triplet")
    run_photophysics(recorded.manifest_path, folder, CONFIG)
    rank(folder / "photophysics.json", recorded.manifest_path, CONFIG, folder)
    build_report(folder, CONFIG)
    return recorded


def rows(screen: RecordedScreen, table: str) -> list[dict[str, str]]:
    return read_table((screen.folder / table).read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "parts"), [("one", 1), ("linked", 2)])
def test_every_arm_has_the_roles_of_its_group(
    screen: RecordedScreen, name: str, parts: int
) -> None:
    molecule = screen.molecule(name)
    assert (molecule.n_arms, len(molecule.electrophores)) == (2, parts)
    arms = {arm.warhead: arm for part in molecule.electrophores for arm in part.arms}
    kinds = {
        warhead: [screen.manifest.species[key].kind for key in arm.roles.values()]
        for warhead, arm in arms.items()
    }
    assert kinds == {AZIDE: ["nitrene"], DIAZIRINE: ["carbene", "closed_shell"]}


@pytest.mark.parametrize("name", ["one", "linked"])
def test_every_arm_ends_by_its_own_rates(screen: RecordedScreen, name: str) -> None:
    arms = {row["warhead"]: row for row in rows(screen, "arms.csv") if row["name"] == name}
    azide, diazirine = arms[AZIDE], arms[DIAZIRINE]
    assert (azide["azine"], diazirine["ortho_fluorines"]) == ("", "")
    assert float(diazirine["azine"]) > 0.0
    assert float(azide["ring_expansion"]) > float(diazirine["ring_expansion"])
    assert float(azide["gap_st_kcal_mol"]) > float(diazirine["gap_st_kcal_mol"])
    (ranked,) = (row for row in rows(screen, "ranking.csv") if row["name"] == name)
    least = min(arms.values(), key=lambda row: float(row["bond"]))
    shown, gap, sd = (
        float(row[f"gap_st_{column}kcal_mol"])
        for row, column in ((ranked, ""), (least, ""), (least, "uncertainty_"))
    )
    assert shown == pytest.approx(gap, abs=0.1 * sd)  # drawn, and computed
    assert ranked["warheads"] == f"{AZIDE}; {DIAZIRINE}"
    assert ("unequal arms" in ranked["applicability"]) is (name == "one")


def test_the_report_tells_the_arms_apart(screen: RecordedScreen) -> None:
    found = read_screen(screen.folder, CONFIG)
    for molecule in found.manifest.molecules:
        lines = {line.kind: line for line in arm_lines(found, molecule)}
        assert set(lines) == {"nitrene", "carbene"}
        assert "[N]" in lines["nitrene"].intermediate
        assert "[C]" in lines["carbene"].intermediate


def test_a_missing_and_a_warned_triplet_reach_the_ranking(screen: RecordedScreen) -> None:
    message = {row["name"]: row["message"] for row in rows(screen, "ranking.csv")}
    assert "S2 = 2.9: energy transfer from the dot is left out" in message["linked"]
    assert "chromophore 2: slow triplet" in message["linked"]
    assert "slow triplet" not in message["one"]
    assert "energy transfer" not in message["one"]
    found = read_screen(screen.folder, CONFIG)
    assert [len(found.results[name].triplets) for name in ("one", "linked")] == [1, 1]
