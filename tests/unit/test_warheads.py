"""Warheads, traps and other photoactive groups."""

from __future__ import annotations

import random

import pytest
from rdkit import Chem

from dotstitch.contracts.smiles import parse_smiles
from dotstitch.groups.registry import GROUPS, find_sites
from dotstitch.plan.patterns import find_traps, find_warheads, matching


def kinds(smiles: str) -> list[str]:
    return [warhead.warhead for warhead in find_warheads(parse_smiles(smiles))]


@pytest.mark.parametrize(
    ("smiles", "expected"),
    [
        ("[N-]=[N+]=Nc1ccccc1", ["aryl_azide"]),
        ("[N-]([N+]#N)c1ccccc1", ["aryl_azide"]),
        ("N(=N#N)c1ccccc1", ["aryl_azide"]),
        ("[N-]=[N+]=Nc1cccs1", ["aryl_azide"]),
        ("[N-]=[N+]=Nc1c(F)c(F)nc(F)c1F", ["aryl_azide"]),
        ("C1(c2ccccc2)N=N1", ["aryl_diazirine"]),
        ("FC(F)(F)C1(c2ccccc2)N=N1", ["aryl_cf3_diazirine"]),
        ("ClC1(c2ccccc2)N=N1", ["aryl_diazirine"]),
        ("c1ccccc1C1(c2ccccc2)N=N1", ["aryl_diazirine"]),
        ("FC(F)(F)C(F)(F)C1(c2ccccc2)N=N1", ["aryl_diazirine"]),
        ("[N-]=[N+]=Nc1ccc(C2(C(F)(F)F)N=N2)cc1", ["aryl_azide", "aryl_cf3_diazirine"]),
        ("CN=[N+]=[N-]", []),
        ("[N-]=[N+]=NCc1ccccc1", []),
        ("CC1(C)N=N1", []),
        ("CC1(c2ccccc2)N=N1", []),
        ("O=C(N=[N+]=[N-])c1ccccc1", []),
        ("O=S(=O)(N=[N+]=[N-])c1ccccc1", []),
        ("[N-]=[N+]=Nc1ccccn1", []),
        ("c1ccc(N=Nc2ccccc2)cc1", []),
    ],
)
def test_warheads(smiles: str, expected: list[str]):
    assert sorted(kinds(smiles)) == sorted(expected)


@pytest.mark.parametrize(
    ("smiles", "trap", "fatal"),
    [
        ("CCN=[N+]=[N-]", "alkyl azide", True),
        ("C=CN=[N+]=[N-]", "vinyl azide", True),
        ("[N-]=[N+]=Nc1ccccn1", "2-azidopyridine", True),
        ("c1ccn2nnnc2c1", "fused tetrazole", True),
        ("CC1(CC)N=N1", "alkyl diazirine", True),
        ("CC1N=N1", "alkyl diazirine", True),
        ("CC1(c2ccccc2)N=N1", "aryl alkyl diazirine", True),
        ("[N-]=[N+]=Nc1ccccc1[N+](=O)[O-]", "ortho-nitro azide", False),
        ("[N-]=[N+]=Nc1ccccc1C(C)=O", "ortho-acyl azide", False),
        ("[N-]=[N+]=Nc1ccccc1-c1ccccc1", "ortho-aryl azide", False),
    ],
)
def test_traps_are_named(smiles: str, trap: str, fatal: bool):
    found = {pattern.name: pattern.fatal for pattern in find_traps(parse_smiles(smiles))}
    assert found == {trap: fatal}
    assert bool(kinds(smiles)) is not fatal


@pytest.mark.parametrize(
    "smiles",
    [
        "[N-]=[N+]=Nc1ccc([N+](=O)[O-])cc1",
        "[N-]=[N+]=Nc1cccnc1",
        "FC(F)(F)C1(c2ccccc2)N=N1",
        "C1(c2ccccc2)N=N1",
        "COC(=O)c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F",
    ],
)
def test_sound_warheads_set_off_no_trap(smiles: str):
    assert find_traps(parse_smiles(smiles)) == []


@pytest.mark.parametrize(
    ("smiles", "name"),
    [
        ("O=C(c1ccccc1)c1ccccc1", "benzophenone"),
        ("[N-]=[N+]=C(C(F)(F)F)c1ccccc1", "diazo compound"),
        ("[CH-]([N+]#N)c1ccccc1", "diazo compound"),
        ("SCCS", "thiol (thiol-ene)"),
        ("C=Cc1ccccc1", "vinyl or allyl group (thiol-ene)"),
        ("O=S(=O)(N=[N+]=[N-])c1ccccc1", "sulfonyl azide"),
        ("O=C(N=[N+]=[N-])c1ccccc1", "acyl azide"),
    ],
)
def test_other_photoactive_groups_are_recognised(smiles: str, name: str):
    assert [pattern.name for pattern in matching(parse_smiles(smiles), "other_groups")] == [name]


@pytest.mark.parametrize(
    ("smiles", "expected"),
    [
        ("[N-]=[N+]=Nc1ccccc1", (0, 0)),
        ("[N-]=[N+]=Nc1c(F)cccc1F", (2, 2)),
        ("[N-]=[N+]=Nc1c(F)cccc1C", (1, 2)),
        ("[N-]=[N+]=Nc1cccc2ccccc12", (0, 1)),
        ("[N-]=[N+]=Nc1cc(F)c(F)c(F)c1", (0, 0)),
    ],
)
def test_ortho_positions(smiles: str, expected: tuple[int, int]):
    mol = Chem.MolFromSmiles(smiles)
    (warhead,) = find_warheads(mol)
    found = GROUPS[warhead.group].descriptors(mol, warhead)
    assert (found["ortho_fluorines"], found["ortho_substituents"]) == expected


@pytest.mark.parametrize("seed", range(6))
def test_sites_come_in_the_order_of_their_reactive_atoms(seed: int) -> None:
    mol = Chem.MolFromSmiles("[N-]=[N+]=Nc1cc(N=[N+]=[N-])cc(C2(C(F)(F)F)N=N2)c1")
    order = random.Random(seed).sample(range(mol.GetNumAtoms()), mol.GetNumAtoms())
    shuffled = Chem.RenumberAtoms(mol, order)
    for group in GROUPS.values():
        reactive = [site.reactive for site in group.find(shuffled)]
        assert reactive == sorted(reactive)
    sites = find_sites(shuffled)
    assert [site.reactive for site in sites] == sorted(site.reactive for site in sites)
    assert len(sites) == 3
