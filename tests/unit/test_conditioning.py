"""A posterior as a file, what it rests on, and how measurements lead to it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from recorded.screen import BONDLYNX, LEVEL, RecordedScreen

from dotstitch.contracts.measurement import Measurement
from dotstitch.contracts.paths import SpeciesFolder
from dotstitch.contracts.records import read_record, write_record
from dotstitch.contracts.results import GapValues
from dotstitch.data.parameters import load_parameters, quantile
from dotstitch.data.reading import package_path
from dotstitch.dot.dots import load_dot
from dotstitch.evidence import conditioning, posterior
from dotstitch.evidence.conditioning import Evidence, condition, condition_further
from dotstitch.evidence.molecular import frontier_levels_ev
from dotstitch.evidence.posterior import (
    Posterior,
    package_digest,
    read_posterior,
    write_posterior,
)
from dotstitch.evidence.predict import by_smiles
from dotstitch.evidence.prior import prior_draws
from dotstitch.evidence.sampling.smc import Step
from dotstitch.screen.sweep import halves

RUNS, KEPT = 4, 6
DOT = "cdse_oleate_4.1nm"
HOMO_SD_EV = 0.2


@pytest.fixture(scope="module")
def made() -> Posterior:
    """Return a posterior whose first coordinate is the run and whose second is the point."""
    run, point = np.meshgrid(np.arange(RUNS), np.arange(KEPT), indexing="ij")
    z = np.stack([run, point], axis=-1).astype(np.float64)
    step = Step(exponent=1.0, moves=10, acceptance=0.3, correlation=0.05)
    return Posterior(
        names=("an error", "parameter:retention_ceiling"),
        z=z,
        log_likelihood=-z.sum(axis=-1),
        log_evidence=np.arange(RUNS) - 20.0,
        steps=((step,),) * RUNS,
        level=LEVEL,
        digest="made up",
    )


@pytest.mark.parametrize("n", [2, 8, RUNS * KEPT, 3 * RUNS * KEPT])
def test_runs_take_turns_and_points_are_taken_evenly(made: Posterior, n: int) -> None:
    """Recipes are chosen on the even draws and scored on the odd ones: never on one run."""
    run, point = made.points(n).T.astype(int)
    assert run.tolist() == [i % RUNS for i in range(n)]
    choosing, scoring = halves(n)
    assert not set(run[choosing]) & set(run[scoring])
    times = np.bincount(run * KEPT + point, minlength=RUNS * KEPT)
    assert times.max() - times[times > 0].min() == 0
    assert np.mean(point) == pytest.approx(0.5 * (KEPT - 1), abs=0.5 * KEPT * RUNS / n)


def test_draws_are_those_of_the_points_and_the_rest_keeps_its_prior(made: Posterior) -> None:
    draws, n = made.draws(RUNS * KEPT, seed=5), RUNS * KEPT
    assert draws.normals("an error").tolist() == [i % RUNS for i in range(n)]
    ceiling = quantile(load_parameters()["retention_ceiling"], np.array([0.5]))
    assert draws["retention_ceiling"][:RUNS] == pytest.approx(np.repeat(ceiling, RUNS))
    prior = prior_draws(n, 5)
    assert np.array_equal(draws["cage_yield"], prior["cage_yield"])
    assert np.array_equal(draws.normals("another error"), prior.normals("another error"))


def test_a_posterior_is_read_back_and_its_file_has_the_same_bytes(
    made: Posterior, tmp_path: Path
) -> None:
    first, second = tmp_path / "new folder" / "a.npz", tmp_path / "b.npz"
    write_posterior(first, made)
    found = read_posterior(first)
    write_posterior(second, found)
    assert first.read_bytes() == second.read_bytes()
    for name in ("names", "steps", "level", "digest"):
        assert getattr(found, name) == getattr(made, name)
    for name in ("z", "log_likelihood", "log_evidence"):
        assert np.array_equal(getattr(found, name), getattr(made, name))


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Return a copy of the data that a posterior rests on."""
    copy = tmp_path / "package" / "data"
    shutil.copytree(package_path("data"), copy)
    return copy


def digest_of(package: Path, level: str) -> str:
    with mock.patch.object(posterior, "package_path", return_value=package):
        return package_digest(level)


def test_the_digest_follows_all_that_a_posterior_rests_on(package: Path) -> None:
    before = {level: package_digest(level) for level in ("draft", "standard")}
    assert before["draft"] != before["standard"]
    assert digest_of(package, "standard") == before["standard"]
    for path in (
        package / "film" / "kinetics_parameters.csv",
        package / "groups" / "aryl_azide_parameters.csv",
        package / "dot" / "dots.csv",
        package / "evidence" / "lu2022_observations.csv",
        package / "evidence" / "error_models.yaml",
    ):
        content = path.read_bytes()
        path.write_bytes(content + b"\n")
        for level in before:
            assert digest_of(package, level) != before[level], path
        path.write_bytes(content)
    with mock.patch.object(posterior, "METHOD_VERSION", {}):
        assert package_digest("standard") != before["standard"]


def test_the_digest_follows_what_was_found_of_species_and_not_when_or_where(package: Path) -> None:
    before = {level: package_digest(level) for level in ("draft", "standard")}
    path = next((package / "evidence" / "recorded" / "standard").rglob("gap.json"))
    folder = SpeciesFolder(path.parent)
    record = read_record(folder, GapValues)
    elsewhere = record.provenance.model_copy(update={"wall_s": 7.0, "versions": {}})
    write_record(folder, record.model_copy(update={"provenance": elsewhere}))
    assert digest_of(package, "standard") == before["standard"]
    values = record.result.model_copy(update={"gap_st_kcal_mol": 1.0})
    write_record(folder, record.model_copy(update={"values": values}))
    assert digest_of(package, "standard") != before["standard"]
    assert digest_of(package, "draft") == before["draft"]


@pytest.fixture(scope="module")
def measured_twice(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Evidence, tuple[float, float]]:
    """Return a HOMO measured twice, and mean and deviation of the posterior in closed form."""
    screen = RecordedScreen(tmp_path_factory.mktemp("screen"), BONDLYNX)
    molecules = by_smiles([screen.inputs(BONDLYNX)])
    ((smiles, molecule),) = molecules.items()
    drawn = frontier_levels_ev(molecule, prior_draws(4000, 1))[0]
    mean, sd = float(drawn.mean()), float(drawn.std())
    values = (mean + 0.8 * sd, mean + 0.4 * sd)
    rows = tuple(
        Measurement(
            id=f"row {number}",
            smiles=smiles,
            name="",
            quantity="homo_ev",
            value=value,
            error_model="gaussian",
            uncertainty=HOMO_SD_EV,
            block=f"laboratory {number}",
        )
        for number, value in enumerate(values)
    )
    precision = 1.0 / sd**2 + 2.0 / HOMO_SD_EV**2
    found = (mean / sd**2 + sum(values) / HOMO_SD_EV**2) / precision
    return Evidence(rows, molecules, {DOT: load_dot(DOT)}), (found, precision**-0.5)


def homo_ev(evidence: Evidence, found: Posterior) -> np.ndarray:
    (molecule,) = evidence.molecules.values()
    return frontier_levels_ev(molecule, found.draws(found.z.shape[0] * found.z.shape[1], 1))[0]


@pytest.fixture(scope="module")
def few() -> Mapping[str, int]:
    """Return the size of populations that a test can afford."""
    return {"RUNS": 2, "POINTS": 600}


def test_measurements_one_after_the_other_equal_those_weighed_together(
    measured_twice: tuple[Evidence, tuple[float, float]], few: Mapping[str, int]
) -> None:
    evidence, (mean, sd) = measured_twice
    first, second = evidence.rows
    alone = Evidence((first,), evidence.molecules, evidence.dots)
    with mock.patch.multiple(conditioning, **few):
        together = condition(evidence, LEVEL, "", processes=1)
        before = condition(alone, LEVEL, "", processes=1)
        after = condition_further(before, evidence, (first,), (second,), processes=1)
    for found in (together, after):
        values = homo_ev(evidence, found)
        assert values.mean() == pytest.approx(mean, abs=0.2 * sd)
        assert values.std() == pytest.approx(sd, rel=0.15)
    assert homo_ev(evidence, before).std() > 1.15 * sd


def test_runs_know_nothing_of_each_other(
    measured_twice: tuple[Evidence, tuple[float, float]], few: Mapping[str, int]
) -> None:
    evidence, _ = measured_twice
    with mock.patch.multiple(conditioning, **few):
        found = condition(evidence, LEVEL, "a digest", processes=1)
        again = condition(evidence, LEVEL, "a digest", processes=1)
    assert (found.level, found.digest) == (LEVEL, "a digest")
    one, other = found.z
    assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < 0.2
    assert not (one[:, None] == other).all(axis=2).any()
    assert np.array_equal(found.z, again.z)
    likelihood = evidence.log_likelihood(found.draws(8, conditioning.SEED))
    assert found.log_likelihood[:, 0] == pytest.approx(likelihood[:2], abs=1e-6)
