"""Rotors that a force field leaves across the plane of conjugation."""

import numpy as np
import pytest
from ase import Atoms
from ase.calculators.calculator import CalculationFailed
from rdkit import Chem

from dotstitch.data.levels import load_level
from dotstitch.geometry import optimise
from dotstitch.geometry.embed import embed_conformers, explicit_molecule
from dotstitch.geometry.optimise import optimise_species
from dotstitch.geometry.rotors import ROTORS, rotated_into_plane
from dotstitch.geometry.structure import Structure

DRAFT = load_level("draft")


def out_of_plane(smiles: str, positions: np.ndarray) -> list[float]:
    """Return how far each rotor is from its plane, degree."""
    molecule = explicit_molecule(smiles)
    atoms = Atoms([atom.GetSymbol() for atom in molecule.GetAtoms()], positions)
    found = []
    for pattern, angle in ROTORS.items():
        for match in molecule.GetSubstructMatches(Chem.MolFromSmarts(pattern)):
            degree = atoms.get_dihedral(*(match[k] for k in angle))
            found.append(float(abs((degree + 90.0) % 180.0 - 90.0)))
    return found


def placed_across(smiles: str) -> tuple[Chem.Mol, np.ndarray]:
    """Return a molecule and positions with its azide at a right angle to the ring."""
    molecule = explicit_molecule(smiles)
    positions = embed_conformers(molecule, 1, 1).conformers[0].positions_angstrom
    atoms = Atoms([atom.GetSymbol() for atom in molecule.GetAtoms()], positions)
    near, pivot, first, second, last = molecule.GetSubstructMatch(
        Chem.MolFromSmarts("a:a-N=[N+]=[N-]")
    )
    atoms.set_dihedral(near, pivot, first, second, 90.0, indices=[second, last])
    return molecule, atoms.get_positions()


def test_azide_is_turned_as_a_rigid_body() -> None:
    smiles = "[N-]=[N+]=Nc1ccccc1"
    molecule, before = placed_across(smiles)
    assert min(out_of_plane(smiles, before)) > 80
    after = rotated_into_plane(molecule, before)
    assert max(out_of_plane(smiles, after)) < 10
    for bond in molecule.GetBonds():
        pair = [bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()]
        lengths = [np.linalg.norm(np.subtract(*positions[pair])) for positions in (before, after)]
        assert lengths[0] == pytest.approx(lengths[1], abs=1e-8)


def test_planar_start_is_left_alone() -> None:
    smiles = "[N-]=[N+]=Nc1ccccc1"
    molecule, across = placed_across(smiles)
    planar = rotated_into_plane(molecule, across)
    np.testing.assert_allclose(rotated_into_plane(molecule, planar), planar, atol=1e-12)


@pytest.mark.parametrize("smiles", ["[N-]=[N+]=Nc1ccccc1", "C(#Cc1ccccc1)c1ccccc1"])
def test_conjugated_rotors_end_planar(smiles: str) -> None:
    # Phenyl azide and diphenylacetylene are planar; MMFF94s alone leaves both across.
    structures, _ = optimise_species(smiles, "closed_shell", DRAFT, seed=2022)
    assert max(out_of_plane(smiles, structures["geometry"].positions_angstrom)) < 15


def test_crowded_azide_stays_across() -> None:
    smiles = "Cc1cccc(C)c1N=[N+]=[N-]"
    structures, _ = optimise_species(smiles, "closed_shell", DRAFT, seed=2022)
    assert min(out_of_plane(smiles, structures["geometry"].positions_angstrom)) > 30


def test_start_without_an_energy_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> float:
        raise CalculationFailed("made up")

    monkeypatch.setattr(optimise, "gfn2_energy_ev", fail)
    molecule, across = placed_across("[N-]=[N+]=Nc1ccccc1")
    np.testing.assert_array_equal(optimise._lower_start(molecule, across), across)


def test_both_spin_states_keep_a_second_azide_in_the_plane() -> None:
    # With the azide across in one state only, its 4 kcal/mol would enter the gap.
    smiles = "[N]c1ccc(N=[N+]=[N-])cc1"
    structures, _ = optimise_species(smiles, "nitrene", DRAFT, seed=2022)
    for structure in structures.values():
        assert isinstance(structure, Structure)
        assert max(out_of_plane(smiles, structure.positions_angstrom)) < 15
