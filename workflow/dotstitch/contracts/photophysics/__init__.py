"""What was predicted of each molecule: the entries of ``photophysics.json``.

The screen writes these models; ranking and report read them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from dotstitch.contracts.failure import Failure
from dotstitch.contracts.photophysics.advice import Settling, VarianceShare
from dotstitch.contracts.photophysics.close_up import ChainRate, CloseUp
from dotstitch.contracts.photophysics.curves import Curve, DoseCurve, Spectrum, SweepScores
from dotstitch.contracts.photophysics.properties import Properties
from dotstitch.contracts.photophysics.what_if import WhatIf


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Prediction(_Frozen):
    """One molecule at one recipe: a row of ``predictions.csv``, its fields the columns."""

    name: str
    recipe: str
    wavelength_nm: float
    dose_mj_cm2: float
    irradiance_mw_cm2: float
    loading_wt_percent: float
    atmosphere: str
    dot: str
    precursor_left: float
    arm_conversion: float
    crosslink_yield: float
    film_retention: float
    film_retention_low: float
    film_retention_high: float
    pattern: str
    plqy_mixed: float
    plqy_relative: float
    plqy_relative_low: float
    plqy_relative_high: float
    limited_by: str


class BestRecipe(_Frozen):
    """One molecule where it is ranked, on the samples that score it.

    Attributes
    ----------
    dose_half_mj_cm2, air_tolerance : float or None
        Where retention reaches half of its largest value; retention in air over that in N2.
        None where nothing is retained.
    """

    wavelength_nm: float
    dose_mj_cm2: float
    loading_wt_percent: float
    film_retention: float
    film_retention_low: float
    film_retention_high: float
    plqy_relative: float
    plqy_relative_low: float
    plqy_relative_high: float
    crosslink_yield: float
    arm_conversion: float
    dose_half_mj_cm2: float | None
    air_tolerance: float | None
    limited_by: str
    score_samples: Curve
    retention_samples: Curve
    plqy_samples: Curve


class ChannelOff(_Frozen):
    """Retention and relative PLQY at a recipe with one channel switched off."""

    channel: str
    recipe: str
    film_retention: float
    plqy_relative: float


class ArmGap(_Frozen):
    """The singlet-triplet gap of an intermediate, and what a molecule's score does when it moves.

    Attributes
    ----------
    intermediate : str
        Species key.
    score_per_gap_kcal_mol : float
        Central difference over 1 kcal/mol to each side.
    score_gap_low, score_gap_high, rank_gap_low, rank_gap_high : float, int
        With the gap one standard deviation lower and higher, the recipe and all other molecules
        as ranked.
    """

    intermediate: str
    intermediate_smiles: str
    gap_st_kcal_mol: float
    gap_st_uncertainty_kcal_mol: float
    gap_free_energy_kcal_mol: float
    level_of_theory: str
    score_per_gap_kcal_mol: float
    score_gap_low: float
    score_gap_high: float
    rank_gap_low: int | None = None
    rank_gap_high: int | None = None


class TripletEnergy(_Frozen):
    """Lowest triplet of one chromophore, which takes energy from the dot."""

    chromophore: str
    smiles: str
    triplet_ev: float
    triplet_uncertainty_ev: float
    level_of_theory: str


class ArmResult(_Frozen):
    """What becomes of one distinct arm: a row of ``arms.csv``.

    Attributes
    ----------
    quantum_yield, yield_level_of_theory : float, str
        Of photolysis where it is ranked, and of the spectrum it follows from.
    ends, bond, bond_in_air : dict of float, float
        Mean probability of each end under N2 where it is ranked, and of a wanted one.
    rates : tuple of ChainRate
        Of its intermediate.
    gap : ArmGap or None
        None where the group has no intermediate with two spin states.
    """

    name: str
    chromophore: str
    group: str
    warhead: str
    n_arms: int
    descriptors: dict[str, float]
    quantum_yield: float
    yield_level_of_theory: str
    ends: dict[str, float]
    bond: float
    bond_in_air: float
    recipe: str
    rates: tuple[ChainRate, ...]
    gap: ArmGap | None


class Measured(_Frozen):
    """A measurement, or the measurements of one film, that condition a molecule.

    Attributes
    ----------
    columns : tuple of str
        Of ``ranking.csv``, whose numbers rest on it.
    text : str
        What was measured, how, and where it is told.
    """

    columns: tuple[str, ...]
    text: str


class Sources(_Frozen):
    """Where its numbers come from: the part each species plays, to its key."""

    species: dict[str, str]


class ScreenedMolecule(_Frozen):
    """One molecule that was predicted.

    Attributes
    ----------
    measured : tuple of Measured
        What of it rests on a measurement.
    applicability : tuple of str
        Why a number lies outside what its method was tested on.
    variance : tuple of VarianceShare
        What spreads its score where it is ranked, the largest share first.
    settling : tuple of Settling
        What to measure on it, the experiment that settles its score best first.
    what_if : WhatIf
        Other lamps, gases, doses, loadings and dots.
    close_up : CloseUp
        Dose, fate, levels and observations where it is ranked.
    """

    status: Literal["ok"] = "ok"
    name: str
    smiles: str
    properties: Properties
    spectrum: Spectrum
    predictions: tuple[Prediction, ...]
    dose_curves: tuple[DoseCurve, ...]
    sweep: SweepScores
    best: BestRecipe
    channels_off: tuple[ChannelOff, ...]
    arms: tuple[ArmResult, ...]
    triplets: tuple[TripletEnergy, ...]
    variance: tuple[VarianceShare, ...]
    settling: tuple[Settling, ...]
    what_if: WhatIf
    close_up: CloseUp
    measured: tuple[Measured, ...]
    applicability: tuple[str, ...]
    warnings: tuple[str, ...]
    sources: Sources


class FailedMolecule(_Frozen):
    """One molecule that rests on a failed species."""

    status: Literal["failed"] = "failed"
    name: str
    smiles: str
    failure: Failure
    warnings: tuple[str, ...]
    sources: Sources


MoleculeResult = Annotated[ScreenedMolecule | FailedMolecule, Field(discriminator="status")]


class Explanation(_Frozen):
    """What a screen says of one explanation of Lu et al."""

    verdict: Literal["supported", "partly supported", "contradicted", "not tested"]
    evidence: str
