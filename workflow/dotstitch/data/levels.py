"""Reads the levels of theory."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from dotstitch.contracts.levels import EngineName, Level
from dotstitch.data.reading import read_yaml, row_named


@cache
def levels() -> Mapping[str, Level]:
    """Return all levels by name, in the order of ``data/quantum/levels.yaml``."""
    rows = read_yaml("data/quantum/levels.yaml", dict[str, dict[str, Any]], "levels")
    return {name: Level.model_validate({"name": name, **row}) for name, row in rows.items()}


def load_level(name: str, engine: EngineName = "fast") -> Level:
    """Return the level called ``name``, to be computed by this engine.

    Raises
    ------
    KeyError
        When no such level exists; the message lists the names.

    Examples
    --------
    >>> load_level("draft").label("spectrum")
    'TDDFT-ris/RI-PBE38/def2-svp//GFN2-xTB'
    >>> load_level("reference").label("gap", "carbene")
    'UKS/RI-B3LYP/def2-tzvp/COSMO(2.3)//GFN2-xTB'
    >>> load_level("draft", "plain").label("ground_state")
    'RI-PBE38/def2-svp//GFN2-xTB, plain PySCF'
    """
    return row_named(levels(), name, "level").model_copy(update={"engine": engine})
