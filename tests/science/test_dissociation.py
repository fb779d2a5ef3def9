"""Where the excited electron sits: in sigma*(N-N2) or not."""

from __future__ import annotations

import numpy as np
import pytest

from dotstitch.data.levels import load_level
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.engine import Excitations, MeanField, closed_shell
from dotstitch.quantum.response.dissociation import dissociative_share, find_bonds
from dotstitch.quantum.response.ris import singlet_excitations

pytestmark = pytest.mark.quantum

WINDOW_EV = 9.0
Excited = tuple[MeanField, Excitations]
HYDRAZOIC = Structure(  # close to the microwave structure
    ("N", "N", "N", "H"),
    np.array([[0, 0, 0], [1.243, 0, 0], [2.372, 0.155, 0], [-0.337, 0.958, 0]]),
)
FORMALDEHYDE = Structure(
    ("O", "C", "H", "H"),
    np.array([[0, 0, 1.203], [0, 0, 0], [0, 0.934, -0.579], [0, -0.934, -0.579]]),
)


def _turned(structure: Structure, order: list[int]) -> Structure:
    rotation, _ = np.linalg.qr(np.random.default_rng(3).normal(size=(3, 3)))
    return Structure(
        tuple(structure.symbols[i] for i in order), (structure.positions_angstrom @ rotation)[order]
    )


def _excite(structure: Structure) -> Excited:
    mean_field = closed_shell(structure, load_level("draft"))
    return mean_field, singlet_excitations(mean_field, WINDOW_EV, tamm_dancoff=True)


def _shares(mean_field: MeanField, found: Excitations) -> np.ndarray:
    return dissociative_share(mean_field, found.amplitude)


@pytest.fixture(scope="module")
def hydrazoic() -> Excited:
    return _excite(HYDRAZOIC)


def test_first_state_of_hydrazoic_acid_is_dissociative(
    hydrazoic: Excited,
) -> None:
    # A <- X, maximum near 264 nm, lifts an electron from the out-of-plane to the in-plane pi
    # system; from there HN3 gives NH and N2.
    _, found = hydrazoic
    shares = _shares(*hydrazoic)
    assert 4.0 < found.energy_ev[0] < 5.0
    assert shares[0] > 0.75
    assert np.all((shares >= 0.0) & (shares <= 1.0))


def test_a_state_across_the_plane_is_not(hydrazoic: Excited) -> None:
    # The third state puts the electron into the pi* orbital across the plane.
    assert _shares(*hydrazoic)[2] < 0.02


def test_orientation_and_atom_order_change_nothing(
    hydrazoic: Excited,
) -> None:
    turned = _excite(_turned(HYDRAZOIC, [3, 2, 0, 1]))
    np.testing.assert_allclose(_shares(*turned), _shares(*hydrazoic), atol=5e-3)


def test_two_azides_far_apart_share_one_electron(hydrazoic: Excited) -> None:
    far = HYDRAZOIC.positions_angstrom + np.array([0.0, 0.0, 25.0])
    pair = Structure(HYDRAZOIC.symbols * 2, np.vstack([HYDRAZOIC.positions_angstrom, far]))
    assert len(find_bonds(pair)) == 2
    assert _shares(*_excite(pair))[:2] == pytest.approx(_shares(*hydrazoic)[0], abs=0.01)


def test_a_molecule_without_azides_has_none() -> None:
    mean_field, found = _excite(FORMALDEHYDE)
    assert found.energy_ev.size
    assert np.array_equal(_shares(mean_field, found), np.zeros(found.energy_ev.size))
