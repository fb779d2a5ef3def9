"""The pool: unlike chromophores, packed into one file that holds nothing of the machine."""

from __future__ import annotations

import csv
import shutil
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from planning import table
from recorded.screen import DIAZIRINE, ESTER, RecordedScreen
from small_space import small_space

from dotstitch.contracts.config import Config
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.contracts.records import read_record
from dotstitch.contracts.results import SpectrumValues
from dotstitch.data.recorded import recorded_folder
from dotstitch.design.campaign.runs import Workflow
from dotstitch.design.pool import __main__ as pool_command
from dotstitch.design.pool import archive
from dotstitch.design.pool.archive import TABLE, held_by, pool_folder, pool_table, write_pool
from dotstitch.design.pool.choosing import pool_molecules, spread_out
from dotstitch.plan.screen_plan import build_manifest, read_manifest

AZIDES = tuple(f"[N-]=[N+]=Nc1ccc({end})cc1" for end in ("F", "C", "CC", "OC", "C(=O)OC"))


def test_molecules_of_the_pool_are_unlike_each_other_and_what_is_known() -> None:
    chosen = spread_out(AZIDES, ["[N-]=[N+]=Nc1ccc(C)cc1"], 3)
    assert len(set(chosen)) == 3
    assert "[N-]=[N+]=Nc1ccc(CC)cc1" not in chosen
    assert chosen == spread_out(AZIDES[::-1], ["[N-]=[N+]=Nc1ccc(C)cc1"], 3)


def test_a_pool_holds_the_wanted_chromophores_by_as_few_molecules_as_it_needs(
    tmp_path: Path,
) -> None:
    space = small_space(tmp_path, Config())
    chromophores = {smiles for one in space for smiles in one.chromophores}
    chosen = pool_molecules(space, [], 2)
    assert len({smiles for one in chosen for smiles in one.chromophores}) == 2
    assert len(chosen) == 2
    assert pool_molecules(space, sorted(chromophores), 2) == ()


def test_the_shipped_pool_is_whole_and_has_forty_chromophores_with_those_recorded() -> None:
    manifest = build_manifest(Config.model_validate({"level": "draft"}), pool_table("draft"))
    assert {one.status for one in manifest.molecules} == {"ok"}
    assert held_by([pool_folder("draft")], manifest) == manifest.species.keys()
    recorded = read_manifest(recorded_folder("draft") / "manifest.json")
    every = [*manifest.species.values(), *recorded.species.values()]
    assert len({one.smiles for one in every if one.kind == "chromophore"}) >= 40


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    screen = RecordedScreen(tmp_path / "results", ESTER, DIAZIRINE)
    key = screen.keys(ESTER, "gap")[0]
    screen.fail(key, "geometry", kind="embedding", message="no end", remedy="none")
    rows = table(tmp_path, [("one", "C"), ("two", "CC")])
    path = tmp_path / "pool_draft.zip"
    n_species = write_pool(path, [screen.folder], rows, screen.manifest)
    assert n_species == len(screen.manifest.species) - 1
    return path


def test_a_pool_is_a_results_folder_without_what_differs_between_machines(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "pool_path", lambda _: packed)
    pool_folder.cache_clear()
    folder = pool_folder("draft")
    pool_folder.cache_clear()
    screen = RecordedScreen(tmp_path / "again", DIAZIRINE)
    key = screen.keys(DIAZIRINE, "spectrum")[0]
    known = read_record(ResultsFolder(screen.folder).species(key), SpectrumValues)
    found = read_record(ResultsFolder(folder).species(key), SpectrumValues)
    assert found.result == known.result
    assert (found.provenance.wall_s, found.structures) == (0.0, {})
    assert (folder / TABLE).read_text(encoding="utf-8").startswith("name,smiles")


def test_equal_records_make_equal_pools(packed: Path, tmp_path: Path) -> None:
    screen = RecordedScreen(tmp_path / "results", ESTER, DIAZIRINE)
    key = screen.keys(ESTER, "gap")[0]
    screen.fail(key, "geometry", kind="embedding", message="no end", remedy="none")
    again = tmp_path / "again.zip"
    write_pool(again, [screen.folder], tmp_path / "table.csv", screen.manifest)
    assert again.read_bytes() == packed.read_bytes()


def test_no_pool_is_an_empty_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "pool_path", lambda _: tmp_path / "missing.zip")
    pool_folder.cache_clear()
    assert not list(pool_folder("draft").iterdir())
    pool_folder.cache_clear()


@pytest.mark.parametrize("status", [0, 1])
def test_the_command_packs_what_it_has_computed_and_only_then(
    status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that did not end well leaves the shipped pool alone and is told by its status."""
    asked = []

    def compute(_: Workflow, order: Path, config: Config, results: Path) -> int:
        asked.append((config.level, order.read_text(encoding="utf-8")))
        shutil.copytree(recorded_folder(config.level), results, dirs_exist_ok=True)
        return status

    packed = tmp_path / "pool.zip"
    monkeypatch.setattr(pool_command, "span_space", lambda config: small_space(tmp_path, config))
    monkeypatch.setattr(pool_command, "pool_path", lambda _: packed)
    monkeypatch.setattr(pool_command, "pool_folder", lambda _: tmp_path / "no pool")
    monkeypatch.setattr(Workflow, "compute", compute)
    results = str(tmp_path / "results")
    monkeypatch.setattr("sys.argv", ["pool", "--number", "1", "--results", results])
    assert pool_command.main() == status
    ((level, order),) = asked
    assert level == "draft"
    rows = list(csv.DictReader(order.splitlines()))
    assert [row["chromophores"] for row in rows] == ["FC(F)(F)C(F)(F)c1cccc(C2(C(F)(F)F)N=N2)c1"]
    assert packed.exists() == (status == 0)


def test_what_the_pool_holds_is_not_computed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pool that holds every species of the list is packed again as it is, without any run."""

    def compute(*_: object) -> int:
        raise AssertionError("nothing lacks")

    first, again = tmp_path / "first.zip", tmp_path / "again.zip"
    monkeypatch.setattr(pool_command, "span_space", lambda config: small_space(tmp_path, config))
    monkeypatch.setattr(pool_command, "read_manifest", lambda _: SimpleNamespace(species={}))
    arguments = ["pool", "--number", "1", "--results", str(tmp_path / "results")]
    monkeypatch.setattr("sys.argv", arguments)
    monkeypatch.setattr(pool_command, "pool_path", lambda _: first)
    monkeypatch.setattr(pool_command, "pool_folder", lambda _: tmp_path / "no pool")
    monkeypatch.setattr(Workflow, "compute", _from_the_records)
    assert pool_command.main() == 0
    shutil.rmtree(tmp_path / "results")
    with zipfile.ZipFile(first) as archive:
        archive.extractall(tmp_path / "unpacked")
    monkeypatch.setattr(pool_command, "pool_path", lambda _: again)
    monkeypatch.setattr(pool_command, "pool_folder", lambda _: tmp_path / "unpacked")
    monkeypatch.setattr(Workflow, "compute", compute)
    assert pool_command.main() == 0
    assert again.read_bytes() == first.read_bytes()
    assert len(zipfile.ZipFile(again).namelist()) > 1


def _from_the_records(_: Workflow, order: Path, config: Config, results: Path) -> int:
    shutil.copytree(recorded_folder(config.level), results, dirs_exist_ok=True)
    return 0
