"""PySCF's own path and ours give the same numbers, so that a doubt can be settled."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dotstitch.contracts.levels import Level
from dotstitch.data.levels import load_level
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.engine import closed_shell
from dotstitch.quantum.gap.adiabatic import compute_gap
from dotstitch.quantum.ground_state import compute_closed_shell
from dotstitch.quantum.response.full import full_response

pytestmark = pytest.mark.quantum

DIAZIRINE = Structure(  # 3H-diazirine, close to its microwave structure
    ("C", "N", "N", "H", "H"),
    np.array(
        [[0, 0, 0], [0.614, 0, 1.350], [-0.614, 0, 1.350], [0, 0.931, -0.544], [0, -0.931, -0.544]]
    ),
)
NITRENE = {  # methylnitrene, GFN2-xTB
    name: Structure(
        ("C", "N", "H", "H", "H"),
        np.array(
            [
                [0.0, 0.0, 0.0],
                [0.0, 0.0, bond],
                [1.03, 0.0, -0.36],
                [-0.515, 0.892, -0.36],
                [-0.515, -0.892, -0.36],
            ]
        ),
    )
    for name, bond in (("triplet", 1.42), ("singlet", 1.40))
}
ENERGY_HARTREE = {None: 1e-6, 2.3: 1e-4}
"""In the film ours lays 50 points on a sphere of the continuum, PySCF 302."""
LEVEL_EV = {None: 1e-3, 2.3: 5e-3}
EXCITATION_EV = 2e-3
GAP_KCAL_MOL = 0.05
"""States of a gap stop at gradients that move it by about 0.01; CCl2 differs by 0.02."""


def _pair(film_permittivity: float | None) -> list[Level]:
    choice = {"film_permittivity": film_permittivity}
    return [
        load_level("standard", engine).model_copy(update=choice) for engine in ("fast", "plain")
    ]


@pytest.mark.parametrize("film_permittivity", [None, 2.3])
def test_closed_shell(film_permittivity: float | None, tmp_path: Path) -> None:
    fast, plain = (
        compute_closed_shell(DIAZIRINE, level, tmp_path / level.engine)
        for level in _pair(film_permittivity)
    )
    assert fast.ground_state.diagnostics["scf_rung"] == "two_level"
    assert plain.ground_state.diagnostics["scf_rung"] == "diis"
    ours, theirs = (found.ground_state.values for found in (fast, plain))
    tolerance = ENERGY_HARTREE[film_permittivity]
    assert ours.energy_hartree == pytest.approx(theirs.energy_hartree, abs=tolerance)
    for name in ("homo_ks_ev", "lumo_ks_ev"):
        assert getattr(ours, name) == pytest.approx(
            getattr(theirs, name), abs=LEVEL_EV[film_permittivity]
        )
    bands, plain_bands = (found.spectrum.values.excitation_ev for found in (fast, plain))
    assert len(plain_bands) > 0
    assert bands == pytest.approx(plain_bands, abs=EXCITATION_EV)


@pytest.mark.parametrize("film_permittivity", [None, 2.3])
def test_gap(film_permittivity: float | None) -> None:
    fast, plain = (
        compute_gap(NITRENE, "nitrene", level, "C[N]").values for level in _pair(film_permittivity)
    )
    assert fast.method.replace("//GFN2-xTB", "//GFN2-xTB, plain PySCF", 1) == plain.method
    for name in ("gap_electronic_kcal_mol", "gap_check_kcal_mol"):
        assert getattr(fast, name) == pytest.approx(getattr(plain, name), abs=GAP_KCAL_MOL)


def test_full_response() -> None:
    fast, plain = (
        full_response(closed_shell(DIAZIRINE, level), 5.4, tamm_dancoff=False)
        for level in _pair(None)
    )
    assert fast.energy_ev.size > 0
    assert fast.energy_ev == pytest.approx(plain.energy_ev, abs=EXCITATION_EV)
    assert fast.oscillator_strength == pytest.approx(plain.oscillator_strength, abs=1e-5)
