"""Levels against literature, with real electronic structure."""

from __future__ import annotations

import pytest

from dotstitch.data.levels import load_level
from dotstitch.dot.levels import calibration_line, calibration_table, film_levels
from dotstitch.evidence.fits.levels import reference_values
from dotstitch.geometry.optimise import optimise_species
from dotstitch.quantum.ground_state import compute_closed_shell

MALEIC_ANHYDRIDE = "O=C1C=CC(=O)O1"


@pytest.mark.quantum
def test_electron_affinity_of_maleic_anhydride(tmp_path) -> None:
    """1.44 eV, electron-transfer equilibria; the engine still gives the calibrated eigenvalue."""
    level = load_level("standard")
    structures, _ = optimise_species(MALEIC_ANHYDRIDE, "closed_shell", level, 2022)
    steps = compute_closed_shell(structures["geometry"], level, tmp_path)
    values = steps.ground_state.values
    stored = calibration_table()["standard"].eigenvalues[MALEIC_ANHYDRIDE]
    assert values.homo_ks_ev == pytest.approx(stored["homo_ks_ev"], abs=0.03)
    assert values.lumo_ks_ev == pytest.approx(stored["lumo_ks_ev"], abs=0.03)
    line = calibration_line("standard", "EA")
    measured = next(
        row for row in reference_values() if row.quantity == "EA" and row.smiles == MALEIC_ANHYDRIDE
    )
    predicted = line.intercept_ev - line.slope * values.lumo_ks_ev
    assert predicted == pytest.approx(measured.value_ev, abs=2.0 * line.leave_one_out_ev + 0.09)
    film = film_levels(values.homo_ks_ev, values.lumo_ks_ev, "standard")
    assert -film.lumo_ev > predicted
