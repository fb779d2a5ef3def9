"""Every element that a table may hold gets its functions and, where there is one, its potential."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from planning import plan
from pyscf import df, gto, scf
from pyscf.data.elements import charge
from pyscf.solvent.pcm import modified_Bondi

from dotstitch.contracts.failure import StepError
from dotstitch.data.basis_sets import basis_set, basis_sets, core_potentials
from dotstitch.data.levels import levels
from dotstitch.data.reading import read_yaml
from dotstitch.geometry.structure import Structure
from dotstitch.plan import species_book
from dotstitch.plan.admission.screenable import SUPPORTED_ELEMENTS
from dotstitch.quantum.engine.molecule import build_molecule, check_count, expected_count

USED = sorted(
    {basis for level in levels().values() for basis in (level.basis, *level.gap_basis.values())}
)
HYDRIDES = {"I": 1.609, "Br": 1.415}


IODIDE = Structure(("I", "H"), np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 1.609]]))


@pytest.mark.parametrize("name", USED)
def test_every_basis_of_a_level_knows_every_element_of_a_table(name: str) -> None:
    assert set(SUPPORTED_ELEMENTS) == set(basis_set(name).functions)


@pytest.mark.parametrize("name", sorted(basis_sets()))
def test_the_table_agrees_with_the_library(name: str) -> None:
    for element in basis_set(name).functions:
        shells = gto.basis.load(name, element)
        held = sum((2 * shell[0] + 1) * (len(shell[1]) - 1) for shell in shells)
        assert basis_set(name).n_functions(element) == held


@pytest.mark.parametrize("name", USED)
def test_a_potential_is_given_wherever_the_library_has_one(name: str) -> None:
    for element in SUPPORTED_ELEMENTS:
        potential = gto.basis.load_ecp(name, element)
        core = potential[0] if potential else 0
        assert core_potentials([name], [element]).get(element, 0) == core


def test_every_element_has_a_place_in_the_response_and_in_the_continuum() -> None:
    radii = read_yaml("data/quantum/ris_auxiliary.yaml", dict[str, float], "radius_angstrom")
    assert set(SUPPORTED_ELEMENTS) <= set(radii)
    cavity = {element: float(modified_Bondi[charge(element)]) for element in SUPPORTED_ELEMENTS}
    assert min(cavity, key=lambda element: cavity[element]) == "H"
    assert cavity["I"] > cavity["Br"] > cavity["Cl"]


def test_what_the_library_builds_is_counted() -> None:
    expected = expected_count(IODIDE, "def2-svp")
    assert expected == (26, 31, 0)
    mol = build_molecule(IODIDE, "def2-svp")
    assert mol.has_ecp()
    bare = gto.M(atom="I 0 0 0; H 0 0 1.609", basis="def2-svp", verbose=0)
    with pytest.raises(StepError, match="54 electrons in 31 functions"):
        check_count(bare, expected)
    with pytest.raises(StepError, match="2 unpaired"):
        check_count(mol, expected._replace(unpaired=2))


def test_an_element_without_a_row_is_no_mean_field() -> None:
    tin = Structure(("Sn", "H"), IODIDE.positions_angstrom)
    with pytest.raises(StepError, match="Sn"):
        build_molecule(tin, "def2-svp")


@pytest.mark.parametrize("name", USED)
def test_fitting_functions_are_those_of_the_basis(name: str) -> None:
    mol = build_molecule(IODIDE, name)
    fitted = scf.RHF(mol).density_fit()
    assert "even" not in str(df.addons.make_auxbasis(mol))
    assert fitted.kernel() == pytest.approx(scf.RHF(mol).kernel(), abs=2e-4)


def test_iodine_alone_changes_the_key_of_a_species(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record of iodine without its potential has another key, so that no run believes it."""
    rows = [(halogen, f"[N-]=[N+]=Nc1ccc({halogen})cc1") for halogen in ("I", "Br")]
    iodine, bromine = (set(m.species_roles().values()) for m in plan(tmp_path, *rows).molecules)
    monkeypatch.setattr(species_book, "core_potentials", lambda *_: {})
    before = set(plan(tmp_path, *rows).species)
    assert bromine <= before
    assert not iodine & before
