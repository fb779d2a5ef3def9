"""The configuration of a screen: every knob, its unit, its default and its limits.

The models below are the single source: ``workflow/config.yaml`` is generated from them by
``python -m dotstitch config`` and a test fails when it drifts. What one knob has to say of another,
or of dots and levels, is checked where the configuration is read, :mod:`dotstitch.plan.configure`.
"""

from __future__ import annotations

import math
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from dotstitch.contracts.config.limits import (
    Dose,
    DoseLimits,
    Irradiance,
    Loading,
    LoadingLimits,
    Share,
    Temperature,
    Thickness,
    Wavelength,
    Wavelengths,
)
from dotstitch.contracts.constants import ROOM_TEMPERATURE_K, SIGMA_PER_FWHM, SPECTRUM_NM
from dotstitch.contracts.levels import EngineName, LevelName

IRRADIANCE_MW_CM2, FILM_THICKNESS_NM = 1.7, 30.0
"""Lamp of Lu et al. (doi 10.1002/anie.202202633); the thickness, a few layers, is an assumption."""
BEST = "best"
"""What ``rank_at`` calls each molecule's best recipe."""


def _check_led(centre_nm: float, fwhm_nm: float) -> None:
    """Refuse an LED that shines where spectra are not computed, by two standard deviations."""
    low, high = SPECTRUM_NM
    reach = 2.0 * SIGMA_PER_FWHM * fwhm_nm
    room = min(centre_nm - low, high - centre_nm)
    if reach > room:
        widest = math.floor(10.0 * room / (2.0 * SIGMA_PER_FWHM)) / 10.0
        raise ValueError(
            f"an LED at {centre_nm:g} nm with lamp_fwhm_nm {fwhm_nm:g} shines from "
            f"{centre_nm - reach:.1f} to {centre_nm + reach:.1f} nm (two standard deviations), "
            f"beyond the computed spectra, {low:g} to {high:g} nm; "
            f"set lamp_fwhm_nm to {widest:g} or less (0: a line)"
        )


class _Knobs(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _no_truth_value(cls, value: Any) -> Any:
        if isinstance(value, bool):
            raise ValueError(
                f"YAML reads yes, no, on and off as {str(value).lower()}, which no knob is; give a "
                "number, or put the word in quotation marks"
            )
        return value


class Recipe(_Knobs):
    """One way to expose a film."""

    name: str = Field(min_length=1)
    wavelength_nm: Wavelength = Field(description="lamp line or centre of an LED, nm")
    lamp_fwhm_nm: float = Field(
        0.0, ge=0, le=60, description="full width at half maximum of an LED, nm; 0: a line"
    )
    dose_mj_cm2: Dose = Field(description="dose at the film surface, mJ cm-2")
    irradiance_mw_cm2: Irradiance = Field(IRRADIANCE_MW_CM2, description="irradiance, mW cm-2")
    loading_wt_percent: Loading = Field(description="crosslinker over dots with their ligands, wt%")
    atmosphere: Literal["N2", "air"] = Field("N2", description="N2 or air")
    film_thickness_nm: Thickness = Field(FILM_THICKNESS_NM, description="film thickness, nm")
    temperature_k: Temperature = Field(ROOM_TEMPERATURE_K, description="film temperature, K")
    dot: str | None = Field(None, description="shipped dot or one of dots; empty: the default dot")

    @model_validator(mode="after")
    def _lamp_fits(self) -> Recipe:
        _check_led(self.wavelength_nm, self.lamp_fwhm_nm)
        return self


class Sweep(_Knobs):
    """Limits within which each molecule's best recipe is sought."""

    wavelength_nm: Wavelengths = Field(
        (365.0,), description="lamp lines or centres of LEDs to try, nm"
    )
    lamp_fwhm_nm: float = Field(
        0.0, ge=0, le=60, description="full width at half maximum of an LED, nm; 0: a line"
    )
    dose_mj_cm2: DoseLimits = Field((10.0, 300.0), description="lowest, highest dose")
    loading_wt_percent: LoadingLimits = Field((1.0, 8.0), description="lowest, highest wt%")
    atmosphere: Literal["N2", "air"] = Field("N2", description="N2 or air")
    irradiance_mw_cm2: Irradiance = Field(IRRADIANCE_MW_CM2, description="irradiance, mW cm-2")
    film_thickness_nm: Thickness = Field(FILM_THICKNESS_NM, description="film thickness, nm")
    temperature_k: Temperature = Field(ROOM_TEMPERATURE_K, description="film temperature, K")

    @model_validator(mode="after")
    def _lamps_fit(self) -> Sweep:
        for wavelength_nm in self.wavelength_nm:
            _check_led(wavelength_nm, self.lamp_fwhm_nm)
        return self


class Targets(_Knobs):
    """What the user calls good enough; sets ``probability_of_target``."""

    film_retention: Share = Field(0.6, description="fraction of the film kept")
    plqy_relative: Share = Field(0.85, description="PLQY over the pristine film's")


Objective = Literal["film_retention", "plqy_relative", "dose", "air_tolerance", "molar_mass"]


class Proposals(_Knobs):
    """From what molecules are proposed, for what and how many; the limits are choices.

    Lamp, atmosphere and largest dose are those of the sweep, the dot is that of the screen.
    """

    blocks: str = Field("", description="table of your own building blocks; empty: none")
    reactions: str = Field("", description="YAML file of your own reactions; empty: none")
    largest_molar_mass_g_mol: float = Field(1200.0, gt=0, description="of a proposal, g/mol")
    most_rotatable_bonds: int = Field(40, ge=0, description="of a proposal")
    forbidden_blocks: tuple[str, ...] = Field((), description="names of blocks that none holds")
    objectives: tuple[Objective, ...] = Field(
        ("film_retention", "plqy_relative"),
        min_length=1,
        description="what to improve; also dose, air_tolerance, molar_mass",
    )
    number: int = Field(8, ge=1, le=100, description="of molecules to propose")
    most_per_chromophore: int = Field(2, ge=1, description="of them with the same chromophores")
    draft_chromophores: int = Field(12, ge=0, description="new ones to compute at draft")
    standard_chromophores: int = Field(3, ge=0, description="of them to compute at standard")


def lu_recipes() -> tuple[Recipe, ...]:
    """Return the exposures of Lu et al. (doi 10.1002/anie.202202633)."""
    cdse = "cdse_oleate_4.1nm"
    rows = (
        ("365nm-50mJ-3wt-N2", 365, 50, 3, "N2", None),
        ("365nm-200mJ-3wt-N2", 365, 200, 3, "N2", None),
        ("365nm-200mJ-6wt-N2", 365, 200, 6, "N2", None),
        ("365nm-50mJ-3wt-air", 365, 50, 3, "air", None),
        ("365nm-1000mJ-6wt-air", 365, 1000, 6, "air", None),
        ("254nm-50mJ-3wt-N2", 254, 50, 3, "N2", None),
        ("254nm-50mJ-3wt-air", 254, 50, 3, "air", None),
        ("365nm-10mJ-3wt-N2-CdSe", 365, 10, 3, "N2", cdse),
        ("365nm-50mJ-1wt-N2-CdSe", 365, 50, 1, "N2", cdse),
        ("365nm-50mJ-3wt-N2-CdSe", 365, 50, 3, "N2", cdse),
        ("365nm-50mJ-5wt-N2-CdSe", 365, 50, 5, "N2", cdse),
    )
    return tuple(
        Recipe(
            name=name,
            wavelength_nm=wavelength,
            dose_mj_cm2=dose,
            loading_wt_percent=loading,
            atmosphere="air" if atmosphere == "air" else "N2",
            dot=dot,
        )
        for name, wavelength, dose, loading, atmosphere, dot in rows
    )


class Config(_Knobs):
    """Every knob of a screen."""

    molecules: str = Field(
        "molecules/crosslinkers.csv", min_length=1, description="table to screen"
    )
    level: LevelName = Field("standard", description="draft, standard or reference")
    engine: EngineName = Field("fast", description="fast; or plain: PySCF's own path, to compare")
    fragments: Literal["cut", "whole"] = Field(
        "cut", description="cut into electrophores, or compute every molecule whole"
    )
    max_atoms: int = Field(160, gt=0, le=1000, description="largest species, hydrogens included")
    threads_per_job: int = Field(
        1, ge=1, le=256, description="threads of one quantum job; part of results"
    )
    seed: int = Field(2022, ge=0, lt=2**31, description="seed of conformers and parameter samples")
    dots: str = Field("", description="table of your own dots; empty: none")
    measurements: str = Field("", description="table of your own measurements; empty: none")
    evidence: Literal["lu2022", "none"] = Field(
        "lu2022", description="lu2022: conditioned on Lu et al.; none: priors alone"
    )
    dot: str = Field("lu_red_cdznse_cdzns_zns", description="row of data/dot/dots.csv, or of dots")
    samples: int = Field(
        1000, ge=100, le=100_000, description="Monte Carlo samples of the parameters"
    )
    rank_at: str = Field(BEST, description="best: each molecule's best recipe; or a recipe name")
    targets: Targets = Field(default_factory=Targets)
    sweep: Sweep = Field(default_factory=Sweep)
    proposals: Proposals = Field(default_factory=Proposals)
    recipes: tuple[Recipe, ...] = Field(default_factory=lu_recipes)
