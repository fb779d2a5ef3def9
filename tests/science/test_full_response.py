"""The full response that the benchmarks compare with, against PySCF's own."""

from __future__ import annotations

import numpy as np
import pytest
from pyscf import tdscf
from references.full_response import full_excitations

from dotstitch.contracts.constants import HARTREE_EV
from dotstitch.data.levels import load_level
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.engine.scf import build_molecule, converge, kohn_sham

FORMALDEHYDE = Structure(
    ("C", "O", "H", "H"),
    np.array([[0, 0, 0], [0, 0, 1.205], [0, 0.943, -0.587], [0, -0.943, -0.587]], dtype=float),
)
WINDOW_EV = 9.5


@pytest.mark.parametrize("tamm_dancoff", [True, False])
def test_every_root_and_strength_is_that_of_pyscf(tamm_dancoff: bool) -> None:
    level = load_level("draft")
    field = kohn_sham(build_molecule(FORMALDEHYDE, level.basis), level, unrestricted=False)
    converge(field)
    found = full_excitations(field, WINDOW_EV, tamm_dancoff=tamm_dancoff, grid=level.grid)
    response = (tdscf.TDA if tamm_dancoff else tdscf.TDDFT)(field)
    response.nstates = found.energy_ev.size + 6
    response.kernel()
    energy_ev = np.asarray(response.e) * HARTREE_EV
    inside = energy_ev < WINDOW_EV
    assert found.energy_ev == pytest.approx(energy_ev[inside], abs=2e-3)
    strengths = np.asarray(response.oscillator_strength())[inside]
    assert found.oscillator_strength == pytest.approx(strengths, abs=2e-3)
