"""Edits of chromophores: mass balance, spin, symmetry, order of states."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem

from dotstitch.contracts.failure import StepError
from dotstitch.contracts.smiles import canonical, composition
from dotstitch.groups.compound import check_balance, compound
from dotstitch.groups.registry import GROUPS, react
from dotstitch.plan.patterns import find_warheads
from dotstitch.plan.reactions import reactions

CHROMOPHORES = [
    "[N-]=[N+]=Nc1ccccc1",
    "COC(=O)c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F",
    "O=C(/C=C/c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F)/C=C/c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F",
    "O=C(/C=C\\c1ccc(N=[N+]=[N-])cc1)/C=C/c1ccc(N=[N+]=[N-])cc1",
    "CN1C/C(=C\\c2ccc(N=[N+]=[N-])cc2)C(=O)/C(=C/c2ccc(N=[N+]=[N-])cc2)C1",
    "C1(c2ccccc2)N=N1",
    "FC(F)(F)C(F)(F)c1ccc(C2(C(F)(F)F)N=N2)cc1",
    "[N-]=[N+]=Nc1ccc(/C=C/c2ccc(C3(C(F)(F)F)N=N3)cc2)cc1",
    "[N-]=[N+]=Nc1cc(N=[N+]=[N-])cc(N=[N+]=[N-])c1",
    "C[C@H](Cl)c1cc(C2(Cl)N=N2)cc(N=[N+]=[N-])c1",
]


@pytest.mark.parametrize("smiles", CHROMOPHORES)
def test_mass_balance(smiles: str):
    mol = Chem.MolFromSmiles(smiles)
    for site in find_warheads(mol):
        found, roles = react(mol, site), GROUPS[site.group].roles
        assert set(found) == set(roles)
        for role, edited in found.items():
            after = composition(edited)
            after.subtract(composition(mol))
            assert {element: n for element, n in after.items() if n} == dict(roles[role].change)


def test_a_lost_atom_is_a_bug():
    before, after = Chem.MolFromSmiles("CCN"), Chem.MolFromSmiles("CN")
    with pytest.raises(StepError) as caught:
        check_balance(before, after, {})
    assert caught.value.kind == "bug"


@pytest.mark.parametrize("smiles", CHROMOPHORES)
def test_one_edit_touches_one_arm(smiles: str):
    n_warheads = len(find_warheads(Chem.MolFromSmiles(smiles)))
    found = reactions(smiles)
    assert sum(arm.n_equivalent for arm in found.arms) == n_warheads
    for arm in found.arms:
        assert set(arm.roles) == set(GROUPS[arm.group].roles)
        for species in arm.roles.values():
            assert len(find_warheads(Chem.MolFromSmiles(species.smiles))) == n_warheads - 1
    for number, state in enumerate(found.states):
        assert len(find_warheads(Chem.MolFromSmiles(state.smiles))) == n_warheads - number
    assert len(found.states) == n_warheads + 1


@pytest.mark.parametrize("smiles", CHROMOPHORES)
def test_every_spelling_survives_a_round_trip(smiles: str):
    found = reactions(smiles)
    edited = [species for arm in found.arms for species in arm.roles.values()]
    for item in [*edited, *found.states]:
        assert compound(Chem.MolFromSmiles(item.smiles), item.kind) == item


@pytest.mark.parametrize("smiles", CHROMOPHORES)
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**31))
def test_atom_order_does_not_matter(smiles: str, seed: int):
    mol = Chem.MolFromSmiles(smiles)
    order = list(range(mol.GetNumAtoms()))
    random.Random(seed).shuffle(order)
    text = Chem.MolToSmiles(Chem.RenumberAtoms(mol, order), canonical=False)
    # past the memo, so that the edits run on the shuffled atoms
    assert reactions.__wrapped__(text) == reactions(canonical(mol))


def test_products_are_what_a_chemist_draws():
    azide = reactions("COC(=O)c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F")
    (arm,) = azide.arms
    assert arm.roles["intermediate"].smiles == "COC(=O)c1c(F)c(F)c([N])c(F)c1F"
    assert azide.states[1].smiles == canonical(Chem.MolFromSmiles("COC(=O)c1c(F)c(F)c(NC)c(F)c1F"))
    diazirine = reactions("FC(F)(F)C1(c2ccccc2)N=N1")
    (arm,) = diazirine.arms
    assert arm.roles["intermediate"].smiles == canonical(
        Chem.MolFromSmiles("[C](c1ccccc1)C(F)(F)F")
    )
    assert arm.roles["diazo_isomer"].smiles == canonical(
        Chem.MolFromSmiles("FC(F)(F)C(=[N+]=[N-])c1ccccc1")
    )
    assert diazirine.states[1].smiles == canonical(Chem.MolFromSmiles("CC(c1ccccc1)C(F)(F)F"))


def test_equal_arms_are_grouped_and_unequal_ones_are_not():
    def copies(smiles: str) -> list[int]:
        return sorted(arm.n_equivalent for arm in reactions(smiles).arms)

    assert copies(CHROMOPHORES[2]) == [2]
    assert copies(CHROMOPHORES[3]) == [1, 1]  # one arm cis, one trans
    assert copies(CHROMOPHORES[8]) == [3]


def test_states_run_from_intact_to_fully_reacted():
    first, middle, last = reactions(CHROMOPHORES[2]).states
    assert first.smiles == CHROMOPHORES[2] or first.smiles == canonical(
        Chem.MolFromSmiles(CHROMOPHORES[2])
    )
    assert middle.smiles.count("N=[N+]=[N-]") == 1
    assert "N=[N+]=[N-]" not in last.smiles


@pytest.mark.parametrize(
    ("smiles", "kind"),
    [("[N]c1ccccc1", "closed_shell"), ("c1ccccc1", "nitrene"), ("[CH2]c1ccccc1", "carbene")],
)
def test_spin_that_does_not_fit_is_refused(smiles: str, kind: str):
    with pytest.raises(StepError) as caught:
        compound(Chem.MolFromSmiles(smiles), kind)  # type: ignore[arg-type]
    assert caught.value.kind == "bug"
