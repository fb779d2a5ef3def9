"""One molecule looked at closely: shares that add up, doses near the gel, levels, rates."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from recorded.screen import BONDLYNX, DIENONE, LEVEL, RecordedScreen

from dotstitch.contracts.config import BEST, Config
from dotstitch.contracts.photophysics import ScreenedMolecule
from dotstitch.groups.chain import Chain, solve_by_state, solve_fate
from dotstitch.screen.close_up.doses import denser
from dotstitch.screen.photophysics import run_photophysics
from dotstitch.screen.results_file import read_photophysics

CONFIG = Config(level=LEVEL, samples=100)
NAMES = (DIENONE, BONDLYNX)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ScreenedMolecule]:
    screen = RecordedScreen(tmp_path_factory.mktemp("results"), *NAMES)
    run_photophysics(screen.manifest_path, screen.folder, CONFIG)
    found = read_photophysics(Path(screen.folder) / "photophysics.json").molecules
    return {m.name: m for m in found if isinstance(m, ScreenedMolecule)}


@pytest.mark.parametrize("name", NAMES)
def test_shares_of_all_warheads_add_up_to_one(
    results: dict[str, ScreenedMolecule], name: str
) -> None:
    n2, air = results[name].close_up.flows
    for flow in (n2, air):
        ended = sum(end.share for end in flow.ends)
        assert flow.intact + flow.spent + flow.waiting + ended == pytest.approx(1.0, abs=1e-6)
        formed = sum(flow.by_light.values()) + sum(flow.by_transfer.values())
        assert ended == pytest.approx(formed, abs=1e-6)
        assert min(end.share for end in flow.ends) >= 0.0
    assert (n2.waiting > 0.01) == (name == BONDLYNX)
    oxygen = [sum(e.share for e in f.ends if "ox" in e.words) for f in (n2, air)]
    assert oxygen[0] == 0.0 < oxygen[1]


def test_ends_told_apart_by_state_are_those_of_the_whole() -> None:
    rates = np.random.default_rng(0).random((5, 40))
    chain = Chain(
        {("s", "t"): rates[0], ("t", "s"): rates[1]},
        {"s": {"bond": rates[2]}, "t": {"bond": rates[3], "lost": rates[4]}},
    )
    apart, whole = solve_by_state(chain, "s"), solve_fate(chain, "s")
    assert apart["s", "bond"] + apart["t", "bond"] == pytest.approx(whole["bond"])
    assert apart["t", "lost"] == pytest.approx(whole["lost"])


@pytest.mark.parametrize("name", NAMES)
def test_doses_are_dense_where_the_film_sets_in(
    results: dict[str, ScreenedMolecule], name: str
) -> None:
    found = results[name]
    coarse = next(c for c in found.dose_curves if c.recipe == BEST)
    fine, _ = found.close_up.dose_curves
    jumps = [np.abs(np.diff(curve.film_retention)).max() for curve in (coarse, fine)]
    assert jumps[1] < 0.5 * jumps[0]
    assert set(coarse.dose_mj_cm2) <= set(fine.dose_mj_cm2)
    there = fine.dose_mj_cm2.index(found.best.dose_mj_cm2)
    at = coarse.dose_mj_cm2.index(found.best.dose_mj_cm2)
    assert fine.film_retention[there] == pytest.approx(coarse.film_retention[at], abs=0.02)


def test_a_dose_between_others_takes_part() -> None:
    found = denser(np.array([0.0, 1.0, 10.0]), np.zeros(2), 3.3)
    assert 3.3 in found
    assert list(found) == sorted(found)


@pytest.mark.parametrize("name", NAMES)
def test_levels_and_absorption_are_those_of_the_properties(
    results: dict[str, ScreenedMolecule], name: str
) -> None:
    found = results[name]
    intact, *others = found.close_up.levels
    known = found.properties
    assert (intact.state, [one.state for one in others]) == ("intact", ["half", "product"])
    assert (intact.homo_ev, intact.lumo_ev) == (known.homo_ev, known.lumo_ev)
    assert others[-1].lumo_ev > intact.lumo_ev
    spectrum = found.spectrum
    at = spectrum.wavelength_nm.index(365.0)
    assert spectrum.drawn[at] == pytest.approx(known.epsilon_365_m1_cm1)
    width = 0.5 * (spectrum.drawn_high[at] - spectrum.drawn_low[at])
    assert width == pytest.approx(known.epsilon_365_uncertainty_m1_cm1)
    optical = found.close_up.optical_lumo_ev
    assert optical is not None
    assert known.lambda_max_nm is not None
    assert optical - known.homo_ev == pytest.approx(1239.84 / known.lambda_max_nm, abs=0.1)


def test_only_what_was_seen_on_the_molecule_is_drawn(results: dict[str, ScreenedMolecule]) -> None:
    seen = results[DIENONE].close_up.observed
    assert {"epsilon_m1_cm1", "pattern", "plqy_relative"} < {one.quantity for one in seen}
    assert all(bool(one.word) != bool(one.values) for one in seen)
    assert results[BONDLYNX].close_up.observed == ()


def test_rates_are_told_under_nitrogen_and_in_air(results: dict[str, ScreenedMolecule]) -> None:
    for name in NAMES:
        (arm, *_) = results[name].arms
        rates = {(rate.state, rate.to): rate for rate in arm.rates}
        oxidation = rates["triplet", "oxidation"]
        assert oxidation.per_s == 0.0 < oxidation.in_air_per_s
        crossing, back = rates["singlet", "triplet"], rates["triplet", "singlet"]
        assert crossing.per_s > back.per_s > 0.0
        assert all(rate.per_s_low <= rate.per_s <= rate.per_s_high for rate in arm.rates)
