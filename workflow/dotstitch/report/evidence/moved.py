"""What a user's measurements moved, as the page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dotstitch.contracts.photophysics.advice import MovedInput, MovedScore
from dotstitch.report.wording import number

CERTAIN = 2.0
"""Monte Carlo errors below which a change of a score is told as none."""


@dataclass(frozen=True)
class MovedRow:
    """One molecule of the table."""

    name: str
    before: str
    after: str
    change: str
    through: list[str]


def moved(scores: Sequence[MovedScore]) -> list[MovedRow]:
    """Return the molecules, the largest change first."""
    ladder = sorted(scores, key=lambda one: -abs(one.after - one.before))
    return [
        MovedRow(
            one.name,
            number(one.before, 1),
            number(one.after, 1),
            _change(one),
            [_input(each) for each in one.through],
        )
        for one in ladder
    ]


def _change(one: MovedScore) -> str:
    change = one.after - one.before
    told = f"{_signed(change, 1)} ± {number(one.spread, 1)}"
    return told if abs(change) > CERTAIN * one.spread else f"{told}, within chance"


def _input(one: MovedInput) -> str:
    """Write an input with its way and its part.

    Examples
    --------
    >>> _input(MovedInput(label="a:lumo", words="LUMO of its chromophore", shift=-0.8, part=6.1))
    'LUMO of its chromophore: by −0.8 standard deviations, +6.1 of the score'
    """
    return (
        f"{one.words}: by {_signed(one.shift, 1)} standard deviations, "
        f"{_signed(one.part, 1)} of the score"
    )


def _signed(value: float, decimals: int) -> str:
    return f"{'+' if value > 0 else ''}{number(value, decimals)}"
