"""Properties of one molecule beside the predictions: bands, levels, offsets, gap, yield."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from dotstitch.contracts.constants import EV_NM, LAMP_LINES_NM
from dotstitch.contracts.draws import Array, Draws, half_interval, median
from dotstitch.contracts.photophysics import Sources
from dotstitch.contracts.photophysics.properties import ComputedProperties, DotEdges, Properties
from dotstitch.dot.alignment import Alignment, align, exciton_shares
from dotstitch.dot.dots import Dot
from dotstitch.dot.levels import FilmLevels
from dotstitch.dot.samples import DotSamples
from dotstitch.dot.transfer import drawn_edges_ev
from dotstitch.evidence.molecular import frontier_levels_ev, whole_epsilon
from dotstitch.evidence.molecular import lambda_max_nm as drawn_lambda_max_nm
from dotstitch.film.carriers import molecule_rates
from dotstitch.film.molecule import ArmInput, Chromophore, MoleculeInput
from dotstitch.film.prepare import ArmFate
from dotstitch.groups.spin_pair import drawn_adiabatic_gap_kcal_mol
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


@dataclass(frozen=True)
class Told:
    """What plan and records say of one molecule besides its inputs.

    Attributes
    ----------
    warnings : tuple of str
        Those of ``applicability`` among them.
    applicability : tuple of str
        Why a number lies outside what its method was tested on.
    """

    levels: LevelsOfTheory
    warnings: tuple[str, ...]
    applicability: tuple[str, ...]
    sources: Sources


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


def _peak_uncertainty_nm(molecule: MoleculeInput, peak_nm: float) -> float:
    """Return the error of the bands of the chromophore that makes a maximum."""

    def height(part: Chromophore) -> float:
        epsilon = part.states[0].epsilon_m1_cm1
        return part.count * float(np.interp(peak_nm, molecule.wavelength_nm, epsilon))

    part = max(molecule.chromophores, key=height)
    return peak_nm**2 / EV_NM * float(np.hypot(*part.band_error.position_ev))


def computed_properties(molecule: MoleculeInput, dot: Dot, arm: ArmInput) -> ComputedProperties:
    """Return bands, levels, offsets and gap without any drawn error.

    Parameters
    ----------
    molecule : MoleculeInput
    dot : Dot
        The default dot.
    arm : ArmInput
        The one that converts least.
    """
    total = intact_absorption(molecule)
    peak = lambda_max_nm(total)
    film = whole_levels(molecule)
    aligned = align(film, dot)
    return ComputedProperties(
        lambda_max_nm=peak,
        lambda_max_uncertainty_nm=None if peak is None else _peak_uncertainty_nm(molecule, peak),
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
        gap_st_kcal_mol=arm.gap.gap_st_kcal_mol if arm.gap else None,
        gap_st_uncertainty_kcal_mol=arm.gap.gap_st_uncertainty_kcal_mol if arm.gap else None,
    )


def dot_edges(dot: DotSamples) -> DotEdges:
    """Return the band edges of a dot under its draws."""
    conduction, valence = drawn_edges_ev(dot)
    return DotEdges(
        conduction_band_ev=median(conduction),
        conduction_band_uncertainty_ev=half_interval(conduction),
        valence_band_ev=median(valence),
        valence_band_uncertainty_ev=half_interval(valence),
    )


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
    arm = fate.arm
    computed = computed_properties(molecule, dot.dot, arm)
    shares = exciton_shares(molecule_rates(molecule, dot, draws), dot.decay)
    return Properties(
        **_drawn(molecule, dot, draws, arm, has_band=computed.lambda_max_nm is not None),
        warheads="; ".join(sorted({a.warhead for c in molecule.chromophores for a in c.arms})),
        n_arms=molecule.n_arms,
        molar_mass_g_mol=molecule.molar_mass_g_mol,
        p_electron_transfer=shares.electron,
        p_hole_transfer=shares.hole,
        alignment_score=shares.unquenched,
        quantum_yield=quantum_yield,
        level_of_theory=levels.spectrum,
        gap_level_of_theory=levels.gaps[arm.intermediate.key] if arm.intermediate else None,
        computed=computed,
    )


def _drawn(
    molecule: MoleculeInput, dot: DotSamples, draws: Draws, arm: ArmInput, *, has_band: bool
) -> dict[str, float | None]:
    """Return medians of bands, levels, offsets and gap over the draws, with their uncertainties."""
    in_film = np.zeros(draws.n)
    epsilon = whole_epsilon(molecule, draws, in_film)(np.array(LAMP_LINES_NM, dtype=np.float64))
    homo, lumo = frontier_levels_ev(molecule, draws)
    conduction, valence = drawn_edges_ev(dot)
    found: dict[str, float | None] = {
        f"epsilon_{lamp}_m1_cm1": median(epsilon[:, column])
        for column, lamp in enumerate(LAMP_LINES_NM)
    }
    for column, lamp in enumerate(LAMP_LINES_NM):
        found[f"epsilon_{lamp}_uncertainty_m1_cm1"] = half_interval(epsilon[:, column])
    bands = drawn_lambda_max_nm(molecule, draws, in_film) if has_band else None
    gaps = drawn_adiabatic_gap_kcal_mol(arm.intermediate, draws) if arm.intermediate else None
    drawn = {
        ("lambda_max", "nm"): bands,
        ("homo", "ev"): homo,
        ("lumo", "ev"): lumo,
        ("electron_offset", "ev"): lumo - conduction,
        ("hole_offset", "ev"): valence - homo,
        ("gap_st", "kcal_mol"): gaps,
    }
    for (name, unit), values in drawn.items():
        found[f"{name}_{unit}"] = None if values is None else median(values)
        found[f"{name}_uncertainty_{unit}"] = None if values is None else half_interval(values)
    return found
