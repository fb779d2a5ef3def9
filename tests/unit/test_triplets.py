"""Triplet energies of chromophores: the right state, what is constrained, what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dotstitch.contracts.constants import HARTREE_EV
from dotstitch.contracts.failure import StepError
from dotstitch.data.levels import load_level
from dotstitch.data.spin_states import spin_parameters
from dotstitch.data.triplet_calibration import triplet_line
from dotstitch.evidence.fits.triplets import fit_pairs, fit_triplet_line, read_references
from dotstitch.geometry.optimise import optimise_species
from dotstitch.geometry.refine import refine
from dotstitch.geometry.structure import Structure
from dotstitch.geometry.triplets import relaxed_triplet
from dotstitch.quantum.engine import MeanField, closed_shell, spin_state
from dotstitch.quantum.response.triplet_start import promoted_orbitals
from dotstitch.quantum.triplet import compute_triplet, relaxed_triplet_energy

DRAFT = load_level("draft")
FORMALDEHYDE = "C=O"
AZIDE = "[N-]=[N+]=Nc1ccccc1"
DIAZIRINE = "FC(F)(F)C1(c2ccccc2)N=N1"


def ground_state(smiles: str) -> Structure:
    """Return the relaxed closed shell."""
    return optimise_species(smiles, "closed_shell", DRAFT, 2022)[0]["geometry"]


@pytest.fixture(scope="module")
def formaldehyde() -> Structure:
    """Return relaxed formaldehyde."""
    return ground_state(FORMALDEHYDE)


def nitrogens(structure: Structure) -> np.ndarray:
    """Return the distances between neighbouring nitrogens, angstrom."""
    here = [i for i, symbol in enumerate(structure.symbols) if symbol == "N"]
    return np.asarray(np.linalg.norm(np.diff(structure.positions_angstrom[here], axis=0), axis=1))


@pytest.mark.parametrize("smiles", [AZIDE, DIAZIRINE])
def test_a_triplet_keeps_its_nitrogen_together(smiles: str) -> None:
    ground = ground_state(smiles)
    triplet = relaxed_triplet(smiles, ground, DRAFT.gtol_ev_angstrom).structure
    assert nitrogens(triplet) == pytest.approx(nitrogens(ground), abs=2e-3)
    start = replace(ground, multiplicity=3)
    free = refine(start, "polarised_triplet", DRAFT.gtol_ev_angstrom).structure
    assert np.abs(nitrogens(free) - nitrogens(ground)).max() > 0.02


def test_a_diazirine_keeps_its_ring() -> None:
    ground = ground_state(DIAZIRINE)
    triplet = relaxed_triplet(DIAZIRINE, ground, DRAFT.gtol_ev_angstrom).structure
    corner = next(
        i
        for i, symbol in enumerate(ground.symbols)
        if symbol == "C" and (_near_nitrogens(ground, i) < 1.7).sum() == 2
    )
    kept = _near_nitrogens(triplet, corner)
    assert kept == pytest.approx(_near_nitrogens(ground, corner), abs=2e-3)


def _near_nitrogens(structure: Structure, atom: int) -> np.ndarray:
    here = [i for i, symbol in enumerate(structure.symbols) if symbol == "N"]
    positions = structure.positions_angstrom
    return np.asarray(np.linalg.norm(positions[here] - positions[atom], axis=1))


def test_an_alkene_stays_planar() -> None:
    smiles = "C/C=C/C"
    ground = ground_state(smiles)
    triplet = relaxed_triplet(smiles, ground, DRAFT.gtol_ev_angstrom).structure.positions_angstrom
    carbons = triplet[[i for i, symbol in enumerate(ground.symbols) if symbol == "C"]]
    first, middle, last = np.diff(carbons, axis=0)
    normals = np.cross(first, middle), np.cross(middle, last)
    cosine = normals[0] @ normals[1] / np.prod(np.linalg.norm(normals, axis=1))
    assert abs(cosine) > 0.999


def test_a_relaxed_triplet_lies_below_the_vertical_one(
    formaldehyde: Structure, tmp_path: Path
) -> None:
    relaxed = relaxed_triplet_energy(formaldehyde, DRAFT, tmp_path, FORMALDEHYDE)
    ground = closed_shell(formaldehyde, DRAFT)
    upright = spin_state(formaldehyde, 3, DRAFT)
    vertical = (upright.energy_hartree - ground.energy_hartree) * HARTREE_EV
    assert 0.1 < vertical - relaxed.energy_ev < 0.8
    assert 2.0 < relaxed.energy_ev < 3.5  # onset 3.12 eV


def test_turning_and_moving_the_molecule_changes_nothing(
    formaldehyde: Structure, tmp_path: Path
) -> None:
    turn = np.linalg.qr(np.random.default_rng(1).normal(size=(3, 3)))[0]
    turned = replace(formaldehyde, positions_angstrom=formaldehyde.positions_angstrom @ turn + 2.0)
    energies = [
        relaxed_triplet_energy(structure, DRAFT, tmp_path / name, FORMALDEHYDE).energy_ev
        for name, structure in (("as_is", formaldehyde), ("turned", turned))
    ]
    assert energies[0] == pytest.approx(energies[1], abs=2e-3)


def test_a_ground_state_that_was_left_behind_is_used(
    formaldehyde: Structure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anew = relaxed_triplet_energy(formaldehyde, DRAFT, tmp_path, FORMALDEHYDE)
    monkeypatch.delattr("dotstitch.quantum.triplet.closed_shell")
    again = relaxed_triplet_energy(formaldehyde, DRAFT, tmp_path, FORMALDEHYDE)
    assert again.energy_ev == pytest.approx(anew.energy_ev, abs=1e-3)


def test_the_record_is_calibrated_and_says_what_it_rests_on(
    formaldehyde: Structure, tmp_path: Path
) -> None:
    result = compute_triplet(formaldehyde, DRAFT, tmp_path, FORMALDEHYDE)
    line = triplet_line("draft")
    assert line is not None
    values = result.values
    assert values.triplet_ev == pytest.approx(line.energy_ev(values.triplet_computed_ev))
    assert values.triplet_uncertainty_ev == line.leave_one_out_rms_ev
    assert abs(values.triplet_ev - 3.12) < 0.35
    assert result.diagnostics["converged"] is True
    assert 1.98 < result.diagnostics["s2"] < 2.05


def test_a_wrong_spin_is_refused(
    formaldehyde: Structure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(spin_parameters(), "chromophore_triplet_s2", [1.98, 1.99])
    with pytest.raises(StepError) as caught:
        compute_triplet(formaldehyde, DRAFT, tmp_path, FORMALDEHYDE)
    assert caught.value.kind == "wrong_state"
    assert "S2" in caught.value.message


def test_a_level_without_a_line_gives_no_energy(formaldehyde: Structure, tmp_path: Path) -> None:
    with pytest.raises(StepError, match="not calibrated") as caught:
        compute_triplet(formaldehyde, load_level("reference"), tmp_path, FORMALDEHYDE)
    assert caught.value.kind == "input"


def test_leaving_one_out_is_predicting_it_from_the_others() -> None:
    pairs = [(1.0, 1.2), (2.0, 1.9), (3.0, 3.3), (3.5, 3.3)]
    errors = []
    for number, (x, y) in enumerate(pairs):
        others = fit_triplet_line(pairs[:number] + pairs[number + 1 :])
        errors.append(others.energy_ev(x) - y)
    whole = fit_triplet_line(pairs)
    assert whole.leave_one_out_mae_ev == pytest.approx(np.abs(errors).mean(), abs=2e-4)


def test_the_line_rests_on_ten_molecules_and_no_bound() -> None:
    references = read_references()
    fitted = [row for row in references if row.in_fit]
    assert len(fitted) >= 10
    assert all(row.quantity == "onset" for row in fitted)
    everything = {row.smiles: row.value_ev for row in references}
    assert len(fit_pairs(references, everything)) == len(fitted)
    assert len(fit_pairs(references, everything, "c1ccc(C=O)cc1")) == len(fitted) - 1


def test_a_start_that_is_dropped_is_warned_about(
    formaldehyde: Structure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second start may lead to a lower state, so leaving it out is never silent."""
    module = "dotstitch.quantum.triplet"

    def no_convergence_at_once(*arguments: Any, **options: Any) -> MeanField:
        if not options.get("patient", True):
            raise StepError("convergence", "four cycles were not enough", "")
        return spin_state(*arguments, **options)

    monkeypatch.setattr(
        f"{module}.promoted_orbitals", lambda field: promoted_orbitals(field)[:1] * 2
    )
    assert compute_triplet(formaldehyde, DRAFT, tmp_path, FORMALDEHYDE).warnings == ()
    monkeypatch.setattr(f"{module}.spin_state", no_convergence_at_once)
    (warning,) = compute_triplet(formaldehyde, DRAFT, tmp_path, FORMALDEHYDE).warnings
    assert "left out" in warning
