"""Named reactions: where they run, where they must not, and that their mass balances."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdkit import Chem

from dotstitch.data.reading import DataFileError
from dotstitch.design.applying import Bench
from dotstitch.design.reactions import load_toolbox

AZIDOBENZALDEHYDE = "[N-]=[N+]=Nc1ccc(C=O)cc1"
AZIDOBENZOIC_ACID = "[N-]=[N+]=Nc1ccc(C(=O)O)cc1"
TPD_ACID = "O=C(O)c1ccc(C2(C(F)(F)F)N=N2)cc1"


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench(load_toolbox())


def canonical(smiles: str) -> str:
    return Chem.MolToSmiles(Chem.MolFromSmiles(smiles))


def made(bench: Bench, name: str, *reactants: str) -> str | None:
    run = bench.join if len(reactants) == 2 else bench.transform
    outcome = run(name, *reactants)
    return outcome.smiles if outcome else None


@pytest.mark.parametrize("acceptor", ["C=O", "C(=O)OC", "C(C)=O", "/C=C/C(=O)OC", "C(F)(F)F"])
def test_one_azide_replaces_the_fluorine_para_to_the_acceptor(bench: Bench, acceptor: str) -> None:
    product = made(bench, "azide_substitution", f"Fc1c(F)c(F)c({acceptor})c(F)c1F")
    assert product == canonical(f"[N-]=[N+]=Nc1c(F)c(F)c({acceptor})c(F)c1F")
    assert made(bench, "azide_substitution", product) is None


@pytest.mark.parametrize("substituent", ["I", "CO", "N", "C"])
def test_no_azide_without_an_acceptor(bench: Bench, substituent: str) -> None:
    assert made(bench, "azide_substitution", f"Fc1c(F)c(F)c({substituent})c(F)c1F") is None


BOTH_ENDS = (
    (
        "esterification",
        (AZIDOBENZOIC_ACID, "OCCO"),
        "O=C(OCCOC(=O)c1ccc(N=[N+]=[N-])cc1)c1ccc(N=[N+]=[N-])cc1",
    ),
    (
        "claisen_schmidt",
        (AZIDOBENZALDEHYDE, "CC(C)=O"),
        "O=C(/C=C/c1ccc(N=[N+]=[N-])cc1)/C=C/c1ccc(N=[N+]=[N-])cc1",
    ),
    (
        "claisen_schmidt",
        (AZIDOBENZALDEHYDE, "O=C1CCCCC1"),
        r"O=C1/C(=C/c2ccc(N=[N+]=[N-])cc2)CCC/C1=C\c1ccc(N=[N+]=[N-])cc1",
    ),
    (
        "copper_coupling",
        ("Ic1ccc(Br)cc1", "IC(F)(F)C(F)(F)I"),
        "FC(F)(c1ccc(Br)cc1)C(F)(F)c1ccc(Br)cc1",
    ),
    (
        "ether_formation",
        ("[N-]=[N+]=Nc1ccc(O)cc1", "BrCCBr"),
        "[N-]=[N+]=Nc1ccc(OCCOc2ccc(N=[N+]=[N-])cc2)cc1",
    ),
    (
        "suzuki_coupling",
        ("O=[N+]([O-])c1ccc(Br)cc1", "OB(O)c1ccc(B(O)O)cc1"),
        "O=[N+]([O-])c1ccc(-c2ccc(-c3ccc([N+](=O)[O-])cc3)cc2)cc1",
    ),
)


@pytest.mark.parametrize(("name", "reactants", "product"), BOTH_ENDS)
def test_both_ends_of_a_linker_take_the_arm(
    bench: Bench, name: str, reactants: tuple[str, str], product: str
) -> None:
    assert made(bench, name, *reactants) == canonical(product)


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("esterification", "OC(=O)CCC(=O)O", "OCCO"),  # a polymer
        ("esterification", "OC(=O)CCO", "OC(=O)CCO"),  # reacts with itself
        ("esterification", AZIDOBENZOIC_ACID, "NCCO"),  # the amine comes first
        ("esterification", AZIDOBENZOIC_ACID, "CC(C)(C)O"),  # tertiary
        ("claisen_schmidt", "O=Cc1c(F)c(F)c(F)c(F)c1F", "CC(C)=O"),  # the base displaces fluorine
        ("claisen_schmidt", AZIDOBENZALDEHYDE, "CC(=O)OC"),  # an ester is no ketone
        ("copper_coupling", "[N-]=[N+]=Nc1ccc(I)cc1", "IC(F)(F)C(F)(F)I"),  # too hot for azides
        ("suzuki_coupling", "Brc1ccc(N=[N+]=[N-])cc1", "OB(O)c1ccccc1"),  # phosphine
        ("hexafluorocarbinol_arylation", "Cc1ccc(N)cc1", "OC(c1ccccc1)(C(F)(F)F)C(F)(F)F"),
    ],
)
def test_what_would_not_work_is_no_step(bench: Bench, name: str, first: str, second: str) -> None:
    assert made(bench, name, first, second) is None


@pytest.mark.parametrize(
    "group", ["N=[N+]=[N-]", "C(=O)OC", "[N+](=O)[O-]", "CO", "C#N", "NC", "CBr"]
)
def test_butyllithium_meets_nothing_that_it_attacks(bench: Bench, group: str) -> None:
    assert made(bench, "trifluoroacetylation", "Brc1ccc(C)cc1") is not None
    assert made(bench, "trifluoroacetylation", f"Brc1ccc({group})cc1") is None


def test_the_amine_of_an_amino_alcohol_takes_the_acid(bench: Bench) -> None:
    amide = made(bench, "amide_coupling", TPD_ACID, "NCCO")
    assert amide == canonical("O=C(NCCO)c1ccc(C2(C(F)(F)F)N=N2)cc1")
    both = made(bench, "esterification", AZIDOBENZOIC_ACID, amide)
    assert both == canonical("O=C(NCCOC(=O)c1ccc(N=[N+]=[N-])cc1)c1ccc(C2(C(F)(F)F)N=N2)cc1")


def test_products_do_not_depend_on_the_order_of_atoms(bench: Bench) -> None:
    cases = (
        ("claisen_schmidt", AZIDOBENZALDEHYDE, "CC1CCC(=O)CC1"),
        ("esterification", "[N-]=[N+]=Nc1cc(F)c(C(=O)O)cc1", "OCC(O)CCO"),
        ("azide_substitution", "COC(=O)/C=C/c1c(F)c(F)c(F)c(F)c1F"),
    )
    for name, *reactants in cases:
        products = {
            made(bench, name, *(Chem.MolToSmiles(m, doRandom=True) for m in molecules))
            for _ in range(5)
            for molecules in [[Chem.MolFromSmiles(one) for one in reactants]]
        }
        assert len(products) == 1
        assert None not in products


ROW = """\
reactions:
  - name: {name}
    stage: join
    smarts: "{smarts}"
    roles: [thiol, alkyl bromide]
    reagents: []
    by_products: {by_products}
    conditions: any base
    selectivity: sulfur
    forbids: [{forbids}]
    source: mine
    status: unverified
"""
THIOETHER = "[SX2H:1]-[#6:3].[CX4:2]-Br>>[#6:3]-[S:1]-[C:2]"


def own_reactions(folder: Path, **fields: str) -> Path:
    given = {"name": "thioether", "smarts": THIOETHER, "by_products": "[Br]", "forbids": "azide"}
    path = folder / "reactions.yaml"
    path.write_text(ROW.format(**(given | fields)), encoding="utf-8")
    return path


def test_a_user_adds_reactions_as_rows(tmp_path: Path) -> None:
    toolbox = load_toolbox(own_reactions(tmp_path))
    assert made(Bench(toolbox), "thioether", "CCS", "BrCCBr") == "CCSCCSCC"
    assert "esterification" in toolbox.reactions


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": "esterification"}, "the name is taken"),
        ({"smarts": "[S:1]>>[S:1"}, "not a reaction SMARTS"),
        ({"smarts": "[SX2H:1]-[#6:3]>>[#6:3]-[S:1]"}, "needs 2 reactant"),
        ({"smarts": THIOETHER.replace(":2", ":7")}, "map 2 must mark"),
        ({"by_products": "[Xx]"}, "not a SMILES: Xx"),
        ({"forbids": "azides"}, "no group 'azides'"),
    ],
)
def test_faults_of_a_users_reaction_are_named(
    tmp_path: Path, fields: dict[str, str], told: str
) -> None:
    with pytest.raises(DataFileError, match=r"reactions\.yaml: .*" + told):
        load_toolbox(own_reactions(tmp_path, **fields))


def test_a_reaction_that_does_not_balance_is_refused(tmp_path: Path) -> None:
    bench = Bench(load_toolbox(own_reactions(tmp_path, by_products="[]")))
    with pytest.raises(DataFileError, match=r"thioether does not balance .*: \+1 Br, \+1 H"):
        bench.join("thioether", "CCS", "CBr")
