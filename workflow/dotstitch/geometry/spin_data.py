"""What is known of spin states beforehand: ``data/quantum/spin_states.yaml``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def spin_parameters() -> dict[str, Any]:
    """Return the content of ``data/quantum/spin_states.yaml``.

    Examples
    --------
    >>> spin_parameters()["methylene"]["gap_kcal_mol"]
    8.998
    """
    text = files("dotstitch.data").joinpath("quantum/spin_states.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    return content
