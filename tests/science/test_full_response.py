"""The full response, that of the benchmarks too, against PySCF's own solver."""

from __future__ import annotations

import numpy as np
import pytest
from pyscf import tdscf
from references.full_response import full_excitations

from dotstitch.contracts.constants import HARTREE_EV
from dotstitch.data.levels import load_level
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.engine import Excitations, MeanField, closed_shell
from dotstitch.quantum.response.full import full_response

FORMALDEHYDE = Structure(
    ("C", "O", "H", "H"),
    np.array([[0, 0, 0], [0, 0, 1.205], [0, 0.943, -0.587], [0, -0.943, -0.587]], dtype=float),
)
WINDOW_EV = 9.5


WATER = Structure(
    ("O", "H", "H"),
    np.array([[0, 0, 0.117], [0, 0.757, -0.469], [0, -0.757, -0.469]], dtype=float),
)


def of_pyscf(
    mean_field: MeanField, window_ev: float, *, tamm_dancoff: bool, n_roots: int
) -> Excitations:
    """Return what PySCF's own solver finds; some roots must lie beyond the window."""
    kind = tdscf.TDA if tamm_dancoff else tdscf.TDDFT
    response = kind(mean_field._solver)
    response.nstates = n_roots
    response.kernel()
    energy_ev = np.asarray(response.e) * HARTREE_EV
    inside = energy_ev < window_ev
    assert np.all(response.converged)
    assert not inside.all()
    amplitude = np.array([np.asarray(x) + np.asarray(y) for x, y in response.xy])
    strength = np.asarray(response.oscillator_strength())
    return Excitations(energy_ev[inside], strength[inside], np.sqrt(2.0) * amplitude[inside])


@pytest.mark.parametrize("tamm_dancoff", [True, False])
def test_every_root_and_strength_is_that_of_pyscf(tamm_dancoff: bool) -> None:
    level = load_level("draft")
    mean_field = closed_shell(FORMALDEHYDE, level)
    found = full_excitations(mean_field, WINDOW_EV, tamm_dancoff=tamm_dancoff, grid=level.grid)
    n_roots = found.energy_ev.size + 6
    wanted = of_pyscf(mean_field, WINDOW_EV, tamm_dancoff=tamm_dancoff, n_roots=n_roots)
    assert found.energy_ev == pytest.approx(wanted.energy_ev, abs=2e-3)
    assert found.oscillator_strength == pytest.approx(wanted.oscillator_strength, abs=2e-3)


@pytest.mark.parametrize("film_permittivity", [None, 2.3])
@pytest.mark.parametrize("tamm_dancoff", [True, False])
def test_ours_in_a_continuum_too(film_permittivity: float | None, tamm_dancoff: bool) -> None:
    level = load_level("draft").model_copy(update={"film_permittivity": film_permittivity})
    mean_field = closed_shell(FORMALDEHYDE, level)
    found = full_response(mean_field, WINDOW_EV, tamm_dancoff=tamm_dancoff)
    n_roots = found.energy_ev.size + 6
    wanted = of_pyscf(mean_field, WINDOW_EV, tamm_dancoff=tamm_dancoff, n_roots=n_roots)
    assert found.energy_ev == pytest.approx(wanted.energy_ev, abs=1e-4)
    assert found.oscillator_strength == pytest.approx(wanted.oscillator_strength, abs=1e-3)
    overlap = np.einsum("nia,nia->n", found.amplitude, wanted.amplitude)
    assert np.abs(overlap) == pytest.approx(1.0, abs=0.2)


def test_degenerate_pairs_of_two_equal_molecules_are_all_found() -> None:
    far = FORMALDEHYDE.positions_angstrom + np.array([25.0, 0.0, 0.0])
    two = Structure(FORMALDEHYDE.symbols * 2, np.vstack([FORMALDEHYDE.positions_angstrom, far]))
    one, both = (
        full_response(closed_shell(structure, load_level("draft")), 8.0, tamm_dancoff=True)
        for structure in (FORMALDEHYDE, two)
    )
    local = both.energy_ev[np.abs(both.energy_ev[:, None] - one.energy_ev).min(axis=1) < 5e-3]
    assert local == pytest.approx(np.repeat(one.energy_ev, 2), abs=5e-3)


def test_a_molecule_without_a_state_in_the_window_has_none() -> None:
    found = full_response(closed_shell(WATER, load_level("draft")), 3.0, tamm_dancoff=False)
    assert found.energy_ev.size == 0
    assert found.amplitude.shape[0] == 0


def test_our_integrals_pass_the_check_of_attributes(capfd: pytest.CaptureFixture[str]) -> None:
    """PySCF warns of attributes that a class has not announced, and records keep its warnings."""
    mean_field = closed_shell(WATER, load_level("draft"))
    mean_field._solver.with_df.check_sanity()
    assert "attributes" not in capfd.readouterr().err
