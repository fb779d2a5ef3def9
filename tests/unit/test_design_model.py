"""The cheap model of chromophores: it learns, and it knows how wrong it is."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from rdkit import Chem

from dotstitch.data.reading import package_path
from dotstitch.design.descriptors import describe, descriptor_queries
from dotstitch.design.gaussian_process import GaussianProcess


def curve(n_points: int) -> tuple[np.ndarray, np.ndarray]:
    inputs = np.linspace(-3.0, 3.0, n_points)[:, None]
    return inputs, np.sin(inputs[:, 0]) + 5.0


def test_a_smooth_curve_is_learnt() -> None:
    model = GaussianProcess.fit(*curve(15))
    inputs, values = curve(40)
    means, errors = model.predict(inputs)
    assert np.abs(means - values).max() < 0.05
    assert np.all(np.abs(means - values) < 4.0 * errors)


def test_far_from_everything_known_the_spread_of_all_values_is_told() -> None:
    inputs, values = curve(15)
    model = GaussianProcess.fit(inputs, values)
    means, errors = model.predict(np.array([[1e3]]))
    assert means[0] == pytest.approx(values.mean())
    assert errors[0] > 0.5 * values.std()


def test_left_out_values_are_predicted_as_by_a_model_without_them() -> None:
    inputs, values = curve(9)
    model = GaussianProcess.fit(inputs, values)
    residuals, errors = model.left_out()
    scaled = (inputs - model.centre) / model.scale
    amplitude, length, noise = model.parameters
    kernel = amplitude**2 * np.exp(-0.5 * (scaled - scaled.T) ** 2 / length**2)
    targets = (values - model.mean) / model.spread
    others = np.arange(9) != 4
    inner = kernel[np.ix_(others, others)] + (noise**2 + 1e-9) * np.eye(8)
    cross = kernel[4, others]
    expected = targets[4] - cross @ np.linalg.solve(inner, targets[others])
    variance = amplitude**2 + noise**2 + 1e-9 - cross @ np.linalg.solve(inner, cross)
    assert residuals[4] == pytest.approx(model.spread * expected, rel=1e-5, abs=1e-9)
    assert errors[4] == pytest.approx(model.spread * np.sqrt(variance), rel=1e-5)


def test_too_few_values_are_refused() -> None:
    with pytest.raises(ValueError, match="two different values"):
        GaussianProcess.fit(np.zeros((3, 2)), np.ones(3))


def test_descriptors_do_not_depend_on_the_order_of_atoms() -> None:
    mol = Chem.MolFromSmiles("O=C(/C=C/c1ccc(N=[N+]=[N-])cc1)c1ccc(OC)c(F)c1")
    rows = describe(Chem.MolToSmiles(mol, doRandom=True) for _ in range(5))
    assert rows.shape == (5, len(descriptor_queries()))
    assert np.array_equal(rows, np.tile(rows[0], (5, 1)))
    assert rows[0].any()


def test_measured_bands_are_predicted_better_than_by_their_mean() -> None:
    """The bands that calibrate spectra, each left out: the model has seen no quantum chemistry."""
    with package_path("data/optics/absorption_bands.csv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["kind"] == "pi_pi"]
    energies = 1239.84 / np.array([float(row["lambda_max_nm"]) for row in rows])
    model = GaussianProcess.fit(describe(row["smiles"] for row in rows), energies)
    residuals, errors = model.left_out()
    assert np.sqrt((residuals**2).mean()) < 0.7 * energies.std()
    assert 0.5 < (np.abs(residuals) < errors).mean() < 0.9
