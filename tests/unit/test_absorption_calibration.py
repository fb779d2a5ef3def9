"""Corrections of band positions and intensities."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from dotstitch.absorption import WAVELENGTHS_NM, absorptivity
from dotstitch.absorption_calibration import band_kinds, calibrated_curve, correction

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from calibrate_absorption import left_out_errors

ENERGY, STRENGTH, WIDTH = np.array([3.6, 4.6]), np.array([0.01, 0.5]), 0.2
AZIDE, DIAZIRINE = "[N-]=[N+]=Nc1ccccc1", "FC(F)(F)C1(c2ccccc2)N=N1"


def test_uncalibrated_level_gives_the_computed_curve() -> None:
    found = calibrated_curve(ENERGY, STRENGTH, WIDTH, AZIDE, "no such level")
    np.testing.assert_array_equal(found, absorptivity(ENERGY, STRENGTH, WIDTH))


def test_strong_band_moves_and_shrinks_as_the_table_says() -> None:
    found = calibrated_curve(ENERGY, STRENGTH, WIDTH, AZIDE, "standard")
    band = correction("standard", "pi_pi")
    peak_ev = 1239.84198 / WAVELENGTHS_NM[found.argmax()]
    assert peak_ev == pytest.approx(float(band.position(np.array(4.6))), abs=0.02)
    computed = absorptivity(ENERGY, STRENGTH, WIDTH)
    assert found.max() == pytest.approx(computed.max() * band.strength_factor, rel=0.01)


def test_only_diazirines_get_the_correction_of_their_weak_band() -> None:
    at_lamp = {
        smiles: np.interp(
            365, WAVELENGTHS_NM, calibrated_curve(ENERGY, STRENGTH, WIDTH, smiles, "standard")
        )
        for smiles in (AZIDE, DIAZIRINE)
    }
    assert at_lamp[DIAZIRINE] != pytest.approx(at_lamp[AZIDE], rel=0.1)


@pytest.mark.parametrize(
    ("smiles", "kinds"),
    [
        (AZIDE, ["pi_pi"] * 3),
        (DIAZIRINE, ["diazirine_n_pi", "pi_pi", "pi_pi"]),
        ("C1CC=NN1", ["pi_pi"] * 3),
        ("[N-]=[N+]=C(c1ccccc1)C(F)(F)F", ["diazo_n_pi", "pi_pi", "pi_pi"]),
        ("CN(C)c1ccccc1", ["amine_pi_pi"] * 3),
        ("CC(=O)Nc1ccccc1", ["pi_pi"] * 3),
    ],
)
def test_kinds_of_bands(smiles: str, kinds: list[str]) -> None:
    assert band_kinds(smiles, 3) == kinds


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

    from dotstitch.molecules.table import read_table

    bands = pd.read_csv(str(files("dotstitch.data") / "absorption_bands.csv"))
    used = {Chem.CanonSmiles(smiles) for smiles in bands.smiles}
    screened = {
        Chem.CanonSmiles(row.smiles) for row in read_table(Path("molecules/crosslinkers.csv"))
    }
    assert not used & screened
