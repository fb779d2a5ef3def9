"""The search for a molecule's best recipe."""

from __future__ import annotations

import numpy as np
import pytest

from dotstitch.contracts.config import Sweep
from dotstitch.film.exposure import DOSE_STEPS
from dotstitch.screen.sweep import N_DOSES, N_LOADINGS, choose, dose_at_half, halves, sweep_grid

SWEEP = Sweep(
    wavelength_nm=(254.0, 365.0), dose_mj_cm2=(20.0, 500.0), loading_wt_percent=(2.0, 9.0)
)


def test_the_best_recipe_has_the_highest_mean_and_not_the_best_worst_case() -> None:
    product = np.zeros((2, 2, 1, 4))
    product[0, 1, 0] = 0.4
    product[1, 0, 0] = [0.0, 0.9, 0.9, 0.9]
    choice, mean = choose(product)
    assert (choice.wavelength, choice.dose, choice.loading) == (1, 0, 0)
    assert mean[1, 0, 0] == pytest.approx(0.675)


def test_of_equal_recipes_the_lowest_dose_and_loading_win() -> None:
    choice, _ = choose(np.ones((1, 3, 3, 2)))
    assert (choice.wavelength, choice.dose, choice.loading) == (0, 0, 0)


def test_the_cube_holds_what_its_axes_say() -> None:
    """A field that tells its own wavelength, dose and loading comes back on the axes."""
    grid = sweep_grid(SWEEP, "some dot")
    doses = np.array([case.dose_mj_cm2 for case in grid.cases]).T[..., None]
    lamps = np.array([case.wavelength_nm for case in grid.cases])[None, :, None]
    loads = np.array([case.loading_wt_percent for case in grid.cases])[None, :, None]
    shape = (2, N_DOSES, N_LOADINGS, 1)
    same = np.ones((DOSE_STEPS, len(grid.cases), 1))
    assert np.array_equal(
        grid.cube(doses), np.broadcast_to(grid.dose_mj_cm2[None, :, None, None], shape)
    )
    assert np.array_equal(
        grid.cube(lamps * same), np.broadcast_to(grid.wavelength_nm[:, None, None, None], shape)
    )
    assert np.array_equal(
        grid.cube(loads * same),
        np.broadcast_to(grid.loading_wt_percent[None, None, :, None], shape),
    )


def test_the_grid_spans_the_limits_of_the_sweep() -> None:
    grid = sweep_grid(SWEEP, "some dot")
    assert (grid.dose_mj_cm2[0], grid.dose_mj_cm2[-1]) == pytest.approx((20.0, 500.0))
    assert (grid.loading_wt_percent[0], grid.loading_wt_percent[-1]) == (2.0, 9.0)
    assert np.diff(np.log(grid.dose_mj_cm2)) == pytest.approx(np.log(25.0) / (N_DOSES - 1))
    for case in grid.cases:
        steps = np.diff(case.dose_mj_cm2)
        assert len(case.dose_mj_cm2) == DOSE_STEPS
        assert case.dose_mj_cm2[0] == 0.0
        assert np.all(steps > 0.0)
        assert (case.air, case.dot, case.lamp_fwhm_nm) == (False, "some dot", 0.0)
    aired = sweep_grid(SWEEP.model_copy(update={"atmosphere": "air"}), "some dot")
    assert all(case.air for case in aired.cases)


@pytest.mark.parametrize("n", [100, 101, 1000])
def test_no_sample_both_chooses_and_scores(n: int) -> None:
    numbers = np.arange(n)
    choosing, scoring = (numbers[part] for part in halves(n))
    assert not set(choosing) & set(scoring)
    assert sorted([*choosing, *scoring]) == numbers.tolist()
    assert abs(len(choosing) - len(scoring)) <= 1


def test_half_of_the_retention_is_found_between_two_doses() -> None:
    dose = np.array([0.0, 10.0, 20.0, 40.0])
    assert dose_at_half(dose, np.array([0.0, 0.1, 0.5, 0.8])) == pytest.approx(17.5)
    assert dose_at_half(dose, np.array([0.0, 0.0, 0.0, 0.009])) is None
    assert dose_at_half(dose, np.array([0.0, 0.0, 0.0, 0.02])) == pytest.approx(30.0)
