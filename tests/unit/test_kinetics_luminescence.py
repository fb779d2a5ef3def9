import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotstitch.contracts.constants import EV_NM
from dotstitch.evidence.plqy_readings import additive_reading, plqy_static, static_reading
from dotstitch.evidence.prior import prior_draws
from dotstitch.film.luminescence import passivated_rate, plqy_additive, uv_damage_per_us

SEED = 5
DRAWS = prior_draws(300, SEED)
RATE = st.floats(min_value=0.1, max_value=1e3)


@given(RATE, RATE)
def test_additive_reading_inverts_the_yield(k_r, k_nr):
    plqy = float(plqy_additive(k_r, k_nr))
    assert additive_reading(plqy, k_r) == pytest.approx(k_nr, rel=1e-9)


@given(st.floats(1.0, 24.0), RATE)
def test_static_reading_keeps_yield_and_lifetime(apparent_r, apparent_nr):
    dark, k_nr = static_reading(apparent_r, apparent_nr, 25.0)
    assert 25.0 + k_nr == pytest.approx(apparent_r + apparent_nr)
    measured = apparent_r / (apparent_r + apparent_nr)
    assert float(plqy_static(25.0, k_nr, dark)) == pytest.approx(measured)


def test_uv_damage_starts_at_zero_grows_and_saturates():
    doses = np.array([0.0, 10.0, 50.0, 200.0, 1e5, 2e5])[:, None]
    damage = uv_damage_per_us(DRAWS, np.array([254.0]), doses)
    assert np.all(damage[0] == 0.0)
    assert np.all(np.diff(damage, axis=0) >= 0.0)
    assert damage[-1] == pytest.approx(damage[-2], rel=1e-6)


def test_uv_damage_is_the_calibrated_one_at_its_dose_and_falls_with_wavelength():
    at = [
        np.median(uv_damage_per_us(DRAWS, np.array([nm]), np.array([50.0])))
        for nm in (254.0, 313.0, 365.0, 405.0, 488.0)
    ]
    assert at[0] == pytest.approx(np.median(DRAWS["uv_damage_254_per_us"]), rel=1e-6)
    assert at[2] == pytest.approx(np.median(DRAWS["uv_damage_365_per_us"]), rel=1e-6)
    assert at[0] > at[1] > at[2] > at[3] > at[4]


def test_uv_damage_of_the_visible_lies_between_none_and_that_of_the_ultraviolet():
    """From as harmful as 365 nm to two decades less per eV."""
    found = [
        uv_damage_per_us(DRAWS, np.array([nm]), np.array([50.0])) for nm in (365.0, 405.0, 550.0)
    ]
    decades = [np.log10(found[0] / one) for one in found[1:]]
    steps_ev = [EV_NM / 365.0 - EV_NM / nm for nm in (405.0, 550.0)]
    for fall, step_ev in zip(decades, steps_ev, strict=True):
        assert fall.min() >= 0.0
        assert fall.max() <= 2.0 * step_ev
        assert np.median(fall) == pytest.approx(step_ev, rel=0.1)


def test_passivation_never_exceeds_its_share():
    rate = passivated_rate(DRAWS, np.full(300, 22.0), np.full(300, 1e6))
    assert rate == pytest.approx(22.0 * (1.0 - DRAWS["passivation_fraction"]))
    assert np.all(passivated_rate(DRAWS, np.full(300, 22.0), np.zeros(300)) == 22.0)
