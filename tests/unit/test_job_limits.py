"""No job takes more than it may, and what failed is tried again only where that may help."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import get_args

import pytest
import yaml
from rdkit import Chem
from snakemake.resources import GroupResources, Resources

from dotstitch.contracts.failure import ErrorKind, StepError
from dotstitch.contracts.manifest import Species
from dotstitch.contracts.records import read_record
from dotstitch.contracts.results import GeometryValues
from dotstitch.data.job_limits import job_limits, memory_mb, time_limit_s
from dotstitch.geometry import embed
from dotstitch.jobs import child
from dotstitch.jobs.attempts import read_attempts
from dotstitch.jobs.child import Job
from dotstitch.jobs.memory import container_limits
from dotstitch.jobs.supervise import LAST_ATTEMPT, supervise

PROFILE = Path(__file__).parents[2] / "workflow" / "profiles" / "slurm" / "config.yaml"
METHANE = Species(key="0" * 16, smiles="C", kind="closed_shell", charge=0, n_atoms=5)
NITRENE = Species(key="1" * 16, smiles="[N]c1ccccc1", kind="nitrene", charge=0, n_atoms=12)
HANGING = """
import sys, time
from dotstitch.geometry import optimise
from dotstitch.jobs import worker

optimise.optimise_species = lambda *_, **__: time.sleep(3600)
sys.exit(worker.main(sys.argv[1:]))
"""
IMPOSSIBLE = "C1=CC2=CC=C1CCC1=CC=C(CC2)C=C1"
NO_LIMIT = 9223372036854771712


def test_only_lack_of_resources_is_tried_again() -> None:
    budget = job_limits().retries
    assert set(budget) == set(get_args(ErrorKind))
    assert {kind for kind, times in budget.items() if times} == {"resource"}
    assert budget["resource"] + 1 == LAST_ATTEMPT


def test_memory_covers_what_was_measured_and_grows_with_size_and_attempts() -> None:
    measured = {27: 2700, 34: 3900, 45: 6100}
    sizes = [NITRENE.model_copy(update={"n_atoms": n}) for n in measured]
    granted = [memory_mb(species) for species in sizes]
    assert granted == sorted(granted)
    assert all(have > need for have, need in zip(granted, measured.values(), strict=True))
    assert memory_mb(sizes[0], attempt=2) > granted[0]


def test_time_follows_size_kind_level_and_engine() -> None:
    """At least five times what was measured for 64 atoms, spectrum included."""
    large = METHANE.model_copy(update={"n_atoms": 64})
    standard = time_limit_s(large, "standard", "fast")
    assert standard > 5 * 287
    assert time_limit_s(METHANE, "standard", "fast") < standard
    assert time_limit_s(large.model_copy(update={"kind": "nitrene"}), "draft", "fast") > standard
    assert time_limit_s(large, "reference", "fast") > 10 * standard
    assert time_limit_s(large, "standard", "plain") > 10 * standard


def test_embedding_that_finds_no_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embed, "embedding_limit_s", lambda n_atoms: 1)
    monkeypatch.setattr(embed, "LADDER", embed.LADDER[:1])
    molecule = Chem.AddHs(Chem.MolFromSmiles(IMPOSSIBLE))
    with pytest.raises(StepError, match="of 1 s at most") as caught:
        embed.embed_conformers(molecule, 10, 1)
    assert caught.value.kind == "embedding"


def test_a_job_that_hangs_is_stopped_and_recorded_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "time_limit_s", lambda *_: 2)
    job = Job(NITRENE, "draft", "fast", 1, tmp_path, threads=1, memory_mb=900, attempt=1)
    assert supervise(job, worker=(sys.executable, "-c", HANGING)) == 0
    error = read_record(job.folder, GeometryValues).error
    assert error is not None
    assert error.kind == "resource"
    assert "took longer" in error.message
    (attempt,) = read_attempts(job.folder)
    assert attempt.kind == "resource"
    assert attempt.message == error.message
    assert attempt.seconds is not None


def group(root: Path, path: str, name: str, text: str) -> None:
    folder = root / path
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"{text}\n")


@pytest.mark.parametrize(
    ("membership", "files", "smallest"),
    [
        ("0::/a/b\n", {"a/b/memory.max": "max", "a/memory.max": "500"}, 500),
        ("0::/a/b\n", {"a/b/memory.max": "200", "a/memory.max": "500"}, 200),
        ("0::/seen/outside\n", {"memory.max": "300"}, 300),
        ("0::/../../x\n", {"memory.max": "300"}, 300),
        (
            "9:name=systemd:/\n4:memory:/a\n0::/\n",
            {
                "memory/a/memory.limit_in_bytes": "400",
                "memory/memory.limit_in_bytes": str(NO_LIMIT),
            },
            400,
        ),
        ("4:cpu,memory:/a\n", {"memory/memory.limit_in_bytes": "700"}, 700),
        ("4:cpu:/a\n", {"memory/a/memory.limit_in_bytes": "700"}, None),
        ("", {}, None),
    ],
)
def test_memory_is_that_of_the_container(
    tmp_path: Path, membership: str, files: dict[str, str], smallest: int | None
) -> None:
    (tmp_path / "cgroup").write_text(membership)
    for path, text in files.items():
        group(tmp_path / "mounted", str(Path(path).parent), Path(path).name, text)
    found = container_limits(tmp_path / "cgroup", tmp_path / "mounted")
    assert min(found, default=None) == smallest


def test_a_cluster_job_of_many_species_is_bounded_in_memory_and_time() -> None:
    """Species that do not fit side by side go one after the other, and time adds up."""
    profile = yaml.safe_load(PROFILE.read_text("utf-8"))
    limit = profile["resources"]["mem_mb"]
    largest = NITRENE.model_copy(update={"n_atoms": 160})
    assert memory_mb(largest, LAST_ATTEMPT) <= limit
    minutes = time_limit_s(NITRENE, "standard", "fast") // 60
    one = SimpleNamespace(
        resources={"mem_mb": memory_mb(largest), "runtime": minutes, "_cores": 1}, pipe_group=None
    )
    together = profile["group-components"]["species"]
    asked = GroupResources.basic_layered(
        [[one] * together],
        Resources.parse([f"mem_mb={limit}"], allow_expressions=False),
        run_local=False,
    )
    assert asked["mem_mb"] <= limit
    side_by_side = limit // memory_mb(largest)
    assert asked["runtime"] == minutes * -(-together // side_by_side)
