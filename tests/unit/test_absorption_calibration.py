"""Corrections of band positions and intensities."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotstitch.contracts.bands import INTEGRAL_EV_M1_CM1, BandShape
from dotstitch.contracts.constants import WAVELENGTHS_NM
from dotstitch.evidence.fits.absorption import left_out_errors
from dotstitch.optics.absorptivity import absorptivity
from dotstitch.optics.calibration import calibrated_curve, correction
from dotstitch.quantum.response.band_kinds import band_kinds

ENERGY, STRENGTH, SHAPE = np.array([3.6, 4.6]), np.array([0.01, 0.5]), BandShape(0.33, 1.4)
AZIDE, DIAZIRINE = "[N-]=[N+]=Nc1ccccc1", "FC(F)(F)C1(c2ccccc2)N=N1"


def test_uncalibrated_level_gives_the_computed_curve() -> None:
    found = calibrated_curve(ENERGY, STRENGTH, SHAPE, AZIDE, "no such level")
    np.testing.assert_array_equal(found, absorptivity(ENERGY, STRENGTH, SHAPE))


def test_strong_band_moves_and_shrinks_as_the_table_says() -> None:
    found = calibrated_curve(ENERGY, STRENGTH, SHAPE, AZIDE, "standard")
    band = correction("standard", "pi_pi")
    peak_ev = 1239.84198 / WAVELENGTHS_NM[found.argmax()]
    assert peak_ev == pytest.approx(float(band.position(np.array(4.6))), abs=0.02)
    computed = absorptivity(ENERGY, STRENGTH, SHAPE)
    assert found.max() == pytest.approx(
        computed.max() * float(band.strength(np.array(0.5))) / 0.5, rel=0.01
    )


def test_only_diazirines_get_the_correction_of_their_weak_band() -> None:
    at_lamp = {
        smiles: np.interp(
            365, WAVELENGTHS_NM, calibrated_curve(ENERGY, STRENGTH, SHAPE, smiles, "standard")
        )
        for smiles in (AZIDE, DIAZIRINE)
    }
    assert at_lamp[DIAZIRINE] != pytest.approx(at_lamp[AZIDE], rel=0.1)


@pytest.mark.parametrize(
    ("smiles", "kinds"),
    [
        (AZIDE, ["pi_pi"] * 3),
        (DIAZIRINE, ["aryl_diazirine_n_pi", "pi_pi", "pi_pi"]),
        ("C1CC=NN1", ["pi_pi"] * 3),
        ("[N-]=[N+]=C(c1ccccc1)C(F)(F)F", ["diazo_n_pi", "pi_pi", "pi_pi"]),
        ("CN(C)c1ccccc1", ["amine_pi_pi"] * 3),
        ("CC(=O)Nc1ccccc1", ["pi_pi"] * 3),
    ],
)
def test_kinds_of_bands(smiles: str, kinds: list[str]) -> None:
    assert list(band_kinds(smiles, 3)) == list(kinds)


def test_fit_recovers_a_line_and_leaves_molecules_out() -> None:
    x = np.linspace(3.0, 5.0, 10)
    molecules = np.arange(10)
    exact = left_out_errors(x, 0.4 - 0.1 * x, molecules, 1)
    np.testing.assert_allclose(exact, 0.0, atol=1e-12)
    lone = left_out_errors(np.array([3.0, 4.0]), np.array([0.1, 0.3]), np.array(["a", "a"]), 0)
    assert np.isnan(lone).all()  # two rows of one molecule cannot predict each other


def test_crosslinkers_of_lu_are_not_calibrated_on() -> None:
    from importlib.resources import files

    import pandas as pd
    from rdkit import Chem

    from dotstitch.plan.table import read_table

    bands = pd.read_csv(str(files("dotstitch.data") / "optics/absorption_bands.csv"))
    used = {Chem.CanonSmiles(smiles) for smiles in bands.smiles}
    screened = {
        Chem.CanonSmiles(row.smiles) for row in read_table(Path("molecules/crosslinkers.csv"))[0]
    }
    assert not used & screened


@settings(max_examples=30, deadline=None)
@given(st.floats(0.1, 1.0), st.floats(1.0, 3.0), st.floats(0.0, 0.4))
def test_band_keeps_its_area_and_leans_to_the_red(fwhm_ev, skewness, offset_ev) -> None:
    shape = BandShape(fwhm_ev, skewness)
    grid = np.linspace(-6.0, 6.0, 60001)
    area = np.trapezoid(shape.profile(grid), grid) * shape.height_m1_cm1
    assert area == pytest.approx(INTEGRAL_EV_M1_CM1, rel=1e-4)
    red, blue = shape.profile(np.array([-offset_ev, offset_ev]))
    assert red <= blue + 1e-12
    half = np.array([-fwhm_ev / (1 + skewness), fwhm_ev * skewness / (1 + skewness)])
    assert shape.profile(half) == pytest.approx([0.5, 0.5])


def test_stronger_bands_are_weakened_more_and_stay_stronger() -> None:
    band = correction("standard", "pi_pi")
    computed = np.linspace(0.0, 2.0, 50)
    corrected = band.strength(computed)
    assert np.all(np.diff(corrected) > 0.0)
    assert np.all(np.diff(corrected[1:] / computed[1:]) <= 1e-12)
