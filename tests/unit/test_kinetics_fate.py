import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotstitch.evidence.prior import prior_draws
from dotstitch.groups.chain import Rates, back_crossing, bond_probability, solve_fate
from dotstitch.groups.rates import (
    CHANNELS,
    Surroundings,
    carbene_insertion_rate,
    carbene_rates,
    nitrene_rates,
)
from dotstitch.groups.ring_expansion import ring_expansion

DRAWS = prior_draws(400, 2022)
ERRORS = DRAWS.normals("ring_expansion")
PERFLUORO = "[N]c1c(F)c(F)c(F)c(F)c1F"
BARE = "[N]c1ccccc1"
RATE = st.floats(min_value=-3.0, max_value=12.0).map(lambda x: np.array([10.0**x]))
START = st.sampled_from(["singlet", "triplet"])


def around(*, air: float = 0.0, birth: float = 0.0, off: tuple[str, ...] = (), **changed: float):
    """Return an oleate film, with changes."""
    fields = {
        "ch_m": 105.0,
        "cc_m": 3.1,
        "amine_m": 0.01,
        "thiol_m": 0.0,
        "acid_m": 0.003,
        "warhead_m": 0.2,
        "temperature_k": 298.15,
    } | changed
    return Surroundings(
        **{name: np.array([value]) for name, value in fields.items()},
        air=np.array([air]),
        birth_m_s=np.array([birth]),
        on={name: np.array([0.0 if name in off else 1.0]) for name in CHANNELS},
    )


def rates_of_nitrene(gap: float = 15.0, smiles: str = PERFLUORO, **film) -> Rates:
    """Return the rates of a nitrene."""
    film_around = around(**film)
    expansion = ring_expansion(smiles).rate_per_s(film_around.temperature_k, ERRORS)
    return nitrene_rates(DRAWS, np.full(400, gap), expansion, film_around)


def nitrene(gap: float = 15.0, smiles: str = PERFLUORO, **film):
    """Return the ends of a nitrene."""
    return solve_fate(rates_of_nitrene(gap, smiles, **film))


def carbene(gap: float = 2.5, **film):
    """Return the ends of a carbene."""
    return solve_fate(carbene_rates(DRAWS, np.full(400, gap), around(**film)))


@given(RATE, RATE, RATE, RATE, RATE, RATE, START)
def test_probability_is_conserved_however_stiff(cross, back, a, b, c, d, start):
    rates = Rates(cross, back, {"insertion": a, "trapping": b}, {"escape": c, "oxidation": d})
    ends = solve_fate(rates, start)
    assert sum(ends.values()) == pytest.approx(1.0, abs=1e-12)
    assert all(np.all(p >= 0.0) for p in ends.values())


@given(RATE, RATE, RATE, RATE)
def test_chain_agrees_with_a_general_linear_solve(cross, back, a, b):
    cross, back, a, b = (np.clip(x, 1e-2, 1e6) for x in (cross, back, a, b))
    matrix = np.array([[cross[0] + a[0], -back[0]], [-cross[0], back[0] + b[0]]])
    times = np.linalg.solve(matrix, [1.0, 0.0])
    ends = solve_fate(Rates(cross, back, {"insertion": a}, {"escape": b}))
    assert ends["insertion"][0] == pytest.approx(a[0] * times[0], rel=1e-6)


def test_a_chain_without_an_end_is_refused():
    one, zero = np.ones(1), np.zeros(1)
    with pytest.raises(ValueError, match="an end"):
        solve_fate(Rates(one, zero, {"insertion": zero}, {"escape": zero}))


def test_detailed_balance_counts_the_three_sublevels():
    gap = np.array([-2.0, 0.0, 2.5, 15.0])
    ratio = back_crossing(1e10, gap, 298.15) / 1e10
    assert ratio * 3.0 == pytest.approx(np.exp(-gap / (1.98720426e-3 * 298.15)), rel=1e-6)


def test_equilibrated_populations_follow_from_the_rates():
    """With slow ends the time spent in each state is the Boltzmann population."""
    gap = np.array([1.0])
    crossing = np.array([1e10])
    slow = np.array([1.0])
    rates = Rates(
        crossing, back_crossing(crossing, gap, 298.15), {"insertion": slow}, {"escape": slow}
    )
    ends = solve_fate(rates)
    expected = np.exp(-gap / (1.98720426e-3 * 298.15)) / 3.0
    assert ends["insertion"] / ends["escape"] == pytest.approx(expected, rel=1e-6)


def test_ends_of_real_intermediates_add_up():
    for ends in (nitrene(), nitrene(smiles=BARE), carbene(), carbene(air=1.0), nitrene(air=1.0)):
        assert sum(ends.values()) == pytest.approx(1.0, abs=1e-12)


def test_large_gap_makes_the_triplet_a_sink_and_a_small_one_a_reservoir():
    few = {"cc_m": 0.0, "off": ("abstraction",)}
    assert np.median(bond_probability(carbene(1.0, **few))) > 0.9
    sink = carbene(25.0, **few)
    crossed = 1.0 - bond_probability(sink)
    assert np.median(sink["unspent"]) == pytest.approx(np.median(crossed), rel=0.2)
    assert np.median(sink["unspent"]) > 0.3


def test_oxygen_takes_nothing_without_air_and_more_from_carbenes():
    assert np.all(carbene()["oxidation"] == 0.0)
    assert np.all(nitrene()["oxidation"] == 0.0)
    lost = [
        np.mean(bond_probability(make()) - bond_probability(make(air=1.0)))
        for make in (carbene, nitrene)
    ]
    assert lost[0] > lost[1] >= 0.0


@pytest.mark.parametrize("channel", CHANNELS)
def test_switching_a_channel_off_silences_its_end(channel):
    ends = carbene(air=1.0, birth=1.0, off=(channel,))
    silent = {
        "crossing": ("oxidation", "recombination", "escape", "dimer", "unspent"),
        "back_crossing": (),
        "abstraction": ("recombination", "escape"),
    }.get(channel, (channel,))
    for name in silent:
        assert np.all(ends[name] == 0.0)
    assert sum(ends.values()) == pytest.approx(1.0, abs=1e-12)


def test_two_ortho_fluorines_retard_ring_expansion():
    series = (BARE, "[N]c1ccccc1F", "[N]c1c(F)cccc1F")
    shares = [np.median(nitrene(smiles=smiles)["ring_expansion"]) for smiles in series]
    assert shares[0] > shares[1] > shares[2]
    assert shares[0] > 0.8


def test_ring_expansion_takes_more_when_it_is_warmer():
    cold, warm = nitrene(temperature_k=298.15), nitrene(temperature_k=318.15)
    assert np.all(warm["ring_expansion"] > cold["ring_expansion"])


def test_dimers_grow_with_intensity_and_stay_bounded():
    weak, strong = nitrene(birth=1e-4)["dimer"], nitrene(birth=1.0)["dimer"]
    assert np.all(strong >= weak)
    assert np.median(strong) > np.median(weak)
    rates = rates_of_nitrene(birth=1.0)
    leave = sum(rates.singlet.values())
    assert np.all(strong <= rates.crossing / (rates.crossing + leave) + 1e-12)


def test_over_stabilised_singlet_carbene_inserts_more_slowly():
    gaps = np.array([-6.0, -2.0, 2.7, 6.0])
    rates = [np.median(carbene_insertion_rate(DRAWS, np.full(400, g))) for g in gaps]
    assert rates[0] < rates[1] < rates[2]
    assert rates[2] == pytest.approx(rates[3])


def test_own_diazirines_make_azine_at_high_loading():
    assert np.mean(carbene(warhead_m=1.0)["azine"]) > np.mean(carbene(warhead_m=0.05)["azine"])
