"""Dots with their uncertainties drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from dotstitch.contracts.draws import Array, Draws
from dotstitch.dot.absorption import Exciton, exciton
from dotstitch.dot.dots import Dot
from dotstitch.dot.sizes import dot_mass_g_mol, molecule_volume_nm3

SMALLEST_SHARE = 0.5
"""Draws of the diameter stop at this share of the mean."""
SMALLEST_COVERAGE_SHARE = 0.2
"""Draws of the ligand coverage stop at this share of the mean."""
SMALLEST_ATTENUATION_SHARE = 0.1
"""Draws of the attenuation through a shell stop at this share of the mean."""


@dataclass(frozen=True, eq=False)
class DotSamples:
    """One dot with its uncertainties drawn; arrays of shape (samples,).

    Attributes
    ----------
    mass_g_mol, core_volume_nm3, ligand_volume_nm3 : ndarray
    absorption_cm1 : ndarray
        Of the inorganic volume at 350 nm, natural logarithm.
    exciton : Exciton
        Where the absorption ends and how much is left of it there.
    radiative, nonradiative : ndarray
        Of the pristine film, us-1.
    edge_normal, gap_normal : ndarray
        Standard normal draws of the band edges and of the optical gap, common to all molecules;
        that of the edges is in part common to all dots.
    electron_barrier, hole_barrier : ndarray
        Tunnelling exponent of the shell: thickness times attenuation.
    shell_nm : ndarray
        Thickness of the inorganic shell, with the error of the barriers.
    ch_concentration_m, double_bond_concentration_m : ndarray
        C-H and C=C bonds per litre of ligand phase.
    amine_concentration_m, thiol_concentration_m, acid_concentration_m : ndarray
        Ligands that end in such a group, per litre of ligand phase.
    """

    dot: Dot
    mass_g_mol: Array
    core_volume_nm3: Array
    ligand_volume_nm3: Array
    absorption_cm1: Array
    exciton: Exciton
    radiative: Array
    nonradiative: Array
    edge_normal: Array
    gap_normal: Array
    electron_barrier: Array
    hole_barrier: Array
    shell_nm: Array
    ch_concentration_m: Array
    double_bond_concentration_m: Array
    amine_concentration_m: Array
    thiol_concentration_m: Array
    acid_concentration_m: Array

    @property
    def decay(self) -> Array:
        """Total decay of the pristine exciton, us-1."""
        return self.radiative + self.nonradiative


def _diameter_and_ligands(dot: Dot, draws: Draws) -> tuple[Array, Array]:
    normal = draws.normals(f"dot:{dot.name}:diameter")
    wide = dot.diameter_nm + dot.diameter_uncertainty_nm * normal
    diameter = np.maximum(wide, SMALLEST_SHARE * dot.diameter_nm)
    normal = draws.normals(f"dot:{dot.name}:coverage")
    coverage = dot.ligand_coverage_nm2 + dot.ligand_coverage_uncertainty_nm2 * normal
    return diameter, np.pi * diameter**2 * np.maximum(
        coverage, SMALLEST_COVERAGE_SHARE * dot.ligand_coverage_nm2
    )


def _ligand_set(dot: Dot, draws: Draws) -> tuple[Array, Array, Array]:
    """Return C=C bonds, amines and thiols per ligand, uniform where the row has bounds.

    A thiol carries no C=C, so what is not thiol bounds the double bonds. Mass, volume and C-H bonds
    stay those of the mean set: a short chain has less of each, and the C-H bonds per litre hardly
    change (3 % between an oleate and an octanethiolate shell).
    """

    def drawn(what: str, value: float, low: float | None, high: float | None) -> Array:
        if low is None or high is None:
            return np.full(draws.n, value)
        return low + (high - low) * ndtr(draws.normals(f"dot:{dot.name}:{what}"))

    thiol = drawn("thiol", dot.thiol_fraction, dot.thiol_low, dot.thiol_high)
    amine = drawn("amine", dot.amine_fraction, dot.amine_low, dot.amine_high)
    double = drawn(
        "double_bonds", dot.double_bonds_per_ligand, dot.double_bonds_low, dot.double_bonds_high
    )
    return np.minimum(double, 1.0 - thiol), amine, thiol


def _barriers(dot: Dot, thicker: Array, draws: Draws) -> tuple[Array, Array]:
    """Return the tunnelling exponents of electron and hole.

    One error of the thickness for both, since it is the same shell; a bare core has none.
    """

    def exponent(carrier: str, nm: float, per_nm: float, sd: float) -> Array:
        drawn = per_nm + sd * draws.normals(f"dot:{dot.name}:{carrier}_attenuation")
        lowest = SMALLEST_ATTENUATION_SHARE * per_nm
        return np.maximum(nm + thicker, 0.0) * np.maximum(drawn, lowest)

    return (
        exponent(
            "electron",
            dot.electron_barrier_nm,
            dot.electron_attenuation_per_nm,
            dot.electron_attenuation_uncertainty_per_nm,
        ),
        exponent(
            "hole",
            dot.hole_barrier_nm,
            dot.hole_attenuation_per_nm,
            dot.hole_attenuation_uncertainty_per_nm,
        ),
    )


def _rates(dot: Dot, draws: Draws) -> tuple[Array, Array]:
    """Return the rates of the pristine film; where only yield or lifetime is known, it is met."""
    k_r, k_nr = dot.radiative_rate_per_us, dot.nonradiative_rate_per_us
    if k_r is not None and k_nr is not None:
        return np.full(draws.n, k_r), np.full(draws.n, k_nr)
    radiative = draws["default_radiative_rate_per_us"]
    nonradiative = draws["default_nonradiative_rate_per_us"]
    if dot.plqy is not None:
        nonradiative = radiative * (1.0 / dot.plqy - 1.0)
    if dot.lifetime_ns is not None:
        scale = 1e3 / dot.lifetime_ns / (radiative + nonradiative)
        radiative, nonradiative = scale * radiative, scale * nonradiative
    return radiative, nonradiative


def sample_dot(dot: Dot, draws: Draws) -> DotSamples:
    """Draw the uncertain properties of one dot; its errors are labelled by its name."""
    diameter, ligands = _diameter_and_ligands(dot, draws)
    absorption = dot.absorption_350_uncertainty * draws.normals(f"dot:{dot.name}:absorption")
    gap_normal = draws.normals(f"dot:{dot.name}:optical_gap")
    thicker = dot.barrier_uncertainty_nm * draws.normals(f"dot:{dot.name}:barrier")
    electron_barrier, hole_barrier = _barriers(dot, thicker, draws)
    double_bonds, amine, thiol = _ligand_set(dot, draws)
    ligand_m = dot.ligand_concentration_m
    radiative, nonradiative = _rates(dot, draws)
    return DotSamples(
        dot=dot,
        mass_g_mol=dot_mass_g_mol(
            diameter, dot.density_g_cm3, ligands, dot.ligand_molar_mass_g_mol
        ),
        core_volume_nm3=np.pi / 6.0 * diameter**3,
        ligand_volume_nm3=ligands
        * molecule_volume_nm3(dot.ligand_molar_mass_g_mol, dot.ligand_density_g_cm3),
        absorption_cm1=dot.absorption_350_cm1 * np.exp(absorption),
        exciton=exciton(dot, gap_normal, draws.normals(f"dot:{dot.name}:absorption_at_exciton")),
        radiative=radiative,
        nonradiative=nonradiative,
        edge_normal=draws.shared_normals(
            "dots:edges", f"dot:{dot.name}:edges", draws["dot_edge_scale_share"]
        ),
        gap_normal=gap_normal,
        electron_barrier=electron_barrier,
        hole_barrier=hole_barrier,
        shell_nm=np.maximum(dot.shell_nm + thicker, 0.0),
        ch_concentration_m=np.full(draws.n, dot.ch_concentration_m),
        double_bond_concentration_m=double_bonds * ligand_m,
        amine_concentration_m=amine * ligand_m,
        thiol_concentration_m=thiol * ligand_m,
        acid_concentration_m=np.full(draws.n, dot.acid_fraction * ligand_m),
    )
