"""Orbitals of a closed shell or a triplet that correlation methods start from.

The triplet is described by restricted open-shell Hartree-Fock with semicanonical orbitals, so that
no spin contamination enters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyscf import lo, scf
from pyscf.data.elements import chemcore

Array = NDArray[np.float64]
HALOGEN_PAIRS = 4


@dataclass(frozen=True, eq=False)
class Orbitals:
    """Semicanonical orbitals of one spin: occupied first, core included.

    Attributes
    ----------
    coefficients : ndarray, shape (n_basis, n_orbitals)
    fock : ndarray, shape (n_orbitals, n_orbitals)
        In hartree, in the basis of the orbitals.
    n_core, n_occupied : int
    """

    coefficients: Array
    fock: Array
    n_core: int
    n_occupied: int

    @property
    def active(self) -> slice:
        """Correlated occupied orbitals."""
        return slice(self.n_core, self.n_occupied)

    @property
    def virtual(self) -> slice:
        """Empty orbitals."""
        return slice(self.n_occupied, len(self.fock))


def hartree_fock(mol: Any, *, fitted: bool) -> Any:
    """Return a converged RHF (singlet) or ROHF (triplet) object.

    Parameters
    ----------
    mol : pyscf Mole
    fitted : bool
        Fit the two-electron integrals; otherwise they are exact.
    """
    field = scf.RHF(mol) if mol.spin == 0 else scf.ROHF(mol)
    if fitted:
        field = field.density_fit()
    field.conv_tol = 1e-8
    field.kernel()
    if not field.converged:
        field = field.newton().run()
    if not field.converged:
        raise RuntimeError("Hartree-Fock did not converge")
    return field


def semicanonical(field: Any, remote: Sequence[int] = ()) -> tuple[Orbitals, ...]:
    """Return the orbitals of the one spin of a closed shell, or of alpha and beta.

    Parameters
    ----------
    field : pyscf RHF or ROHF object
    remote : sequence of int
        Halogens far from the carbon of interest: their bonds and lone pairs join the core.
    """
    n_core = chemcore(field.mol)
    coefficients = field.mo_coeff
    if remote:
        coefficients, n_core = _localise_remote(field, remote, n_core)
    fock = field.get_fock()
    focks = (fock,) if field.mol.spin == 0 else (fock.focka, fock.fockb)
    pairs = zip(focks, field.mol.nelec[: len(focks)], strict=True)
    return tuple(_rotate(coefficients, f, n_core, n) for f, n in pairs)


def _localise_remote(field: Any, remote: Sequence[int], n_core: int) -> tuple[Array, int]:
    """Move the occupied orbitals that reach farthest into remote atoms to the end of the core.

    Four for every halogen, its bond and its lone pairs, by overlap with intrinsic atomic orbitals.
    Bonds to hydrogen stay: without them the gap of vinylcarbene is 1.2 kcal/mol off.
    """
    mol, overlap = field.mol, field.get_ovlp()
    doubly = mol.nelec[1]
    occupied, rest = np.split(field.mo_coeff, [doubly], axis=1)
    atomic = lo.orth.vec_lowdin(lo.iao.iao(mol, occupied), overlap)
    labels = lo.iao.reference_mol(mol).ao_labels(fmt=False)
    core, valence = np.split(occupied, [n_core], axis=1)
    columns = [k for k, label in enumerate(labels) if label[0] in set(remote)]
    reach = valence.T @ overlap @ atomic[:, columns]
    turned = valence @ np.linalg.svd(reach)[0]
    n_frozen = n_core + HALOGEN_PAIRS * len(remote)
    return np.hstack([core, turned, rest]), n_frozen


def _rotate(coefficients: Array, fock: Array, n_core: int, n_occupied: int) -> Orbitals:
    """Diagonalise the core, the active and the virtual block of the Fock matrix."""
    blocks = np.split(coefficients, [n_core, n_occupied], axis=1)
    turned = np.hstack([block @ np.linalg.eigh(block.T @ fock @ block)[1] for block in blocks])
    return Orbitals(turned, turned.T @ fock @ turned, n_core, n_occupied)


def truncate(spins: tuple[Orbitals, ...], densities: list[Array], kept: int) -> list[Orbitals]:
    """Return orbitals whose virtual space is the ``kept`` strongest natural orbitals.

    ``kept`` counts the virtual orbitals of the majority spin; the minority spin keeps two more.
    """
    shortened = []
    for spin, density in zip(spins, densities, strict=True):
        count = kept + spins[0].n_occupied - spin.n_occupied
        natural = np.linalg.eigh(density)[1][:, ::-1][:, :count]
        fock = natural.T @ spin.fock[spin.virtual, spin.virtual] @ natural
        turn = np.linalg.eigh(fock)[1]
        full = np.zeros((len(spin.fock), spin.n_occupied + count))
        full[: spin.n_occupied, : spin.n_occupied] = np.eye(spin.n_occupied)
        full[spin.virtual, spin.n_occupied :] = natural @ turn
        shortened.append(
            Orbitals(
                spin.coefficients @ full,
                full.T @ spin.fock @ full,
                spin.n_core,
                spin.n_occupied,
            )
        )
    return shortened
