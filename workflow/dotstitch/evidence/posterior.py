"""Draws given measurements, as a file: points in the space of standard normals, run by run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from dotstitch.contracts.draws import Array, Draws
from dotstitch.contracts.files import content_key
from dotstitch.contracts.manifest import Manifest
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.contracts.records import read_record
from dotstitch.contracts.results import METHOD_VERSION, STEP_VALUES
from dotstitch.data.reading import package_path
from dotstitch.data.recorded import RECORDED
from dotstitch.data.species_kinds import species_kind
from dotstitch.evidence.sampling.latent import Latent
from dotstitch.evidence.sampling.smc import Step
from dotstitch.optics.carried_bands import carried_bands

STORED = np.float16
"""What the points are kept in: 0.001 of a standard deviation near two of them."""
RESTS_ON = (
    "data/*/*_parameters.csv",
    "data/dot/*",
    "data/groups/*",
    "data/evidence/lu2022_*",
    "data/evidence/error_models.yaml",
    "data/optics/*",
    "data/quantum/*.yaml",
)
"""What a posterior of the package depends on beside the records of its level."""
READ_OF_PLAN = {"smiles", "molar_mass_g_mol", "n_tertiary_amines", "electrophores"}
"""What predictions read of a molecule in the plan."""


@dataclass(frozen=True, eq=False)
class Posterior:
    """Points that follow a posterior, in runs that know nothing of each other.

    Attributes
    ----------
    names : tuple of str
        Of the coordinates.
    z : ndarray, shape (runs, points, coordinates)
    log_likelihood : ndarray, shape (runs, points)
        Of what was measured, as found when the file was made.
    log_evidence : ndarray, shape (runs,)
    steps : tuple of tuple of Step
        Of each run.
    level, digest : str
        Level of theory, and what the posterior rests on.
    """

    names: tuple[str, ...]
    z: Array
    log_likelihood: Array
    log_evidence: Array
    steps: tuple[tuple[Step, ...], ...]
    level: str
    digest: str

    @property
    def correlation_left(self) -> float:
        """Largest correlation of a coordinate with its value before the last moves, of any run."""
        return max((steps[-1].correlation for steps in self.steps if steps), default=0.0)

    def points(self, n: int) -> Array:
        """Return ``n`` points, the runs in turn: index modulo the number of runs is the run.

        Fewer than are kept are taken evenly; beyond that they are repeated.
        """
        runs, kept, d = self.z.shape
        each = -(-n // runs)
        chosen = np.arange(each) % kept
        if each < kept:
            chosen = (np.arange(each) * kept) // each
        return self.z[:, chosen].transpose(1, 0, 2).reshape(-1, d)[:n]

    def draws(self, n: int, seed: int) -> Draws:
        """Return ``n`` draws; what has no coordinate keeps its prior, keyed by the seed."""
        return Latent(self.names).draws(self.points(n), seed)


def write_posterior(path: Path, posterior: Posterior) -> None:
    """Write a posterior; the same points give the same bytes."""
    steps = [[asdict(step) for step in run] for run in posterior.steps]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            names=np.array(posterior.names),
            z=posterior.z.astype(STORED),
            log_likelihood=posterior.log_likelihood.astype(np.float32),
            log_evidence=posterior.log_evidence,
            steps=np.array(json.dumps(steps)),
            level=np.array(posterior.level),
            digest=np.array(posterior.digest),
        )


def read_posterior(path: Path) -> Posterior:
    """Read a posterior back."""
    with np.load(path, allow_pickle=False) as file:
        return Posterior(
            names=tuple(str(name) for name in file["names"]),
            z=file["z"].astype(np.float64),
            log_likelihood=file["log_likelihood"].astype(np.float64),
            log_evidence=file["log_evidence"],
            steps=tuple(
                tuple(Step(**step) for step in run) for run in json.loads(str(file["steps"]))
            ),
            level=str(file["level"]),
            digest=str(file["digest"]),
        )


def shipped_path(level: str) -> Path:
    """Return where the posterior of a level ships; it may be missing."""
    return package_path(f"data/evidence/posterior_{level}.npz")


def points_digest(level: str) -> str:
    """Return a hash of the file that ships at a level; empty where none ships."""
    path = shipped_path(level)
    return _digest(path) if path.exists() else ""


def package_digest(level: str) -> str:
    """Return a hash of all that the posterior of a level rests on, the code of films aside.

    Priors, dots, observations and their error models, calibrations of the level, the versions of
    the methods and what was found of crosslinkers 1 to 4; not when, where or in which file it was
    found.
    """
    root = package_path("data").parent
    carried = carried_bands(level)
    counting = (level, carried.like) if carried else (level,)
    content = {path.relative_to(root).as_posix(): _content(path, counting) for path in _files(root)}
    recorded = _recorded(ResultsFolder(root / RECORDED / level))
    return content_key({"files": content, "recorded": recorded, "versions": METHOD_VERSION})


def _content(path: Path, counting: tuple[str, ...]) -> str:
    """Return a hash of a file, of levels that do not count nothing where it is divided by level."""
    if path.suffix == ".yaml":
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        if "levels" in content:
            parts = {level: content["levels"].get(level) for level in counting}
            return content_key(content | {"levels": parts})
    return _digest(path)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for pattern in RESTS_ON:
        yield from (path for path in sorted(root.glob(pattern)) if path.is_file())


def _recorded(folder: ResultsFolder) -> dict[str, Any]:
    """Return what predictions read of recorded molecules: their parts, and values by species."""
    if not folder.manifest.exists():
        return {}
    manifest = Manifest.model_validate_json(folder.manifest.read_text(encoding="utf-8"))
    species = {
        key: {
            step: read_record(folder.species(key), STEP_VALUES[step]).result.model_dump(mode="json")
            for step in species_kind(one.kind).steps
        }
        for key, one in manifest.species.items()
    }
    return {
        "molecules": [
            one.model_dump(mode="json", include=READ_OF_PLAN) for one in manifest.molecules
        ],
        "species": species,
    }
