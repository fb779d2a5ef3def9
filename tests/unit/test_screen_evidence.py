"""A screen that was conditioned carries its evidence, one of the priors says that it has none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from recorded.screen import ESTER, LEVEL, RecordedScreen

from dotstitch.contracts.config import Config
from dotstitch.evidence.lu2022 import read_observations
from dotstitch.evidence.posterior import Posterior
from dotstitch.evidence.prior import prior_draws
from dotstitch.evidence.sampling.latent import Latent, labels_used
from dotstitch.screen import conditioning
from dotstitch.screen.basis import LU_DOI
from dotstitch.screen.conditioning import default_evidence
from dotstitch.screen.evidence import Conditioned, conditioned
from dotstitch.screen.photophysics import run_photophysics
from dotstitch.screen.results_file import read_photophysics

CONFIG = Config(level=LEVEL, samples=100)
SHIFT = 1.0
"""Of one coordinate of the made-up posterior, in standard deviations."""
MOVED = "parameter:retention_ceiling"


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> RecordedScreen:
    return RecordedScreen(tmp_path_factory.mktemp("screen"), ESTER)


@pytest.fixture(scope="module")
def shifted() -> Posterior:
    """Return a posterior that differs from the prior in one parameter alone."""
    names = Latent(labels_used(default_evidence(LEVEL).predict)).names
    z = np.random.default_rng(0).standard_normal((4, 25, len(names)))
    z[..., names.index(MOVED)] = SHIFT
    flat = np.zeros((4, 25))
    return Posterior(names, z, flat, np.zeros(4), ((),) * 4, LEVEL, "")


@pytest.fixture
def found(screen: RecordedScreen, shifted: Posterior) -> Iterator[Conditioned]:
    with mock.patch.object(conditioning, "shipped_posterior", return_value=shifted):
        yield conditioned(CONFIG, screen.manifest, screen.folder)


def test_every_observation_is_told_once(found: Conditioned) -> None:
    told = [line.id for line in found.lines]
    assert sorted(told) == sorted(row.id for row in read_observations())
    assert {line.id for line in found.lines if line.used} == {m.id for m in found.measurements}


def test_predictions_move_where_the_draws_moved_and_only_there(found: Conditioned) -> None:
    by_id = {line.id: line for line in found.lines}
    kept = by_id["pattern-1-254-N2"]
    assert kept.prior is not None
    assert kept.posterior is not None
    assert kept.posterior != kept.prior
    assert found.draws["retention_ceiling"].std() == pytest.approx(0.0, abs=1e-9)
    assert by_id["el-1-365"].posterior is None


def test_molecules_of_the_screen_lend_their_names(found: Conditioned) -> None:
    names = {line.molecule for line in found.lines}
    assert ESTER in names
    assert "crosslinker 4" in names
    assert "crosslinker 2" not in names


def test_without_evidence_the_draws_are_those_of_the_priors(screen: RecordedScreen) -> None:
    config = CONFIG.model_copy(update={"evidence": "none"})
    alone = conditioned(config, screen.manifest, screen.folder)
    assert (alone.lines, alone.measurements, alone.lacking) == ((), (), "")
    prior = prior_draws(CONFIG.samples, CONFIG.seed)
    assert all(np.array_equal(alone.draws[name], prior[name]) for name in prior.values)


def test_a_level_without_posterior_says_so(screen: RecordedScreen, tmp_path: Path) -> None:
    with mock.patch.object(conditioning, "shipped_path", return_value=tmp_path / "none"):
        alone = conditioned(CONFIG, screen.manifest, screen.folder)
    assert alone.lines == ()
    assert LEVEL in alone.lacking


@pytest.mark.parametrize("evidence", ["lu2022", "none"])
def test_what_a_screen_rests_on_is_recorded(
    tmp_path: Path, shifted: Posterior, evidence: str
) -> None:
    screen = RecordedScreen(tmp_path, ESTER)
    config = CONFIG.model_copy(update={"evidence": evidence})
    with mock.patch.object(conditioning, "shipped_posterior", return_value=shifted):
        run_photophysics(screen.manifest_path, screen.folder, config)
    told = read_photophysics(screen.folder / "photophysics.json")
    used = [line for line in told.evidence if line.used]
    assert bool(used) == (evidence == "lu2022")
    lu = [line for line in used if LU_DOI in line.source]
    assert (f"conditioned on {len(lu)} observations of Lu et al." in told.basis) == bool(used)
    assert not any("priors alone" in text for text in told.molecules[0].warnings)


def test_a_ranking_on_priors_for_want_of_a_posterior_is_a_warning(tmp_path: Path) -> None:
    screen = RecordedScreen(tmp_path, ESTER)
    with mock.patch.object(conditioning, "shipped_posterior", return_value=None):
        run_photophysics(screen.manifest_path, screen.folder, CONFIG)
    told = read_photophysics(screen.folder / "photophysics.json")
    assert any("ranked on priors alone" in text for text in told.molecules[0].warnings)
    assert f"alone: level {LEVEL} has no posterior" in told.basis
