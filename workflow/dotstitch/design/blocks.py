"""Building blocks: what can be bought or was published, the shipped ones and a user's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from rdkit import Chem

from dotstitch.contracts.smiles import SmilesError, parse_smiles
from dotstitch.data.reading import package_path
from dotstitch.design.reactions import Toolbox
from dotstitch.design.routes import MARKS
from dotstitch.plan.tables.faults import Findings, InputTableError
from dotstitch.plan.tables.sheet import TableKind, read_sheet

SHIPPED = "data/building_blocks.csv"
Role = Literal["arm", "extender", "linker"]
BLOCKS = TableKind(
    knob="proposals.blocks",
    title="the table of building blocks",
    row="a block",
    required=(("name",), ("smiles",), ("role",)),
    words=("name", "smiles", "role", "reactions", "source", "status", "note"),
)


@dataclass(frozen=True)
class Block:
    """One building block.

    Attributes
    ----------
    name : str
    smiles : str
        Canonical.
    role : str
        ``arm`` ends in a photoactive group or becomes one that does; an ``extender`` makes an arm
        longer; a ``linker`` takes two arms or more.
    reactions : tuple of str
        The only joins it takes part in; empty for any that runs.
    source, status, note : str
        Where it comes from; ``read`` where that was looked up, otherwise ``unverified``.
    """

    name: str
    smiles: str
    role: Role
    reactions: tuple[str, ...] = ()
    source: str = ""
    status: str = "unverified"
    note: str = ""


def load_blocks(toolbox: Toolbox, extra: Path | None = None) -> dict[str, Block]:
    """Read the shipped blocks and a user's, by name.

    Parameters
    ----------
    toolbox : Toolbox
        Whose reactions a block may name.
    extra : Path, optional
        CSV with the columns name, smiles and role at least.

    Raises
    ------
    InputTableError
        With all faults of a table together.
    """
    blocks: dict[str, Block] = {}
    for path in filter(None, (package_path(SHIPPED), extra)):
        sheet = read_sheet(path, BLOCKS)
        for number, cells in sheet.rows:
            block = _read(number, cells, toolbox, blocks, sheet.findings)
            if block is not None:
                blocks[block.name] = block
        if sheet.findings.faults:
            raise InputTableError(sheet.findings.faults, BLOCKS.title)
    return blocks


def _read(
    number: int,
    cells: dict[str, str],
    toolbox: Toolbox,
    known: dict[str, Block],
    findings: Findings,
) -> Block | None:
    """Return the block of a row; None with faults."""
    before = len(findings.faults)

    def fault(column: str, problem: str, remedy: str) -> None:
        findings.fault(problem, remedy, row=number, column=column, value=cells.get(column, ""))

    name, role = cells["name"], cells["role"]
    reactions = tuple(filter(None, (one.strip() for one in cells.get("reactions", "").split(";"))))
    if not name or name in known or name.startswith("#") or any(mark in name for mark in MARKS):
        marks = " and ".join(repr(mark) for mark in MARKS)
        fault(
            "name",
            "a name that is empty, taken, or unfit for a route",
            f"give each block a name of its own without {marks} and not beginning with #",
        )
    if role not in get_args(Role):
        fault("role", "no such role", f"choose one of {', '.join(get_args(Role))}")
    joins = [one.row.name for one in toolbox.of_stage("join")]
    if set(reactions) - set(joins):
        fault("reactions", "no such join", f"choose of {', '.join(joins)}, with ; between them")
    try:
        smiles = str(Chem.MolToSmiles(parse_smiles(cells["smiles"])))
    except SmilesError as error:
        fault("smiles", str(error), error.remedy)
    if len(findings.faults) > before:
        return None
    told = (cells.get(column, "") for column in ("source", "status", "note"))
    return Block(name, smiles, cast(Role, role), reactions, *told)
