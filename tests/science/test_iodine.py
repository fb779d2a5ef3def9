"""Iodine with its core potential gives what all its electrons give.

The references and how they were made: ``tests/benchmarks/references/iodine.py``. The gap of
4-iodophenylnitrene takes longer:

    python tests/benchmarks/accuracy.py gaps --level draft \\
        --reference tests/benchmarks/references/iodine.csv
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dotstitch.contracts.constants import HARTREE_EV
from dotstitch.contracts.levels import EngineName
from dotstitch.data.levels import load_level
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.engine import closed_shell
from dotstitch.quantum.gap.routes import closed_shell_route
from dotstitch.quantum.gap.spin import triplet

pytestmark = pytest.mark.quantum

KNOWN = json.loads(Path(__file__).with_name("iodine.json").read_text(encoding="utf-8"))
LEVEL_EV, GAP_KCAL_MOL = 0.15, 1.0


def structure(row: dict[str, Any], name: str) -> Structure:
    return Structure(tuple(row["symbols"]), np.array(row["positions_angstrom"][name]))


@pytest.mark.parametrize(
    ("name", "engine"),
    [("iodomethane", "fast"), ("iodomethane", "plain"), ("4-iodophenyl azide", "fast")],
)
def test_levels(name: str, engine: EngineName) -> None:
    row = KNOWN[name]
    found = closed_shell(structure(row, "geometry"), load_level("draft", engine))
    levels = {
        "homo_ks_ev": found.occupied_energies_hartree.max() * HARTREE_EV,
        "lumo_ks_ev": found.virtual_energies_hartree.min() * HARTREE_EV,
    }
    assert levels == pytest.approx(row["values"], abs=LEVEL_EV)


@pytest.mark.parametrize("engine", ["fast", "plain"])
def test_gap_of_iodomethylene(engine: EngineName) -> None:
    row, level = KNOWN["iodomethylene"], load_level("draft", engine).for_gap("carbene")
    low = triplet(structure(row, "triplet"), level)
    route = closed_shell_route(structure(row, "singlet"), low, level)
    assert route.uncorrected_kcal_mol == pytest.approx(
        row["values"]["gap_kcal_mol"], abs=GAP_KCAL_MOL
    )
