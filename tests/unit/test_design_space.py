"""The space of candidates: rediscovery, routes, symmetry, and the table of it."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from rdkit import Chem

from dotstitch.cli import main
from dotstitch.contracts.config import Config
from dotstitch.contracts.manifest import Manifest
from dotstitch.contracts.smiles import inchikey, parse_smiles
from dotstitch.contracts.tables import read_table
from dotstitch.data.reading import package_path
from dotstitch.design import blocks as block_table
from dotstitch.design.applying import Bench
from dotstitch.design.blocks import Block, load_blocks
from dotstitch.design.reactions import load_toolbox
from dotstitch.design.routes import Made, RouteError, replay
from dotstitch.design.space import enumerate_space
from dotstitch.groups.registry import find_sites
from dotstitch.plan.admission.screenable import examine
from dotstitch.plan.electrophores import Dissection
from dotstitch.plan.screen_plan import build_manifest

CHOSEN = (
    "methyl pentafluorobenzoate",
    "pentafluorobenzaldehyde",
    "4'-fluoroacetophenone",
    "4-nitrobenzyl alcohol",
    "4-aminophenol",
    "N-Boc-1,4-phenylenediamine",
    "4-bromobenzyl tert-butyldimethylsilyl ether",
    "aniline",
    "1-bromo-4-iodobenzene",
    "1-bromo-4-nitrobenzene",
    "ethylene glycol",
    "1,4-dibromobutane",
    "succinic acid",
    "6-amino-1-hexanol",
    "N-Boc-glycine",
    "acetone",
    "N-methyl-4-piperidone",
    "terephthalaldehyde",
    "1,4-diiodooctafluorobutane",
    "hexafluoroacetone",
    "1,4-benzenediboronic acid",
)
"""Blocks whose space needs every reaction."""
KNOWN = {
    "bis-azide 1": ("pentafluorobenzaldehyde", "acetone"),
    "bis-azide 2": ("methyl pentafluorobenzoate", "ethylene glycol"),
    "bis-azide 3": ("pentafluorobenzaldehyde", "N-methyl-4-piperidone"),
    "bis-diazirine 4": ("1-bromo-4-iodobenzene", "1,4-diiodooctafluorobutane"),
    "BondLynx": ("aniline", "hexafluoroacetone"),
}
TABLE = Path(__file__).parents[2] / "molecules" / "crosslinkers.csv"


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench(load_toolbox())


@pytest.fixture(scope="module")
def blocks(bench: Bench) -> dict[str, Block]:
    shipped = load_blocks(bench.toolbox)
    return {name: shipped[name] for name in CHOSEN}


@pytest.fixture(scope="module")
def space(bench: Bench, blocks: dict[str, Block]) -> tuple[Made, ...]:
    return enumerate_space(blocks.values(), bench)


@pytest.fixture
def few_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of blocks in place of the shipped one."""
    with package_path(block_table.SHIPPED).open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    path = tmp_path / "blocks.csv"
    names = {"methyl pentafluorobenzoate", "pentafluorobenzaldehyde", "ethylene glycol", "acetone"}
    names |= {"2-butyne-1,4-diol"}
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *(row for row in rows if row[0] in names)])
    monkeypatch.setattr(block_table, "SHIPPED", str(path))


def test_the_shipped_table_is_as_large_as_promised(bench: Bench) -> None:
    shipped = load_blocks(bench.toolbox).values()
    assert sum(block.role == "arm" for block in shipped) >= 60
    assert sum(block.role == "linker" for block in shipped) >= 150
    assert len({block.smiles for block in shipped}) == len(shipped)
    assert all(block.source and block.status in ("read", "unverified") for block in shipped)


def test_known_crosslinkers_come_of_one_arm_and_one_linker(
    space: tuple[Made, ...], blocks: dict[str, Block]
) -> None:
    by_key = {inchikey(Chem.MolFromSmiles(made.smiles)): made for made in space}
    rows = {row["name"]: row["smiles"] for row in read_table(TABLE.read_text(encoding="utf-8"))}
    for name, (arm, linker) in KNOWN.items():
        found = by_key[inchikey(parse_smiles(rows[name]))]
        assert set(found.blocks) == {arm, linker}
        assert (blocks[arm].role, blocks[linker].role) == ("arm", "linker")
        held = Chem.MolFromSmiles(blocks[linker].smiles)
        assert not find_sites(held)
        assert not any(atom.GetIsAromatic() for atom in held.GetAtoms())


def test_every_candidate_passes_the_checks_of_the_table(space: tuple[Made, ...]) -> None:
    for made in space:
        mol = parse_smiles(made.smiles)
        outcome = examine(mol, "cut", 160)
        assert isinstance(outcome, Dissection), made.smiles
        n_arms = sum(part.n_warheads * count for part, count in outcome.electrophores)
        assert n_arms == made.n_warheads >= 2


def test_routes_run_again_and_need_every_reaction(
    space: tuple[Made, ...], bench: Bench, blocks: dict[str, Block]
) -> None:
    smiles = {block.name: block.smiles for block in blocks.values()}
    for made in space:
        assert replay(made.route, smiles, bench) == made.smiles
        assert set(made.blocks) <= set(smiles)
    used = {step.reaction for made in space for step in made.steps}
    assert used == set(bench.toolbox.reactions)


def test_a_space_is_the_same_for_every_numbering_of_atoms_and_order_of_rows(
    bench: Bench, blocks: dict[str, Block]
) -> None:
    few = [blocks[name] for pair in KNOWN.values() for name in pair]
    shuffled = [
        Block(
            block.name,
            Chem.MolToSmiles(Chem.MolFromSmiles(block.smiles), doRandom=True),
            block.role,
        )
        for block in few
    ]
    random.Random(7).shuffle(shuffled)
    first, second = (enumerate_space(rows, bench) for rows in (few, shuffled))
    assert [(m.smiles, m.route) for m in first] == [(m.smiles, m.route) for m in second]


def test_only_orthogonal_ends_take_two_arms(space: tuple[Made, ...], bench: Bench) -> None:
    orthogonal = {"6-amino-1-hexanol", "N-Boc-glycine"}
    unequal = [made for made in space if len(made.blocks) > 2]
    assert unequal
    assert all(orthogonal & set(made.blocks) for made in unequal)
    assert not any(bench.is_open(made.smiles) for made in space)


@pytest.mark.parametrize(
    ("route", "told"),
    [
        ("esterification: nobody + ethylene glycol", "no block or earlier step 'nobody'"),
        ("azide_substitution: #1", "no block or earlier step '#1'"),
        ("alchemy: acetone", "no reaction 'alchemy'"),
        ("esterification: acetone + ethylene glycol", "does not run"),
        ("esterification: acetone", "does not run"),
    ],
)
def test_a_route_that_does_not_run_says_why(
    bench: Bench, blocks: dict[str, Block], route: str, told: str
) -> None:
    with pytest.raises(RouteError, match=told):
        replay(route, {name: block.smiles for name, block in blocks.items()}, bench)


@pytest.mark.usefixtures("few_blocks")
def test_the_table_of_the_space_can_be_screened(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "space.csv"
    options = ["--list-space", str(table), "--config", f"molecules={TABLE}"]
    assert main(["propose", *options]) == 0
    assert "molecules with 2 chromophores" in capsys.readouterr().out
    rows = read_table(table.read_text(encoding="utf-8"))
    assert {row["known_as"] for row in rows} == {"bis-azide 1", "bis-azide 2"}
    plan: Manifest = build_manifest(Config(molecules=str(table)), table)
    assert [molecule.status for molecule in plan.molecules] == ["ok"] * len(rows)
    out = read_table((tmp_path / "space-excluded.csv").read_text(encoding="utf-8"))
    assert [row["blocks"] for row in out] == ["methyl pentafluorobenzoate; 2-butyne-1,4-diol"]
    assert "alkyne" in out[0]["reasons"]


@pytest.mark.usefixtures("few_blocks")
def test_a_user_adds_blocks_as_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own, table = tmp_path / "own.csv", tmp_path / "space.csv"
    own.write_text("name,smiles,role\n3-pentanone,CCC(=O)CC,linker\n", encoding="utf-8")
    knobs = ["--config", f"molecules={TABLE}", f"proposals.blocks={own}"]
    assert main(["propose", "--list-space", str(table), *knobs]) == 0
    rows = read_table(table.read_text(encoding="utf-8"))
    added = [row["blocks"] for row in rows if "3-pentanone" in row["blocks"]]
    assert added == ["pentafluorobenzaldehyde; 3-pentanone"]
    own.write_text(
        "name,smiles,role,reactions\nacetone,CC(C)=O,linker,\na + b,C(C,glue,stirring\n",
        encoding="utf-8",
    )
    assert main(["propose", "--list-space", str(table), *knobs]) == 2
    told = capsys.readouterr().err
    for part in ("row 2", "name", "role", "arm, extender, linker", "no such join", "smiles"):
        assert part in told
