"""Reactions of a crosslinker with the ligands of a dot that need no light."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, field_validator
from rdkit import Chem

from dotstitch.data.dots import ligands
from dotstitch.data.reading import read_yaml
from dotstitch.dot.dots import Dot


class DarkReaction(BaseModel):
    """One row of ``data/plan/dark_chemistry.yaml``.

    Attributes
    ----------
    molecule, ligand : str
        SMARTS of the two partners.
    words : str
        What happens, for the report.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    molecule: str
    ligand: str
    words: str
    source: str
    doi: str
    confidence: Literal["read", "secondary", "unverified"]

    @field_validator("molecule", "ligand")
    @classmethod
    def _smarts(cls, text: str) -> str:
        if Chem.MolFromSmarts(text) is None:
            raise ValueError("not a SMARTS")
        return text


@cache
def dark_reactions() -> tuple[DarkReaction, ...]:
    """Return all rows of ``data/plan/dark_chemistry.yaml``."""
    return read_yaml("data/plan/dark_chemistry.yaml", tuple[DarkReaction, ...])


@cache
def _query(smarts: str) -> Chem.Mol:
    return Chem.MolFromSmarts(smarts)


@cache
def _takes_part(ligand: str, reaction: DarkReaction) -> bool:
    mol = Chem.MolFromSmiles(ligands()[ligand.lower()].smiles)
    return bool(mol.HasSubstructMatch(_query(reaction.ligand)))


def dark_warnings(mol: Chem.Mol, dots: Iterable[Dot]) -> tuple[str, ...]:
    """Return what a molecule may suffer from the ligands of some dots before any light.

    Parameters
    ----------
    mol : Mol
        The whole molecule.
    dots : iterable of Dot
        Ligands are told by their names.

    Examples
    --------
    >>> from dotstitch.dot.dots import load_dot
    >>> azide = Chem.MolFromSmiles("[N-]=[N+]=Nc1ccccc1")
    >>> dark_warnings(azide, [load_dot("hgte_dodecanethiol")])
    ('in the dark with dodecanethiolate: thiols reduce azides to amines (reduction of azides)',)
    """
    named = sorted({name.strip() for dot in dots for name in dot.ligand.split(";")})
    found = []
    for reaction in dark_reactions():
        if mol.HasSubstructMatch(_query(reaction.molecule)):
            partners = [name for name in named if _takes_part(name, reaction)]
            if partners:
                told = f"in the dark with {', '.join(partners)}: {reaction.words}"
                found.append(f"{told} ({reaction.name})")
    return tuple(found)
