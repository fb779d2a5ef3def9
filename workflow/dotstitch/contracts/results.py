"""What each computing step found, typed: the ``values`` of its record.

A class per step names the step; :func:`dotstitch.contracts.records.read_record` and the record
book are asked for the class and give records of just that type.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from dotstitch.contracts.bands import BandShape


class StepValues(BaseModel):
    """Numbers of one step, unit suffixes in their names; an absent number is ``None``.

    Attributes
    ----------
    step : str
        Name of the step, and of its file without ``.json``.
    method_version : int
        Version of its numerics, part of every species key. Raise it whenever a change to the step
        can change its numbers: records of the older version are then never reused.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    step: ClassVar[str]
    method_version: ClassVar[int]


class RelaxedState(BaseModel):
    """One relaxed geometry.

    Attributes
    ----------
    energy_ev : float
        GFN2-xTB total energy; between spin states it is no gap.
    shape : dict of float
        Lengths (angstrom), angles and dihedrals (degree) at the centre of an intermediate.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    energy_ev: float
    shape: dict[str, float] = {}


class GeometryValues(StepValues):
    """Relaxed geometries of one species.

    Attributes
    ----------
    states : dict of RelaxedState
        By the name of their ``.xyz`` file: ``geometry`` of a closed shell; ``singlet``,
        ``triplet`` and perhaps a second singlet of an intermediate.
    """

    step: ClassVar[str] = "geometry"
    method_version: ClassVar[int] = 5

    states: dict[str, RelaxedState]


class GroundStateValues(StepValues):
    """Kohn-Sham ground state of a closed shell.

    Attributes
    ----------
    homo_ks_ev, lumo_ks_ev : float
        Eigenvalues, not yet levels in a film (:func:`dotstitch.dot.levels.film_levels`).
    """

    step: ClassVar[str] = "ground_state"
    method_version: ClassVar[int] = 4

    energy_hartree: float
    homo_ks_ev: float
    lumo_ks_ev: float
    dipole_debye: float


class StateCharacter(BaseModel):
    """What one excitation is (:mod:`dotstitch.quantum.response.character`).

    Attributes
    ----------
    charge_transfer_angstrom : float
        Distance of the centre of the electron from that of the hole.
    separation_angstrom : float
        Root mean square distance of the electron from the hole.
    overlap : float
        Of hole and electron over the atoms, zero to one.
    oxygen_lone_pair, nitrogen_lone_pair : float
        Share of the hole in lone pairs that lie in the plane of their atom's neighbours; sulfur
        counts as oxygen.
    nitrogen_donor : float
        What the nitrogens of amines and pyrroles lose, in electrons.
    fluorinated : float
        Share of hole and electron on carbons that carry fluorine.
    alkyne : float
        Share of hole and electron on the carbons of triple bonds.
    fused : float
        Share of hole and electron in rings that share a bond with another ring.
    n_atoms : float
        Over how many atoms hole and electron spread.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    charge_transfer_angstrom: float
    separation_angstrom: float
    overlap: float
    oxygen_lone_pair: float
    nitrogen_lone_pair: float
    nitrogen_donor: float
    fluorinated: float
    alkyne: float
    fused: float
    n_atoms: float


class SpectrumValues(StepValues):
    """Excited singlets of a closed shell, as computed.

    Attributes
    ----------
    excitation_ev, oscillator_strength : tuple of float, n_states
        Vertical, lowest first.
    dissociative_share : tuple of float, n_states
        Population of sigma*(N-N2) by the excited electron, zero to one.
    characters : tuple of StateCharacter, n_states
    band_fwhm_ev, band_skewness : float
        See :class:`dotstitch.contracts.bands.BandShape`.
    """

    step: ClassVar[str] = "spectrum"
    method_version: ClassVar[int] = 8

    excitation_ev: tuple[float, ...]
    oscillator_strength: tuple[float, ...]
    dissociative_share: tuple[float, ...]
    characters: tuple[StateCharacter, ...]
    band_fwhm_ev: float
    band_skewness: float

    @property
    def band_shape(self) -> BandShape:
        """Shape of every band."""
        return BandShape(self.band_fwhm_ev, self.band_skewness)


class TripletValues(StepValues):
    """Lowest triplet of a chromophore, which takes the energy of a dot's exciton.

    Attributes
    ----------
    triplet_ev : float
        Its energy above the ground state, as the onset of phosphorescence would give it.
    triplet_uncertainty_ev : float
        One standard deviation.
    triplet_computed_ev : float
        Electronic energy between the relaxed states, before the line through measured ones.
    geometry : str
        Of the triplet, in words.
    """

    step: ClassVar[str] = "triplet"
    method_version: ClassVar[int] = 1

    triplet_ev: float
    triplet_uncertainty_ev: float
    triplet_computed_ev: float
    geometry: str


class GapValues(StepValues):
    """Singlet-triplet gap of a nitrene or carbene, E(singlet) - E(triplet), kcal/mol.

    Attributes
    ----------
    gap_st_kcal_mol, gap_st_uncertainty_kcal_mol : float
        Adiabatic, at 0 K with the zero-point energy, as experiments report T0.
    gap_electronic_kcal_mol, zero_point_difference_kcal_mol : float
        What it is the sum of. Every further gap but the next is electronic.
    gap_free_energy_kcal_mol : float
        With the vibrations of 298.15 K, without rotation and the triplet's degeneracy of 3.
    gap_uncorrected_kcal_mol : float
        Before spin projection or the isogyric correction.
    gap_at_singlet_geometry_kcal_mol : float or None
        Vertical, of an open-shell singlet.
    isogyric_correction_kcal_mol : float or None
        Of a closed-shell singlet.
    gap_check_kcal_mol : float or None
        By a second functional, where the level asks for it.
    gaps_by_character_kcal_mol : dict of float or None
        Where two singlets were computed.
    singlet_geometry : str
        Name of the singlet's ``.xyz`` file.
    method : str
        How the gap was reached, in words.
    """

    step: ClassVar[str] = "gap"
    method_version: ClassVar[int] = 9

    gap_st_kcal_mol: float
    gap_st_uncertainty_kcal_mol: float
    gap_electronic_kcal_mol: float
    zero_point_difference_kcal_mol: float
    gap_free_energy_kcal_mol: float
    gap_uncorrected_kcal_mol: float
    gap_at_singlet_geometry_kcal_mol: float | None = None
    isogyric_correction_kcal_mol: float | None = None
    gap_check_kcal_mol: float | None = None
    gaps_by_character_kcal_mol: dict[str, float] | None = None
    energy_triplet_hartree: float
    energy_singlet_determinant_hartree: float
    singlet_character: Literal["open-shell", "closed-shell"]
    singlet_geometry: str
    spin_class: str
    method: str


STEP_VALUES: dict[str, type[StepValues]] = {
    values.step: values
    for values in (GeometryValues, GroundStateValues, SpectrumValues, TripletValues, GapValues)
}
"""Computing step to the class of its values."""

METHOD_VERSION: dict[str, int] = {
    step: values.method_version for step, values in STEP_VALUES.items()
}
"""Computing step to the version of its numerics."""
