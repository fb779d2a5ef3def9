"""Solvents by any of their names, and what their permittivities rest on."""

from __future__ import annotations

import pytest
from pyscf.solvent.smd import solvent_db

from dotstitch.data.reading import read_rows
from dotstitch.optics.solvents import Solvent, find_solvent, permittivity, solvent_names

ROWS = read_rows("data/optics/solvents.csv", Solvent)
COLLECTION = (
    "dichloromethane",
    "cyclohexane",
    "acetonitrile",
    "ethanol",
    "toluene",
    "1,4-dioxane",
    "ethyl acetate",
    "hexane",
    "chloroform",
    "methanol",
    "tetrahydrofuran",
    "dimethyl sulfoxide",
    "N,N-dimethylformamide",
)
"""As collections of measured bands spell them."""
DESCRIPTOR = {
    "CH2Cl2": "dichloromethane",
    "EtOH": "ethanol",
    "MeOH": "methanol",
    "MeCN": "acetonitrile",
    "isooctane": "2,2,4-trimethylpentane",
    "diethyl ether": "diethylether",
    "ethyl acetate": "ethylethanoate",
    "dimethyl sulfoxide": "dimethylsulfoxide",
}
"""Names in PySCF where they differ."""


@pytest.mark.parametrize("name", COLLECTION)
def test_collections_find_their_solvents(name: str) -> None:
    assert find_solvent(name).name in {row.name for row in ROWS}
    assert find_solvent(f" {name.upper()} ") == find_solvent(name)


@pytest.mark.parametrize(
    "names",
    [
        ("dichloromethane", "CH2Cl2", "DCM"),
        ("acetonitrile", "MeCN"),
        ("hexane", "n-hexane"),
        ("ethanol", "EtOH"),
        ("DMSO", "dimethyl sulfoxide"),
        ("DMF", "N,N-dimethylformamide"),
        ("THF", "tetrahydrofuran"),
        ("dioxane", "1,4-dioxane"),
    ],
)
def test_synonyms_are_one_solvent(names: tuple[str, ...]) -> None:
    assert len({find_solvent(name) for name in names}) == 1


def test_no_name_stands_for_two_solvents() -> None:
    names = [name.casefold() for row in ROWS for name in row.names]
    assert len(set(names)) == len(names) == len(solvent_names())


def test_an_unknown_solvent_is_told_with_those_known() -> None:
    with pytest.raises(KeyError, match="no solvent 'treacle'") as caught:
        permittivity("treacle")
    assert all(row.name in str(caught.value) for row in ROWS)


def test_permittivities_are_those_of_the_descriptor_database() -> None:
    """Minnesota solvent descriptors as PySCF carries them; handbooks differ by 3 % at most."""
    compared = {row.name: DESCRIPTOR.get(row.name, row.name) for row in ROWS}
    known = {name: solvent_db[other][5] for name, other in compared.items() if other in solvent_db}
    assert len(known) > 20
    for name, expected in known.items():
        assert permittivity(name) == pytest.approx(expected, rel=0.03), name
