from dataclasses import replace

import numpy as np
import pytest
from scipy.linalg import expm

from dotstitch.dot.transfer import TransferRates
from dotstitch.film.exposure import dose_grid, photons_per_mj
from dotstitch.film.light import (
    CROSS_SECTION_CM2,
    Absorber,
    ArmYields,
    Film,
    ReservoirYields,
    mean_light,
)
from dotstitch.film.luminescence import plqy_additive
from dotstitch.film.photolysis import History, integrate

SHAPE = (1, 3)
ZERO, ONE = np.zeros(SHAPE), np.ones(SHAPE)
LAMP = np.array([photons_per_mj(365.0)])


def transfer(electron=0.0, hole=0.0, energy=0.0) -> TransferRates:
    """Return rates at which one chromophore takes excitons, us-1."""
    return TransferRates(electron * ONE, hole * ONE, energy * ONE)


def absorber(epsilons, yields, *, count=1, rates=None, **changed) -> Absorber:
    """Return a chromophore that only light can spend; the changes are those of its arms."""
    n = len(epsilons)
    arm = ArmYields(n - 1, tuple(y * ONE for y in yields), ZERO, ZERO)
    return Absorber(
        count=count,
        cross_section_cm2=tuple(CROSS_SECTION_CM2 * e * ONE for e in epsilons),
        transfer=rates or (transfer(),) * n,
        arms=(replace(arm, **changed),),
    )


def film(*, crosslinkers=100.0, dot=0.0, thickness_nm=30.0) -> Film:
    """Return a film of dots 10 nm across, by default transparent."""
    return Film(
        crosslinkers_per_dot=crosslinkers * ONE,
        volume_nm3=1000.0 * ONE,
        dot_cross_section_cm2=dot * ONE,
        thickness_cm=np.array([[thickness_nm * 1e-7]]),
        decay_rate=47.0 * ONE,
    )


def expose(one: Absorber, dose: float = 50.0, around: Film | None = None) -> History:
    """Return the history of one chromophore at 365 nm."""
    return integrate([one], around or film(crosslinkers=1e-6), np.array([dose_grid(dose)]).T, LAMP)[
        0
    ]


def spent(history: History) -> np.ndarray:
    """Return the warheads spent per chromophore."""
    return sum(k * x for k, x in enumerate(history.states))


DUAL = absorber([12000.0, 20000.0, 5000.0], [0.4, 0.2])
DIAZIRINE = absorber(
    [150.0, 0.0],
    [0.8],
    count=2,
    reservoir=ReservoirYields("diazo reservoir", CROSS_SECTION_CM2 * 800.0 * ONE, ONE, 0.35 * ONE),
)
DRAINED = absorber(
    [12000.0, 20000.0, 5000.0],
    [0.4, 0.2],
    rates=(transfer(0.1, 0.02, 0.01), transfer(0.05, 0.01, 0.01), transfer()),
    chemistry_yield=0.1 * ONE,
    triplet_yield=0.3 * ONE,
)


def test_no_photon_no_chemistry():
    dark = absorber([0.0, 0.0], [0.9])
    history = expose(dark)
    assert np.all(history.states[0] == 1.0)
    assert np.all(history.by_light[0] == 0.0)


@pytest.mark.parametrize("one", [DUAL, DIAZIRINE, DRAINED])
def test_states_and_warheads_are_conserved(one):
    history = expose(one, 400.0, film(dot=1e-14))
    assert history.states.sum(axis=0) == pytest.approx(1.0, abs=1e-12)
    accounted = sum((*history.by_light, *history.by_transfer, *history.waiting), history.dead)
    assert accounted == pytest.approx(spent(history), abs=1e-9)
    assert np.all(history.states >= 0.0)


@pytest.mark.parametrize("one", [DUAL, DIAZIRINE, DRAINED])
def test_conversion_grows_with_dose(one):
    history = expose(one, 300.0, film(dot=1e-14))
    assert np.all(np.diff(spent(history), axis=0) >= 0.0)
    assert np.all(np.diff(history.states[0], axis=0) <= 0.0)


def test_sequence_agrees_with_the_exact_solution_in_thin_films():
    """Without inner filter the walk is a linear system; the first state is exact."""
    history = expose(DUAL, 50.0)
    fluence = 50.0 * LAMP[0]
    rates = [
        fluence * float(s[0, 0] * y[0, 0])
        for s, y in zip(DUAL.cross_section_cm2, DUAL.arms[0].quantum_yield, strict=False)
    ]
    matrix = np.array([[-rates[0], 0, 0], [rates[0], -rates[1], 0], [0, rates[1], 0]])
    exact = expm(matrix)[:, 0]
    found = history.states[:, -1, 0, 0]
    assert found[0] == pytest.approx(exact[0], rel=1e-5)
    assert found == pytest.approx(exact, abs=0.01)


def test_arms_of_two_kinds_are_spent_each_with_its_own_yield():
    """One fast and one slow warhead: four states in all, an exact linear system in a thin film."""
    fast, slow = 0.6, 0.05
    arms = tuple(ArmYields(1, (y * ONE, y * ONE), ZERO, ZERO) for y in (fast, slow))
    epsilons = (9000.0, 6000.0, 0.0)
    sections = tuple(CROSS_SECTION_CM2 * e * ONE for e in epsilons)
    history = expose(Absorber(1, sections, (transfer(),) * 3, arms), 80.0)
    intact, half = (80.0 * LAMP[0] * s[0, 0] for s in sections[:2])
    to_fast, to_slow = 0.5 * intact * fast, 0.5 * intact * slow
    last_fast, last_slow = half * fast, half * slow
    matrix = np.array(  # intact, fast spent, slow spent, both
        [
            [-to_fast - to_slow, 0.0, 0.0, 0.0],
            [to_fast, -last_slow, 0.0, 0.0],
            [to_slow, 0.0, -last_fast, 0.0],
            [0.0, last_slow, last_fast, 0.0],
        ]
    )
    exact = expm(matrix)[:, 0]
    born = [count[-1, 0, 0] for count in history.by_light]
    assert born[0] == pytest.approx(exact[1] + exact[3], abs=0.01)
    assert born[1] == pytest.approx(exact[2] + exact[3], abs=0.01)
    assert history.states[:, -1, 0, 0] == pytest.approx(
        [exact[0], exact[1] + exact[2], exact[3]], abs=0.01
    )
    assert born[0] > 3.0 * born[1]


def test_two_sets_of_equal_yields_are_one_set():
    """Warheads that differ by nothing but their name are spent as one set of them."""
    one = ArmYields(2, (0.4 * ONE, 0.2 * ONE), 0.3 * ONE, 0.1 * ONE)
    two = (replace(one, n_equivalent=1),) * 2
    rates = (transfer(0.1, 0.02, 0.01), transfer(0.05, 0.01, 0.01), transfer())
    sections = DUAL.cross_section_cm2
    around = film(dot=1e-14)
    whole, parts = (expose(Absorber(1, sections, rates, x), 200.0, around) for x in ((one,), two))
    assert parts.states == pytest.approx(whole.states, rel=1e-9)
    assert sum(parts.by_light) == pytest.approx(whole.by_light[0], rel=1e-9)
    assert parts.by_transfer[0] == pytest.approx(0.5 * whole.by_transfer[0], rel=1e-9)
    assert parts.dead == pytest.approx(whole.dead, rel=1e-9)


def test_reciprocity_of_one_photon_photolysis():
    """The same dose in two halves or in one gives the same film."""
    grid = np.array([dose_grid(80.0)]).T
    once = integrate([DUAL], film(), grid, LAMP)[0]
    finer = np.sort(np.concatenate([grid, 0.5 * (grid[1:] + grid[:-1])]), axis=0)
    twice = integrate([DUAL], film(), finer, LAMP)[0]
    assert once.states[:, -1] == pytest.approx(twice.states[:, -1], abs=0.01)


def test_light_falls_with_depth_and_total_absorption_is_beer_lambert():
    alpha, thickness, layers = 2e5, 60e-7, 2
    light = mean_light(np.full((1, layers, 1), alpha), np.full((1, 1, 1), thickness / layers))
    assert light[0, 1, 0] < light[0, 0, 0] < 1.0
    absorbed = (light * alpha * thickness / layers).sum()
    assert absorbed == pytest.approx(1.0 - np.exp(-alpha * thickness), rel=1e-12)


def test_dots_and_thickness_shade_the_crosslinker():
    bare = spent(expose(DUAL, 50.0, film()))[-1]
    shaded = spent(expose(DUAL, 50.0, film(dot=3e-14)))[-1]
    thick = spent(expose(DUAL, 50.0, film(dot=3e-14, thickness_nm=300.0)))[-1]
    assert np.all(thick < shaded)
    assert np.all(shaded < bare)


def test_bleaching_lets_the_rest_see_more_light():
    dense = film(crosslinkers=2000.0, thickness_nm=400.0)
    bleaching = absorber([12000.0, 0.0], [0.5])
    staying = absorber([12000.0, 12000.0], [0.5])
    assert np.all(
        spent(expose(bleaching, 50.0, dense))[-1] > spent(expose(staying, 50.0, dense))[-1]
    )


def test_diazo_isomers_wait_and_then_give_carbenes():
    history = expose(DIAZIRINE, 1000.0)
    (waiting,) = history.waiting
    early, late = waiting[1] / spent(history)[1], waiting[-1] / spent(history)[-1]
    assert early == pytest.approx(0.35, abs=0.03)
    assert np.all(late < early)


def test_transferred_electrons_kill_arms_only_where_dots_absorb():
    assert np.all(expose(DRAINED, 50.0, film(dot=0.0)).dead == 0.0)
    assert np.all(expose(DRAINED, 50.0, film(dot=1e-14)).dead[-1] > 0.0)


def test_energy_transfer_makes_triplet_born_intermediates():
    history = expose(DRAINED, 50.0, film(dot=1e-14))
    assert np.all(history.by_transfer[0][-1] > 0.0)


def test_each_warhead_of_a_chromophore_can_take_the_energy():
    """Two independent warheads: none left alone after exp(-2 e), binomial in between."""
    around = film(crosslinkers=1e-6, dot=1e-14)
    excitons = (
        50.0
        * LAMP[0]
        * 1e-14
        * mean_light(np.full((1, 1, 3), 1e-14 / (1000.0 * 1e-21)), np.full((1, 1, 1), 30e-7))
    )
    rates = transfer(energy=5e-4 * 47.0 / 0.25)
    one = absorber([0.0, 0.0], [0.5], rates=(rates,) * 2, triplet_yield=0.25 * ONE)
    two = absorber([0.0, 0.0, 0.0], [0.5, 0.5], rates=(rates,) * 3, triplet_yield=0.5 * ONE)
    stays = np.exp(-5e-4 * excitons[:, 0])
    alone, paired = (expose(x, 50.0, around).states[:, -1] for x in (one, two))
    assert alone[0] == pytest.approx(stays, rel=1e-3)
    assert paired[0] == pytest.approx(stays**2, rel=1e-3)
    assert paired[1] == pytest.approx(2.0 * stays * (1.0 - stays), abs=0.01)
    assert 0.1 < stays[0, 0] < 0.9


def share(history: History, events: np.ndarray, excitons: float, crosslinkers: float) -> float:
    """Return the events per exciton, from the first step of the dose."""
    return float((events[1] * crosslinkers / excitons)[0, 0])


def test_every_exciton_decays_or_goes_to_one_taker():
    """Electron, hole, energy and decay add up to one; holes are counted by trading places."""
    crosslinkers, dot, k_e, k_h, k_x = 3.0, 1e-17, 4.0, 7.0, 5.0
    around = film(crosslinkers=crosslinkers, dot=dot)
    excitons = dose_grid(1e-3)[1] * LAMP[0] * dot
    taken = {}
    for first, rates in (
        ("electron", transfer(k_e, k_h, k_x)),
        ("hole", transfer(k_h, k_e, k_x)),
    ):
        one = absorber(
            [0.0, 0.0], [0.0], rates=(rates, rates), chemistry_yield=ONE, triplet_yield=ONE
        )
        history = expose(one, 1e-3, around)
        taken[first] = share(history, history.dead, excitons, crosslinkers)
        taken["energy"] = share(history, history.by_transfer[0], excitons, crosslinkers)
    lost = crosslinkers * (k_e + k_h + k_x)
    assert taken["electron"] == pytest.approx(crosslinkers * k_e / (47.0 + lost), rel=1e-4)
    left = float(plqy_additive(25.0, 22.0 + lost) / plqy_additive(25.0, 22.0))
    assert sum(taken.values()) + left == pytest.approx(1.0, abs=1e-4)


def test_triplets_that_hold_their_nitrogen_only_cost_light():
    rates = transfer(energy=5.0)
    one = absorber([0.0, 0.0], [0.0], rates=(rates, rates), triplet_yield=ZERO)
    assert np.all(expose(one, 50.0, film(dot=1e-14)).states[0] == 1.0)
