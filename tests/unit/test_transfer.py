"""The law of transfer: limits, monotony, the place in the ligand shell, and what is drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from dotstitch.contracts.draws import Draws
from dotstitch.data.dots import dot_names
from dotstitch.dot.alignment import exciton_shares
from dotstitch.dot.dots import load_dot
from dotstitch.dot.levels import FilmLevels
from dotstitch.dot.samples import DotSamples, sample_dot
from dotstitch.dot.transfer import (
    Acceptor,
    TransferRates,
    drawn_offsets_ev,
    marcus_plateau,
    pair_energy_ev,
    rate_over_shell,
    transfer_rates,
)
from dotstitch.evidence.prior import prior_draws

N = 200
DRAWS = prior_draws(N, 5)
SAMPLES = {name: sample_dot(load_dot(name), DRAWS) for name in dot_names()}
RED, CDSE = SAMPLES["lu_red_cdznse_cdzns_zns"], SAMPLES["cdse_oleate_4.1nm"]
DOTS = st.sampled_from(dot_names()).map(SAMPLES.__getitem__)
CHANNELS = ("electron", "hole", "energy")


def acceptor(homo_ev=-9.5, lumo_ev=0.5, triplet_ev=None, sigma_ev=0.3) -> Acceptor:
    """Return a molecule, by default one that takes nothing."""
    levels = FilmLevels(homo_ev, sigma_ev, lumo_ev, sigma_ev)
    return Acceptor("molecule", levels, triplet_ev, None if triplet_ev is None else sigma_ev)


def rates(one: Acceptor, sample: DotSamples = RED, draws: Draws = DRAWS) -> TransferRates:
    return transfer_rates(one, sample, draws)


@given(st.floats(-9.0, -4.0), st.floats(-4.0, -0.5), DOTS, st.floats(0.5, 4.0))
def test_shares_are_probabilities(homo, lumo, sample, triplet):
    shares = exciton_shares(rates(acceptor(homo, lumo, triplet), sample), sample.decay)
    for channel in (*CHANNELS, "unquenched"):
        assert 0.0 <= getattr(shares, channel) <= 1.0
    assert shares.unquenched <= 1.0 - max(shares.electron, shares.hole, shares.energy) + 1e-12


@given(st.floats(-5.0, -1.0), st.floats(0.0, 1.0), DOTS)
def test_a_deeper_lumo_takes_more_electrons_in_every_sample(lumo, step, sample):
    shallow, deep = (rates(acceptor(lumo_ev=x), sample).electron for x in (lumo, lumo - step))
    assert np.all(deep >= shallow)


@given(st.floats(-8.0, -4.5), st.floats(0.0, 1.0), DOTS)
def test_a_shallower_homo_takes_more_holes_in_every_sample(homo, step, sample):
    deep, shallow = (rates(acceptor(homo_ev=x), sample).hole for x in (homo, homo + step))
    assert np.all(shallow >= deep)


@given(st.floats(0.5, 4.0), st.floats(0.0, 1.0), DOTS)
def test_a_lower_triplet_takes_more_energy_in_every_sample(triplet, step, sample):
    high, low = (rates(acceptor(triplet_ev=x), sample).energy for x in (triplet, triplet - step))
    assert np.all(low >= high)


def test_uphill_nothing_is_taken_and_without_a_triplet_no_energy():
    far = rates(acceptor(triplet_ev=5.0))
    assert np.all(far.total < 1e-9 * RED.decay)
    assert np.all(rates(acceptor(-4.0, -5.0)).energy == 0.0)


def test_the_shell_stops_each_carrier_by_its_own_barrier():
    """In weak transfer the rate falls by exp(-exponent); the energy sees a part of both."""
    one = acceptor(-4.0, -5.0, 0.5)
    thick = replace(RED, electron_barrier=RED.electron_barrier + 25.0)
    thicker = replace(thick, electron_barrier=thick.electron_barrier + 2.0)
    first, second = rates(one, thick), rates(one, thicker)
    assert second.electron / first.electron == pytest.approx(np.exp(-2.0), rel=1e-6)
    assert np.array_equal(second.hole, first.hole)
    held = replace(RED, hole_barrier=RED.hole_barrier + 25.0)
    holder = replace(held, hole_barrier=held.hole_barrier + 3.0)
    first, second = rates(one, held), rates(one, holder)
    assert second.hole / first.hole == pytest.approx(np.exp(-3.0), rel=1e-6)
    assert np.array_equal(second.electron, first.electron)
    share = DRAWS["exchange_exponent_share"]
    assert second.energy / first.energy == pytest.approx(np.exp(-3.0 * share), rel=1e-3)


def test_farther_molecules_take_less_and_energy_pays_for_two_carriers():
    """A ligand shell half a nanometre farther away, deep downhill and in weak transfer."""
    one = acceptor(0.0, -9.0, -3.0)
    weak = replace(RED, electron_barrier=RED.electron_barrier + 25.0)
    weak = replace(weak, hole_barrier=weak.hole_barrier + 25.0)
    moved = {name: DRAWS[name] + 0.5 for name in ("closest_approach_nm", "ligand_shell_nm")}
    near, far = rates(one, weak), rates(one, weak, Draws(DRAWS.seed, {**DRAWS.values, **moved}))
    attenuation = DRAWS["ligand_attenuation_per_nm"]
    assert far.electron / near.electron == pytest.approx(np.exp(-0.5 * attenuation), rel=1e-5)
    assert far.hole / near.hole == pytest.approx(np.exp(-0.5 * attenuation), rel=1e-5)
    both = 2.0 * DRAWS["exchange_exponent_share"] * attenuation
    assert far.energy / near.energy == pytest.approx(np.exp(-0.5 * both), rel=1e-5)


def test_an_endless_shell_takes_nothing():
    closed = replace(RED, electron_barrier=np.full(N, 500.0), hole_barrier=np.full(N, 500.0))
    assert np.all(rates(acceptor(-4.0, -5.0, 0.5), closed).total < 1e-60)


@given(st.floats(0.0, 5.0), st.floats(0.0, 5.0))
def test_rates_fall_with_the_shell(exponent, more):
    thin = replace(RED, electron_barrier=np.full(N, exponent))
    thick = replace(RED, electron_barrier=np.full(N, exponent + more))
    one = acceptor(lumo_ev=-4.0)
    assert np.all(rates(one, thick).electron <= rates(one, thin).electron)


def test_barriers_are_drawn_for_shells_and_absent_on_bare_cores():
    assert np.all(CDSE.electron_barrier == 0.0)
    assert np.all(CDSE.hole_barrier == 0.0)
    for sample in SAMPLES.values():
        if sample.dot.shell:
            assert np.all(sample.electron_barrier >= 0.0)
            assert np.all(sample.hole_barrier >= 0.0)
            dot = sample.dot
            middle = dot.electron_barrier_nm * dot.electron_attenuation_per_nm
            assert np.median(sample.electron_barrier) == pytest.approx(middle, rel=0.15)
            assert np.std(sample.electron_barrier) > 0.1 * middle
            assert np.median(sample.hole_barrier) > np.median(sample.electron_barrier)
            assert np.corrcoef(sample.electron_barrier, sample.hole_barrier)[0, 1] > 0.2


def test_the_edge_of_the_dot_is_drawn_and_moves_both_offsets():
    """A conduction band drawn lower is harder to leave, a valence band drawn lower easier."""
    one = acceptor(-6.0, -3.5, sigma_ev=0.1)
    electron, hole = drawn_offsets_ev(one, RED, DRAWS)
    dot = RED.dot
    assert np.mean(electron) == pytest.approx(-3.5 - dot.conduction_band_ev, abs=0.01)
    assert np.mean(hole) == pytest.approx(dot.valence_band_ev + 6.0, abs=0.01)
    edges = [dot.conduction_band_uncertainty_ev, dot.valence_band_uncertainty_ev]
    both = np.hypot(one.levels.lumo_uncertainty_ev, edges)
    assert [np.std(electron), np.std(hole)] == pytest.approx(both, rel=0.1)
    found = [np.corrcoef(offset, RED.edge_normal)[0, 1] for offset in (electron, hole)]
    assert found == pytest.approx(np.array([-1.0, 1.0]) * edges / both, abs=0.05)


def test_errors_of_the_dot_are_common_and_those_of_molecules_their_own():
    one, other = acceptor(lumo_ev=-3.5), replace(acceptor(lumo_ev=-3.5), label="other")
    first, second = (drawn_offsets_ev(x, RED, DRAWS)[0] for x in (one, other))
    difference = first - second
    assert np.std(difference) == pytest.approx(np.hypot(0.3, 0.3), rel=0.15)
    assert abs(np.corrcoef(difference, RED.edge_normal)[0, 1]) < 0.2


def test_parting_the_pair_costs_energy():
    """Far from the dot the whole binding is paid, next to it less."""
    dot = load_dot("cdse_oleate_4.1nm")
    near, far = pair_energy_ev(dot, [0.0, 1e6])
    assert 0.0 <= near < far
    assert far == pytest.approx(dot.exciton_binding_ev, rel=1e-3)


def test_marcus_factor_and_its_plateau():
    assert float(marcus_plateau(0.0, 0.4)) == pytest.approx(
        np.exp(-0.4 / (4 * 8.617333e-5 * 298.15)), rel=1e-4
    )
    assert np.all(marcus_plateau([-0.4, -0.9, -3.0], 0.4) == 1.0)
    assert float(marcus_plateau(0.2, 0.4, 350.0)) > float(marcus_plateau(0.2, 0.4, 298.15))
    downhill = [rates(acceptor(lumo_ev=x)).electron for x in (-7.0, -8.0)]
    assert np.array_equal(*downhill)


@given(st.floats(-6.0, 6.0), st.floats(2.0, 20.0), st.floats(0.0, 0.8), st.floats(0.5, 2.0))
def test_the_mean_over_the_shell_is_the_integral(decades, attenuation, closest, width):
    def share(distance: float) -> float:
        rate = 10.0**decades * np.exp(-attenuation * distance)
        return float(rate / (rate + 1.0))

    farthest = closest + width
    expected = quad(share, closest, farthest, epsabs=0.0, epsrel=1e-10)[0] / width
    one = np.ones(1)
    shell = (closest * one, farthest * one)
    rate = rate_over_shell(10.0**decades * one, attenuation * one, shell, one)
    assert float(rate[0] / (1.0 + rate[0])) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("contact", [0.1, 1.0, 10.0, 1e2, 1e4])
@pytest.mark.parametrize("molecules", [1, 3, 12, 40, 134])
def test_rates_add_up_nearly_as_if_every_molecule_had_its_place(contact, molecules):
    """Against placing them at random one by one, as the module states."""
    attenuation, closest, farthest = 11.0, 0.3, 1.8
    rng = np.random.default_rng(1)
    place = closest + (farthest - closest) * rng.random((4000, molecules))
    exact = np.mean(1.0 / (1.0 + np.sum(contact * np.exp(-attenuation * (place - closest)), 1)))
    one = np.ones(1)
    shell = (closest * one, farthest * one)
    start = contact * np.exp(attenuation * closest) * one
    rate = float(rate_over_shell(start, attenuation * one, shell, one)[0])
    added = 1.0 / (1.0 + molecules * rate)
    assert -0.02 < added - exact < 0.15
    if molecules == 1:
        assert added == pytest.approx(exact, abs=0.02)


def test_shares_are_means_over_the_samples():
    found = rates(acceptor(-5.0, -3.5, 1.8), CDSE)
    shares = exciton_shares(found, CDSE.decay)
    assert shares.electron == pytest.approx(np.mean(found.electron / (found.electron + CDSE.decay)))
    assert shares.energy == pytest.approx(np.mean(found.energy / (found.energy + CDSE.decay)))
    left = np.prod([CDSE.decay / (getattr(found, c) + CDSE.decay) for c in CHANNELS], axis=0)
    assert shares.unquenched == pytest.approx(np.mean(left))


def test_a_hotter_film_climbs_more():
    one = acceptor(lumo_ev=-2.0)
    cold, hot = (transfer_rates(one, RED, DRAWS, kelvin).electron for kelvin in (280.0, 380.0))
    assert np.all(hot >= cold)
    assert np.mean(hot) > np.mean(cold)
