"""Which measurements are left out together, so that none is used and then called predicted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from dotstitch.contracts.measurement import Measurement

Kind = Literal["film", "crosslinker", "wavelength", "dot"]
"""``film``: one film or one spectrum. ``crosslinker``: everything of one molecule. ``wavelength``:
all films exposed there. ``dot``: everything on one nanocrystal."""


@dataclass(frozen=True)
class Plan:
    """Measurements that are left out together.

    Attributes
    ----------
    kind : str
    what : str
        The block, the name of the molecule, the wavelength or the dot.
    ids : frozenset of str
    """

    kind: Kind
    what: str
    ids: frozenset[str]

    @property
    def name(self) -> str:
        """Kind and what is left out."""
        return f"{self.kind} {self.what}"


def plans(measurements: Sequence[Measurement]) -> tuple[Plan, ...]:
    """Return every film, crosslinker, wavelength and rarer dot that can be left out.

    The dot of most rows has no plan: without it next to nothing would be left.

    Parameters
    ----------
    measurements : sequence of Measurement
        With the films that are only compared with others.
    """
    modelled = [row for row in measurements if row.modelled]
    exposed = [row for row in measurements if row.dose_mj_cm2 and row.wavelength_nm]
    crosslinked = [row for row in measurements if row.smiles]
    dots = Counter(row.dot for row in measurements if row.dot)
    rare = [row for row in measurements if row.dot and dots[row.dot] < max(dots.values())]
    return (
        *_grouped("film", modelled, modelled, lambda row: row.block),
        *_grouped("crosslinker", crosslinked, modelled, lambda row: row.name or row.smiles),
        *_grouped("wavelength", exposed, modelled, lambda row: f"{row.wavelength_nm:g} nm"),
        *_grouped("dot", rare, modelled, lambda row: row.dot),
    )


def _grouped(
    kind: Kind,
    chosen: Iterable[Measurement],
    modelled: Sequence[Measurement],
    label: Callable[[Measurement], str],
) -> list[Plan]:
    """Return a plan per label: the rows of it, and the orders that compare one of them."""
    groups: dict[str, set[str]] = {}
    for row in chosen:
        groups.setdefault(label(row), set()).add(row.id)
    return [
        Plan(kind, what, frozenset(row.id for row in modelled if {row.id, row.compared_with} & ids))
        for what, ids in groups.items()
    ]
