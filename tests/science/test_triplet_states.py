"""Triplet states that are hard to find or were measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from dotstitch.contracts.constants import HARTREE_EV
from dotstitch.data.levels import load_level
from dotstitch.geometry.optimise import optimise_species
from dotstitch.quantum.engine import closed_shell, spin_state
from dotstitch.quantum.gap.unpaired import density_of
from dotstitch.quantum.response.triplet_start import promoted_orbitals
from dotstitch.quantum.triplet import compute_triplet

DRAFT = load_level("draft")
BENZALDEHYDE = "O=Cc1ccccc1"


def test_the_response_finds_the_n_pi_triplet_of_benzaldehyde() -> None:
    structure = optimise_species(BENZALDEHYDE, "closed_shell", DRAFT, 2022)[0]["geometry"]
    ground = closed_shell(structure, DRAFT)
    overlap = ground.atomic_orbitals.overlap()
    start = density_of(promoted_orbitals(ground)[0], overlap)
    found = spin_state(structure, 3, DRAFT, start=start)
    left_alone = spin_state(structure, 3, DRAFT)
    advantage = (left_alone.energy_hartree - found.energy_hartree) * HARTREE_EV
    assert 0.3 < advantage < 0.8


@pytest.mark.parametrize(
    ("smiles", "measured_ev"), [(BENZALDEHYDE, 3.12), ("c1ccc2ccccc2c1", 2.64)]
)
def test_triplet_energies_are_those_of_the_literature(
    smiles: str, measured_ev: float, tmp_path: Path
) -> None:
    structure = optimise_species(smiles, "closed_shell", DRAFT, 2022)[0]["geometry"]
    found = compute_triplet(structure, DRAFT, tmp_path, smiles).values
    assert abs(found.triplet_ev - measured_ev) < 2 * found.triplet_uncertainty_ev
