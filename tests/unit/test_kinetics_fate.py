import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotstitch.evidence.prior import prior_draws
from dotstitch.groups.aryl_azide import nitrene_rates
from dotstitch.groups.aryl_diazirine import carbene_insertion_rate, carbene_rates
from dotstitch.groups.chain import Chain, solve_fate
from dotstitch.groups.registry import GROUPS
from dotstitch.groups.ring_expansion import ring_expansion
from dotstitch.groups.spin_pair import (
    SINGLET,
    TRIPLET,
    back_crossing,
    reaches_triplet,
    returns,
)
from dotstitch.groups.surroundings import Surroundings

DRAWS = prior_draws(400, 2022)
ERRORS = DRAWS.normals("ring_expansion")
PERFLUORO = "[N]c1c(F)c(F)c(F)c(F)c1F"
BARE = "[N]c1ccccc1"
RATE = st.floats(min_value=-3.0, max_value=12.0).map(lambda x: np.array([10.0**x]))
START = st.sampled_from([SINGLET, TRIPLET])
BEFORE = ("diazo", "isomerisation")
"""What becomes of the warhead itself, before there is an intermediate."""
CHANNELS = tuple(name for name in GROUPS["aryl_diazirine"].channels if name not in BEFORE)


def around(
    *,
    air: float = 0.0,
    formation: float = 0.0,
    warheads_m: float = 0.2,
    off: tuple[str, ...] = (),
    **changed: float,
):
    """Return an oleate film, with changes."""
    fields = {
        "ch_m": 105.0,
        "cc_m": 3.1,
        "amine_m": 0.01,
        "thiol_m": 0.0,
        "acid_m": 0.003,
        "temperature_k": 298.15,
    } | changed
    return Surroundings(
        **{name: np.array([value]) for name, value in fields.items()},
        warheads_m={"aryl_diazirine": np.array([warheads_m])},
        air=np.array([air]),
        formation_m_s=np.array([formation]),
        on={name: np.array([0.0 if name in off else 1.0]) for name in CHANNELS},
    )


def rates_of_nitrene(gap: float = 15.0, smiles: str = PERFLUORO, **film) -> Chain:
    """Return the rates of a nitrene."""
    film_around = around(**film)
    expansion = ring_expansion(smiles).rate_per_s(film_around.temperature_k, ERRORS)
    return nitrene_rates(DRAWS, np.full(400, gap), expansion, film_around)


def nitrene(gap: float = 15.0, smiles: str = PERFLUORO, **film):
    """Return the ends of a nitrene."""
    return solve_fate(rates_of_nitrene(gap, smiles, **film), SINGLET)


def carbene(gap: float = 2.5, **film):
    """Return the ends of a carbene."""
    return solve_fate(carbene_rates(DRAWS, np.full(400, gap), around(**film)), SINGLET)


def pair(cross, back, singlet, triplet) -> Chain:
    """Return the chain of two states."""
    moves = {(SINGLET, TRIPLET): cross, (TRIPLET, SINGLET): back}
    return Chain(moves, {SINGLET: singlet, TRIPLET: triplet})


def closed_form(chain: Chain, start: str) -> dict[str, np.ndarray]:
    """Return the ends of two states from the two-by-two system of the times spent in them.

    Its determinant x b + y a + a b is a sum of positive terms.
    """
    cross, back = chain.moves[SINGLET, TRIPLET], chain.moves[TRIPLET, SINGLET]
    leave_s, leave_t = chain.leaving(SINGLET), chain.leaving(TRIPLET)
    determinant = cross * leave_t + back * leave_s + leave_s * leave_t
    if start == SINGLET:
        times = {SINGLET: back + leave_t, TRIPLET: cross}
    else:
        times = {SINGLET: back, TRIPLET: cross + leave_s}
    ends: dict[str, np.ndarray] = {}
    for state, rates in chain.ends.items():
        for name, rate in rates.items():
            ends[name] = ends.get(name, 0.0) + rate * times[state] / determinant
    return ends


def bonds(ends) -> np.ndarray:
    """Return the probability of a wanted bond."""
    return sum(ends[name] for name in ("insertion", "addition", "recombination", "radical_link"))


@given(RATE, RATE, RATE, RATE, RATE, RATE, START)
def test_probability_is_conserved_however_stiff(cross, back, a, b, c, d, start):
    chain = pair(cross, back, {"insertion": a, "trapping": b}, {"escape": c, "oxidation": d})
    ends = solve_fate(chain, start)
    assert sum(ends.values()) == pytest.approx(1.0, abs=1e-12)
    assert all(np.all(p >= 0.0) for p in ends.values())


@given(RATE, RATE, RATE, RATE, RATE, START)
def test_two_states_end_as_the_closed_form_says(cross, back, a, b, c, start):
    chain = pair(cross, back, {"insertion": a, "addition": c}, {"addition": b, "escape": c})
    wanted = closed_form(chain, start)
    for name, p in solve_fate(chain, start).items():
        assert p == pytest.approx(wanted[name], rel=1e-12), name


@given(st.lists(RATE, min_size=15, max_size=15), st.integers(0, 3))
def test_four_states_agree_with_a_general_linear_solve(rates, start):
    rates = [float(np.clip(rate, 1e-2, 1e4)[0]) for rate in rates]
    names, moves = "abcd", {}
    pairs = [(i, j) for i in range(4) for j in range(4) if i != j][:11]
    for (i, j), rate in zip(pairs, rates, strict=False):
        moves[names[i], names[j]] = np.array([rate])
    chain = Chain(moves, {n: {n: np.array([rates[11 + i]])} for i, n in enumerate(names)})
    matrix = np.diag([sum(m[0] for p, m in moves.items() if p[0] == n) for n in names])
    matrix += np.diag(rates[11:])
    for (at, to), rate in moves.items():
        matrix[names.index(at), names.index(to)] -= rate[0]
    times = np.linalg.solve(matrix.T, np.eye(4)[start])
    ends = solve_fate(chain, names[start])
    for i, name in enumerate(names):
        assert ends[name][0] == pytest.approx(times[i] * rates[11 + i], rel=1e-6)


@given(st.lists(RATE, min_size=6, max_size=6))
def test_order_of_the_states_changes_nothing(rates):
    ab, ba, bc, cb, a, c = rates
    moves = {("a", "b"): ab, ("b", "a"): ba, ("b", "c"): bc, ("c", "b"): cb}
    exits = {"a": {"one": a}, "b": {}, "c": {"two": c}}
    turned = dict(reversed(exits.items()))
    first, second = (solve_fate(Chain(moves, one), "a") for one in (exits, turned))
    assert first["two"] == pytest.approx(second["two"], rel=1e-12)


def test_rates_of_cases_and_of_samples_broadcast():
    per_case, per_sample = np.array([[1.0], [3.0]]), np.array([1.0, 2.0, 4.0])
    ends = solve_fate(
        pair(per_case, np.zeros(1), {"insertion": per_sample}, {"escape": per_case}), SINGLET
    )
    assert ends["insertion"] == pytest.approx(per_sample / (per_case + per_sample))


@pytest.mark.parametrize("back", [0.0, 1.0])
def test_a_chain_without_an_end_is_refused(back):
    one, zero = np.ones(1), np.zeros(1)
    chain = pair(one, back * one, {"insertion": zero}, {"escape": zero})
    for start in (SINGLET, TRIPLET):
        with pytest.raises(ValueError, match="an end"):
            solve_fate(chain, start)


def test_a_dead_state_that_nothing_reaches_does_not_matter():
    one, zero = np.ones(1), np.zeros(1)
    chain = pair(zero, zero, {"insertion": one}, {"escape": zero})
    assert solve_fate(chain, SINGLET)["insertion"] == 1.0


def test_triplets_come_back_as_often_as_the_chain_says():
    one = np.ones(1)
    chain = pair(3.0 * one, 2.0 * one, {"insertion": one}, {"escape": 6.0 * one})
    assert reaches_triplet(chain) == pytest.approx(0.75)
    assert returns(chain) == pytest.approx(0.25)


def test_detailed_balance_counts_the_three_sublevels():
    gap = np.array([-2.0, 0.0, 2.5, 15.0])
    ratio = back_crossing(1e10, gap, 298.15) / 1e10
    assert ratio * 3.0 == pytest.approx(np.exp(-gap / (1.98720426e-3 * 298.15)), rel=1e-6)


def test_equilibrated_populations_follow_from_the_rates():
    """With slow ends the time spent in each state is the Boltzmann population."""
    gap = np.array([1.0])
    crossing = np.array([1e10])
    slow = np.array([1.0])
    back = back_crossing(crossing, gap, 298.15)
    ends = solve_fate(pair(crossing, back, {"insertion": slow}, {"escape": slow}), SINGLET)
    expected = np.exp(-gap / (1.98720426e-3 * 298.15)) / 3.0
    assert ends["insertion"] / ends["escape"] == pytest.approx(expected, rel=1e-6)


def test_ends_of_real_intermediates_add_up():
    for ends in (nitrene(), nitrene(smiles=BARE), carbene(), carbene(air=1.0), nitrene(air=1.0)):
        assert sum(ends.values()) == pytest.approx(1.0, abs=1e-12)


def test_large_gap_makes_the_triplet_a_sink_and_a_small_one_a_reservoir():
    few = {"cc_m": 0.0, "off": ("abstraction", "reduction")}
    assert np.median(bonds(carbene(1.0, **few))) > 0.8
    sink = carbene(25.0, **few)
    crossed = 1.0 - bonds(sink)
    assert np.median(sink["unspent"]) == pytest.approx(np.median(crossed), rel=0.2)
    assert np.median(sink["unspent"]) > 0.3


def test_oxygen_takes_nothing_without_air_and_more_from_carbenes():
    assert np.all(carbene()["oxidation"] == 0.0)
    assert np.all(nitrene()["oxidation"] == 0.0)
    lost = [np.mean(make(air=1.0)["oxidation"]) for make in (carbene, nitrene)]
    assert lost[0] > lost[1] >= 0.0
    assert all(np.all(bonds(make(air=1.0)) <= bonds(make())) for make in (carbene, nitrene))


@pytest.mark.parametrize("channel", CHANNELS)
def test_switching_a_channel_off_silences_its_end(channel):
    from_pairs = ("recombination", "radical_link", "escape", "capping")
    silent = {
        "crossing": ("oxidation", *from_pairs, "dimer", "unspent"),
        "back_crossing": (),
        "abstraction": from_pairs,
    }.get(channel, (channel,))
    films = [{"air": air, "formation": 1.0} for air in (0.0, 1.0)]
    with_all = [carbene(**film) for film in films]
    without = [carbene(**film, off=(channel,)) for film in films]
    for name in silent:
        assert max(np.max(ends[name]) for ends in with_all) > 0.0
        assert all(np.all(ends[name] == 0.0) for ends in without)
    for ends in without:
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
    weak, strong = nitrene(formation=1e-4)["dimer"], nitrene(formation=1.0)["dimer"]
    assert np.all(strong >= weak)
    assert np.median(strong) > np.median(weak)
    assert np.all(strong <= reaches_triplet(rates_of_nitrene(formation=1.0)) + 1e-12)


def test_over_stabilised_singlet_carbene_inserts_more_slowly():
    gaps = np.array([-6.0, -2.0, 2.7, 6.0])
    rates = [np.median(carbene_insertion_rate(DRAWS, np.full(400, g))) for g in gaps]
    assert rates[0] < rates[1] < rates[2]
    assert rates[2] == pytest.approx(rates[3])


def test_own_diazirines_make_azine_at_high_loading():
    assert np.mean(carbene(warheads_m=1.0)["azine"]) > np.mean(carbene(warheads_m=0.05)["azine"])
