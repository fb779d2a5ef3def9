"""Dots with their uncertainties drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dotstitch.contracts.draws import Array, Draws
from dotstitch.dot.dots import Dot, load_dot
from dotstitch.dot.sizes import dot_mass_g_mol, molecule_volume_nm3
from dotstitch.film.luminescence import REFERENCE_DOT, Quenching, quenching

SMALLEST_SHARE = 0.5
"""Draws of the diameter stop at this share of the mean."""
SMALLEST_COVERAGE_SHARE = 0.2
"""Draws of the ligand coverage stop at this share of the mean."""


@dataclass(frozen=True, eq=False)
class DotSamples:
    """One dot with its uncertainties drawn; arrays of shape (samples,).

    Attributes
    ----------
    mass_g_mol, core_volume_nm3, ligand_volume_nm3 : ndarray
    absorption_cm1 : ndarray
        Of the inorganic volume at 350 nm, natural logarithm.
    radiative, nonradiative : ndarray
        Of the pristine film, us-1.
    edge_normal : ndarray
        Standard normal draw of the band edges, common to all molecules.
    quench : Quenching
        Of one molecule, downhill.
    """

    dot: Dot
    mass_g_mol: Array
    core_volume_nm3: Array
    ligand_volume_nm3: Array
    absorption_cm1: Array
    radiative: Array
    nonradiative: Array
    edge_normal: Array
    quench: Quenching


def _diameter_and_ligands(dot: Dot, draws: Draws) -> tuple[Array, Array]:
    normal = draws.normals(f"dot:{dot.name}:diameter")
    wide = dot.diameter_nm + dot.diameter_uncertainty_nm * normal
    diameter = np.maximum(wide, SMALLEST_SHARE * dot.diameter_nm)
    normal = draws.normals(f"dot:{dot.name}:coverage")
    coverage = dot.ligand_coverage_nm2 + dot.ligand_coverage_uncertainty_nm2 * normal
    return diameter, np.pi * diameter**2 * np.maximum(
        coverage, SMALLEST_COVERAGE_SHARE * dot.ligand_coverage_nm2
    )


def sample_dot(name: str, draws: Draws) -> DotSamples:
    """Draw the uncertain properties of one dot."""
    dot, n = load_dot(name), draws.n
    diameter, ligands = _diameter_and_ligands(dot, draws)
    mass = dot_mass_g_mol(diameter, dot.density_g_cm3, ligands, dot.ligand_molar_mass_g_mol)
    reference = load_dot(REFERENCE_DOT)
    ref_diameter, ref_ligands = _diameter_and_ligands(reference, draws)
    ref_mass = dot_mass_g_mol(
        ref_diameter, reference.density_g_cm3, ref_ligands, reference.ligand_molar_mass_g_mol
    )
    absorption = draws.normals(f"dot:{name}:absorption")
    measured = dot.decay_rate_per_us is not None
    return DotSamples(
        dot=dot,
        mass_g_mol=mass,
        core_volume_nm3=np.pi / 6.0 * diameter**3,
        ligand_volume_nm3=ligands
        * molecule_volume_nm3(dot.ligand_molar_mass_g_mol, dot.ligand_density_g_cm3),
        absorption_cm1=dot.absorption_350_cm1 * np.exp(dot.absorption_350_uncertainty * absorption),
        radiative=np.full(n, dot.radiative_rate_per_us)
        if measured
        else draws["default_radiative_rate_per_us"],
        nonradiative=np.full(n, dot.nonradiative_rate_per_us)
        if measured
        else draws["default_nonradiative_rate_per_us"],
        edge_normal=draws.normals(f"dot:{name}:edges"),
        quench=quenching(draws, dot, ref_mass),
    )


def dot_absorption_scale(dot: Dot, wavelength_nm: Array) -> Array:
    """Return the absorption of a dot at each wavelength over that at 350 nm, log-interpolated.

    Examples
    --------
    >>> dot_absorption_scale(load_dot("cdse_oleate_4.1nm"), np.array([350.0])).tolist()
    [1.0]
    """
    grid = [254.0, 313.0, 350.0, 365.0, 405.0]
    scales = [dot.scale_254, dot.scale_313, 1.0, dot.scale_365, max(dot.scale_405, 1e-6)]
    return np.asarray(np.exp(np.interp(wavelength_nm, grid, np.log(scales))))
