"""The posterior that ships: it belongs to this package, and its draws come run by run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml

from dotstitch.data.parameters import load_parameters
from dotstitch.data.recorded import recorded_levels
from dotstitch.evidence import posterior
from dotstitch.evidence.posterior import (
    Posterior,
    package_digest,
    points_digest,
    read_posterior,
    shipped_path,
    write_posterior,
)
from dotstitch.evidence.sampling.latent import PARAMETER, Latent
from dotstitch.evidence.sampling.smc import Step
from dotstitch.evidence.scorecard.table import read_scorecard, scorecard_path
from dotstitch.screen.conditioning import default_evidence

LOOKED_AT = 25
SHIPPED = [level for level in recorded_levels() if shipped_path(level).exists()]
SCORED = [level for level in SHIPPED if scorecard_path(level).exists()]


@pytest.fixture
def small() -> Posterior:
    rng = np.random.default_rng(3)
    return Posterior(
        names=(f"{PARAMETER}cage_yield", "an error"),
        z=rng.standard_normal((4, 5, 2)).astype(np.float16).astype(np.float64),
        log_likelihood=np.zeros((4, 5)),
        log_evidence=np.zeros(4),
        steps=((Step(1.0, 3, 0.2, 0.5),),) * 4,
        level="draft",
        digest="x",
    )


@pytest.mark.parametrize("level", SHIPPED)
def test_a_shipped_posterior_belongs_to_the_priors_and_data_of_the_package(level: str) -> None:
    assert read_posterior(shipped_path(level)).digest == package_digest(level)


@pytest.mark.parametrize("level", SHIPPED)
def test_the_model_still_finds_the_likelihood_that_made_a_shipped_posterior(level: str) -> None:
    posterior, evidence = read_posterior(shipped_path(level)), default_evidence(level)
    points = posterior.z[0, :LOOKED_AT]
    found = evidence.log_likelihood(Latent(posterior.names).draws(points, 2022))
    assert found == pytest.approx(posterior.log_likelihood[0, :LOOKED_AT], abs=1e-3)


def test_what_is_written_is_read_back_and_twice_the_same_bytes(
    small: Posterior, tmp_path: Path
) -> None:
    paths = [tmp_path / name for name in ("one.npz", "two.npz")]
    for path in paths:
        write_posterior(path, small)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    back = read_posterior(paths[0])
    assert np.array_equal(back.z, small.z)
    assert (back.names, back.steps, back.level) == (small.names, small.steps, small.level)


def test_draws_take_the_runs_in_turn(small: Posterior) -> None:
    points = small.points(20)
    for run in range(4):
        assert np.array_equal(points[run::4], small.z[run])
    assert np.array_equal(small.points(8)[::4], small.z[0][[0, 2]])
    assert np.array_equal(small.points(24)[20:], small.points(4))


def test_what_a_posterior_does_not_know_keeps_its_prior(small: Posterior) -> None:
    draws = small.draws(20, seed=1)
    assert np.array_equal(draws.normals("an error"), small.points(20)[:, 1])
    other = replace(small, z=small.z + 1.0).draws(20, seed=1)
    assert np.array_equal(draws.normals("another"), other.normals("another"))
    assert np.all(other["cage_yield"] > draws["cage_yield"])
    fixed = next(p for p in load_parameters().values() if p.distribution == "fixed")
    assert np.all(draws[fixed.name] == fixed.value)


@pytest.mark.parametrize("level", SCORED)
def test_a_shipped_scorecard_was_made_with_the_posterior_beside_it(level: str) -> None:
    assert {row.posterior_digest for row in read_scorecard(level)} == {points_digest(level)}


def test_a_posterior_rests_on_the_calibrations_of_its_own_level_alone(tmp_path: Path) -> None:
    content = {level: [number] for number, level in enumerate(("draft", "standard", "reference"))}
    table = tmp_path / "table.yaml"

    def key(changed: str) -> str:
        table.write_text(yaml.safe_dump({"levels": content | {changed: "other"}}))
        return posterior._content(table, ("draft", "standard"))

    assert len({key("reference"), key("draft"), key("standard")}) == 3
    table.write_text(yaml.safe_dump({"levels": content}))
    assert posterior._content(table, ("draft", "standard")) == key("reference")
