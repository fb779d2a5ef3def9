"""What the kinetics needs to know of one molecule, free of files and records."""

from __future__ import annotations

from dataclasses import dataclass

from dotstitch.contracts.bands import ExcitedStates
from dotstitch.contracts.draws import Array, Draws
from dotstitch.contracts.manifest import WarheadClass
from dotstitch.dot.levels import FilmLevels
from dotstitch.groups.ring_expansion import RingExpansion


@dataclass(frozen=True, eq=False)
class State:
    """One state of a chromophore, from intact to fully reacted.

    Attributes
    ----------
    epsilon_m1_cm1 : ndarray, shape (n_wavelengths,)
        Molar absorptivity on the grid of the molecule.
    levels : FilmLevels
    excited : ExcitedStates
        The excitations that make up ``epsilon_m1_cm1``.
    """

    epsilon_m1_cm1: Array
    levels: FilmLevels
    excited: ExcitedStates


@dataclass(frozen=True)
class ArmInput:
    """One set of equivalent warheads of a chromophore.

    Attributes
    ----------
    intermediate : str
        Species key of the nitrene or carbene.
    smiles : str
        Its SMILES; seeds the draws of its gap and barrier, so that they outlive a change of level.
    gap_kcal_mol, gap_uncertainty_kcal_mol : float
        E(singlet) - E(triplet), adiabatic, at 0 K.
    gap_free_energy_kcal_mol : float
        With the vibrations of 298.15 K, without the triplet's degeneracy.
    expansion : RingExpansion or None
        Of a nitrene, None for a carbene.
    """

    warhead: WarheadClass
    n_equivalent: int
    intermediate: str
    smiles: str
    gap_kcal_mol: float
    gap_uncertainty_kcal_mol: float
    gap_free_energy_kcal_mol: float
    ortho_fluorines: int
    expansion: RingExpansion | None

    @property
    def is_azide(self) -> bool:
        """Whether the warhead is an azide (a diazirine otherwise)."""
        return self.warhead == "aryl_azide"


@dataclass(frozen=True, eq=False)
class Chromophore:
    """One electrophore of a molecule; without arms it only absorbs and takes charges.

    Attributes
    ----------
    key : str
        Species key of the intact electrophore.
    smiles : str
        Its SMILES; seeds the draws of its spectrum and levels.
    count : int
        How many of them the molecule carries.
    states : tuple of State
        One more than the warheads.
    diazo_epsilon_m1_cm1 : ndarray or None
        Of the linear isomer, where a warhead is a diazirine.
    triplet_ev, triplet_uncertainty_ev : float or None
        Lowest triplet energy of the intact chromophore; without it energy transfer is closed.
    """

    key: str
    smiles: str
    count: int
    arms: tuple[ArmInput, ...]
    states: tuple[State, ...]
    diazo_epsilon_m1_cm1: Array | None
    triplet_ev: float | None
    triplet_uncertainty_ev: float | None

    @property
    def n_warheads(self) -> int:
        """Warheads of one such chromophore."""
        return sum(arm.n_equivalent for arm in self.arms)

    @property
    def azide_share(self) -> float:
        """Share of its warheads that are azides."""
        azides = sum(arm.n_equivalent for arm in self.arms if arm.is_azide)
        return azides / self.n_warheads if self.n_warheads else 0.0

    def band_shift_ev(self, draws: Draws) -> Array:
        """Return the drawn error of its band positions, shape (samples,), common to its states."""
        return draws["band_energy_sd_ev"] * draws.normals(f"{self.smiles}:band")


@dataclass(frozen=True, eq=False)
class MoleculeInput:
    """One molecule of the screen.

    Attributes
    ----------
    wavelength_nm : ndarray, shape (n_wavelengths,)
        Grid of all absorptivities, ascending.
    """

    name: str
    smiles: str
    molar_mass_g_mol: float
    n_tertiary_amines: int
    wavelength_nm: Array
    chromophores: tuple[Chromophore, ...]

    @property
    def n_arms(self) -> int:
        """Warheads of the whole molecule."""
        return sum(c.count * c.n_warheads for c in self.chromophores)
