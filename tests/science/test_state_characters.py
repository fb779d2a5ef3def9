"""Characters of excitations: textbook cases, and what must not change them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from dotstitch.contracts.results import SpectrumValues, StateCharacter
from dotstitch.data.levels import load_level
from dotstitch.geometry.optimise import optimise_species
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.ground_state import compute_closed_shell
from dotstitch.quantum.response.character import pi_directions

pytestmark = pytest.mark.quantum
LEVEL = load_level("draft").model_copy(update={"window_ev": 7.5})


@cache
def structure(smiles: str) -> Structure:
    return optimise_species(smiles, "closed_shell", LEVEL, seed=1)[0]["geometry"]


def spectrum(given: Structure, folder: Path) -> SpectrumValues:
    return compute_closed_shell(given, LEVEL, folder).spectrum.values


def brightest(values: SpectrumValues) -> StateCharacter:
    return values.characters[int(np.argmax(values.oscillator_strength))]


def test_the_lowest_state_of_acetone_leaves_the_lone_pair_of_oxygen(tmp_path: Path) -> None:
    lowest = spectrum(structure("CC(C)=O"), tmp_path).characters[0]
    assert lowest.oxygen_lone_pair > 0.6
    assert lowest.nitrogen_lone_pair == 0.0


def test_the_lowest_state_of_a_diazirine_leaves_the_lone_pairs_of_nitrogen(tmp_path: Path) -> None:
    lowest = spectrum(structure("CC1(C)N=N1"), tmp_path).characters[0]
    assert lowest.nitrogen_lone_pair > 0.6
    assert lowest.oxygen_lone_pair == 0.0


def test_the_bright_state_of_nitroaniline_goes_from_amine_to_nitro(tmp_path: Path) -> None:
    smiles = "Nc1ccc([N+](=O)[O-])cc1"
    bright = brightest(spectrum(structure(smiles), tmp_path))
    assert bright.nitrogen_donor > 0.1
    assert bright.charge_transfer_angstrom > 1.5
    assert bright.oxygen_lone_pair < 0.1


def test_the_bright_state_of_butadiene_moves_no_charge(tmp_path: Path) -> None:
    bright = brightest(spectrum(structure("C=CC=C"), tmp_path))
    assert bright.charge_transfer_angstrom < 0.02
    assert bright.separation_angstrom > 1.0
    assert bright.overlap > 0.8
    assert bright.nitrogen_donor == bright.fluorinated == 0.0


def test_fluorine_on_a_ring_is_seen(tmp_path: Path) -> None:
    smiles = "Fc1c(F)c(F)c(F)c(F)c1F"
    assert brightest(spectrum(structure(smiles), tmp_path)).fluorinated > 0.7


def test_turning_and_renumbering_change_nothing(tmp_path: Path) -> None:
    smiles = "CC(=O)C=C"
    given = structure(smiles)
    random = np.random.default_rng(3)
    turn, _ = np.linalg.qr(random.normal(size=(3, 3)))
    order = random.permutation(len(given.symbols))
    turned = Structure(
        tuple(given.symbols[i] for i in order), given.positions_angstrom[order] @ turn.T
    )
    before = spectrum(given, tmp_path).characters
    after = spectrum(turned, tmp_path).characters
    for one, other in zip(before, after, strict=True):
        assert other.model_dump() == pytest.approx(one.model_dump(), abs=2e-2)


def test_an_atom_without_a_plane_takes_that_of_its_neighbour() -> None:
    given = structure("C#CC=C")
    directions = pi_directions(given)
    plane = directions[[i for i, symbol in enumerate(given.symbols) if symbol == "C"]]
    assert np.abs(plane @ plane[0]) == pytest.approx(1.0, abs=1e-2)
