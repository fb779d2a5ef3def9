"""Proposals learned from a posterior, in coordinates that have changed since."""

from __future__ import annotations

import numpy as np
import pytest

from dotstitch.contracts.draws import Array
from dotstitch.evidence.sampling.proposals import Gaussian, Pilot

NAMES = tuple("abcdef")


def moments(gaussian: Gaussian) -> tuple[Array, Array]:
    axes = gaussian.axes
    covariance = np.eye(len(axes)) + (axes * (gaussian.variance - 1.0)) @ axes.T
    return axes @ gaussian.mean, covariance


@pytest.fixture
def pilot() -> Pilot:
    random = np.random.default_rng(4)
    axes, _ = np.linalg.qr(random.normal(size=(len(NAMES), 2)))
    return Pilot(NAMES, Gaussian(axes, np.array([0.7, -1.2]), np.array([0.05, 1.6])))


def test_in_its_own_coordinates_it_is_what_it_was(pilot: Pilot) -> None:
    for found, expected in zip(moments(pilot.over(NAMES)), moments(pilot.gaussian), strict=True):
        assert found == pytest.approx(expected, abs=1e-12)


def test_coordinates_that_are_gone_are_integrated_out_and_new_ones_are_prior(pilot: Pilot) -> None:
    names = ("new", "f", "b", "a")
    mean, covariance = moments(pilot.over(names))
    before = [NAMES.index(name) for name in names[1:]]
    all_means, all_covariances = moments(pilot.gaussian)
    assert mean[1:] == pytest.approx(all_means[before])
    assert covariance[1:, 1:] == pytest.approx(all_covariances[np.ix_(before, before)])
    assert mean[0] == 0.0
    assert covariance[0] == pytest.approx([1.0, 0.0, 0.0, 0.0])


def test_its_directions_stay_orthonormal(pilot: Pilot) -> None:
    axes = pilot.over(("b", "c", "d", "g")).axes
    assert axes.T @ axes == pytest.approx(np.eye(axes.shape[1]))
