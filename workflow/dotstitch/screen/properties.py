"""Properties of one molecule beside the predictions: bands, levels, offsets, gap, yield."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from dotstitch.contracts.constants import EV_NM, LAMP_LINES_NM
from dotstitch.contracts.draws import Array, Draws, median
from dotstitch.contracts.photophysics import Properties
from dotstitch.dot.alignment import Alignment, align, exciton_shares
from dotstitch.dot.dots import Dot
from dotstitch.dot.levels import FilmLevels
from dotstitch.dot.samples import DotSamples
from dotstitch.film.carriers import molecule_rates
from dotstitch.film.molecule import Chromophore, MoleculeInput
from dotstitch.film.prepare import ArmFate
from dotstitch.optics.absorptivity import lambda_max_nm


@dataclass(frozen=True)
class LevelsOfTheory:
    """Where the numbers of one molecule were computed.

    Attributes
    ----------
    spectrum : str
        Of bands, quantum yields, HOMO and LUMO.
    gaps, triplets : mapping of str
        Species key of an intermediate to the level of its gap, of a chromophore to that of its
        triplet energy.
    """

    spectrum: str
    gaps: Mapping[str, str]
    triplets: Mapping[str, str]


def intact_absorption(molecule: MoleculeInput) -> Array:
    """Return the molar absorptivity of the molecule before exposure, M-1 cm-1."""
    curves = [c.count * c.states[0].epsilon_m1_cm1 for c in molecule.chromophores]
    return np.asarray(np.sum(curves, axis=0))


def whole_levels(molecule: MoleculeInput) -> FilmLevels:
    """Return the highest HOMO and the lowest LUMO over the electrophores."""
    levels = [c.states[0].levels for c in molecule.chromophores]
    high = max(levels, key=lambda item: item.homo_ev)
    low = min(levels, key=lambda item: item.lumo_ev)
    return FilmLevels(high.homo_ev, high.homo_residual_ev, low.lumo_ev, low.lumo_residual_ev)


def state_curves(molecule: MoleculeInput) -> dict[str, Array]:
    """Return the absorptivity of the molecule intact, half reacted and reacted.

    Half reacted is the mean of the states between; where a chromophore has none, of its two ends.
    An isomer in which reacted warheads wait is added by its name, in the place of every chromophore
    that has it.
    """
    intact = np.zeros_like(molecule.wavelength_nm)
    half, product = intact.copy(), intact.copy()
    for c in molecule.chromophores:
        curves = [state.epsilon_m1_cm1 for state in c.states]
        between = curves[1:-1] or [curves[0], curves[-1]]
        intact += c.count * curves[0]
        half += c.count * np.mean(between, axis=0)
        product += c.count * curves[-1]
    return {"intact": intact, "half": half, "product": product, **_isomer_curves(molecule)}


def _isomer_curves(molecule: MoleculeInput) -> dict[str, Array]:
    isomers = [_isomers(c) for c in molecule.chromophores]
    return {
        name: np.asarray(
            sum(
                c.count * own.get(name, c.states[0].epsilon_m1_cm1)
                for c, own in zip(molecule.chromophores, isomers, strict=True)
            )
        )
        for name in dict.fromkeys(name for own in isomers for name in own)
    }


def _isomers(chromophore: Chromophore) -> dict[str, Array]:
    """Return the absorptivities of a chromophore's isomers, each the mean over the arms with it."""
    sums: dict[str, Array] = {}
    weights: dict[str, int] = {}
    for arm in chromophore.arms:
        for role, one in arm.species.items():
            if one.epsilon_m1_cm1 is not None:
                name = arm.group.roles[role].words
                sums[name] = sums.get(name, 0.0) + arm.n_equivalent * one.epsilon_m1_cm1
                weights[name] = weights.get(name, 0) + arm.n_equivalent
    return {name: total / weights[name] for name, total in sums.items()}


def least_converting(fates: tuple[ArmFate, ...], case: int) -> ArmFate:
    """Return the fate of the arm that makes the fewest bonds on average; the first of equals."""
    return min(fates, key=lambda fate: float(np.mean(fate.bond[case])))


def chromophore_of(molecule: MoleculeInput, fate: ArmFate) -> Chromophore:
    """Return the chromophore that an arm belongs to."""
    return next(c for c in molecule.chromophores if fate.arm in c.arms)


def optical_alignment(molecule: MoleculeInput, dot: Dot) -> Alignment:
    """Return the levels of the molecule next to a dot, with the optical gap where it has a band."""
    peak = lambda_max_nm(intact_absorption(molecule))
    gap = None if peak is None else EV_NM / peak
    return align(whole_levels(molecule), dot, optical_gap_ev=gap)


def molecule_properties(
    molecule: MoleculeInput,
    dot: DotSamples,
    draws: Draws,
    fate: ArmFate,
    quantum_yield: float,
    levels: LevelsOfTheory,
) -> Properties:
    """Return the properties that the ranking shows.

    Parameters
    ----------
    molecule : MoleculeInput
    dot : DotSamples
        The default dot.
    draws : Draws
    fate : ArmFate
        Of the least-converting arm.
    quantum_yield : float
        Of that arm, at the wavelength where the molecule is ranked.
    levels : LevelsOfTheory
    """
    total = intact_absorption(molecule)
    peak = lambda_max_nm(total)
    arm = fate.arm
    width = median(draws["band_energy_sd_ev"])
    film = whole_levels(molecule)
    aligned = align(film, dot.dot)
    shares = exciton_shares(molecule_rates(molecule, dot, draws), dot.decay)
    return Properties(
        warheads="; ".join(sorted({a.warhead for c in molecule.chromophores for a in c.arms})),
        n_arms=molecule.n_arms,
        molar_mass_g_mol=molecule.molar_mass_g_mol,
        lambda_max_nm=peak,
        lambda_max_uncertainty_nm=None if peak is None else peak**2 / EV_NM * width,
        **{
            f"epsilon_{lamp}_m1_cm1": float(np.interp(lamp, molecule.wavelength_nm, total))
            for lamp in LAMP_LINES_NM
        },
        homo_ev=film.homo_ev,
        homo_uncertainty_ev=film.homo_uncertainty_ev,
        lumo_ev=film.lumo_ev,
        lumo_uncertainty_ev=film.lumo_uncertainty_ev,
        electron_offset_ev=aligned.electron_offset_ev,
        electron_offset_uncertainty_ev=aligned.electron_offset_uncertainty_ev,
        hole_offset_ev=aligned.hole_offset_ev,
        hole_offset_uncertainty_ev=aligned.hole_offset_uncertainty_ev,
        p_electron_transfer=shares.electron,
        p_hole_transfer=shares.hole,
        alignment_score=shares.unquenched,
        gap_st_kcal_mol=arm.gap.gap_st_kcal_mol if arm.gap else None,
        gap_st_uncertainty_kcal_mol=arm.gap.gap_st_uncertainty_kcal_mol if arm.gap else None,
        quantum_yield=quantum_yield,
        level_of_theory=levels.spectrum,
        gap_level_of_theory=levels.gaps[arm.intermediate.key] if arm.intermediate else None,
    )
