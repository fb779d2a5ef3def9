"""Lamps: what an LED sees of a spectrum, against closed forms and against the line."""

from __future__ import annotations

import csv
import re
from dataclasses import replace

import numpy as np
import pytest
from recorded.screen import ESTER, LEVEL, RecordedScreen
from scipy.integrate import quad

from dotstitch.contracts.bands import BandError
from dotstitch.contracts.config import Config, Recipe, Sweep
from dotstitch.contracts.constants import EV_NM, SPECTRUM_NM, WAVELENGTHS_NM
from dotstitch.data.reading import read_text
from dotstitch.dot.absorption import Exciton, absorption_scale
from dotstitch.dot.dots import load_dot
from dotstitch.dot.samples import sample_dot
from dotstitch.evidence.prior import prior_draws
from dotstitch.film.absorbers import sampled_epsilon
from dotstitch.film.composition import Composition
from dotstitch.film.exposure import Case, case_of, dose_grid, stack_cases
from dotstitch.film.molecule import Chromophore
from dotstitch.film.prepare import film_of
from dotstitch.optics.lamps import lamp_weights, overlap
from dotstitch.plan.configure import ConfigurationError, validate_config
from dotstitch.report.figures.charts import lamp_marks
from dotstitch.report.figures.spectrum import DRAWN_STEP
from dotstitch.screen.context import prepare_context
from dotstitch.screen.photophysics import run_photophysics
from dotstitch.screen.sweep import sweep_grid

RED = "lu_red_cdznse_cdzns_zns"
SIGMA = 1.0 / np.sqrt(8.0 * np.log(2.0))
LINE = Case(365.0, dose_grid(100.0), 1.7, 3.0, False, 30.0, 298.15, RED)
SAMPLES, SEED = 100, 5


@pytest.fixture
def screen(tmp_path):
    return RecordedScreen(tmp_path, ESTER)


def band(centre_nm, width_ev, height):
    """Return a Gaussian band in photon energy."""
    offset_ev = EV_NM / WAVELENGTHS_NM - EV_NM / centre_nm
    return height * np.exp(-((offset_ev / width_ev) ** 2))


def seen(curve, centre_nm, fwhm_nm, grid_nm=WAVELENGTHS_NM):
    return overlap(curve, grid_nm, centre_nm, fwhm_nm)


def gaussian(centre_nm, sigma_nm):
    return lambda nm: np.exp(-0.5 * ((nm - centre_nm) / sigma_nm) ** 2)


def wavy(nm):
    return 2.0 + np.sin(nm / 7.0)


@pytest.mark.parametrize("centre_nm", [254.0, 312.57, 365.0, 404.66])
def test_a_line_reads_the_spectrum_by_linear_interpolation(centre_nm):
    expected = np.interp(centre_nm, WAVELENGTHS_NM, wavy(WAVELENGTHS_NM))
    assert seen(wavy, centre_nm, 0.0) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("centre_nm", [254.0, 312.57, 365.0, 404.66])
def test_an_led_turns_into_the_line_as_it_narrows(centre_nm):
    line = seen(wavy, centre_nm, 0.0)
    off = [abs(seen(wavy, centre_nm, fwhm) - line) for fwhm in (2.0, 0.2, 0.02, 1e-6)]
    assert off[0] > 1e-3
    assert off[-1] < 1e-6
    assert np.all(np.diff(off) <= 0.0)


@pytest.mark.parametrize("fwhm_nm", [0.0, 0.3, 5.0, 20.0, 60.0])
@pytest.mark.parametrize("centre_nm", [240.0, 291.3, 365.0, 450.0, 550.0])
def test_weights_are_shares_and_a_flat_spectrum_gives_itself(centre_nm, fwhm_nm):
    weights = lamp_weights(WAVELENGTHS_NM, centre_nm, fwhm_nm)
    assert np.all(weights >= 0.0)
    assert weights.sum() == pytest.approx(1.0, abs=1e-12)
    flat = seen(lambda nm: np.full_like(nm, 42.0), centre_nm, fwhm_nm)
    assert flat == pytest.approx(42.0, rel=1e-12)


@pytest.mark.parametrize("fwhm_nm", [0.05, 1.0, 12.0, 30.0])
def test_of_a_linear_spectrum_an_led_sees_its_centre(fwhm_nm):
    found = seen(lambda nm: 7000.0 - 15.0 * nm, 351.7, fwhm_nm)
    assert found == pytest.approx(7000.0 - 15.0 * 351.7, rel=1e-9)


def test_the_width_is_the_full_width_at_half_maximum():
    weights = lamp_weights(WAVELENGTHS_NM, 345.0, 20.0)
    at = {nm: weights[nm == WAVELENGTHS_NM][0] for nm in (335.0, 345.0, 355.0)}
    assert at[335.0] / at[345.0] == pytest.approx(0.5, rel=2e-3)
    assert at[355.0] == pytest.approx(at[335.0], rel=1e-9)


@pytest.mark.parametrize(("band_nm", "fwhm_nm"), [(8.0, 20.0), (15.0, 15.0), (12.0, 40.0)])
@pytest.mark.parametrize("centre_nm", [330.0, 345.0, 362.4])
def test_two_gaussians_overlap_as_their_closed_form(band_nm, fwhm_nm, centre_nm):
    variance = band_nm**2 + (SIGMA * fwhm_nm) ** 2
    expected = band_nm / np.sqrt(variance) * np.exp(-0.5 * (centre_nm - 345.0) ** 2 / variance)
    found = seen(gaussian(345.0, band_nm), centre_nm, fwhm_nm)
    assert found == pytest.approx(expected, rel=4e-3)


def test_a_narrow_band_under_a_broad_led_counts_by_the_inverse_width():
    found = [seen(gaussian(345.0, 1.5), 345.0, fwhm) for fwhm in (24.0, 48.0)]
    assert found[0] / found[1] == pytest.approx(2.0, rel=0.02)


def test_the_overlap_is_linear_in_the_spectra_and_takes_many_at_once():
    curves = [gaussian(320.0, 20.0), wavy]
    both = seen(lambda nm: np.stack([curve(nm) for curve in curves]), 340.0, 25.0)
    assert both.shape == (2,)
    for curve, found in zip(curves, both, strict=True):
        assert found == pytest.approx(seen(curve, 340.0, 25.0), rel=1e-13)
    mixed = seen(lambda nm: 3.0 * curves[0](nm) + 5.0 * curves[1](nm), 340.0, 25.0)
    assert mixed == pytest.approx(3.0 * both[0] + 5.0 * both[1], rel=1e-12)


def test_moving_lamp_and_band_together_changes_nothing():
    found = [seen(gaussian(nm, 12.0), nm + 9.0, 18.0) for nm in (320.0, 351.0)]
    assert found[0] == pytest.approx(found[1], rel=1e-9)


def test_a_finer_or_uneven_grid_gives_the_same_overlap():
    coarse = seen(gaussian(345.0, 15.0), 356.3, 20.0)
    uneven = np.unique(np.concatenate([np.linspace(240, 550, 2000), np.linspace(340, 360, 333)]))
    assert seen(gaussian(345.0, 15.0), 356.3, 20.0, uneven) == pytest.approx(coarse, rel=1e-3)


def test_photons_beyond_the_grid_meet_its_end():
    step = seen(lambda nm: np.where(nm == 240.0, 1.0, 0.0), 240.0, 30.0)
    assert step == pytest.approx(0.5, abs=0.02)


def test_the_configuration_knows_where_the_spectra_end():
    assert (WAVELENGTHS_NM[0], WAVELENGTHS_NM[-1]) == SPECTRUM_NM


@pytest.mark.parametrize(
    ("centre_nm", "widest"),
    [(254.0, 16.4), (405.0, 60.0), (530.0, 23.5), (240.0, 0.0), (313.0, 60.0)],
)
def test_the_widest_led_is_accepted_and_no_wider_one(centre_nm, widest):
    given = {"name": "x", "dose_mj_cm2": 50, "loading_wt_percent": 3, "wavelength_nm": centre_nm}
    recipe = {**given, "lamp_fwhm_nm": widest}
    assert validate_config({"recipes": [recipe]}).recipes[0].lamp_fwhm_nm == widest
    validate_config({"sweep": {"wavelength_nm": [365, centre_nm], "lamp_fwhm_nm": widest}})
    with pytest.raises(ConfigurationError):
        validate_config({"recipes": [{**recipe, "lamp_fwhm_nm": widest + 0.2}]})
    with pytest.raises(ConfigurationError):
        validate_config({"sweep": {"wavelength_nm": [365, centre_nm], "lamp_fwhm_nm": widest + 60}})


@pytest.mark.parametrize("wavelength_nm", [405, 436, 455, 488, 550])
@pytest.mark.parametrize("fwhm_nm", [0, 20])
def test_visible_lines_and_leds_are_accepted(wavelength_nm, fwhm_nm):
    lamp = {"wavelength_nm": wavelength_nm, "lamp_fwhm_nm": fwhm_nm if wavelength_nm < 550 else 0}
    recipe = {"name": "x", "dose_mj_cm2": 50, "loading_wt_percent": 3, **lamp}
    assert validate_config({"recipes": [recipe]}).recipes[0].wavelength_nm == wavelength_nm


@pytest.mark.parametrize("wavelength_nm", [551, 633])
def test_light_beyond_the_spectra_is_refused(wavelength_nm):
    with pytest.raises(ConfigurationError, match="240 to 550 nm"):
        validate_config({"sweep": {"wavelength_nm": [wavelength_nm]}})


def test_the_page_draws_spectra_on_the_same_grid():
    script = read_text("report/templates/scripts/spectrum.js")
    length, start = re.search(r"length: (\d+) }, \(_, i\) => (\d+) \+ i", script).groups()
    assert (int(length), float(start)) == (WAVELENGTHS_NM.size, WAVELENGTHS_NM[0])
    assert (WAVELENGTHS_NM.size - 1) % DRAWN_STEP == 0


def test_a_lamp_off_the_grid_is_refused_with_a_remedy():
    recipe = {"name": "x", "wavelength_nm": 254, "dose_mj_cm2": 50, "loading_wt_percent": 3}
    with pytest.raises(ConfigurationError) as caught:
        validate_config({"recipes": [{**recipe, "lamp_fwhm_nm": 20}]})
    for words in ("recipes[x]", "237.0 to 271.0 nm", "240 to 550 nm", "lamp_fwhm_nm to 16.4 or"):
        assert words in str(caught.value)
    with pytest.raises(ConfigurationError, match=r"sweep: an LED at 254 nm .* 16\.4 or less"):
        validate_config({"sweep": {"wavelength_nm": [365, 254], "lamp_fwhm_nm": 20}})
    with pytest.raises(ConfigurationError, match=r"wavelength_nm\[1\]: a lamp at 200 nm lies"):
        validate_config({"sweep": {"wavelength_nm": [200]}})


def test_recipe_and_sweep_hand_their_lamp_to_every_case():
    recipe = Recipe(
        name="x", wavelength_nm=365, lamp_fwhm_nm=9, dose_mj_cm2=50, loading_wt_percent=3
    )
    assert case_of(recipe, RED).lamp_fwhm_nm == 9.0
    grid = sweep_grid(Sweep(wavelength_nm=(313.0, 365.0), lamp_fwhm_nm=11), RED)
    assert {case.lamp_fwhm_nm for case in grid.cases} == {11.0}


ERROR = BandError("c1ccccc1", (0.1, 0.08), (0.12, 0.08))
KEYED = Chromophore("key", "C=Cc1ccccc1", 1, (), (), ERROR, None, None)
"""The absorptivity is drawn by the SMILES of a chromophore alone."""


def conditions(*cases):
    draws = prior_draws(SAMPLES, SEED)
    return stack_cases(cases, {RED: sample_dot(load_dot(RED), draws)}), draws


def test_an_led_sees_the_drawn_spectrum_sample_by_sample():
    """Against adaptive quadrature of the same integral with the same draws."""
    curve = band(340, 0.5, 26000) + band(254, 0.4, 12000)
    stacked, draws = conditions(LINE, replace(LINE, lamp_fwhm_nm=24.0))
    line, led = sampled_epsilon(KEYED, curve, WAVELENGTHS_NM, stacked, draws)
    other_version = replace(KEYED, key="another key")
    again = sampled_epsilon(other_version, curve, WAVELENGTHS_NM, stacked, draws)
    np.testing.assert_array_equal(again, [line, led])
    shift_ev = KEYED.band_shift_ev(draws)
    factor = 10.0 ** KEYED.intensity_decades(draws)
    sigma = 24.0 * SIGMA
    for k in (0, 17, 63):

        def drawn(nm, k=k):
            seen_nm = EV_NM / (EV_NM / nm - shift_ev[k])
            return factor[k] * np.interp(seen_nm, WAVELENGTHS_NM, curve)

        def product(nm, drawn=drawn):
            return drawn(nm) * np.exp(-0.5 * ((nm - 365.0) / sigma) ** 2)

        area, _ = quad(product, 365.0 - 6 * sigma, 365.0 + 6 * sigma, limit=400, epsrel=1e-5)
        assert led[k] == pytest.approx(area / (sigma * np.sqrt(2.0 * np.pi)), rel=2e-3)
        assert line[k] == pytest.approx(drawn(365.0), rel=1e-12)
    assert np.max(np.abs(led / line - 1.0)) > 0.01


def test_cases_that_differ_in_width_alone_keep_their_own_absorptivity():
    cases = (replace(LINE, lamp_fwhm_nm=width) for width in (0.0, 20.0, 40.0, 20.0))
    stacked, draws = conditions(*cases)
    found = sampled_epsilon(KEYED, band(310, 0.2, 18000), WAVELENGTHS_NM, stacked, draws)
    middle = np.median(found, axis=1)
    assert np.array_equal(found[1], found[3])
    assert middle[0] < middle[1] < middle[2]


def test_the_dots_absorb_by_the_same_lamp():
    sigma = 60.0 * SIGMA
    stacked, _ = conditions(LINE, replace(LINE, lamp_fwhm_nm=60.0))
    ones = np.ones((2, SAMPLES))
    film = film_of(Composition(ones, 500.0 * ones, 900.0 * ones), stacked)
    ratio = film.dot_cross_section_cm2[1] / film.dot_cross_section_cm2[0]
    dot, drawn = load_dot(RED), stacked.dots[1].exciton
    for k in (0, 17, 63):
        red_end = Exciton(drawn.energy_ev[[k]], drawn.scale[[k]])

        def product(nm, red_end=red_end):
            lamp = np.exp(-0.5 * ((nm - 365.0) / sigma) ** 2)
            return lamp * float(absorption_scale(dot, red_end, np.array([nm]))[0, 0])

        area, _ = quad(product, 215.0, 515.0, points=[254.0, 313.0, 350.0, 365.0, 405.0])
        mean = area / (sigma * np.sqrt(2.0 * np.pi))
        assert ratio[k] == pytest.approx(mean / dot.scale_365, rel=1e-3)
        assert abs(mean / dot.scale_365 - 1.0) > 0.005


def spent(screen, wavelength_nm, widths_nm):
    """Return the mean share of warheads that the full dose of each lamp spends."""
    cases = (
        replace(LINE, wavelength_nm=wavelength_nm, lamp_fwhm_nm=fwhm_nm) for fwhm_nm in widths_nm
    )
    context = prepare_context(Config(level=LEVEL, samples=SAMPLES))
    return 1.0 - context.simulate(screen.inputs(ESTER), tuple(cases)).precursor_left[-1].mean(
        axis=-1
    )


def test_a_wider_led_raises_the_dose_effect_where_the_band_starts_beyond_the_line(screen):
    by_width = spent(screen, 325.0, (0.0, 15.0, 30.0, 60.0))
    assert np.all(np.diff(by_width) > 0.0)
    assert by_width[-1] > 1.5 * by_width[0]


def test_a_screen_under_leds_differs_in_numbers_and_not_in_columns(screen):
    def predictions(fwhm_nm):
        lamp = {"wavelength_nm": 330, "lamp_fwhm_nm": fwhm_nm}
        recipe = Recipe(name="x", dose_mj_cm2=100, loading_wt_percent=3, **lamp)
        sweep = Sweep(wavelength_nm=(330.0,), lamp_fwhm_nm=fwhm_nm)
        config = Config(level=LEVEL, samples=SAMPLES, recipes=(recipe,), sweep=sweep)
        run_photophysics(screen.manifest_path, screen.folder, config)
        with (screen.folder / "predictions.csv").open(encoding="utf-8") as stream:
            return {row["name"]: row for row in csv.DictReader(stream)}

    line, led = predictions(0.0), predictions(50.0)
    assert list(line[ESTER]) == list(led[ESTER])
    assert float(led[ESTER]["precursor_left"]) < float(line[ESTER]["precursor_left"])


def test_the_chart_names_the_width_of_an_led_once_per_wavelength():
    given = {"dose_mj_cm2": 50, "loading_wt_percent": 3}
    recipes = (
        Recipe(name="line", wavelength_nm=365, **given),
        Recipe(name="led", wavelength_nm=365, lamp_fwhm_nm=12, **given),
    )
    config = Config(recipes=recipes, sweep=Sweep(wavelength_nm=(313.0,), lamp_fwhm_nm=8.5))
    assert lamp_marks(config) == [
        {"x": 313.0, "label": "313 nm (8.5)"},
        {"x": 365.0, "label": "365 nm (12)"},
    ]
