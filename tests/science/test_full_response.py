"""The full response that the benchmarks compare with, against PySCF's own."""

from __future__ import annotations

import numpy as np
import pytest
from references.full_response import full_excitations

from dotstitch.data.levels import load_level
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.engine import closed_shell, full_response

FORMALDEHYDE = Structure(
    ("C", "O", "H", "H"),
    np.array([[0, 0, 0], [0, 0, 1.205], [0, 0.943, -0.587], [0, -0.943, -0.587]], dtype=float),
)
WINDOW_EV = 9.5


@pytest.mark.parametrize("tamm_dancoff", [True, False])
def test_every_root_and_strength_is_that_of_pyscf(tamm_dancoff: bool) -> None:
    level = load_level("draft")
    mean_field = closed_shell(FORMALDEHYDE, level)
    found = full_excitations(mean_field, WINDOW_EV, tamm_dancoff=tamm_dancoff, grid=level.grid)
    n_roots = found.energy_ev.size + 6
    wanted = full_response(mean_field, WINDOW_EV, tamm_dancoff=tamm_dancoff, n_roots=n_roots)
    assert found.energy_ev == pytest.approx(wanted.energy_ev, abs=2e-3)
    assert found.oscillator_strength == pytest.approx(wanted.oscillator_strength, abs=2e-3)
