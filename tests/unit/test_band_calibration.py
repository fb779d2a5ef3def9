"""Calibration of bands: rows, assignment, regression, validation, and what reaches a film."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rdkit import Chem

from dotstitch.contracts.bands import BandShape
from dotstitch.contracts.results import SpectrumValues, StateCharacter
from dotstitch.data.parameters import load_parameters
from dotstitch.data.reading import read_rows
from dotstitch.evidence.fits.bands.assignment import computed_band
from dotstitch.evidence.fits.bands.regression import fit_line
from dotstitch.evidence.fits.bands.rows import FIRST, MeasuredBand, own_bands, read_bands, usable
from dotstitch.evidence.fits.bands.validation import left_out, statistics
from dotstitch.evidence.lu2022 import Crosslinker
from dotstitch.optics import calibration
from dotstitch.optics.band_descriptors import DESCRIPTORS, describe
from dotstitch.optics.band_model import calibrations
from dotstitch.optics.calibration import (
    band_error,
    calibrated_curve,
    calibrated_states,
    is_strange,
)
from dotstitch.optics.carried_bands import CarriedBands
from dotstitch.optics.families import family

SHAPE = BandShape(0.5, 1.4)
SMILES = "C"
"""No scaffold that was measured."""
PLAIN = {
    "charge_transfer_angstrom": 0.5,
    "separation_angstrom": 3.0,
    "overlap": 0.9,
    "oxygen_lone_pair": 0.0,
    "nitrogen_lone_pair": 0.0,
    "nitrogen_donor": 0.0,
    "fluorinated": 0.0,
    "alkyne": 0.0,
    "fused": 0.0,
    "n_atoms": 10.0,
}


def spectrum(energies: list[float], strengths: list[float], **character: float) -> SpectrumValues:
    one = StateCharacter(**{**PLAIN, **character})
    return SpectrumValues(
        excitation_ev=tuple(energies),
        oscillator_strength=tuple(strengths),
        dissociative_share=(0.0,) * len(energies),
        characters=(one,) * len(energies),
        band_fwhm_ev=SHAPE.fwhm_ev,
        band_skewness=SHAPE.skewness,
    )


def row(smiles: str, solvent: str = "n-hexane", position_ev: float = 4.0) -> MeasuredBand:
    return MeasuredBand("table.csv", 1, smiles, solvent, FIRST, position_ev, 4.0)


@pytest.mark.parametrize(
    ("smiles", "solvent", "reason"),
    [
        ("c1ccccc", "n-hexane", "not valid"),
        ("CCO.CCN", "n-hexane", "more than one"),
        ("C[N+](C)(C)CC(=O)[O-]", "EtOH", "zwitterion"),
        ("CC(=O)[O-]", "EtOH", "an ion"),
        ("c1ccccc1", "moonshine", "no permittivity"),
    ],
)
def test_unusable_rows_are_named_with_their_reason(smiles: str, solvent: str, reason: str) -> None:
    kept, refused = usable([row(smiles, solvent), row("c1ccccc1")])
    assert [one.smiles for one in kept] == ["c1ccccc1"]
    assert reason in refused[0].reason


def test_nitro_and_azide_are_no_ions_and_a_repetition_counts_once() -> None:
    given = [row("[N-]=[N+]=Nc1ccc([N+](=O)[O-])cc1"), row("C/C=C/C"), row("CC=CC")]
    kept, refused = usable(given)
    assert kept == given[:2]
    assert "twice" in refused[0].reason


def test_whether_a_row_is_used_does_not_depend_on_its_position() -> None:
    smiles = ["c1ccccc1", "CC(=O)[O-]", "C[N+](C)(C)CC(=O)[O-]", "CC=O"]
    decided = [
        [one.smiles for one in usable([row(s, position_ev=ev) for s in smiles])[0]]
        for ev in (1.5, 3.0, 6.0)
    ]
    assert decided[0] == decided[1] == decided[2]


def test_both_forms_of_table_are_read(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text(
        "smiles,pattern,solvent,lambda_max_nm,log10_epsilon\nc1ccccc1,x,hexane,255,2.3\nCC=O,x,y,290,\n"
    )
    first, second = read_bands(other)
    assert first.kind == FIRST
    assert first.log10_height == pytest.approx(2.3)
    assert second.log10_height is None
    assert any(one.kind.endswith("n_pi") for one in own_bands())


def test_crosslinkers_of_lu_are_not_calibrated_on() -> None:
    theirs = read_rows("data/evidence/lu2022_crosslinkers.csv", Crosslinker)
    forbidden = {Chem.CanonSmiles(one.smiles) for one in theirs}
    assert not forbidden & {Chem.CanonSmiles(one.smiles) for one in own_bands()}


def test_a_band_is_chosen_without_its_measured_place() -> None:
    """The weak flank of a strong band is not seen; an n-pi* band asked for is the lowest."""
    found = spectrum([3.85, 4.1, 5.0], [0.02, 0.8, 0.3])
    assert computed_band(found, FIRST, SHAPE).state == 1
    assert computed_band(found, "ketone_n_pi", SHAPE).state == 0
    assert computed_band(found, "pi_pi", SHAPE).state == 1


def test_two_excitations_in_one_place_make_one_band_of_their_sum() -> None:
    one = computed_band(spectrum([4.0], [0.4]), FIRST, SHAPE)
    both = computed_band(spectrum([4.0, 4.0], [0.3, 0.1]), FIRST, SHAPE)
    assert both.log10_height == pytest.approx(one.log10_height)
    assert both.position_ev == pytest.approx(one.position_ev) == pytest.approx(4.0)


def made_up(n_families: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return descriptors, values, families: a slope of 0.3, gross errors of 0.1 by family."""
    random = np.random.default_rng(seed)
    families = np.repeat(np.arange(n_families), 3)
    x = random.normal(size=(families.size, 4))
    shared = 0.1 * random.standard_t(4.0, size=n_families)[families]
    values = 0.2 + 0.3 * x[:, 0] + shared + 0.05 * random.normal(size=families.size)
    return x, values, families.astype(str)


def test_a_line_is_found_and_useless_descriptors_shrink() -> None:
    x, values, families = made_up(60, 1)
    line = fit_line(x, values, families, np.arange(values.size).astype(str))
    assert line.coefficients[1] / line.scale[0] == pytest.approx(0.3, abs=0.03)
    assert np.abs(line.coefficients[2:]).max() < 0.03
    assert line.scaffold_sd == pytest.approx(0.1 * np.sqrt(2.0), abs=0.05)
    assert np.hypot(line.molecule_sd, line.row_sd) == pytest.approx(0.05, abs=0.015)


def test_left_out_predictions_are_as_sure_as_they_say() -> None:
    """Over made-up sets the squared error over the stated variance averages one."""
    ratios = []
    for seed in range(6):
        x, values, families = made_up(40, seed)
        molecules = np.arange(values.size).astype(str)

        def predict(fit, judged, x=x, values=values, families=families, molecules=molecules):
            line = fit_line(x[fit], values[fit], families[fit], molecules[fit])
            return np.array(line.predict(x[judged]))

        mean, sd = left_out(families.tolist(), predict)
        ratios.append(statistics(values - mean, sd)["reduced_chi_square"])
    assert 0.75 < np.mean(ratios) < 1.25


def test_doubt_grows_away_from_the_data() -> None:
    x, values, families = made_up(20, 3)
    line = fit_line(x, values, families, np.arange(values.size).astype(str))
    near, far = line.predict(np.array([x.mean(axis=0), x.mean(axis=0) + 80.0]))[1]
    assert far > 2.0 * near


def test_no_family_is_fitted_and_judged_at_once() -> None:
    families = [f"f{i % 17}" for i in range(60)]
    names = np.array(families)

    def predict(fit, judged):
        assert not set(names[fit]) & set(names[judged])
        return np.ones((1, int(judged.sum())))

    assert np.all(left_out(families, predict) == 1.0)


def test_the_shipped_lines_are_whole_and_state_what_they_are_worth() -> None:
    for level, one in calibrations().items():
        for line in (one.position, one.height):
            assert set(line.terms) <= set(DESCRIPTORS), level
            assert min(line.scaffold_sd, line.row_sd) > 0.0
            triangle = np.zeros((len(line.covariance),) * 2)
            for i, values in enumerate(line.covariance):
                triangle[i, : i + 1] = triangle[: i + 1, i] = values
            assert np.linalg.eigvalsh(triangle).min() > -1e-6


def test_bands_move_as_the_line_says_and_keep_their_order() -> None:
    found = spectrum([3.6, 4.6], [0.01, 0.5])
    states = calibrated_states(found, SMILES, "standard")
    line = calibrations()["standard"].position
    expected = np.array([3.6, 4.6]) + line.miss(describe(found, 2.3), SMILES).mean
    assert states.energy_ev == pytest.approx(expected)
    assert states.energy_ev[0] < states.energy_ev[1]


def test_a_dark_excitation_keeps_what_vibrations_lend_it() -> None:
    weakest = load_parameters()["weakest_oscillator_strength"].value
    dark, faint = (
        calibrated_states(spectrum([4.0], [f]), SMILES, "standard").strength[0]
        for f in (0.0, weakest)
    )
    assert dark == faint > 0.0


def test_amines_absorb_further_to_the_red_than_computed() -> None:
    """Dialkylanilines with an acceptor are computed too blue, by some 0.2 eV more than others.

    Characters of the strong bands of 4-methoxystilbene and 4-dimethylaminochalcone.
    """
    stilbene = {"nitrogen_donor": 0.0, "charge_transfer_angstrom": 0.95, "overlap": 0.96}
    amine = {"nitrogen_donor": 0.19, "charge_transfer_angstrom": 3.15, "overlap": 0.72}
    plain, donor = (
        calibrated_states(spectrum([4.0], [0.8], **character), SMILES, "standard").energy_ev[0]
        for character in (stilbene, amine)
    )
    assert donor < plain - 0.1


def test_errors_are_shared_by_scaffold_and_grow_for_strange_excitations() -> None:
    usual = band_error(spectrum([4.0], [0.8]), "COc1ccccc1", "standard")
    strange = band_error(spectrum([4.0], [0.8], nitrogen_donor=5.0), "CCc1ccccc1", "standard")
    assert usual.family == strange.family == family("c1ccccc1")
    assert strange.position_ev[0] > usual.position_ev[0]
    assert strange.position_ev[1] == usual.position_ev[1]


def test_the_curve_is_that_of_the_calibrated_bands() -> None:
    found = spectrum([3.4], [0.5])
    curve = calibrated_curve(found, SMILES, "standard")
    states = calibrated_states(found, SMILES, "standard")
    assert curve.max() == pytest.approx(SHAPE.height_m1_cm1 * states.strength[0], rel=1e-3)


def test_a_part_without_excitations_has_no_bands_and_a_finite_error() -> None:
    nothing = spectrum([], [])
    assert calibrated_states(nothing, SMILES, "standard").energy_ev.size == 0
    assert np.all(np.isfinite(band_error(nothing, SMILES, "standard").position_ev))
    assert not is_strange(nothing, SMILES, "standard")


def test_excitations_far_from_those_measured_are_strange() -> None:
    assert not is_strange(spectrum([4.0], [0.8]), SMILES, "standard")
    assert is_strange(spectrum([4.0], [0.8], nitrogen_donor=5.0), SMILES, "standard")


def test_a_carried_level_adds_its_shift_and_its_scatter(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line through the energy takes the shifted one; the scatter is the chromophore's own."""
    carried = CarriedBands(
        like="standard",
        position_ev=0.3,
        decades=-0.2,
        uncertainty_ev=0.4,
        uncertainty_decades=0.5,
        n_bands=9,
    )
    monkeypatch.setattr(calibration, "carried_bands", {"draft": carried}.get)
    here = spectrum([4.0], [0.8])
    there = spectrum([4.3], [0.8 * 10.0**-0.2])
    found, expected = (
        calibrated_states(one, SMILES, level)
        for one, level in ((here, "draft"), (there, "standard"))
    )
    assert found.energy_ev == pytest.approx(expected.energy_ev)
    assert found.strength == pytest.approx(expected.strength)
    more, less = (
        band_error(one, SMILES, level) for one, level in ((here, "draft"), (there, "standard"))
    )
    assert more.position_ev == pytest.approx(
        (less.position_ev[0], float(np.hypot(less.position_ev[1], 0.4)))
    )
    assert more.height_decades[1] == pytest.approx(float(np.hypot(less.height_decades[1], 0.5)))
