"""Losses of film and light in plain words."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict

from dotstitch.data.reading import read_yaml


class Loss(BaseModel):
    """What a chemist calls a loss, and one sentence on what it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    meaning: str


@cache
def losses() -> dict[str, Loss]:
    """Return every loss that has words, by its name in ``limited_by``."""
    return read_yaml("report/templates/losses.yaml", dict[str, Loss])


def loss_words(name: str) -> str:
    """Return a loss in plain words; that of a group without words goes by its name.

    Examples
    --------
    >>> loss_words("triplet sink"), loss_words("hydrogen_loss")
    ('triplet wasted', 'hydrogen loss')
    """
    known = losses().get(name)
    return known.title if known else name.replace("_", " ")
