"""Sequential Monte Carlo on targets whose means and evidence are known."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from scipy import stats
from scipy.special import logsumexp

from dotstitch.evidence.sampling.smc import (
    FORGOTTEN,
    Densities,
    Population,
    bridge,
    effective_sample,
)

POINTS, RUNS = 600, 4


def runs(densities: Densities, d: int, n: int = POINTS) -> list[Population]:
    """Return independent runs from the prior."""
    starts = [np.random.default_rng([7, run]).standard_normal((n, d)) for run in range(RUNS)]
    return [bridge(densities, start, seed) for seed, start in enumerate(starts)]


def from_prior(log_likelihood):
    """Return the densities of a likelihood that is added to the prior."""
    return lambda z: (np.zeros(len(z)), log_likelihood(z))


def assert_close(estimates, exact, *, floor):
    """Hold the mean of runs to what is exact within four of its errors, or a floor."""
    estimates = np.asarray(estimates)
    error = estimates.std(axis=0, ddof=1) / np.sqrt(len(estimates))
    assert (np.abs(estimates.mean(axis=0) - exact) <= np.maximum(4.0 * error, floor)).all()


class Linear:
    """Observations that are linear in d coordinates, with their posterior."""

    def __init__(self, d: int, observed: int, sd: float) -> None:
        rng = np.random.default_rng(11)
        self.rows = rng.standard_normal((observed, d)) / np.sqrt(d)
        self.sd = sd
        self.y = self.rows @ rng.standard_normal(d) + sd * rng.standard_normal(observed)
        self.covariance = np.linalg.inv(np.eye(d) + self.rows.T @ self.rows / sd**2)
        self.mean = self.covariance @ self.rows.T @ self.y / sd**2
        spread = self.rows @ self.rows.T + sd**2 * np.eye(observed)
        self.log_evidence = stats.multivariate_normal(cov=spread).logpdf(self.y)

    def log_likelihood(self, z, rows=slice(None)):
        residual = (self.y - z @ self.rows.T)[:, rows] / self.sd
        constant = np.log(self.sd * np.sqrt(2.0 * np.pi))
        return -0.5 * (residual**2).sum(axis=1) - residual.shape[1] * constant


@pytest.fixture(scope="module")
def linear() -> tuple[Linear, list[Population]]:
    case = Linear(12, 4, 0.1)
    return case, runs(from_prior(case.log_likelihood), 12)


def test_linear_observations_give_the_mean_the_covariance_and_the_evidence(linear):
    case, found = linear
    assert all(run.forgotten and run.steps[-1].exponent == 1.0 for run in found)
    assert np.linalg.eigvalsh(case.covariance)[0] < 0.03
    assert_close([run.z.mean(axis=0) for run in found], case.mean, floor=0.06)
    assert_close([run.log_evidence for run in found], case.log_evidence, floor=0.15)
    covariance = np.mean([np.cov(run.z, rowvar=False) for run in found], axis=0)
    assert np.abs(covariance - case.covariance).max() < 0.12
    narrow = np.linalg.eigh(case.covariance)[1][:, 0]
    assert narrow @ covariance @ narrow == pytest.approx(narrow @ case.covariance @ narrow, rel=0.2)


def test_observations_taken_out_leave_the_posterior_of_the_rest(linear):
    """Its evidence is not held to anything: weights that widen a density have heavy tails."""
    case, full = linear
    kept, left_out = slice(0, 2), slice(2, 4)

    def densities(z):
        return case.log_likelihood(z, kept), case.log_likelihood(z, left_out)

    bridged = [
        bridge(densities, run.z, 20 + seed, begin=1.0, end=0.0) for seed, run in enumerate(full)
    ]
    rows = case.rows[kept]
    covariance = np.linalg.inv(np.eye(12) + rows.T @ rows / case.sd**2)
    mean = covariance @ rows.T @ case.y[kept] / case.sd**2
    assert all(run.steps[-1].exponent == 0.0 for run in bridged)
    assert_close([run.z.mean(axis=0) for run in bridged], mean, floor=0.1)
    spread = np.mean([run.z.var(axis=0) for run in bridged], axis=0)
    assert np.abs(spread - np.diag(covariance)).max() < 0.2


def test_observations_added_to_a_posterior_equal_those_weighed_together():
    case = Linear(6, 2, 0.3)
    first, second = slice(0, 1), slice(1, 2)
    found = []
    for seed, start in enumerate(runs(from_prior(lambda z: case.log_likelihood(z, first)), 6)):

        def densities(z):
            return case.log_likelihood(z, first), case.log_likelihood(z, second)

        found.append((start, bridge(densities, start.z, 30 + seed)))
    assert_close([run.z.mean(axis=0) for _, run in found], case.mean, floor=0.08)
    evidence = [start.log_evidence + run.log_evidence for start, run in found]
    assert_close(evidence, case.log_evidence, floor=0.15)


def test_a_soft_bound_cuts_the_prior_off():
    softness, bound = 0.05, 1.5
    found = runs(from_prior(lambda z: stats.norm.logcdf((z[:, 0] - bound) / softness)), 3)
    scale = np.hypot(1.0, softness)
    exact = stats.norm.sf(bound / scale)
    mean = stats.norm.pdf(bound / scale) / scale / exact
    assert_close([run.log_evidence for run in found], np.log(exact), floor=0.15)
    assert_close([run.z[:, 0].mean() for run in found], mean, floor=0.05)
    assert_close([run.z[:, 1:].mean(axis=0) for run in found], 0.0, floor=0.1)
    assert min(run.z[:, 0].min() for run in found) > bound - 5.0 * softness


def test_either_of_two_values_keeps_both_with_their_weights():
    sd, one, other = 0.1, -1.0, 1.5

    def log_likelihood(z):
        modes = [stats.norm.logpdf(z[:, 0], mode, sd) for mode in (one, other)]
        return logsumexp(np.array(modes), axis=0) - np.log(2.0)

    found = runs(from_prior(log_likelihood), 4)
    weights = stats.norm.pdf([one, other], scale=np.hypot(1.0, sd))
    assert_close([run.log_evidence for run in found], np.log(weights.mean()), floor=0.15)
    share = [(run.z[:, 0] > 0.25).mean() for run in found]
    assert_close(share, weights[1] / weights.sum(), floor=0.05)


def test_sharp_and_curved_observations_among_sixty_coordinates_keep_their_widths():
    """Of the curved pair of coordinates the posterior is known by quadrature.

    A sampler whose proposals know where a point stands makes the second of them too narrow.
    """
    d, sharp, bent_sd = 60, 0.1, 0.2
    y = np.linspace(-0.8, 0.8, 8)

    def bent(a, b):
        return -0.5 * ((a + 0.5 * b**2 - 1.0) / bent_sd) ** 2

    def log_likelihood(z):
        straight = ((z[:, 4:12] - y) ** 2).sum(axis=1)
        return bent(z[:, 0], z[:, 1]) - 0.5 * straight / sharp**2

    grid = np.linspace(-6.0, 6.0, 1501)
    a, b = np.meshgrid(grid, grid, indexing="ij")
    density = stats.norm.pdf(a) * stats.norm.pdf(b) * np.exp(bent(a, b))
    mass = density.sum() * (grid[1] - grid[0]) ** 2
    exact_mean = np.zeros(d)
    exact_mean[0] = (a * density).sum() / density.sum()
    exact_mean[4:12] = y / (1.0 + sharp**2)
    width = sharp / np.hypot(1.0, sharp)
    evidence = np.log(mass) + np.sum(np.log(width) - 0.5 * y**2 / (1.0 + sharp**2))
    found = runs(from_prior(log_likelihood), d, n=400)
    assert_close([run.z.mean(axis=0) for run in found], exact_mean, floor=0.12)
    assert_close([run.log_evidence for run in found], evidence, floor=0.4)
    squares = [(run.z[:, 1] ** 2).mean() for run in found]
    assert_close(squares, (b**2 * density).sum() / density.sum(), floor=0.15)
    spread = np.mean([run.z[:, 4:12].std(axis=0) for run in found], axis=0)
    assert spread == pytest.approx(width, rel=0.15)


def test_moves_go_on_until_the_population_has_forgotten(linear):
    _, found = linear
    for run in found:
        assert run.steps[-1].correlation <= FORGOTTEN
        exponents = [step.exponent for step in run.steps]
        assert exponents == sorted(set(exponents))
        assert all(0.0 < step.acceptance <= 1.0 for step in run.steps)


def test_too_few_moves_are_said():
    case = Linear(40, 8, 0.02)
    start = np.random.default_rng(0).standard_normal((200, 40))
    found = bridge(from_prior(case.log_likelihood), start, 1, most_moves=10, last_moves=20)
    assert not found.forgotten
    *way, last = [step.moves for step in found.steps]
    assert way
    assert set(way) == {10}
    assert last == 20


def test_no_information_leaves_the_prior_in_one_step():
    start = np.random.default_rng(0).standard_normal((POINTS, 5))
    found = bridge(from_prior(lambda z: np.full(len(z), -3.0)), start, 1)
    assert found.log_evidence == pytest.approx(-3.0, abs=1e-9)
    assert len(found.steps) == 1
    assert np.abs(found.z.mean(axis=0)).max() < 5.0 / np.sqrt(POINTS)
    assert found.steps[0].acceptance > 0.5


def test_effective_sample_counts_weights():
    assert effective_sample(np.array([0.0, -1e9, -1e9])) == pytest.approx(1.0)
    assert effective_sample(np.log([0.5, 0.5, 1e-30])) == pytest.approx(2.0)


PROGRAM = """
import hashlib, sys
import numpy as np
from dotstitch.evidence.sampling.smc import bridge
start = np.random.default_rng(3).standard_normal((300, 80))
end = bridge(lambda z: (np.zeros(len(z)), -2.0 * (z[:, 0] + z[:, 1] - 1.0) ** 2), start, seed=4)
print(hashlib.sha256(end.z.tobytes()).hexdigest())
"""


def test_a_seed_gives_the_same_bytes_in_another_process_too():
    command = [sys.executable, "-c", PROGRAM]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    told = [
        subprocess.run(
            command, env=environment, check=True, capture_output=True, text=True
        ).stdout.strip()
        for _ in range(2)
    ]
    assert len(told[0]) == 64
    assert told[0] == told[1]
