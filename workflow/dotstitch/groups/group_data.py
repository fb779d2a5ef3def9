"""The data file of a photoactive group."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from dotstitch.data.reading import read_yaml


class End(BaseModel):
    """One way in which an intermediate ends.

    Attributes
    ----------
    name : str
    outcome : str
        ``wanted`` is a bond to a ligand, ``harmful`` strips ligands or attacks them, ``lost`` is
        neither.
    words : str
        For the report.
    loss : str
        Name under which it limits a molecule; empty for a wanted end.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    outcome: Literal["wanted", "harmful", "lost"]
    words: str
    loss: str = ""


class SafetyNote(BaseModel):
    """One sentence for whoever handles molecules with this group.

    Attributes
    ----------
    text, source : str
    confidence : str
        ``read``, ``secondary``, ``derived``, ``unverified`` or ``assumption``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    source: str
    confidence: Literal["read", "secondary", "derived", "unverified", "assumption"]


class GroupData(BaseModel):
    """Contents of ``data/groups/<name>.yaml``.

    Attributes
    ----------
    title : str
        Name in a sentence.
    warheads : dict of str to str
        Name in the outputs to SMARTS, see :func:`dotstitch.groups.sites.find_by_smarts`; several
        kinds may share one chemistry.
    ends : tuple of End
        Of its intermediate, in the order of the outputs.
    safety : tuple of SafetyNote
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    warheads: dict[str, str]
    ends: tuple[End, ...]
    safety: tuple[SafetyNote, ...]


@cache
def group_data(name: str) -> GroupData:
    """Return the data file of a group."""
    return read_yaml(f"data/groups/{name}.yaml", GroupData)
