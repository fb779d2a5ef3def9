"""A species that is begun again gives the bytes of one that nothing disturbed."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from dotstitch.contracts.failure import StepError
from dotstitch.contracts.manifest import Species
from dotstitch.contracts.paths import ResultsFolder, SpeciesFolder
from dotstitch.data.levels import load_level
from dotstitch.data.species_kinds import species_kind
from dotstitch.jobs import species as species_module
from dotstitch.jobs.attempts import read_attempts
from dotstitch.jobs.species import run_species
from dotstitch.jobs.steps import Computation
from dotstitch.quantum.engine import two_level

pytestmark = pytest.mark.quantum

FORMALDEHYDE = Species(key="0" * 16, smiles="C=O", kind="chromophore", charge=0, n_atoms=4)
STEPS = species_kind("chromophore").steps


class Killed(BaseException):
    """Stands for a signal: nothing in the program catches it."""


def compute(results: Path) -> dict[str, str]:
    """Run the species; return what its files hold, times aside."""
    run_species(FORMALDEHYDE, load_level("draft"), 1, results, threads=1)
    return found(ResultsFolder(results).species(FORMALDEHYDE.key))


def found(folder: SpeciesFolder) -> dict[str, str]:
    texts = {path.name: path.read_text() for path in folder.path.glob("*.xyz")}
    for step in STEPS:
        record = json.loads(folder.record(step).read_text())
        del record["provenance"], record["sha256"]
        texts[step] = json.dumps(record)
    return texts


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Return the results folder of a run that nothing disturbed, and what it holds."""
    results = tmp_path_factory.mktemp("undisturbed")
    return results, compute(results)


def test_a_run_cut_short_in_its_field_starts_afresh(
    undisturbed: tuple[Path, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The orbitals of the first cycle are on the disk when it is killed, and of no use."""
    left: list[Path] = []

    def cut_short(solver: object) -> None:
        written(solver)
        left.append(Path(solver.chkfile))
        raise Killed

    written = two_level._checkpoint
    with monkeypatch.context() as patch:
        patch.setattr(two_level, "_checkpoint", cut_short)
        with pytest.raises(Killed):
            compute(tmp_path)
    assert left[0].stat().st_size > 0
    assert compute(tmp_path) == undisturbed[1]


@pytest.mark.parametrize("stale", [b"", b"what a machine that stopped may leave"])
def test_the_triplet_needs_no_orbitals_that_an_earlier_run_left(
    undisturbed: tuple[Path, dict[str, str]], tmp_path: Path, stale: bytes
) -> None:
    results = tmp_path / "results"
    shutil.copytree(undisturbed[0], results)
    folder = ResultsFolder(results).species(FORMALDEHYDE.key)
    folder.record("triplet").unlink()
    shutil.rmtree(folder.scratch)
    if stale:
        folder.scratch.mkdir()
        (folder.scratch / "ground_state.chk").write_bytes(stale)
    assert compute(results) == undisturbed[1]


def test_every_attempt_is_kept(
    undisturbed: tuple[Path, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(task: object) -> None:
        raise Killed

    def lost(task: object) -> None:
        raise StepError("convergence", "no rung held", "another level")

    results = tmp_path / "results"
    shutil.copytree(undisturbed[0], results)
    folder = ResultsFolder(results).species(FORMALDEHYDE.key)
    folder.record("triplet").unlink()
    for run in (killed, lost):
        with monkeypatch.context() as patch:
            patch.setattr(species_module, "COMPUTATIONS", (Computation(("triplet",), run),))
            with suppress(Killed):
                run_species(FORMALDEHYDE, load_level("draft"), 1, results, threads=1)
    assert compute(results) == undisturbed[1]
    assert [(one.steps, one.kind) for one in read_attempts(folder)] == [
        (("geometry",), "ok"),
        (("ground_state", "spectrum"), "ok"),
        (("triplet",), "ok"),
        (("triplet",), "open"),
        (("triplet",), "convergence"),
        (("triplet",), "ok"),
    ]
    assert all(one.host for one in read_attempts(folder))
