"""Embedding, refinement and the survival check, on molecules of a few atoms."""

from dataclasses import replace

import numpy as np
import pytest
from rdkit.Chem import rdDistGeom
from scipy.spatial.transform import Rotation

from dotstitch.contracts.failure import StepError
from dotstitch.data.levels import load_level
from dotstitch.geometry import embed, optimisers, refine
from dotstitch.geometry.connectivity import check_survival, graph_bonds, spatial_bonds
from dotstitch.geometry.embed import embed_conformers, explicit_molecule, hydride
from dotstitch.geometry.intermediates import find_centre, twisted_carbene
from dotstitch.geometry.optimise import optimise_species
from dotstitch.geometry.structure import Structure, superposed

DRAFT = load_level("draft")
METHYL_AZIDE = "CN=[N+]=[N-]"


def embedded(smiles: str, seed: int = 1) -> Structure:
    molecule = explicit_molecule(smiles)
    positions = embed_conformers(molecule, 2, seed).conformers[0].positions_angstrom
    return Structure(tuple(atom.GetSymbol() for atom in molecule.GetAtoms()), positions)


def test_same_seed_gives_same_geometry() -> None:
    first, one = optimise_species(METHYL_AZIDE, "closed_shell", DRAFT, 7)
    second, two = optimise_species(METHYL_AZIDE, "closed_shell", DRAFT, 7)
    np.testing.assert_array_equal(
        first["geometry"].positions_angstrom, second["geometry"].positions_angstrom
    )
    assert one.values == two.values


def test_spelling_of_the_smiles_does_not_matter() -> None:
    _, one = optimise_species("C=CN=[N+]=[N-]", "closed_shell", DRAFT, 7)
    _, two = optimise_species("[N-]=[N+]=NC=C", "closed_shell", DRAFT, 7)
    assert one.values.states == two.values.states


def test_result_says_how_far_to_trust_it() -> None:
    structures, result = optimise_species(METHYL_AZIDE, "closed_shell", DRAFT, 7)
    assert set(structures) == {"geometry"}
    assert structures["geometry"].symbols == ("C", "N", "N", "N", "H", "H", "H")
    assert result.diagnostics["converged"] is True
    assert result.diagnostics["max_force_ev_angstrom"] <= DRAFT.gtol_ev_angstrom
    assert result.warnings == ()


@pytest.mark.parametrize("occupation", ["closed", "polarised_triplet"])
def test_energy_is_invariant_to_rotation(occupation: refine.Occupation) -> None:
    structure = embedded(METHYL_AZIDE)
    turn = Rotation.from_euler("xyz", [0.3, 1.1, -0.7]).as_matrix()
    moved = Structure(structure.symbols, structure.positions_angstrom @ turn.T + 2.0)
    energy = refine.gfn2_energy_ev(structure, occupation)
    assert refine.gfn2_energy_ev(moved, occupation) == pytest.approx(energy, abs=1e-5)


@pytest.mark.parametrize(("smiles", "dihedral"), [("F/C=C/F", 180.0), ("F/C=C\\F", 0.0)])
def test_double_bond_keeps_its_isomer(smiles: str, dihedral: float) -> None:
    structures, result = optimise_species(smiles, "closed_shell", DRAFT, 3)
    fluorines = [i for i, s in enumerate(structures["geometry"].symbols) if s == "F"]
    ends = structures["geometry"].positions_angstrom[fluorines]
    separation = float(np.linalg.norm(ends[0] - ends[1]))
    assert (separation > 3.2) == (dihedral == 180.0)
    assert not any("left open" in warning for warning in result.warnings)


def test_open_double_bond_is_named() -> None:
    _, result = optimise_species("FC=CF", "closed_shell", DRAFT, 3)
    assert any("left open" in warning for warning in result.warnings)


def test_intact_molecule_survives() -> None:
    molecule = explicit_molecule(METHYL_AZIDE)
    structure = embedded(METHYL_AZIDE)
    assert spatial_bonds(structure) == graph_bonds(molecule)
    check_survival(molecule, structure, "closed_shell")


def test_lost_nitrogen_is_noticed() -> None:
    structure = embedded(METHYL_AZIDE)
    positions = structure.positions_angstrom.copy()
    positions[2:4] += 1.5 * (positions[2] - positions[1])
    broken = Structure(structure.symbols, positions)
    with pytest.raises(StepError, match="N1-N2 broken") as failure:
        check_survival(explicit_molecule(METHYL_AZIDE), broken, "closed_shell")
    assert failure.value.kind == "embedding"


def test_ring_closure_of_an_intermediate_is_a_wrong_state() -> None:
    molecule = explicit_molecule("[N]c1ccccc1")
    structure = embedded("[N]c1ccccc1")
    positions = structure.positions_angstrom.copy()
    positions[0] = (positions[1] + positions[2]) / 2 + [0.0, 0.0, 1.2]
    with pytest.raises(StepError, match="made") as failure:
        check_survival(molecule, Structure(structure.symbols, positions), "nitrene")
    assert failure.value.kind == "wrong_state"


def test_swapped_isomer_is_noticed() -> None:
    trans, cis = explicit_molecule("F/C=C/F"), embedded("F/C=C\\F")
    with pytest.raises(StepError, match="stereochemistry"):
        check_survival(trans, cis, "closed_shell")


def test_embedding_climbs_the_ladder(monkeypatch: pytest.MonkeyPatch) -> None:
    real = rdDistGeom.EmbedMultipleConfs

    def stubborn(molecule: object, count: int, settings: object) -> object:
        return real(molecule, count, settings) if settings.useRandomCoords else ()

    monkeypatch.setattr(embed.rdDistGeom, "EmbedMultipleConfs", stubborn)
    found = embed_conformers(explicit_molecule("CCO"), 2, 1)
    assert "random coordinates" in found.rung
    assert any("random coordinates" in warning for warning in found.warnings)


def test_impossible_stereochemistry_fails_as_embedding() -> None:
    with pytest.raises(StepError) as failure:  # norbornane bridged trans
        embed_conformers(explicit_molecule("C1C[C@@H]2C[C@@H]1CC2"), 1, 1)
    assert failure.value.kind == "embedding"
    assert len(failure.value.diagnostics["rungs"]) == len(embed.LADDER)


def test_unknown_force_field_types_fall_back_to_uff() -> None:
    found = embed_conformers(explicit_molecule("CB(C)C"), 2, 1)
    assert found.force_field == "UFF"
    assert any("UFF" in warning for warning in found.warnings)


def test_hydride_keeps_the_atom_order() -> None:
    molecule = explicit_molecule("FC(F)(F)[C]c1ccccc1")
    closed = hydride(molecule)
    n_atoms = molecule.GetNumAtoms()
    before = [atom.GetSymbol() for atom in molecule.GetAtoms()]
    assert [atom.GetSymbol() for atom in closed.GetAtoms()] == [*before, "H", "H"]
    assert embedded("FC(F)(F)[C]c1ccccc1").positions_angstrom.shape == (n_atoms, 3)


@pytest.mark.parametrize(
    ("smiles", "kind"),
    [("CN", "nitrene"), ("[N]CC[N]", "nitrene"), ("C[N]", "carbene"), ("C[C]C", "nitrene")],
)
def test_intermediate_needs_its_one_centre(smiles: str, kind: str) -> None:
    with pytest.raises(StepError) as failure:
        find_centre(explicit_molecule(smiles), kind)
    assert failure.value.kind == "input"


def test_closed_shell_refuses_unpaired_electrons() -> None:
    with pytest.raises(StepError, match="unpaired"):
        optimise_species("C[N]", "closed_shell", DRAFT, 1)


def test_unreadable_smiles_is_an_input_error() -> None:
    with pytest.raises(StepError) as failure:
        explicit_molecule("C1CC")
    assert failure.value.kind == "input"


def test_carbene_is_turned_to_the_angles_asked_for() -> None:
    molecule = explicit_molecule("FC(F)(F)[C]c1ccccc1")
    plane = find_centre(molecule, "carbene").plane
    assert plane is not None
    start = embedded("FC(F)(F)[C]c1ccccc1").positions_angstrom
    turned = twisted_carbene(molecule, start, plane, (112.0, 20.0))
    legs = turned[plane[0]] - turned[plane[1]], turned[plane[2]] - turned[plane[1]]
    cosine = legs[0] @ legs[1] / np.linalg.norm(legs[0]) / np.linalg.norm(legs[1])
    assert np.degrees(np.arccos(cosine)) == pytest.approx(112.0, abs=1e-6)


def test_stubborn_optimiser_hands_over_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    def lazy(*_: object) -> None:
        return None

    ladder = (("lazy", lazy), *optimisers.LADDER[1:])
    monkeypatch.setattr(refine, "LADDER", ladder)
    found = refine.refine(embedded(METHYL_AZIDE), "closed", 0.01)
    assert found.rung == 1
    assert found.max_force_ev_angstrom <= 0.01


def test_cartesian_rung_alone_reaches_the_same_minimum(monkeypatch: pytest.MonkeyPatch) -> None:
    start = embedded("CO")
    internal = refine.refine(start, "closed", 0.005)
    monkeypatch.setattr(refine, "LADDER", optimisers.LADDER[2:])
    cartesian = refine.refine(start, "closed", 0.005)
    assert cartesian.energy_ev == pytest.approx(internal.energy_ev, abs=1e-3)


def test_spent_ladder_is_a_convergence_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refine, "LADDER", (("lazy", lambda *_: None),))
    with pytest.raises(StepError) as failure:
        refine.refine(embedded(METHYL_AZIDE), "closed", 1e-4)
    assert failure.value.kind == "convergence"
    assert failure.value.diagnostics["converged"] is False


def test_an_angle_and_a_dihedral_are_held_together() -> None:
    start = embedded("OO")
    molecule = explicit_molecule("OO")
    atoms = (2, 0, 1, 3)
    turned = twisted_carbene(molecule, start.positions_angstrom, atoms, (110.0, 60.0))
    constraints = (
        optimisers.AngleConstraint(atoms[:3], 110.0),
        optimisers.AngleConstraint(atoms, 60.0),
    )
    found = refine.refine(replace(start, positions_angstrom=turned), "closed", 0.005, constraints)
    reached = [one.coordinate.value(found.structure.positions_angstrom) for one in constraints]
    assert np.degrees(reached) == pytest.approx([110.0, 60.0], abs=0.01)
    for fewer in (constraints[:1], constraints[1:], ()):
        freer = refine.refine(found.structure, "closed", 0.005, fewer)
        assert freer.energy_ev < found.energy_ev - 0.001


def test_refinement_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    refine.refine(embedded("CO"), "closed", 0.05)
    assert capfd.readouterr() == ("", "")


def test_superposed_undoes_turning_and_moving() -> None:
    target = embedded("FC(F)(F)[C]c1ccccc1")
    turn = Rotation.from_euler("xyz", [0.3, 1.1, -2.7]).as_matrix()
    moved = replace(target, positions_angstrom=target.positions_angstrom @ turn.T + 2.0)
    found = superposed(moved, target).positions_angstrom
    np.testing.assert_allclose(found, target.positions_angstrom, atol=1e-6)
