"""A converged Kohn-Sham determinant in arrays: what the engine hands out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dotstitch.contracts.levels import Level
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.engine.integrals import AtomicOrbitals

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Convergence:
    """How self-consistency was reached.

    Attributes
    ----------
    rung : str
        Of the ladder, the one that held.
    cycles : int
        Fock builds with the full potential.
    warnings : tuple of str
        Rungs that did not hold.
    """

    rung: str
    cycles: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class MeanField:
    """A converged Kohn-Sham determinant.

    Arrays of a closed shell have no axis of spin; those of an open one have it in front, alpha
    first, written ``(2)`` below.

    Attributes
    ----------
    level : Level
    atomic_orbitals : AtomicOrbitals
        The basis; integrals are asked of it by name.
    energy_hartree : float
    s2 : float
        Expectation value of the squared total spin.
    orbital_energies_hartree : ndarray, shape ((2), n_orbitals)
    coefficients : ndarray, shape ((2), n_basis, n_orbitals)
    occupations : ndarray, shape ((2), n_orbitals)
        Two or zero in a closed shell, one or zero in an open one.
    convergence : Convergence
    second_energy_hartree : float or None
        Of the level's second functional at the same density, as a check; ``None`` without one.
        PBE0 at a density of its own lies 1.0 to 1.5 kcal/mol lower in phenylnitrene and
        phenyl(trifluoromethyl)carbene, in both spin states alike: gaps differ by 0.2 at most.
    """

    level: Level
    atomic_orbitals: AtomicOrbitals
    energy_hartree: float
    s2: float
    orbital_energies_hartree: Array
    coefficients: Array
    occupations: Array
    convergence: Convergence
    second_energy_hartree: float | None
    _solver: Any
    _density: Any

    @property
    def structure(self) -> Structure:
        """The geometry."""
        return self.atomic_orbitals.structure

    @property
    def occupied(self) -> Array:
        """Occupied orbitals of a closed shell, shape (n_basis, n_occupied)."""
        return np.asarray(self.coefficients[:, self.occupations > 0])

    @property
    def virtual(self) -> Array:
        """Empty orbitals of a closed shell, shape (n_basis, n_virtual)."""
        return np.asarray(self.coefficients[:, self.occupations == 0])

    @property
    def occupied_energies_hartree(self) -> Array:
        """Energies of the occupied orbitals of a closed shell."""
        return np.asarray(self.orbital_energies_hartree[self.occupations > 0])

    @property
    def virtual_energies_hartree(self) -> Array:
        """Energies of the empty orbitals of a closed shell."""
        return np.asarray(self.orbital_energies_hartree[self.occupations == 0])

    @property
    def density(self) -> Array:
        """The density that the energy belongs to, shape ((2), n_basis, n_basis)."""
        return np.asarray(self._density)

    def orbital_density(self) -> Array:
        """Return the density of the orbitals, shape ((2), n_basis, n_basis).

        It is one Fock build ahead of :attr:`density`.
        """
        weighted = self.coefficients * self.occupations[..., None, :]
        return np.asarray(weighted @ self.coefficients.swapaxes(-1, -2))

    def dipole_debye(self) -> Array:
        """Return the dipole moment, shape (3,), debye."""
        return np.asarray(self._solver.dip_moment(unit="Debye", verbose=0))
