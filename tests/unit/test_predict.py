"""Predictions of measurements: what they agree with, what moves them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from recorded.screen import DIAZIRINE, DIENONE, ESTER, RecordedScreen

from dotstitch.contracts.constants import EV_NM
from dotstitch.contracts.draws import Array, Draws
from dotstitch.contracts.measurement import Measurement
from dotstitch.data.error_models import number
from dotstitch.dot.dots import load_dot
from dotstitch.dot.samples import sample_dot
from dotstitch.evidence.lu2022 import DOTS, crosslinker_smiles, measurements
from dotstitch.evidence.molecular import solvent_shift_sd_ev
from dotstitch.evidence.predict import by_smiles, predict, why_not
from dotstitch.evidence.prior import prior_draws
from dotstitch.film.bare import bare_film
from dotstitch.film.exposure import Case, dose_grid
from dotstitch.film.simulate import simulate
from dotstitch.screen.properties import intact_absorption, whole_levels

RED, CDSE = "lu_red_cdznse_cdzns_zns", "cdse_oleate_4.1nm"
ONE, TWO, FOUR = (crosslinker_smiles()[name] for name in "124")
N = 200


class Fixed(dict[str, Array]):
    """Errors that are all zero but for those given, in standard deviations."""

    def __contains__(self, label: object) -> bool:
        return True

    def __missing__(self, label: str) -> Array:
        return np.zeros(N)


@pytest.fixture(scope="module")
def molecules(tmp_path_factory):
    screen = RecordedScreen(tmp_path_factory.mktemp("predict"), DIENONE, ESTER, DIAZIRINE)
    return by_smiles(screen.inputs(name) for name in (DIENONE, ESTER, DIAZIRINE))


@pytest.fixture(scope="module")
def prior():
    return prior_draws(N, 7)


def dots_of(draws: Draws) -> Mapping[str, Any]:
    return {name: sample_dot(load_dot(name), draws) for name in (RED, CDSE)}


def with_errors(prior: Draws, **sd: float) -> Draws:
    """Return draws whose errors are zero but for those whose label ends so."""
    errors = Fixed()
    for label, value in sd.items():
        errors[label.replace("__", ":")] = np.full(N, value)
    return Draws(prior.seed, prior.values, errors)


def measured(quantity: str, smiles: str = ONE, **changes: Any) -> Measurement:
    content: dict[str, Any] = {
        "id": "a",
        "smiles": smiles,
        "name": "",
        "quantity": quantity,
        "value": 0.5,
        "error_model": "gaussian",
        "uncertainty": 0.1,
        "wavelength_nm": 365.0,
        "dose_mj_cm2": 50.0,
        "loading_wt_percent": 3.0 if smiles else 0.0,
        "dot": RED,
        "block": "block",
    }
    return Measurement.model_validate({**content, **changes})


def test_every_modelled_row_of_lu_has_a_prediction(tmp_path, prior):
    screen = RecordedScreen(tmp_path, DIENONE, ESTER, "bis-azide 3", DIAZIRINE)
    names = (DIENONE, ESTER, "bis-azide 3", DIAZIRINE)
    found = predict(
        measurements(), by_smiles(screen.inputs(n) for n in names), prior, dots_of(prior)
    )
    assert set(found) == {row.id for row in measurements()}
    assert all(value.shape == (N,) and np.isfinite(value).all() for value in found.values())
    red = dots_of(prior)[RED]
    pristine = red.radiative / (red.radiative + red.nonradiative)
    for row in measurements():
        if row.quantity.startswith("plqy"):
            assert ((found[row.id] >= 0.0) & (found[row.id] * pristine <= 1.0)).all()
        elif row.quantity in ("film_retention", "pattern", "precursor_left"):
            assert ((found[row.id] >= 0.0) & (found[row.id] <= 1.0 + 1e-9)).all()
    assert set(DOTS.values()) == set(dots_of(prior))


@pytest.mark.parametrize("quantity", ["film_retention", "plqy_relative", "precursor_left"])
def test_films_are_those_of_the_simulation(molecules, prior, quantity):
    """Predicted together with others, a film is what its own recipe gives."""
    dots = dots_of(prior)
    others = [
        measured("film_retention", id="b", dose_mj_cm2=200.0),
        measured("plqy_relative", id="c", wavelength_nm=254.0, air=True),
    ]
    found = predict([measured(quantity), *others], molecules, prior, dots)["a"]
    case = Case(365.0, dose_grid(50.0), 1.7, 3.0, False, 30.0, 298.15, RED)
    alone = getattr(simulate(molecules[ONE], [case], prior, dots), quantity)[-1, 0]
    assert found == pytest.approx(alone, abs=1e-12)


def test_a_pattern_is_predicted_as_its_retention(molecules, prior):
    word = {"value": None, "word": "good", "error_model": "class"}
    rows = [measured("pattern", **word), measured("film_retention", id="b")]
    found = predict(rows, molecules, prior, dots_of(prior))
    assert (found["a"] == found["b"]).all()


def test_a_mixed_film_does_not_know_what_light_comes(molecules, prior):
    dots = dots_of(prior)
    mixed = measured("plqy_mixed", wavelength_nm=None, dose_mj_cm2=None)
    alone = predict([mixed], molecules, prior, dots)["a"]
    exposed = measured("plqy_relative", id="b", wavelength_nm=254.0, dose_mj_cm2=500.0)
    assert predict([mixed, exposed], molecules, prior, dots)["a"] == pytest.approx(alone)
    other = measured("film_retention", id="b", loading_wt_percent=6.0)
    assert predict([mixed, other], molecules, prior, dots)["a"] == pytest.approx(alone)


def test_an_assumed_dose_is_drawn_around_it(molecules, prior):
    exact = measured("precursor_left")
    assumed = exact.model_copy(update={"dose_assumed": True})
    centred = with_errors(prior)
    dots = dots_of(centred)
    sharp = predict([exact], molecules, centred, dots)["a"]
    assert predict([assumed], molecules, centred, dots)["a"] == pytest.approx(sharp, abs=0.02)
    higher = with_errors(prior, dose__block=1.0)
    doubled = exact.model_copy(update={"dose_mj_cm2": 100.0})
    expected = predict([doubled], molecules, centred, dots)["a"]
    assert predict([assumed], molecules, higher, dots)["a"] == pytest.approx(expected, abs=0.02)
    assert (expected <= sharp + 1e-12).all()


def test_films_of_one_figure_share_their_unknown_dose(molecules, prior):
    dots = dots_of(prior)
    rows = [
        measured("precursor_left", id=name, dose_assumed=True, block=block)
        for name, block in (("a", "figure"), ("b", "figure"), ("c", "other"))
    ]
    found = predict(rows, molecules, prior, dots)
    assert (found["a"] == found["b"]).all()
    assert not np.allclose(found["a"], found["c"])


def test_spectra_without_errors_are_those_computed(molecules, prior):
    centred = with_errors(prior)
    rows = [
        measured("epsilon_m1_cm1", id="a", value=1e4),
        measured("lambda_max_nm", id="b", value=350.0),
        measured("homo_ev", id="c", value=-6.0),
        measured("lumo_ev", id="d", value=-3.0),
    ]
    found = predict(rows, molecules, centred, dots_of(centred))
    molecule = molecules[ONE]
    curve = intact_absorption(molecule)
    levels = whole_levels(molecule)
    at_lamp = np.interp(365.0, molecule.wavelength_nm, curve)
    assert found["a"] == pytest.approx(np.full(N, at_lamp))
    inner = 1 + int(np.argmax(curve[1:-1]))
    assert found["b"] == pytest.approx(np.full(N, molecule.wavelength_nm[inner]), abs=0.5)
    assert found["c"] == pytest.approx(np.full(N, levels.homo_ev))
    assert found["d"] == pytest.approx(np.full(N, levels.lumo_ev))


def test_a_band_moves_by_the_error_of_its_spectrum(molecules, prior):
    row = measured("lambda_max_nm", value=350.0)
    moved = with_errors(prior, spectrum__block__position=2.0)
    before, after = (
        predict([row], molecules, draws, dots_of(draws))["a"]
        for draws in (with_errors(prior), moved)
    )
    shift = EV_NM / after - EV_NM / before
    assert shift == pytest.approx(np.full(N, 2.0 * number("spectrum_position_ev")), abs=0.004)


def test_a_polar_solvent_leaves_more_open(molecules, prior):
    """From the film no difference; the more polar, the wider."""
    assert solvent_shift_sd_ev("") == 0.0
    assert solvent_shift_sd_ev("MeCN") > solvent_shift_sd_ev("CH2Cl2") > 0.0
    rows = [
        measured("lambda_max_nm", id=solvent or "film", solvent=solvent, block=solvent or "film")
        for solvent in ("", "toluene", "MeCN")
    ]
    found = predict(rows, molecules, prior, dots_of(prior))
    spread = {name: float(np.std(EV_NM / found[name])) for name in found}
    assert spread["MeCN"] > spread["film"]
    assert abs(spread["toluene"] - spread["film"]) < 0.2 * spread["film"]


def test_rows_of_one_spectrum_lie_at_the_same_place(molecules, prior):
    rows = [
        measured("lambda_max_nm", id=name, block=block)
        for name, block in (("a", "one"), ("b", "one"), ("c", "two"))
    ]
    found = predict(rows, molecules, prior, dots_of(prior))
    assert (found["a"] == found["b"]).all()
    assert not np.allclose(found["a"], found["c"])


def test_two_chromophores_absorb_twice(molecules, prior):
    """Of a molecule of two equal chromophores the drawn absorptivity is their sum."""
    centred = with_errors(prior)
    dots = dots_of(centred)
    row = measured("epsilon_m1_cm1", TWO, value=1e4, wavelength_nm=260.0)
    (part,) = molecules[TWO].chromophores
    assert part.count == 2
    single = np.interp(260.0, molecules[TWO].wavelength_nm, part.states[0].epsilon_m1_cm1)
    assert predict([row], molecules, centred, dots)["a"] == pytest.approx(np.full(N, 2.0 * single))


def test_a_gap_is_adiabatic_and_carries_its_error(molecules, prior):
    row = measured("gap_st_kcal_mol", value=15.0)
    arm = molecules[ONE].chromophores[0].arms[0]
    moved = with_errors(prior, **{f"{arm.intermediate.smiles}__gap": 1.0})
    found = [
        predict([row], molecules, draws, dots_of(draws))["a"][0]
        for draws in (with_errors(prior), moved)
    ]
    assert found[0] == pytest.approx(arm.gap.gap_st_kcal_mol)
    assert found[1] - found[0] == pytest.approx(arm.gap.gap_st_uncertainty_kcal_mol)


def test_a_yield_is_a_share_and_depends_on_the_lamp(molecules, prior):
    rows = [
        measured("quantum_yield", id=str(nm), wavelength_nm=float(nm)) for nm in (254, 313, 365)
    ]
    found = predict(rows, molecules, prior, dots_of(prior))
    assert all(((value >= 0.0) & (value <= 1.0)).all() for value in found.values())


def test_offset_on_the_optical_convention_lies_below_that_of_the_affinity(molecules, prior):
    """HOMO plus optical gap is deeper than minus the affinity by the binding of the exciton."""
    draws = with_errors(prior)
    dots = dots_of(draws)
    optical = predict([measured("offset_optical")], molecules, draws, dots)["a"][0]
    levels = whole_levels(molecules[ONE])
    assert optical < levels.lumo_ev - dots[RED].dot.conduction_band_ev


def test_a_film_without_crosslinker_is_a_bare_film(prior):
    dots = dots_of(prior)
    rows = [
        measured("plqy_relative", "", id="a", wavelength_nm=254.0),
        measured("film_retention", "", id="b", wavelength_nm=254.0),
        measured("plqy_mixed", "", id="c", wavelength_nm=None, dose_mj_cm2=None),
    ]
    found = predict(rows, {}, prior, dots)
    case = Case(254.0, dose_grid(50.0), 1.7, 0.0, False, 30.0, 298.15, RED)
    film = bare_film([case], prior, dots)
    assert found["a"] == pytest.approx(film.plqy_relative[-1, 0])
    assert found["b"] == pytest.approx(film.film_retention[-1, 0])
    assert (found["c"] == 1.0).all()


def test_what_cannot_be_predicted_says_why(molecules, prior):
    lone = measured("homo_ev", "CCO", id="a")
    bare = measured("precursor_left", "", id="b")
    assert "not computed" in why_not(lone, molecules)
    assert "without crosslinker" in why_not(bare, molecules)
    assert predict([lone, bare], molecules, prior, dots_of(prior)) == {}


def test_rows_without_error_model_are_predicted_for_others_only(molecules, prior):
    silent = measured("precursor_left", id="b", error_model="not_modelled")
    order = measured(
        "precursor_left",
        wavelength_nm=254.0,
        error_model="less_than",
        compared_with="b",
        value=None,
    )
    dots = dots_of(prior)
    assert predict([silent], molecules, prior, dots) == {}
    assert set(predict([silent, order], molecules, prior, dots)) == {"a", "b"}
