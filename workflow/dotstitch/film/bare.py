"""What light does to a film without any crosslinker: links between ligands, and damage to the dots.

The links add to those of the crosslinkers in every film.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dotstitch.contracts.draws import Array, Draws
from dotstitch.dot.samples import DotSamples
from dotstitch.film.composition import MOLAR_PER_NM3, Composition
from dotstitch.film.exposure import Case, Conditions, stack_cases
from dotstitch.film.light import CROSS_SECTION_CM2, NM3_TO_CM3, Film, mean_survival
from dotstitch.film.losses import network
from dotstitch.film.luminescence import photon_energy_share, plqy_additive, uv_damage_per_us
from dotstitch.film.prepare import film_of


@dataclass(frozen=True, eq=False)
class BareFilm:
    """A film of dots and their ligands; arrays of shape (doses, cases, samples).

    Attributes
    ----------
    film_retention : ndarray
    plqy_relative : ndarray
        Over the pristine film.
    """

    film_retention: Array
    plqy_relative: Array


def bare_film(cases: Sequence[Case], draws: Draws, dots: Mapping[str, DotSamples]) -> BareFilm:
    """Expose films without crosslinker; the loading of the cases does not matter."""
    conditions = stack_cases(cases, dots)
    links = ligand_links(film_of(compose_dots(conditions), conditions), conditions, draws)
    k_r, k_nr = conditions.of_dots("radiative"), conditions.of_dots("nonradiative")
    damage = uv_damage_per_us(
        draws, conditions.column("wavelength_nm")[None], conditions.doses[:, :, None]
    )
    return BareFilm(
        film_retention=draws["retention_ceiling"] * network(links, draws),
        plqy_relative=plqy_additive(k_r, k_nr + damage) / plqy_additive(k_r, k_nr),
    )


def compose_dots(conditions: Conditions) -> Composition:
    """Return what a film of dots and ligands alone holds per dot."""
    core = conditions.of_dots("core_volume_nm3")
    return Composition(
        crosslinkers_per_dot=np.zeros_like(core),
        core_volume_nm3=core,
        volume_nm3=core + conditions.of_dots("ligand_volume_nm3"),
    )


def ligand_links(film: Film, conditions: Conditions, draws: Draws) -> Array:
    """Return the links between ligands that light alone makes, per dot.

    Photons that a C=C of the ligands absorbs, times a yield. The dots take their part of the light;
    that of the crosslinkers is left out, so this is the most there can be. The logarithm of the
    absorptivity is linear in photon energy between 254 and 365 nm. Oxygen caps the radicals.

    Returns
    -------
    ndarray, shape (doses, cases, samples)
    """
    share = photon_energy_share(conditions.column("wavelength_nm"))
    low, high = (draws[f"ligand_alkene_epsilon_{nm}_m1_cm1"] for nm in (365, 254))
    section = CROSS_SECTION_CM2 * low ** (1.0 - share) * high**share
    ligands = conditions.of_dots("ligand_volume_nm3") / MOLAR_PER_NM3
    bonds = conditions.of_dots("double_bond_concentration_m") * ligands
    absorption = film.dot_cross_section_cm2 / (film.volume_nm3 * NM3_TO_CM3)
    light = mean_survival(absorption * film.thickness_cm)
    capped = conditions.column("air") * conditions.on["capping"]
    per_photon = draws["ligand_link_yield"] * conditions.on["ligand_links"] * (1.0 - capped)
    fluence = (conditions.doses * conditions.photons)[:, :, None]
    return np.asarray(fluence * (light * section * bonds * per_photon))
