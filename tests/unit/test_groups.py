"""Every photoactive group holds what its protocol promises, and no one else asks which it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from group_suite import check_group, recorded_gap
from rdkit import Chem
from recorded.screen import RecordedScreen
from third_group import ArylKetone

import dotstitch
from dotstitch.contracts.results import GapValues
from dotstitch.data.species_kinds import species_kinds
from dotstitch.evidence.prior import prior_draws
from dotstitch.groups.protocol import PRODUCT, Group
from dotstitch.groups.registry import GROUPS, all_channels, all_ends

EXAMPLES = {
    "aryl_azide": (
        "[N-]=[N+]=Nc1ccccc1",
        "O=C(/C=C/c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F)/C=C/c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F",
        "[N-]=[N+]=Nc1ccc(C2(C(F)(F)F)N=N2)cc1",
    ),
    "aryl_diazirine": (
        "FC(F)(F)C1(c2ccccc2)N=N1",
        "C[C@H](Cl)c1cc(C2(Cl)N=N2)cc(N=[N+]=[N-])c1",
        "C1(c2ccc(C3(C(F)(F)F)N=N3)cc2)N=N1",
    ),
    "aryl_ketone": (
        "O=C(c1ccccc1)c1ccccc1",
        "O=C(c1ccccc1)c1ccc(C(=O)c2ccc(N=[N+]=[N-])cc2)cc1",
    ),
}
ALL = (*GROUPS.values(), ArylKetone())


@pytest.fixture(scope="module")
def gap(tmp_path_factory: pytest.TempPathFactory) -> GapValues:
    return recorded_gap(RecordedScreen(tmp_path_factory.mktemp("recorded")))


@pytest.mark.parametrize("group", ALL, ids=lambda group: group.name)
def test_a_group_keeps_its_promises(
    group: Group, gap: GapValues, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(GROUPS, group.name, group)
    check_group(group, EXAMPLES[group.name], prior_draws(100, 7), gap)


def test_names_are_those_of_the_registry() -> None:
    assert all(name == group.name for name, group in GROUPS.items())
    kinds = [kind for group in GROUPS.values() for kind in group.data.warheads]
    assert len(set(kinds)) == len(kinds)


def test_lists_of_all_groups_keep_the_order_of_each() -> None:
    for group in GROUPS.values():
        channels = [name for name in all_channels() if name in group.channels]
        assert channels == list(group.channels)
        ends = [end.name for end in group.data.ends]
        assert [name for name in all_ends() if name in ends] == ends


def test_azides_and_diazirines_of_one_molecule_are_told_apart() -> None:
    mol = Chem.MolFromSmiles(EXAMPLES["aryl_azide"][2])
    found = {name: [site.warhead for site in group.find(mol)] for name, group in GROUPS.items()}
    assert found == {"aryl_azide": ["aryl_azide"], "aryl_diazirine": ["aryl_cf3_diazirine"]}


# No branch on the kind of warhead or intermediate outside the rooms that may

LIBRARY = Path(dotstitch.__file__).parent
MAY_ASK = ("groups/", "geometry/", "quantum/gap/")
NAMED_BY_THE_AUTHORS = ("evidence/verdicts.py", "evidence/fits/compare_yields.py")
"""Sentences of Lu et al. on nitrenes and carbenes, whose groups are data; measured azides."""
CHEMISTRY = ("azid", "diazirin", "nitren", "carben", "diazo")
NAMES = {
    *GROUPS,
    *(kind for group in GROUPS.values() for kind in group.data.warheads),
    *(role for group in GROUPS.values() for role in group.roles),
    *(name for name, kind in species_kinds().items() if kind.unpaired_electrons),
} - {"intermediate", PRODUCT}  # words of all groups


def asks(tree: ast.AST) -> Iterator[str]:
    """Yield what a module says of one kind of group: names in code, texts that are compared."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                told = [name]
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                told = [name]
            case ast.keyword(arg=str(name)) | ast.alias(name=name):
                told = [name]
            case _:
                told = []
        yield from (name for name in told if any(word in name.lower() for word in CHEMISTRY))
        if isinstance(node, ast.Compare | ast.Subscript | ast.Call | ast.Dict | ast.match_case):
            parts = (child for child in ast.iter_child_nodes(node))
            yield from (
                part.value
                for part in parts
                if isinstance(part, ast.Constant) and part.value in NAMES
            )


MODULES = [
    path
    for path in sorted(LIBRARY.rglob("*.py"))
    if not path.relative_to(LIBRARY).as_posix().startswith((*MAY_ASK, *NAMED_BY_THE_AUTHORS))
]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(LIBRARY).as_posix())
def test_no_module_asks_which_group_it_is(path: Path) -> None:
    assert not set(asks(ast.parse(path.read_text(encoding="utf-8"))))


def test_such_questions_are_seen() -> None:
    text = """
def is_azide(arm, azide_share):
    if arm.kind == "nitrene":
        return {"carbene": 1}
    return roles["diazo_isomer"] or arm.get("aryl_azide")
"""
    found = set(asks(ast.parse(text)))
    assert found == {"is_azide", "azide_share", "nitrene", "carbene", "diazo_isomer", "aryl_azide"}
