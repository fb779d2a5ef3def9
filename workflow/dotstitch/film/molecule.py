"""What the kinetics needs to know of one molecule, free of files and records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dotstitch.contracts.bands import BandError, ExcitedStates
from dotstitch.contracts.draws import Array, Draws
from dotstitch.contracts.results import GapValues
from dotstitch.dot.levels import FilmLevels
from dotstitch.groups.protocol import Group, RoleSpecies, Species
from dotstitch.plan.anchors import is_anchored


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


@dataclass(frozen=True, eq=False)
class ArmInput:
    """One set of equivalent warheads of a chromophore.

    Attributes
    ----------
    group : Group
    warhead : str
        Name in the outputs.
    n_equivalent : int
    species : mapping of str to RoleSpecies
        What was computed of the species that one such warhead turns into, by role.
    descriptors : mapping of str to float
        Numbers of the structure for the outputs.
    """

    group: Group
    warhead: str
    n_equivalent: int
    species: Species
    descriptors: Mapping[str, float]

    @property
    def intermediate(self) -> RoleSpecies | None:
        """The species with a singlet-triplet gap; None where the group has no such thing."""
        return next((one for one in self.species.values() if one.gap is not None), None)

    @property
    def gap(self) -> GapValues | None:
        """Its singlet-triplet gap."""
        return None if self.intermediate is None else self.intermediate.gap


@dataclass(frozen=True, eq=False)
class Chromophore:
    """One electrophore of a molecule; without arms it only absorbs and takes charges.

    Attributes
    ----------
    key : str
        Species key of the intact electrophore.
    smiles : str
        Its SMILES; labels the errors of its spectrum and levels that are its own.
    count : int
        How many of them the molecule carries.
    states : tuple of State
        One more than the warheads.
    band_error : BandError
        What its calibrated bands may still miss.
    triplet_ev, triplet_uncertainty_ev : float or None
        Lowest triplet energy of the intact chromophore; without it energy transfer is closed.
    """

    key: str
    smiles: str
    count: int
    arms: tuple[ArmInput, ...]
    states: tuple[State, ...]
    band_error: BandError
    triplet_ev: float | None
    triplet_uncertainty_ev: float | None

    @property
    def n_warheads(self) -> int:
        """Warheads of one such chromophore."""
        return sum(arm.n_equivalent for arm in self.arms)

    def band_shift_ev(self, draws: Draws) -> Array:
        """Return the drawn error of its band positions, shape (samples,), common to its states."""
        shared, own = self.band_error.position_ev
        return shared * draws.normals(f"band:{self.band_error.family}") + own * draws.normals(
            f"{self.smiles}:band"
        )

    def intensity_decades(self, draws: Draws) -> Array:
        """Return the drawn error of its intensities, shape (samples,), common to its states."""
        shared, own = self.band_error.height_decades
        return shared * draws.normals(f"intensity:{self.band_error.family}") + own * draws.normals(
            f"{self.smiles}:intensity"
        )


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
    def is_anchored(self) -> bool:
        """Whether a group of it binds to a dot."""
        return is_anchored(self.smiles)

    @property
    def n_arms(self) -> int:
        """Warheads of the whole molecule."""
        return sum(c.count * c.n_warheads for c in self.chromophores)
