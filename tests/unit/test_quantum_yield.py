from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotstitch.contracts.bands import BandError, BandShape, ExcitedStates
from dotstitch.contracts.constants import EV_NM, WAVELENGTHS_NM
from dotstitch.dot.dots import load_dot
from dotstitch.dot.levels import FilmLevels
from dotstitch.dot.samples import sample_dot
from dotstitch.evidence.prior import prior_draws
from dotstitch.film.absorbers import lamp_of, quantum_yields
from dotstitch.film.exposure import Case, dose_grid, stack_cases
from dotstitch.film.molecule import ArmInput, Chromophore, State
from dotstitch.groups.azide_yield import absorbed_share, azide_yield, reachable_share
from dotstitch.groups.registry import GROUPS
from dotstitch.groups.surroundings import Lamp
from dotstitch.optics.absorptivity import absorptivity
from dotstitch.optics.lamps import overlap

DRAWS = prior_draws(200, 5)
LOW, HIGH = DRAWS["azide_quantum_yield_low"], DRAWS["azide_quantum_yield_high"]
LINE = np.zeros((1, 1))
SHAPE = BandShape(0.37, 1.4)
DOT = "lu_red_cdznse_cdzns_zns"
CASE = Case(365.0, dose_grid(50.0), 1.7, 3.0, False, 30.0, 298.15, DOT)


def made(energies, strengths, shares) -> ExcitedStates:
    """Return states with bands of the usual width."""
    return ExcitedStates(np.array(energies), np.array(strengths), np.array(shares), SHAPE)


def lamp(photon_ev, sd_ev=LINE) -> Lamp:
    """Return one lamp, by default a line."""
    return Lamp(np.atleast_2d(photon_ev), sd_ev)


def yields(states, photon_ev) -> np.ndarray:
    """Return the sampled yield at one photon energy."""
    return azide_yield(states, lamp(np.full(200, photon_ev)), DRAWS)[0]


def chromophore(*states, groups=("aryl_azide",)) -> Chromophore:
    """Return a chromophore with one arm per warhead and the excitations of each of its states."""
    levels = FilmLevels(-6.0, 0.2, -3.0, 0.2)
    return Chromophore(
        key="made up",
        smiles="[N-]=[N+]=Nc1ccccc1",
        count=1,
        arms=tuple(ArmInput(GROUPS[name], name, 1, {}, {}) for name in groups),
        states=tuple(State(np.zeros_like(WAVELENGTHS_NM), levels, excited) for excited in states),
        band_error=BandError("made up", (0.1, 0.1), (0.1, 0.1)),
        triplet_ev=None,
        triplet_uncertainty_ev=None,
    )


def at(*cases):
    """Return stacked cases on one dot."""
    return stack_cases(cases, {DOT: sample_dot(load_dot(DOT), DRAWS)})


BOUND = made([3.4, 4.9], [0.8, 0.3], [0.0, 0.0])
OPEN = made([3.4, 4.9], [0.8, 0.3], [0.8, 0.8])
UPPER_OPEN = made([2.5, 4.9], [0.8, 0.3], [0.0, 0.8])
LOWER_OPEN = made([2.5, 4.9], [0.01, 0.8], [0.8, 0.0])


@pytest.mark.parametrize("photon_ev", [2.5, 3.4, 4.9, 6.0])
def test_all_or_no_states_open_gives_the_measured_ends(photon_ev):
    assert yields(OPEN, photon_ev) == pytest.approx(HIGH, rel=0.01)
    assert np.median(yields(BOUND, photon_ev)) < 2.0 * np.median(LOW)


def test_no_states_at_all_gives_the_low_yield():
    assert np.array_equal(yields(made([], [], []), 3.4), LOW)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(2.5, 6.0), st.floats(0.0, 2.0), st.floats(0.0, 1.0)),
        min_size=1,
        max_size=6,
    ),
    st.floats(2.5, 6.0),
    st.integers(0, 5),
    st.floats(0.0, 0.5),
)
def test_yield_stays_between_its_ends_and_grows_with_the_population(rows, photon_ev, chosen, more):
    states = made(*zip(*rows, strict=True))
    found = yields(states, photon_ev)
    assert np.all(found >= LOW - 1e-12)
    assert np.all(found <= HIGH + 1e-12)
    raised = states.dissociative_share.copy()
    raised[chosen % raised.size] += more
    assert np.all(yields(replace(states, dissociative_share=raised), photon_ev) >= found - 1e-12)


def test_conversion_goes_down_freely_and_up_hardly():
    assert yields(LOWER_OPEN, 4.9) == pytest.approx(HIGH, rel=0.01)
    assert np.median(yields(UPPER_OPEN, 2.5)) < 0.05
    assert yields(UPPER_OPEN, 4.9) == pytest.approx(HIGH, rel=0.05)


def test_reachable_share_is_the_formula_whatever_the_order():
    rng = np.random.default_rng(1)
    energy, share, climb = rng.uniform(3, 6, 12), rng.uniform(0, 1, 12), np.array([0.05, 0.2, 0.4])
    relaxation = np.array([0.0, 0.7, 1.2])
    up = np.maximum(energy[None, :] - energy[:, None] - relaxation[:, None, None], 0.0)
    wanted = np.max(share * np.exp(-up / climb[:, None, None]), axis=-1)
    states = made(energy, np.ones(12), share)
    assert reachable_share(states, relaxation, climb) == pytest.approx(wanted, rel=1e-12)


def test_light_is_shared_as_the_bands_absorb_it():
    states = made([3.3, 3.6], [0.2, 0.7], [0.0, 0.0])
    share = absorbed_share(states, lamp(EV_NM / WAVELENGTHS_NM))[0]
    bands = ((3.3, 0.2), (3.6, 0.7))
    curves = [absorptivity(np.array([e]), np.array([f]), SHAPE) for e, f in bands]
    assert share[:, 0] == pytest.approx(curves[0] / (curves[0] + curves[1]), rel=1e-6)
    assert absorbed_share(states, lamp(np.array([1.0])))[0, 0, 0] == pytest.approx(1.0)


def test_an_led_shares_its_light_as_the_overlap_with_each_band():
    states = made([3.3, 3.6], [0.2, 0.7], [0.0, 0.0])
    case = replace(CASE, lamp_fwhm_nm=20.0)
    sd_ev = np.array([[20.0 / 2.3548 * EV_NM / 365.0**2]])
    found = absorbed_share(states, lamp(np.array([EV_NM / 365.0]), sd_ev))[0, 0, 0]
    parts = [
        overlap(
            lambda nm, e=e, f=f: f * SHAPE.profile(EV_NM / nm - e),
            WAVELENGTHS_NM,
            case.wavelength_nm,
            case.lamp_fwhm_nm,
        )
        for e, f in ((3.3, 0.2), (3.6, 0.7))
    ]
    assert found == pytest.approx(parts[0] / sum(parts), abs=0.02)


def test_every_state_of_a_chromophore_has_its_own_yield_at_every_lamp():
    one = chromophore(UPPER_OPEN, OPEN, BOUND, groups=("aryl_azide", "aryl_azide"))
    conditions = at(CASE, replace(CASE, wavelength_nm=254.0), CASE)
    first, second = quantum_yields(one, one.arms[0], 0, conditions, DRAWS)
    assert first.shape == second.shape == (3, 200)
    assert np.array_equal(first[0], first[2])
    assert np.median(first[1]) > 5.0 * np.median(first[0])
    assert np.all(second[0] >= first[0])


def test_amines_quench_azides_and_leave_diazirines_alone():
    azide = chromophore(OPEN, BOUND)
    diazirine = chromophore(BOUND, BOUND, groups=("aryl_diazirine",))
    conditions = at(CASE)
    plain, quenched = (
        quantum_yields(azide, azide.arms[0], n, conditions, DRAWS)[0] for n in (0, 1)
    )
    assert quenched == pytest.approx(plain * DRAWS["amine_yield_factor"])
    (flat,) = quantum_yields(diazirine, diazirine.arms[0], 1, conditions, DRAWS)
    assert np.array_equal(flat[0], DRAWS["diazirine_quantum_yield"])


def test_each_arm_of_a_chromophore_has_the_yield_of_its_own_group():
    one = chromophore(OPEN, OPEN, BOUND, groups=("aryl_azide", "aryl_diazirine"))
    conditions = at(CASE)
    azide, diazirine = (quantum_yields(one, arm, 0, conditions, DRAWS) for arm in one.arms)
    alone = chromophore(OPEN, BOUND)
    assert np.array_equal(azide[0], quantum_yields(alone, alone.arms[0], 0, conditions, DRAWS)[0])
    assert np.array_equal(diazirine[1][0], DRAWS["diazirine_quantum_yield"])


def test_a_lamp_has_its_width_in_photon_energy():
    """A width of 10 nm at 365 nm is 94 meV; its standard deviation 2.3548 times smaller."""
    one = chromophore(OPEN, BOUND)
    cases = (CASE, replace(CASE, lamp_fwhm_nm=10.0), replace(CASE, wavelength_nm=254.0), CASE)
    lamp, case = lamp_of(one, at(*cases), DRAWS)
    sd_ev = np.broadcast_to(lamp.sd_ev, lamp.photon_ev.shape)[case].mean(axis=1)
    width = EV_NM / 360.0 - EV_NM / 370.0
    assert sd_ev == pytest.approx([0.0, width / 2.3548, 0.0, 0.0], rel=1e-3)
    photon_ev = lamp.photon_ev[case]
    assert photon_ev.mean(axis=1) == pytest.approx(
        [EV_NM / 365.0, EV_NM / 365.0, EV_NM / 254.0, EV_NM / 365.0], abs=0.01
    )
    assert np.ptp(photon_ev[0]) > 0.1
