"""Quantum dots: sizes, band edges, ligands and light absorption, one cited row each."""

from __future__ import annotations

import math
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from dotstitch.contracts.constants import AVOGADRO_PER_MOL, COULOMB_EV_NM
from dotstitch.data.reading import read_rows, row_named
from dotstitch.dot.levels import film_permittivity

COULOMB_1S_1S = 1.786
"""Electron-hole attraction of two 1S envelopes in a sphere, in units of e2/(4 pi eps0 eps R);
Brus, J. Chem. Phys. 1984, 80, 4403, doi 10.1063/1.447218."""

Confidence = Literal["read", "secondary", "derived", "assumption", "unverified"]


class Dot(BaseModel):
    """One quantum dot with its ligands: a row of ``data/dot/dots.csv``, or of a user's table.

    Energies are against vacuum. The band edges are charging levels: ``valence_band_ev`` is minus
    the ionisation energy of the dot and ``conduction_band_ev`` minus its electron affinity, so
    their gap exceeds the optical gap by :attr:`exciton_binding_ev`.

    Attributes
    ----------
    core, shell : str
        Composition from the inside out; ``shell`` is empty for a bare core.
    diameter_nm, diameter_uncertainty_nm : float
        Inorganic dot, ligands not counted.
    density_g_cm3 : float
        Inorganic dot.
    valence_band_other_scale_ev : float or None
        The same edge on the scale of bulk electron affinities (bare surfaces), to test whether a
        verdict survives the choice of scale.
    permittivity : float
        Relative permittivity inside the dot at the frequency of the exciton.
    absorption_350_cm1 : float
        Absorption coefficient (natural logarithm) of the inorganic volume at 350 nm, as diluted
        in an organic medium; a film at volume fraction phi has phi times this.
    absorption_350_uncertainty : float
        Relative.
    scale_254, scale_313, scale_365, scale_405 : float
        Coefficient at this wavelength (nm) over the one at 350 nm.
    electron_barrier_nm, hole_barrier_nm : float
        Shell thickness a carrier must tunnel through (zero for a bare core).
    electron_attenuation_per_nm, hole_attenuation_per_nm : float
        Decay of the transfer rate with that thickness.
    ligand_molar_mass_g_mol, ligand_density_g_cm3 : float
        Mean over the ligand set; mass density of the ligand phase.
    ligand_coverage_nm2 : float
        Ligands per square nanometre of dot surface.
    double_bonds_per_ligand, ch_bonds_per_ligand : float
        C=C and C-H bonds of the mean ligand.
    amine_fraction, thiol_fraction, acid_fraction : float
        Share of the ligands that end in such a group (bound or in exchange).
    double_bonds_low, double_bonds_high : float or None
    thiol_low, thiol_high, amine_low, amine_high : float or None
        Bounds of what is uncertain of the ligand set, drawn per dot; None: the value above holds.
    plqy, lifetime_ns : float or None
        Of the pristine film, where a user's table gives them.
    radiative_rate_per_us, nonradiative_rate_per_us : float or None
        Of the pristine film, where both are known.

    Notes
    -----
    Each group of numbers has its own source, DOI and confidence.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    core: str
    shell: str
    diameter_nm: float = Field(gt=0)
    diameter_uncertainty_nm: float = Field(gt=0)
    core_diameter_nm: float = Field(gt=0)
    density_g_cm3: float = Field(gt=0)
    size_source: str
    size_doi: str
    size_confidence: Confidence
    optical_gap_ev: float = Field(gt=0)
    optical_gap_uncertainty_ev: float = Field(gt=0)
    first_exciton_nm: float = Field(gt=0)
    valence_band_ev: float
    valence_band_uncertainty_ev: float = Field(gt=0)
    conduction_band_ev: float
    conduction_band_uncertainty_ev: float = Field(gt=0)
    valence_band_other_scale_ev: float | None
    permittivity: float = Field(gt=1)
    levels_source: str
    levels_doi: str
    levels_confidence: Confidence
    absorption_350_cm1: float = Field(gt=0)
    absorption_350_uncertainty: float = Field(gt=0)
    scale_254: float = Field(gt=0)
    scale_313: float = Field(gt=0)
    scale_365: float = Field(gt=0)
    scale_405: float = Field(gt=0)
    absorption_source: str
    absorption_doi: str
    absorption_confidence: Confidence
    electron_barrier_nm: float = Field(ge=0)
    hole_barrier_nm: float = Field(ge=0)
    barrier_uncertainty_nm: float = Field(ge=0)
    electron_attenuation_per_nm: float = Field(gt=0)
    electron_attenuation_uncertainty_per_nm: float = Field(gt=0)
    hole_attenuation_per_nm: float = Field(gt=0)
    hole_attenuation_uncertainty_per_nm: float = Field(gt=0)
    barrier_source: str
    barrier_doi: str
    barrier_confidence: Confidence
    ligand: str
    ligand_molar_mass_g_mol: float = Field(gt=0)
    ligand_density_g_cm3: float = Field(gt=0)
    ligand_coverage_nm2: float = Field(gt=0)
    ligand_coverage_uncertainty_nm2: float = Field(gt=0)
    double_bonds_per_ligand: float = Field(ge=0)
    ch_bonds_per_ligand: float = Field(gt=0)
    amine_fraction: float = Field(ge=0, le=1)
    thiol_fraction: float = Field(ge=0, le=1)
    acid_fraction: float = Field(ge=0, le=1)
    double_bonds_low: float | None = Field(None, ge=0)
    double_bonds_high: float | None = Field(None, ge=0)
    thiol_low: float | None = Field(None, ge=0, le=1)
    thiol_high: float | None = Field(None, ge=0, le=1)
    amine_low: float | None = Field(None, ge=0, le=1)
    amine_high: float | None = Field(None, ge=0, le=1)
    ligand_source: str
    ligand_doi: str
    ligand_confidence: Confidence
    plqy: float | None = Field(None, gt=0, le=1)
    lifetime_ns: float | None = Field(None, gt=0)
    radiative_rate_per_us: float | None
    nonradiative_rate_per_us: float | None
    luminescence_source: str
    luminescence_doi: str
    luminescence_confidence: Confidence | None

    @property
    def exciton_binding_ev(self) -> float:
        """Electron-hole attraction: what the gap of the charged dot exceeds the optical gap by.

        Direct term of the 1S pair in the core (Brus 1984) and the surface polarisation that the
        pair shares but two separate charges do not, over the whole dot in its ligands
        (Franceschetti, Williamson, Zunger, J. Phys. Chem. B 2000, 104, 3398).
        """
        direct = COULOMB_1S_1S * COULOMB_EV_NM / (self.permittivity * 0.5 * self.core_diameter_nm)
        mismatch = 1.0 / film_permittivity() - 1.0 / self.permittivity
        return direct + COULOMB_EV_NM / (0.5 * self.diameter_nm) * mismatch

    @property
    def mass_g_mol(self) -> float:
        """Molar mass of the dot with its ligands."""
        inorganic = math.pi / 6.0 * self.diameter_nm**3 * self.density_g_cm3 * 1e-21
        return inorganic * AVOGADRO_PER_MOL + self.ligands_per_dot * self.ligand_molar_mass_g_mol

    @property
    def ligands_per_dot(self) -> float:
        """Coverage times the surface of the sphere."""
        return self.ligand_coverage_nm2 * math.pi * self.diameter_nm**2

    @property
    def shell_nm(self) -> float:
        """Thickness of the inorganic shell; zero for a bare core."""
        return 0.5 * (self.diameter_nm - self.core_diameter_nm)

    @property
    def ligand_concentration_m(self) -> float:
        """Ligands per litre of ligand phase."""
        return 1e3 * self.ligand_density_g_cm3 / self.ligand_molar_mass_g_mol

    @property
    def double_bond_concentration_m(self) -> float:
        """C=C bonds per litre of ligand phase."""
        return self.double_bonds_per_ligand * self.ligand_concentration_m

    @property
    def ch_concentration_m(self) -> float:
        """C-H bonds per litre of ligand phase."""
        return self.ch_bonds_per_ligand * self.ligand_concentration_m


@cache
def _rows() -> dict[str, Dot]:
    return {dot.name: dot for dot in read_rows("data/dot/dots.csv", Dot)}


def load_dot(name: str) -> Dot:
    """Return the dot called ``name``.

    Raises
    ------
    KeyError
        When no such dot exists; the message lists the names.

    Examples
    --------
    >>> round(load_dot("cdse_oleate_4.1nm").ligands_per_dot)
    190
    """
    return row_named(_rows(), name, "dot")
