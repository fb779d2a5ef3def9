"""From a molecule and its conditions to absorbers, a film and the fates of its intermediates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from dotstitch.contracts.constants import EV_NM, WAVELENGTHS_NM
from dotstitch.contracts.draws import Array, Draws
from dotstitch.dot.samples import dot_absorption_scale
from dotstitch.dot.sizes import molecule_volume_nm3
from dotstitch.film.carriers import state_rates
from dotstitch.film.composition import Composition, crosslinkers_per_dot
from dotstitch.film.exposure import Conditions
from dotstitch.film.molecule import ArmInput, Chromophore, MoleculeInput
from dotstitch.film.photolysis import CROSS_SECTION_CM2, NM3_TO_CM3, Absorber, Film
from dotstitch.groups.chain import Rates, bond_probability, solve_fate
from dotstitch.groups.quantum_yield import quantum_yields
from dotstitch.groups.rates import Surroundings, carbene_rates, nitrene_rates
from dotstitch.optics.lamps import overlap


@dataclass(frozen=True)
class ArmFate:
    """Fate of the intermediate of one arm; arrays of shape (cases, samples).

    Attributes
    ----------
    rates : Rates
    ends : mapping of str to ndarray
        Probabilities of an intermediate born as a singlet.
    bond, bond_from_triplet : ndarray
        Probability of a wanted bond, born as a singlet or as a triplet.
    ends_from_triplet : mapping of str to ndarray
    """

    arm: ArmInput
    rates: Rates
    ends: Mapping[str, Array]
    ends_from_triplet: Mapping[str, Array]
    bond: Array
    bond_from_triplet: Array


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


def sampled_epsilon(
    chromophore: Chromophore,
    epsilon: Array,
    grid_nm: Array,
    conditions: Conditions,
    draws: Draws,
) -> Array:
    """Return the absorptivity at the lamp with the errors of band position and intensity drawn.

    For an LED it is the overlap of lamp and drawn spectrum. All states of one chromophore share
    the draw.

    Returns
    -------
    ndarray, shape (cases, samples)
        M-1 cm-1.
    """
    shift = chromophore.band_shift_ev(draws)
    decades = draws["absorptivity_sd_decades"] * draws.normals(f"{chromophore.smiles}:intensity")

    def drawn(wavelength_nm: Array) -> Array:
        seen = EV_NM / np.maximum(EV_NM / wavelength_nm - shift[:, None], 0.5)
        return np.interp(seen, grid_nm, epsilon) * 10.0 ** decades[:, None]

    lamps = [(case.wavelength_nm, case.lamp_fwhm_nm) for case in conditions.cases]
    found = {lamp: overlap(drawn, grid_nm, *lamp) for lamp in set(lamps)}
    return np.stack([found[lamp] for lamp in lamps])


def absorber_of(
    chromophore: Chromophore,
    molecule: MoleculeInput,
    composition: Composition,
    conditions: Conditions,
    draws: Draws,
) -> Absorber:
    """Return one kind of chromophore as the photolysis sees it."""

    def epsilon(curve: Array) -> Array:
        grid = molecule.wavelength_nm
        return sampled_epsilon(chromophore, curve, grid, conditions, draws)

    shape = composition.crosslinkers_per_dot.shape
    diazo = chromophore.diazo_epsilon_m1_cm1
    diazirine_share = 0.0 if diazo is None else 1.0 - chromophore.azide_share
    zero = np.zeros(shape)
    return Absorber(
        count=chromophore.count,
        cross_section_cm2=tuple(
            CROSS_SECTION_CM2 * epsilon(state.epsilon_m1_cm1) for state in chromophore.states
        ),
        quantum_yield=quantum_yields(chromophore, molecule.n_tertiary_amines, conditions, draws),
        transfer=state_rates(chromophore, conditions, draws),
        diazo_cross_section_cm2=zero if diazo is None else CROSS_SECTION_CM2 * epsilon(diazo),
        diazo_quantum_yield=zero + draws["diazo_quantum_yield"],
        diazo_share=diazirine_share * draws["diazo_branching"] * conditions.on["diazo"],
        triplet_yield=zero
        + chromophore.azide_share * draws["azide_triplet_yield"]
        + (1.0 - chromophore.azide_share) * draws["diazirine_triplet_yield"],
        chemistry_yield=zero + chromophore.azide_share * draws["transfer_chemistry_yield"],
    )


def film_of(composition: Composition, conditions: Conditions) -> Film:
    """Return the film as the photolysis sees it."""
    scale = [
        overlap(
            partial(dot_absorption_scale, sample.dot),
            WAVELENGTHS_NM,
            case.wavelength_nm,
            case.lamp_fwhm_nm,
        )
        for case, sample in zip(conditions.cases, conditions.dots, strict=True)
    ]
    absorption = conditions.of_dots("absorption_cm1") * np.array(scale)[:, None]
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
    ligand = conditions.dot_column("ligand_concentration_m")
    free = draws["free_group_share"]
    organic = composition.volume_nm3 / (composition.volume_nm3 - composition.core_volume_nm3)
    crosslinker = composition.crosslinker_m * organic
    per_second = conditions.photons[:, None] * conditions.column("irradiance_mw_cm2")
    birth = sum(
        (a.count * a.cross_section_cm2[0] * a.quantum_yield[0] for a in absorbers if a.n_warheads),
        np.zeros_like(crosslinker),
    )
    diazirines = sum(c.count * c.n_warheads * (1.0 - c.azide_share) for c in molecule.chromophores)
    return Surroundings(
        ch_m=conditions.dot_column("ch_concentration_m"),
        cc_m=conditions.dot_column("double_bond_concentration_m"),
        amine_m=conditions.dot_column("amine_fraction") * ligand * free
        + molecule.n_tertiary_amines * crosslinker,
        thiol_m=conditions.dot_column("thiol_fraction") * ligand * free,
        acid_m=conditions.dot_column("acid_fraction") * ligand * free,
        warhead_m=diazirines * crosslinker,
        air=conditions.column("air"),
        temperature_k=conditions.column("temperature_k"),
        birth_m_s=birth * per_second * crosslinker,
        on=conditions.on,
    )


def arm_fate(arm: ArmInput, around: Surroundings, draws: Draws) -> ArmFate:
    """Return the fate of the intermediate of one arm, its gap and barrier drawn."""
    normal = draws.normals(f"{arm.smiles}:gap")
    gap = arm.gap_free_energy_kcal_mol + arm.gap_uncertainty_kcal_mol * normal
    if arm.expansion is not None:
        errors = draws.normals(f"{arm.smiles}:ring_expansion")
        expansion = arm.expansion.rate_per_s(around.temperature_k, errors)
        rates = nitrene_rates(draws, gap, expansion, around)
    else:
        rates = carbene_rates(draws, gap, around)
    ends, late = solve_fate(rates), solve_fate(rates, "triplet")
    return ArmFate(arm, rates, ends, late, bond_probability(ends), bond_probability(late))
