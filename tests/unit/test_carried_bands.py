"""Bands that are carried from a level without a calibration to one that has one."""

from __future__ import annotations

import numpy as np
import pytest

from dotstitch.data.levels import levels
from dotstitch.evidence.fits.bands.assignment import ComputedBand
from dotstitch.evidence.fits.bands.rows import own_bands
from dotstitch.evidence.fits.carried_bands import Compared, carried
from dotstitch.optics.band_model import calibrations
from dotstitch.optics.carried_bands import CarriedBands, carried_bands


def test_a_level_is_carried_to_one_that_is_calibrated_and_only_without_a_line_of_its_own() -> None:
    for name in levels():
        found = carried_bands(name)
        assert found is None or name not in calibrations()
        assert found is None or found.like in calibrations()


def test_a_common_shift_is_taken_out_and_the_rest_stays_as_uncertainty() -> None:
    """Ten bands, one of them far off: the median does not follow it, the uncertainty does."""
    off_ev = np.array([0.1, 0.12, 0.08, 0.1, 0.11, 0.09, 0.1, 0.1, 0.1, 0.9])
    bands = [
        Compared(row, ComputedBand(0, 4.0, 4.0), ComputedBand(0, 4.0 + off, 3.8))
        for row, off in zip(own_bands(), off_ev, strict=False)
    ]
    found = CarriedBands.model_validate(carried(bands, "standard"))
    assert found.position_ev == pytest.approx(0.1)
    assert found.uncertainty_ev == pytest.approx(np.sqrt(np.sum((off_ev - 0.1) ** 2) / 9), abs=1e-3)
    assert found.decades == pytest.approx(-0.2)
    assert found.uncertainty_decades == pytest.approx(0.0, abs=1e-9)
    assert (found.like, found.n_bands) == ("standard", 10)
