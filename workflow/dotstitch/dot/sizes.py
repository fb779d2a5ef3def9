"""Masses and volumes of dots and of the molecules around them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from dotstitch.contracts.constants import AVOGADRO_PER_MOL, NM3_PER_CM3
from dotstitch.contracts.draws import Array


def dot_mass_g_mol(
    diameter_nm: ArrayLike,
    density_g_cm3: ArrayLike,
    ligands_per_dot: ArrayLike,
    ligand_mass_g_mol: ArrayLike,
) -> Array:
    """Return the molar mass of a dot with its ligands.

    Examples
    --------
    >>> round(float(dot_mass_g_mol(4.1, 5.82, 184, 281.5)), -3)
    178000.0
    """
    volume = math.pi / 6.0 * np.asarray(diameter_nm) ** 3
    core = volume * np.asarray(density_g_cm3) / NM3_PER_CM3 * AVOGADRO_PER_MOL
    return np.asarray(core + np.asarray(ligands_per_dot) * np.asarray(ligand_mass_g_mol))


def molecule_volume_nm3(mass_g_mol: ArrayLike, density_g_cm3: ArrayLike) -> Array:
    """Return the volume that one molecule takes at a mass density."""
    return np.asarray(
        np.asarray(mass_g_mol) / np.asarray(density_g_cm3) / AVOGADRO_PER_MOL * NM3_PER_CM3
    )
