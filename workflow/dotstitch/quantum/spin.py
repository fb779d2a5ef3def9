"""Spin states held where they belong: triplets, closed-shell and open-shell singlets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import scipy.linalg
import yaml
from numpy.typing import NDArray
from pyscf.scf import addons

from dotstitch.geometry.structure import Structure
from dotstitch.quantum.level import Level
from dotstitch.quantum.quadrature import BlockedNumInt
from dotstitch.quantum.scf import Convergence, build_molecule, converge, kohn_sham
from dotstitch.records import StepError

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SpinState:
    """One converged spin state.

    Attributes
    ----------
    energy_hartree : float
    s2 : float
        Expectation value of the squared total spin.
    field : pyscf object
        The converged mean field, its integrals let go.
    convergence : Convergence
    """

    energy_hartree: float
    s2: float
    field: Any
    convergence: Convergence


@cache
def windows() -> dict[str, Any]:
    """Return the content of ``data/spin_states.yaml``."""
    text = files("dotstitch.data").joinpath("spin_states.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    return content


def _finish(field: Any, convergence: Convergence) -> SpinState:
    s2 = float(field.spin_square()[0]) if np.ndim(field.mo_occ) == 2 else 0.0
    field.with_df.reset()
    field._numint = BlockedNumInt()
    if hasattr(field, "with_solvent"):
        field.with_solvent.reset()
    return SpinState(float(field.e_tot), s2, field, convergence)


def require_s2(state: SpinState, window: str, name: str) -> SpinState:
    """Return ``state`` if its S2 lies in the named window of ``data/spin_states.yaml``.

    Raises
    ------
    StepError
        Kind ``wrong_state``.
    """
    low, high = windows()[window]
    if not low <= state.s2 <= high:
        raise StepError(
            "wrong_state",
            f"the {name} has S2 = {state.s2:.2f}, outside {low} to {high}",
            "inspect the geometry; the state may need a multireference treatment",
            {"converged": True, "s2": state.s2, "s2_expected": [low, high]},
        )
    return state


def closed_shell_singlet(structure: Structure, level: Level) -> SpinState:
    """Return the closed-shell singlet of a carbene (S2 = 0 by construction)."""
    mol = build_molecule(_with_multiplicity(structure, 1), level.basis)
    field = kohn_sham(mol, level, unrestricted=False)
    return _finish(field, converge(field))


def triplet(structure: Structure, level: Level, density: Array | None = None) -> SpinState:
    """Return the triplet, its S2 checked.

    Raises
    ------
    StepError
        ``convergence``, or ``wrong_state`` when S2 lies outside the window.
    """
    mol = build_molecule(_with_multiplicity(structure, 3), level.basis)
    field = kohn_sham(mol, level, unrestricted=True)
    return require_s2(_finish(field, converge(field, density)), "triplet_s2", "triplet")


def broken_symmetry_singlet(structure: Structure, level: Level, parent: SpinState) -> SpinState:
    """Return the open-shell singlet determinant grown from the triplet at the same geometry.

    One of the two singly occupied orbitals is flipped, and the maximum-overlap method keeps the
    occupation there: left alone, the field falls to the closed shell some 20 kcal/mol higher.

    Raises
    ------
    StepError
        ``convergence``, or ``wrong_state`` when S2 says that the state collapsed.
    """
    mol = build_molecule(_with_multiplicity(structure, 1), level.basis)
    field = kohn_sham(mol, level, unrestricted=True)
    overlap = mol.intor_symmetric("int1e_ovlp")
    alpha, beta = parent.field.make_rdm1()
    flipped = _upper_somo(parent.field, overlap)
    pair = np.outer(flipped, flipped)
    n_alpha, n_beta = mol.nelec
    reference = np.array(
        [_natural_orbitals(alpha - pair, overlap), _natural_orbitals(beta + pair, overlap)]
    )
    occupation = np.zeros((2, mol.nao))
    occupation[0, :n_alpha] = occupation[1, :n_beta] = 1.0
    field = addons.mom_occ(field, reference, occupation)
    occupied = reference * occupation[:, None, :]
    density = occupied @ occupied.transpose(0, 2, 1)
    return require_s2(
        _finish(field, converge(field, density)), "broken_symmetry_s2", "open-shell singlet"
    )


def _with_multiplicity(structure: Structure, multiplicity: int) -> Structure:
    return Structure(
        structure.symbols, structure.positions_angstrom, structure.charge, multiplicity
    )


def _upper_somo(field: Any, overlap: Array) -> Array:
    """Return the higher of the two singly occupied orbitals of a triplet.

    The two are the leading eigenvectors of the spin density; the alpha Fock matrix tells them
    apart, because in a planar nitrene one is sigma and one is pi.
    """
    alpha, beta = field.make_rdm1()
    root = scipy.linalg.sqrtm(overlap).real
    inverse = np.linalg.inv(root)
    _, vectors = np.linalg.eigh(root @ (alpha - beta) @ root)
    pair = inverse @ vectors[:, -2:]
    in_orbitals = field.mo_coeff[0].T @ overlap @ pair
    fock = (in_orbitals.T * field.mo_energy[0]) @ in_orbitals
    _, rotation = np.linalg.eigh(fock)
    somo: Array = pair @ rotation[:, -1]
    return somo


def _natural_orbitals(density: Array, overlap: Array) -> Array:
    """Return the natural orbitals of a one-spin density, most occupied first."""
    root = scipy.linalg.sqrtm(overlap).real
    _, vectors = np.linalg.eigh(root @ density @ root)
    orbitals: Array = np.linalg.solve(root, vectors[:, ::-1])
    return orbitals
