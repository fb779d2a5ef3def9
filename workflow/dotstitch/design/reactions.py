"""Named reactions: rows of data, the shipped ones and a user's, compiled and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints
from rdkit import Chem, rdBase
from rdkit.Chem import rdChemReactions

from dotstitch.data.reading import DataFileError, Source, read_yaml

SHIPPED = "data/design/reactions.yaml"
LATE = frozenset({"azide", "diazirine"})
"""Groups that a join forbids when arms get their photoactive group only after it."""
Text = Annotated[str, StringConstraints(min_length=1)]


class ReactionRow(BaseModel):
    """One row of ``data/design/reactions.yaml``; the head of that file says what each field is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
    stage: Literal["prepare", "protect", "join"]
    smarts: str
    roles: tuple[Text, ...]
    reagents: tuple[str, ...]
    by_products: tuple[str, ...]
    conditions: Text
    selectivity: Text
    forbids: tuple[str, ...] = ()
    source: Text
    status: Literal["read", "unverified"]


class ReactionFile(BaseModel):
    """A file of reactions; a user's may leave out the groups and use the shipped ones."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    groups: dict[str, str] = {}
    unfinished: tuple[str, ...] = ()
    reactions: tuple[ReactionRow, ...] = ()


@dataclass(frozen=True)
class Reaction:
    """A reaction that can be run.

    Attributes
    ----------
    row : ReactionRow
    """

    row: ReactionRow

    @cached_property
    def transform(self) -> rdChemReactions.ChemicalReaction:
        """The reaction as RDKit runs it."""
        with rdBase.BlockLogs():
            found = rdChemReactions.ReactionFromSmarts(self.row.smarts)
            rdChemReactions.SanitizeRxn(found)
            found.Initialize()
        return found

    @cached_property
    def templates(self) -> tuple[Chem.Mol, ...]:
        """What each reactant must hold."""
        return tuple(self.transform.GetReactants())

    @property
    def is_late(self) -> bool:
        """Whether it takes arms before they have their photoactive group."""
        return set(self.row.forbids) >= LATE


@dataclass(frozen=True)
class Toolbox:
    """All reactions and the groups they name.

    Attributes
    ----------
    reactions : mapping of str to Reaction
    groups : mapping of str to Mol
        Queries by name.
    unfinished : tuple of str
        Groups that a finished crosslinker does not hold.
    """

    reactions: Mapping[str, Reaction]
    groups: Mapping[str, Chem.Mol]
    unfinished: tuple[str, ...]

    def of_stage(self, *stages: str) -> tuple[Reaction, ...]:
        """Return the reactions of some stages, in the order of the files."""
        return tuple(one for one in self.reactions.values() if one.row.stage in stages)


def load_toolbox(extra: Path | None = None) -> Toolbox:
    """Read the shipped reactions and a user's.

    Parameters
    ----------
    extra : Path, optional
        A file of the same form; it may not take a name that is taken.

    Raises
    ------
    DataFileError
        With one line per fault.

    Examples
    --------
    >>> load_toolbox().reactions["azide_substitution"].row.stage
    'prepare'
    """
    groups: dict[str, Chem.Mol] = {}
    reactions: dict[str, Reaction] = {}
    unfinished: tuple[str, ...] = ()
    for source in (SHIPPED, extra):
        if source is not None:
            content = read_yaml(source, ReactionFile)
            unfinished += content.unfinished
            with rdBase.BlockLogs():
                faults = _add(content, groups, reactions)
            faults += _unknown("unfinished", content.unfinished, groups)
            _refuse(source, faults)
    return Toolbox(reactions, groups, unfinished)


def _add(
    content: ReactionFile, groups: dict[str, Chem.Mol], reactions: dict[str, Reaction]
) -> list[str]:
    """Enter the groups and reactions of a file; return what is wrong with them."""
    faults = []
    for name, smarts in content.groups.items():
        query = Chem.MolFromSmarts(smarts)
        if query is None or name in groups:
            why = "the name is taken" if name in groups else f"not a SMARTS: {smarts}"
            faults.append(f"group {name!r}: {why}")
        else:
            groups[name] = query
    for row in content.reactions:
        wrong = ["the name is taken"] if row.name in reactions else []
        wrong += _wrong_smarts(row) + _unknown("forbids", row.forbids, groups)
        wrong += [
            f"not a SMILES: {smiles}"
            for smiles in row.reagents + row.by_products
            if Chem.MolFromSmiles(smiles) is None
        ]
        faults += [f"reaction {row.name}: {one}" for one in wrong]
        reactions.setdefault(row.name, Reaction(row))
    return faults


def _wrong_smarts(row: ReactionRow) -> list[str]:
    """Return what is wrong with the SMARTS of a reaction."""
    try:
        found = rdChemReactions.ReactionFromSmarts(row.smarts)
    except ValueError:
        return [f"not a reaction SMARTS: {row.smarts}"]
    wanted = 2 if row.stage == "join" else 1
    n_reactants = found.GetNumReactantTemplates()
    if n_reactants != wanted or len(row.roles) != wanted or found.GetNumProductTemplates() != 1:
        return [f"a {row.stage} needs {wanted} reactant(s) with a role each and one product"]
    for number, template in enumerate(found.GetReactants(), 1):
        if number not in {atom.GetAtomMapNum() for atom in template.GetAtoms()}:
            return [f"map {number} must mark the reacting atom of reactant {number}"]
    return []


def _unknown(field: str, names: tuple[str, ...], groups: Mapping[str, Chem.Mol]) -> list[str]:
    return [
        f"{field}: no group {name!r}; choose one of {', '.join(groups)}, or add it under groups"
        for name in names
        if name not in groups
    ]


def _refuse(source: Source, faults: list[str]) -> None:
    if faults:
        raise DataFileError("\n".join(f"{source}: {fault}" for fault in faults))
