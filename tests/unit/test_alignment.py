"""Alignment: offsets, both conventions, and the calibration behind the levels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotstitch.data.levels import levels as all_levels
from dotstitch.dot.alignment import align
from dotstitch.dot.dots import load_dot
from dotstitch.dot.levels import (
    FilmLevels,
    calibration_line,
    calibration_table,
    film_levels,
    film_permittivity,
    polarisation_table,
)
from dotstitch.evidence.fits.levels import fit_line, reference_values

RED = load_dot("lu_red_cdznse_cdzns_zns")
CDSE = load_dot("cdse_oleate_4.1nm")


def levels(homo_ev: float, lumo_ev: float, sigma_ev: float = 0.3) -> FilmLevels:
    return FilmLevels(homo_ev, sigma_ev, lumo_ev, sigma_ev)


def test_offsets_have_the_signs_of_the_contract() -> None:
    inside = align(levels(-5.0, -3.8, 0.1), CDSE)
    assert inside.electron_offset_ev == pytest.approx(-3.8 - CDSE.conduction_band_ev)
    assert inside.hole_offset_ev == pytest.approx(CDSE.valence_band_ev + 5.0)
    assert inside.electron_offset_ev < 0.0
    assert inside.hole_offset_ev < 0.0
    assert inside.electron_offset_uncertainty_ev == pytest.approx(
        np.sqrt(0.1**2 + 0.3**2 + CDSE.conduction_band_uncertainty_ev**2)
    )


def test_optical_convention_puts_the_lumo_deeper_than_the_affinity() -> None:
    found = align(levels(-6.5, -2.5), RED, optical_gap_ev=3.2)
    assert found.lumo_optical_ev == pytest.approx(-3.3)
    assert found.electron_offset_optical_ev == pytest.approx(-3.3 - RED.conduction_band_ev)
    assert align(levels(-6.5, -2.5), RED).lumo_optical_ev is None


def test_every_parameter_is_cited() -> None:
    for name, row in polarisation_table().items():
        assert row.source, name
        assert row.uncertainty > 0.0, name
        allowed = {"read", "secondary", "derived", "assumption", "unverified"}
        assert row.confidence in allowed, name


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
    eigenvalues = calibration_table()[level].eigenvalues
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
    film = polarisation_table()
    homo, lumo = -6.8, -2.0
    found = film_levels(homo, lumo, level)
    ionisation, affinity = calibration_line(level, "IE"), calibration_line(level, "EA")
    assert -found.homo_ev == pytest.approx(
        ionisation.intercept_ev + ionisation.slope * 6.8 - film["polarisation_hole_ev"].value
    )
    assert -found.lumo_ev == pytest.approx(
        affinity.intercept_ev + affinity.slope * 2.0 + film["polarisation_electron_ev"].value
    )
    assert found.homo_ev < found.lumo_ev
    electron, hole = (film[f"polarisation_{x}_ev"].uncertainty for x in ("electron", "hole"))
    assert found.lumo_uncertainty_ev == pytest.approx(np.hypot(affinity.leave_one_out_ev, electron))
    assert found.homo_uncertainty_ev == pytest.approx(np.hypot(ionisation.leave_one_out_ev, hole))


def test_the_film_has_one_permittivity() -> None:
    continua = {level.film_permittivity for level in all_levels().values()}
    assert continua == {None, film_permittivity()}
