"""Properties of a molecule and of the default dot, under the draws and as computed."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ComputedProperties(_Frozen):
    """Bands, levels, offsets and gap as computed and calibrated, before anything is conditioned.

    Attributes
    ----------
    lambda_max_nm : float or None
        Of the calibrated curve (:func:`dotstitch.optics.absorptivity.lambda_max_nm`).
    homo_ev, lumo_ev : float
        In the film; the highest and the lowest over the electrophores.
    gap_st_kcal_mol : float or None
        Of the arm that converts least.
    """

    lambda_max_nm: float | None
    lambda_max_uncertainty_nm: float | None
    epsilon_254_m1_cm1: float
    epsilon_313_m1_cm1: float
    epsilon_365_m1_cm1: float
    epsilon_405_m1_cm1: float
    homo_ev: float
    homo_uncertainty_ev: float
    lumo_ev: float
    lumo_uncertainty_ev: float
    electron_offset_ev: float
    electron_offset_uncertainty_ev: float
    hole_offset_ev: float
    hole_offset_uncertainty_ev: float
    gap_st_kcal_mol: float | None
    gap_st_uncertainty_kcal_mol: float | None


class Properties(ComputedProperties):
    """Bands, levels, offsets, gap and yield of one molecule, under the draws of the screen.

    Numbers are medians over the draws and uncertainties half of the 16 to 84 % interval, so they
    are conditioned where the draws are.

    Attributes
    ----------
    p_electron_transfer, p_hole_transfer, alignment_score : float
        Means over the draws: they are expected shares of excitons.
    quantum_yield : float
        Of the arm that converts least.
    level_of_theory, gap_level_of_theory : str
        Of the spectrum, whose mean field gives HOMO and LUMO, and of the gap.
    computed : ComputedProperties
        What the draws scatter around before anything is known of this molecule.
    """

    warheads: str
    n_arms: int
    molar_mass_g_mol: float
    p_electron_transfer: float
    p_hole_transfer: float
    alignment_score: float
    quantum_yield: float
    level_of_theory: str
    gap_level_of_theory: str | None
    computed: ComputedProperties
    epsilon_254_uncertainty_m1_cm1: float
    epsilon_313_uncertainty_m1_cm1: float
    epsilon_365_uncertainty_m1_cm1: float
    epsilon_405_uncertainty_m1_cm1: float


class DotEdges(_Frozen):
    """Band edges of the default dot against vacuum, under the draws of the screen."""

    conduction_band_ev: float
    conduction_band_uncertainty_ev: float
    valence_band_ev: float
    valence_band_uncertainty_ev: float
