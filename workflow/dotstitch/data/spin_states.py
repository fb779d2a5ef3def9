"""What is known of spin states beforehand: ``data/quantum/spin_states.yaml``."""

from __future__ import annotations

from functools import cache
from typing import Any

from dotstitch.data.reading import read_yaml


@cache
def spin_parameters() -> dict[str, Any]:
    """Return the content of ``data/quantum/spin_states.yaml``.

    Examples
    --------
    >>> spin_parameters()["methylene"]["gap_kcal_mol"]
    8.998
    """
    return read_yaml("data/quantum/spin_states.yaml", dict[str, Any])
