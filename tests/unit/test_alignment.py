"""Alignment: probabilities, monotony, plateau, and the calibration behind the levels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotstitch.contracts.failure import StepError
from dotstitch.dot.alignment import FilmLevels, align, film_levels, transfer_probability
from dotstitch.dot.dots import dot_names, load_dot
from dotstitch.dot.levels import (
    calibration_line,
    calibration_table,
    fit_line,
    reference_values,
)
from dotstitch.dot.transfer import (
    alignment_table,
    charge_transfer_rate_per_s,
    electron_transfer_rate_per_s,
    energy_transfer_rate_per_s,
    exciton_decay_rate_per_s,
    marcus_plateau,
    pair_energy_ev,
    transfer_parameters,
    tunnelling,
)

RED = load_dot("lu_red_cdznse_cdzns_zns")
CDSE = load_dot("cdse_oleate_4.1nm")
DOTS = st.sampled_from(dot_names()).map(load_dot)


def levels(homo_ev: float, lumo_ev: float, sigma_ev: float = 0.3) -> FilmLevels:
    return FilmLevels(homo_ev, sigma_ev, lumo_ev, sigma_ev)


@given(st.floats(-9.0, -4.0), st.floats(-4.0, -0.5), DOTS, st.floats(0.5, 4.0))
def test_probabilities_are_probabilities(homo: float, lumo: float, dot, triplet: float) -> None:
    found = align(levels(homo, lumo), dot, triplet_ev=triplet)
    for value in (
        found.p_electron_transfer,
        found.p_hole_transfer,
        found.p_exciton_transfer,
        found.alignment_score,
    ):
        assert 0.0 <= value <= 1.0
    assert found.alignment_score <= 1.0 - found.p_electron_transfer + 1e-12


@given(st.floats(-5.0, -1.0), st.floats(0.05, 1.0), DOTS)
def test_deeper_lumo_takes_more_electrons(lumo: float, step: float, dot) -> None:
    shallow = align(levels(-7.5, lumo), dot).p_electron_transfer
    deep = align(levels(-7.5, lumo - step), dot).p_electron_transfer
    assert deep >= shallow - 1e-12


@given(st.floats(-8.0, -4.5), st.floats(0.05, 1.0), DOTS)
def test_shallower_homo_takes_more_holes(homo: float, step: float, dot) -> None:
    deep = align(levels(homo, -1.0), dot).p_hole_transfer
    shallow = align(levels(homo + step, -1.0), dot).p_hole_transfer
    assert shallow >= deep - 1e-12


def test_rate_falls_with_the_shell_as_its_attenuation_says() -> None:
    thick = RED.model_copy(update={"electron_barrier_nm": RED.electron_barrier_nm + 1.0})
    ratio = electron_transfer_rate_per_s(-0.8, thick) / electron_transfer_rate_per_s(-0.8, RED)
    assert float(ratio) == pytest.approx(np.exp(-RED.electron_attenuation_per_nm))
    assert tunnelling(RED, "hole") < tunnelling(RED, "electron") < tunnelling(CDSE, "electron")


def test_plateau_beyond_the_normal_region() -> None:
    parameters = transfer_parameters()
    edge = -parameters.reorganisation_energy_ev - pair_energy_ev(CDSE)
    rates = electron_transfer_rate_per_s(np.array([edge, edge - 0.3, edge - 1.3]), CDSE)
    assert np.allclose(rates, rates[0])
    assert electron_transfer_rate_per_s(edge + 0.2, CDSE) < rates[0]
    assert float(marcus_plateau(0.0, 0.4)) == pytest.approx(
        np.exp(-0.4 / (4 * 8.617333e-5 * 298.15)), rel=1e-4
    )


def test_rates_broadcast_and_obey_their_parameters() -> None:
    offsets = np.linspace(-1.0, 1.0, 7)
    rates = charge_transfer_rate_per_s(offsets, RED, "electron")
    assert rates.shape == offsets.shape
    assert np.all(np.diff(rates) <= 0.0)
    assert rates[0] < transfer_parameters().contact_rate_per_s


def test_score_is_one_far_outside_the_gap() -> None:
    found = align(levels(-9.5, 0.5), RED, triplet_ev=4.5)
    assert found.alignment_score == pytest.approx(1.0, abs=1e-6)
    assert found.electron_offset_ev > 3.0
    assert found.hole_offset_ev > 3.0


def test_offsets_have_the_signs_of_the_contract() -> None:
    inside = align(levels(-5.0, -3.8, 0.1), CDSE)
    assert inside.electron_offset_ev == pytest.approx(-3.8 - CDSE.conduction_band_ev)
    assert inside.hole_offset_ev == pytest.approx(CDSE.valence_band_ev + 5.0)
    assert inside.electron_offset_ev < 0.0
    assert inside.hole_offset_ev < 0.0
    assert inside.electron_offset_uncertainty_ev == pytest.approx(
        np.hypot(0.1, CDSE.conduction_band_uncertainty_ev)
    )
    assert inside.alignment_score < 0.5


def test_optical_convention_puts_the_lumo_deeper_than_the_affinity() -> None:
    found = align(levels(-6.5, -2.5), RED, optical_gap_ev=3.2)
    assert found.lumo_optical_ev == pytest.approx(-3.3)
    assert found.electron_offset_optical_ev == pytest.approx(-3.3 - RED.conduction_band_ev)
    assert align(levels(-6.5, -2.5), RED).lumo_optical_ev is None


def test_energy_transfer_needs_a_triplet_below_the_exciton() -> None:
    none = align(levels(-7.0, -2.0), CDSE)
    assert none.p_exciton_transfer is None
    high = align(levels(-7.0, -2.0), CDSE, triplet_ev=CDSE.optical_gap_ev + 1.5)
    low = align(levels(-7.0, -2.0), CDSE, triplet_ev=CDSE.optical_gap_ev - 0.8)
    assert high.p_exciton_transfer < 1e-3 < low.p_exciton_transfer
    blue = load_dot("lu_blue_cdznse_zns")
    assert energy_transfer_rate_per_s(2.2 - blue.optical_gap_ev, blue) > 0.0


def test_uncertainty_smears_the_edge() -> None:
    def rate(offset):
        return 1e12 * (offset < 0.0)

    assert transfer_probability(0.5, 1e-6, rate, 1.0) == pytest.approx(0.0)
    assert transfer_probability(-0.5, 1e-6, rate, 1.0) == pytest.approx(1.0)
    assert transfer_probability(0.0, 0.4, rate, 1.0) == pytest.approx(0.5, abs=0.1)


def test_decay_rate_comes_from_the_dot_where_it_was_measured() -> None:
    assert exciton_decay_rate_per_s(RED) == pytest.approx(47e6)
    assert exciton_decay_rate_per_s(CDSE) == pytest.approx(transfer_parameters().decay_rate_per_s)


def test_every_parameter_is_cited() -> None:
    for group in alignment_table().values():
        for name, row in group.items():
            assert row["source"], name
            assert row["unit"], name
            assert "uncertainty" in row or "uncertainty_decades" in row, name
            allowed = {"read", "secondary", "derived", "assumption", "unverified"}
            assert row["confidence"] in allowed, name


def test_reference_set_is_large_enough_and_cited() -> None:
    rows = reference_values()
    assert sum(row.quantity == "IE" and row.in_fit for row in rows) >= 15
    assert sum(row.quantity == "EA" and row.in_fit for row in rows) >= 8
    assert all(row.value_ev > 0.0 for row in rows)
    assert any("[N-]" in row.smiles for row in rows)


@given(
    st.lists(st.floats(-5.0, 5.0), min_size=6, max_size=12, unique=True),
    st.floats(0.5, 2.0),
    st.floats(-2.0, 2.0),
)
def test_line_recovers_exact_data(x: list[float], slope: float, intercept: float) -> None:
    if np.ptp(x) < 0.5:
        return
    line = fit_line(x, slope * np.array(x) + intercept)
    assert line.slope == pytest.approx(slope, abs=1e-6)
    assert line.intercept_ev == pytest.approx(intercept, abs=1e-6)


def test_leave_one_out_is_what_it_says() -> None:
    generator = np.random.default_rng(1)
    x = np.linspace(0.0, 3.0, 8)
    y = 1.2 * x + 0.4 + generator.normal(0.0, 0.2, x.size)
    errors = []
    for k in range(x.size):
        rest = np.arange(x.size) != k
        slope, intercept = np.polyfit(x[rest], y[rest], 1)
        errors.append(y[k] - slope * x[k] - intercept)
    assert fit_line(x, y).leave_one_out_ev == pytest.approx(np.sqrt(np.mean(np.square(errors))))


@pytest.mark.parametrize("level", sorted(calibration_table()))
def test_calibration_follows_from_its_eigenvalues(level: str) -> None:
    eigenvalues = calibration_table()[level]["eigenvalues"]
    for quantity, orbital in (("IE", "homo_ks_ev"), ("EA", "lumo_ks_ev")):
        rows = [
            (-eigenvalues[row.smiles][orbital], row.value_ev)
            for row in reference_values()
            if row.quantity == quantity and row.in_fit and row.smiles in eigenvalues
        ]
        refit = fit_line([x for x, _ in rows], [y for _, y in rows])
        line = calibration_line(level, quantity)
        assert line.n == len(rows) >= 8
        assert line.slope == pytest.approx(refit.slope, abs=2e-3)
        assert line.intercept_ev == pytest.approx(refit.intercept_ev, abs=2e-2)
        assert line.leave_one_out_ev == pytest.approx(refit.leave_one_out_ev, abs=2e-3)
        assert 0.6 < line.slope < 1.7
        assert line.leave_one_out_ev < 0.4


@pytest.mark.parametrize("level", sorted(calibration_table()))
def test_film_narrows_the_gap_by_both_polarisation_energies(level: str) -> None:
    film = alignment_table()["film"]
    homo, lumo = -6.8, -2.0
    found = film_levels(homo, lumo, level)
    ionisation, affinity = calibration_line(level, "IE"), calibration_line(level, "EA")
    assert -found.homo_ev == pytest.approx(
        ionisation.intercept_ev + ionisation.slope * 6.8 - film["polarisation_hole_ev"]["value"]
    )
    assert -found.lumo_ev == pytest.approx(
        affinity.intercept_ev + affinity.slope * 2.0 + film["polarisation_electron_ev"]["value"]
    )
    assert found.homo_ev < found.lumo_ev
    assert found.lumo_uncertainty_ev > affinity.leave_one_out_ev


def test_a_level_without_calibration_is_refused() -> None:
    with pytest.raises(StepError, match="never calibrated"):
        film_levels(-6.0, -2.0, "nosuch")
