"""``verify`` finds every damage, says what to delete, and the next run mends it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from replayed import LEVEL, MANIFEST, Replay

from dotstitch.cli import main
from dotstitch.contracts.config import Config
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.plan.screen_plan import write_manifest
from dotstitch.screen.photophysics import run_photophysics
from dotstitch.screen.ranking import rank
from dotstitch.screen.results_file import read_photophysics, write_photophysics
from dotstitch.screen.verify import verify_results

CONFIG = Config(level=LEVEL, samples=100)
MOLECULE = next(one for one in MANIFEST.molecules if one.name == "BondLynx")
PLAN = MANIFEST.model_copy(
    update={
        "molecules": (MOLECULE,),
        "species": {key: MANIFEST.species[key] for key in MOLECULE.species_roles().values()},
    }
)
KEY = MOLECULE.electrophores[0].species


def make(results: Path, like: Path | None = None) -> None:
    """Make what is missing of a screen, and what rests on it, as a run does.

    Predictions are taken from a screen with the same records, where one is named.
    """
    folder = ResultsFolder(results)
    predicted = (folder.photophysics, folder.predictions, folder.arms)
    stale = not all(path.exists() for path in predicted)
    if not folder.manifest.exists():
        write_manifest(folder.manifest, PLAN)
        write_manifest(results / ".plan" / PLAN.input_key / "manifest.json", PLAN)
        stale = True
    for key, species in PLAN.species.items():
        if not folder.species(key).summary.exists():
            replay = Replay(results, species)
            replay.run()
            assert like is None or replay.left() == Replay(like, species).left()
            stale = True
    if stale and like is None:
        run_photophysics(folder.manifest, results, CONFIG)
    elif stale and like is not None:
        for path in predicted:
            shutil.copy(like / path.name, path)
    if stale or not (folder.ranking.exists() and folder.failures.exists()):
        rank(folder.photophysics, folder.manifest, CONFIG, results)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    results = tmp_path_factory.mktemp("template") / "results"
    make(results)
    return results


@pytest.fixture
def finished(template: Path, tmp_path: Path) -> Path:
    """Return a copy of a finished screen to damage at will."""
    shutil.copytree(template, tmp_path / "results")
    return tmp_path / "results"


def changed(name: str, old: str, new: str) -> Callable[[Path], Path]:
    def damage(results: Path) -> Path:
        path = results / name.format(key=KEY)
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        return path

    return damage


def removed(name: str) -> Callable[[Path], Path]:
    def damage(results: Path) -> Path:
        (results / name.format(key=KEY)).unlink()
        return results / name.format(key=KEY)

    return damage


def replaced(name: str, content: bytes | None) -> Callable[[Path], Path]:
    """Put other content, or a folder, in the place of a file."""

    def damage(results: Path) -> Path:
        path = results / name.format(key=KEY)
        path.unlink()
        path.mkdir() if content is None else path.write_bytes(content)
        return path

    return damage


def exchanged(results: Path) -> Path:
    """Put the record of one species in the place of another's."""
    other = next(k for k in PLAN.species if k != KEY and PLAN.species[k].kind == "closed_shell")
    path = ResultsFolder(results).species(KEY).record("spectrum")
    shutil.copy(ResultsFolder(results).species(other).record("spectrum"), path)
    return path


def another_plan(results: Path) -> Path:
    path = ResultsFolder(results).photophysics
    write_photophysics(path, read_photophysics(path).model_copy(update={"molecules": ()}))
    return path


SPECIES = "species/{key}/"
DAMAGES = {
    "record, a digit": changed(SPECIES + "ground_state.json", "-8.", "-7."),
    "record, emptied": replaced(SPECIES + "triplet.json", b""),
    "record, gone": removed(SPECIES + "spectrum.json"),
    "record, a folder": replaced(SPECIES + "geometry.json", None),
    "record, of another species": exchanged,
    "structure, a digit": changed(SPECIES + "geometry.xyz", "5.0", "6.0"),
    "structure, gone": removed(SPECIES + "geometry.xyz"),
    "structure, a folder": replaced(SPECIES + "geometry.xyz", None),
    "structure, no text": replaced(SPECIES + "geometry.xyz", b"\xff\xfe\x00"),
    "summary, a word": changed(SPECIES + "species.json", '"ok"', '"OK"'),
    "summary, gone": removed(SPECIES + "species.json"),
    "attempts, cut": replaced(SPECIES + "attempts.json", b'{"attempts": ['),
    "plan, cut": replaced("manifest.json", b'{"level": "draft"'),
    "plan, a digit": changed("manifest.json", '"n_arms": ', '"n_arms": 1'),
    "plan, a key": changed("manifest.json", f'"key": "{KEY}"', f'"key": "{KEY[::-1]}"'),
    "plan, a SMILES": changed("manifest.json", MOLECULE.smiles, "[N-]=[N+]=Nc1ccccc1"),
    "predictions, cut": replaced("photophysics.json", b"{"),
    "predictions, a digit": changed("photophysics.json", "0.", "1."),
    "predictions, of another plan": another_plan,
    "table, a cell": changed("predictions.csv", "BondLynx", "BondLinx"),
    "ranking, a cell": changed("ranking.csv", "BondLynx", "BondLinx"),
    "failures, no text": replaced("failures.csv", b"\xff\x00"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_found_and_the_remedy_works(
    finished: Path, template: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = DAMAGES[name](finished)
    command = ["verify", "--results", str(finished), "--config", f"level={LEVEL}"]
    assert main(command) == 1
    told = capsys.readouterr().out
    assert str(path) in told
    findings = verify_results(finished, CONFIG)
    assert told.splitlines() == [str(finding) for finding in findings]
    for file in {file for finding in findings for file in finding.delete}:
        assert str(file) in told.partition("Delete ")[2]
        shutil.rmtree(file) if file.is_dir() else file.unlink(missing_ok=True)
    make(finished, like=template)
    assert main(command) == 0
    assert "nothing wrong" in capsys.readouterr().out


def test_a_screen_that_has_not_come_far_is_no_damage(finished: Path) -> None:
    shutil.rmtree(finished / "species" / KEY)
    for path in finished.glob("*.csv"):
        path.unlink()
    assert verify_results(finished, CONFIG) == []
    assert main(["verify", "--results", str(finished / "nowhere")]) == 2
