"""What each channel does to a molecule: its film with the channel switched off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dotstitch.contracts.manifest import Molecule
from dotstitch.contracts.photophysics import BestRecipe, ChannelOff, Prediction, ScreenedMolecule
from dotstitch.groups.registry import GROUPS, all_channels
from dotstitch.report.wording import number

ENERGY_TRANSFER = "energy_transfer"
NO_TRIPLET = "left out: no triplet energy"
NOT_OF_THESE = "does not occur in its groups"


@dataclass(frozen=True)
class ChannelCell:
    """A number without a channel, and how it differs from the full model."""

    value: str
    change: str


@dataclass(frozen=True)
class ChannelLine:
    """One channel.

    Attributes
    ----------
    absent : str
        Why it does nothing here; the cells are empty then.
    cells : dict of (ChannelCell, ChannelCell)
        Retention and PLQY by recipe.
    """

    channel: str
    absent: str
    cells: dict[str, tuple[ChannelCell, ChannelCell]]


def channels(molecule: Molecule, result: ScreenedMolecule) -> list[ChannelLine]:
    """Return one line for each channel that can be switched off."""
    full = {p.recipe: p for p in result.predictions}
    lines: dict[str, ChannelLine] = {}
    for entry in result.channels_off:
        absent = _absent(entry.channel, molecule, result)
        line = lines.setdefault(
            entry.channel, ChannelLine(entry.channel.replace("_", " "), absent, {})
        )
        if not absent:
            line.cells[entry.recipe] = _cells(entry, full, result.best)
    return list(lines.values())


def _absent(channel: str, molecule: Molecule, result: ScreenedMolecule) -> str:
    """Say why a channel does nothing in a molecule; empty where it does something."""
    armed = [part for part in molecule.electrophores if part.arms]
    if channel == ENERGY_TRANSFER:
        return "" if result.triplets else NO_TRIPLET
    groups = {arm.group for part in armed for arm in part.arms}
    own = {name for group in groups for name in GROUPS[group].channels}
    return NOT_OF_THESE if channel in all_channels() and channel not in own else ""


def _cells(
    entry: ChannelOff, full: Mapping[str, Prediction], best: BestRecipe
) -> tuple[ChannelCell, ChannelCell]:
    reference = full.get(entry.recipe, best)
    return (
        _cell(entry.film_retention, reference.film_retention),
        _cell(entry.plqy_relative, reference.plqy_relative),
    )


def _cell(value: float, reference: float) -> ChannelCell:
    words = number(value - reference)
    plus = "+" if value > reference and words != "0.00" else ""
    return ChannelCell(number(value), f"{plus}{words}")
