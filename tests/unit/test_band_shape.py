"""The shape of a band."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotstitch.contracts.bands import INTEGRAL_EV_M1_CM1, BandShape


@settings(max_examples=30, deadline=None)
@given(st.floats(0.1, 1.0), st.floats(1.0, 3.0), st.floats(0.0, 0.4))
def test_band_keeps_its_area_and_leans_to_the_red(fwhm_ev, skewness, offset_ev) -> None:
    shape = BandShape(fwhm_ev, skewness)
    grid = np.linspace(-6.0, 6.0, 60001)
    area = np.trapezoid(shape.profile(grid), grid) * shape.height_m1_cm1
    assert area == pytest.approx(INTEGRAL_EV_M1_CM1, rel=1e-4)
    red, blue = shape.profile(np.array([-offset_ev, offset_ev]))
    assert red <= blue + 1e-12
    half = np.array([-fwhm_ev / (1 + skewness), fwhm_ev * skewness / (1 + skewness)])
    assert shape.profile(half) == pytest.approx([0.5, 0.5])
