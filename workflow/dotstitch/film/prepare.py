"""From a molecule and its conditions to a film and the fates of its intermediates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from dotstitch.contracts.constants import WAVELENGTHS_NM
from dotstitch.contracts.draws import Array, Draws
from dotstitch.dot.absorption import absorption_scale
from dotstitch.dot.sizes import molecule_volume_nm3
from dotstitch.film.composition import Composition, crosslinkers_per_dot
from dotstitch.film.exposure import Conditions
from dotstitch.film.light import NM3_TO_CM3, Absorber, Film
from dotstitch.film.molecule import ArmInput, MoleculeInput
from dotstitch.groups.chain import Chain, solve_fate
from dotstitch.groups.registry import GROUPS, ends_of
from dotstitch.groups.surroundings import Surroundings
from dotstitch.optics.lamps import overlap


@dataclass(frozen=True, eq=False)
class ArmFate:
    """Fate of the intermediate of one arm; arrays of shape (cases, samples).

    Attributes
    ----------
    chain : Chain
    ends, ends_by_transfer : mapping of str to ndarray
        Probabilities of an intermediate formed by light, and by energy from a dot.
    """

    arm: ArmInput
    chain: Chain
    ends: Mapping[str, Array]
    ends_by_transfer: Mapping[str, Array]

    @property
    def bond(self) -> Array:
        """Probability of a wanted bond, formed by light."""
        return self._share(self.ends, "wanted")

    def count(self, outcome: str, by_light: Array, by_transfer: Array) -> Array:
        """Return how many of the intermediates formed in either way had an outcome."""
        late = self._share(self.ends_by_transfer, outcome)
        return by_light * self._share(self.ends, outcome) + by_transfer * late

    def _share(self, ends: Mapping[str, Array], outcome: str) -> Array:
        known = ends_of(self.arm.group.name)
        chosen = (p for name, p in ends.items() if known[name].outcome == outcome)
        return np.asarray(sum(chosen, np.zeros(())))


def compose(molecule: MoleculeInput, conditions: Conditions, draws: Draws) -> Composition:
    """Return what the film of each case holds per dot."""
    mass = conditions.of_dots("mass_g_mol")
    loading = conditions.column("loading_wt_percent")
    count = crosslinkers_per_dot(loading, molecule.molar_mass_g_mol, mass)
    core = conditions.of_dots("core_volume_nm3")
    each = molecule_volume_nm3(molecule.molar_mass_g_mol, draws["crosslinker_density_g_cm3"])
    return Composition(
        crosslinkers_per_dot=count,
        core_volume_nm3=core,
        volume_nm3=core + conditions.of_dots("ligand_volume_nm3") + count * each,
    )


def anchored_share(molecule: MoleculeInput, conditions: Conditions, draws: Draws) -> Array:
    """Return the share of the molecules that sit on a dot of their own, (cases, samples)."""
    if not molecule.is_anchored:
        return np.zeros((1, 1))
    return np.asarray(draws["anchored_share"] * conditions.on["anchoring"])


def film_of(composition: Composition, conditions: Conditions) -> Film:
    """Return the film as the photolysis sees it."""
    scale = [
        overlap(
            partial(absorption_scale, sample.dot, sample.exciton),
            WAVELENGTHS_NM,
            case.wavelength_nm,
            case.lamp_fwhm_nm,
        )
        for case, sample in zip(conditions.cases, conditions.dots, strict=True)
    ]
    absorption = conditions.of_dots("absorption_cm1") * np.array(scale)
    return Film(
        crosslinkers_per_dot=composition.crosslinkers_per_dot,
        volume_nm3=composition.volume_nm3,
        dot_cross_section_cm2=absorption * composition.core_volume_nm3 * NM3_TO_CM3,
        thickness_cm=conditions.column("thickness_nm") * 1e-7,
        decay_rate=conditions.of_dots("radiative") + conditions.of_dots("nonradiative"),
    )


def surroundings(
    molecule: MoleculeInput,
    absorbers: tuple[Absorber, ...],
    composition: Composition,
    conditions: Conditions,
    draws: Draws,
) -> Surroundings:
    """Return what an intermediate meets in each film.

    Concentrations are those of the organic part; second-order partners take their values at the
    start of the exposure, their largest.
    """
    free = draws["free_group_share"]
    organic = composition.volume_nm3 / (composition.volume_nm3 - composition.core_volume_nm3)
    crosslinker = composition.crosslinker_m * organic
    per_second = conditions.photons[:, None] * conditions.column("irradiance_mw_cm2")
    formation = sum(
        (a.count * a.reaction_cross_section_cm2 for a in absorbers if a.arms),
        np.zeros_like(crosslinker),
    )
    warheads_m = dict.fromkeys(GROUPS, np.zeros_like(crosslinker))
    for chromophore in molecule.chromophores:
        for arm in chromophore.arms:
            own = chromophore.count * arm.n_equivalent * crosslinker
            warheads_m[arm.group.name] = warheads_m[arm.group.name] + own
    return Surroundings(
        ch_m=conditions.of_dots("ch_concentration_m"),
        cc_m=conditions.of_dots("double_bond_concentration_m"),
        amine_m=conditions.of_dots("amine_concentration_m") * free
        + molecule.n_tertiary_amines * crosslinker,
        thiol_m=conditions.of_dots("thiol_concentration_m") * free,
        acid_m=conditions.of_dots("acid_concentration_m") * free,
        warheads_m=warheads_m,
        air=conditions.column("air"),
        temperature_k=conditions.column("temperature_k"),
        formation_m_s=formation * per_second * crosslinker,
        on=conditions.on,
    )


def arm_fate(arm: ArmInput, around: Surroundings, draws: Draws) -> ArmFate:
    """Return the fate of the intermediate of one arm."""
    group = arm.group
    chain = group.fate(arm.species, around, draws)
    ends = solve_fate(chain, group.state_by_light)
    return ArmFate(arm, chain, ends, solve_fate(chain, group.state_by_transfer))
