"""The configuration of a screen: every knob, its unit, its default and its limits.

The models below are the single source: ``workflow/config.yaml`` is generated from them by
``python -m dotstitch config`` and a test fails when it drifts. What one knob has to say of another,
or of dots and levels, is checked where the configuration is read, :mod:`dotstitch.plan.configure`.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from dotstitch.contracts.constants import ROOM_TEMPERATURE_K, SIGMA_PER_FWHM, SPECTRUM_NM
from dotstitch.contracts.levels import EngineName, LevelName

TEMPERATURE_K = (200.0, 400.0)
"""Film temperatures that are accepted, a judgement: most rates were measured near 298 K."""
IRRADIANCE_MW_CM2, FILM_THICKNESS_NM = 1.7, 30.0
"""Lamp of Lu et al. (doi 10.1002/anie.202202633); the thickness, a few layers, is an assumption."""
BEST = "best"
"""What ``rank_at`` calls each molecule's best recipe."""
ZERO_CELSIUS_K = 273.15
LOADING_WT_PERCENT = (0.1, 50.0)
"""Loadings that are accepted, a judgement: less is taken for a fraction, more is no film."""


def _wavelength(centre_nm: float) -> float:
    low, high = SPECTRUM_NM
    if not low <= centre_nm <= high:
        raise ValueError(
            f"a lamp at {centre_nm:g} nm lies outside the computed spectra, "
            f"{low:g} to {high:g} nm; choose a wavelength between these"
        )
    return centre_nm


def _temperature(kelvin: float) -> float:
    low, high = TEMPERATURE_K
    if not low <= kelvin <= high:
        celsius = low <= kelvin + ZERO_CELSIUS_K <= high
        hint = f"; for {kelvin:g} degrees Celsius write {kelvin + ZERO_CELSIUS_K:g}"
        raise ValueError(
            f"{kelvin:g} K is no temperature of a film, {low:g} to {high:g} K are allowed"
            f"{hint if celsius else ''}"
        )
    return kelvin


def _loading(percent: float) -> float:
    low, high = LOADING_WT_PERCENT
    if not low <= percent < high:
        fraction = 0.0 < percent < low and 100.0 * percent < high
        raise ValueError(
            f"{percent:g} wt% is no loading, {low:g} to {high:g} wt% are allowed"
            f"{f'; for a fraction of {percent:g} write {100.0 * percent:g}' if fraction else ''}"
        )
    return percent


def _some(lamps: tuple[float, ...]) -> tuple[float, ...]:
    if not lamps:
        raise ValueError("at least one lamp is needed, for example [365]")
    return lamps


def _positive(value: float) -> float:
    if value <= 0.0:
        raise ValueError(f"must be above zero, not {value:g}")
    return value


def _pair(value: Any) -> Any:
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise ValueError(f"lowest and highest are expected, for example [1, 8], not {value}")
    return value


def _ascending(limits: tuple[float, float]) -> tuple[float, float]:
    low, high = limits
    if low >= high:
        raise ValueError(
            f"the lowest comes first and lies below the highest: [{min(limits):g}, "
            f"{max(limits):g}], not [{low:g}, {high:g}]"
            if low > high
            else f"lowest and highest are both {low:g}; give a range"
        )
    return limits


Wavelength = Annotated[float, AfterValidator(_wavelength)]
Temperature = Annotated[float, AfterValidator(_temperature)]
Loading = Annotated[float, AfterValidator(_loading)]
Dose = Annotated[float, AfterValidator(_positive)]
DoseLimits = Annotated[tuple[Dose, Dose], BeforeValidator(_pair), AfterValidator(_ascending)]
LoadingLimits = Annotated[
    tuple[Loading, Loading], BeforeValidator(_pair), AfterValidator(_ascending)
]


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


class Recipe(_Knobs):
    """One way to expose a film."""

    name: str = Field(min_length=1)
    wavelength_nm: Wavelength = Field(description="lamp line or centre of an LED, nm")
    lamp_fwhm_nm: float = Field(
        0.0, ge=0, le=60, description="full width at half maximum of an LED, nm; 0: a line"
    )
    dose_mj_cm2: Dose = Field(description="dose at the film surface, mJ cm-2")
    irradiance_mw_cm2: float = Field(IRRADIANCE_MW_CM2, gt=0, description="irradiance, mW cm-2")
    loading_wt_percent: Loading = Field(description="crosslinker over dots with their ligands, wt%")
    atmosphere: Literal["N2", "air"] = Field("N2", description="N2 or air")
    film_thickness_nm: float = Field(FILM_THICKNESS_NM, gt=0, description="film thickness, nm")
    temperature_k: Temperature = Field(ROOM_TEMPERATURE_K, description="film temperature, K")
    dot: str | None = Field(None, description="shipped dot or one of dots; empty: the default dot")

    @model_validator(mode="after")
    def _lamp_fits(self) -> Recipe:
        _check_led(self.wavelength_nm, self.lamp_fwhm_nm)
        return self


class Sweep(_Knobs):
    """Limits within which each molecule's best recipe is sought."""

    wavelength_nm: Annotated[tuple[Wavelength, ...], AfterValidator(_some)] = Field(
        (365.0,), description="lamp lines or centres of LEDs to try, nm"
    )
    lamp_fwhm_nm: float = Field(
        0.0, ge=0, le=60, description="full width at half maximum of an LED, nm; 0: a line"
    )
    dose_mj_cm2: DoseLimits = Field((10.0, 300.0), description="lowest, highest dose")
    loading_wt_percent: LoadingLimits = Field((1.0, 8.0), description="lowest, highest wt%")
    atmosphere: Literal["N2", "air"] = Field("N2", description="N2 or air")
    irradiance_mw_cm2: float = Field(IRRADIANCE_MW_CM2, gt=0, description="irradiance, mW cm-2")
    film_thickness_nm: float = Field(FILM_THICKNESS_NM, gt=0, description="film thickness, nm")
    temperature_k: Temperature = Field(ROOM_TEMPERATURE_K, description="film temperature, K")

    @model_validator(mode="after")
    def _lamps_fit(self) -> Sweep:
        for wavelength_nm in self.wavelength_nm:
            _check_led(wavelength_nm, self.lamp_fwhm_nm)
        return self


class Targets(_Knobs):
    """What the user calls good enough; sets ``probability_of_target``."""

    film_retention: float = Field(0.6, ge=0, le=1, description="fraction of the film kept")
    plqy_relative: float = Field(0.85, ge=0, le=1, description="PLQY over the pristine film's")


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

    molecules: str = Field("molecules/crosslinkers.csv", description="table to screen")
    level: LevelName = Field("standard", description="draft, standard or reference")
    engine: EngineName = Field("fast", description="fast; or plain: PySCF's own path, to compare")
    fragments: Literal["cut", "whole"] = Field(
        "cut", description="cut into electrophores, or compute every molecule whole"
    )
    max_atoms: int = Field(160, gt=0, description="largest species, hydrogens included")
    threads_per_job: int = Field(1, ge=1, description="threads of one quantum job; part of results")
    seed: int = Field(2022, ge=0, description="seed of conformers and parameter samples")
    dots: str = Field("", description="table of your own dots; empty: none")
    measurements: str = Field("", description="table of your own measurements; empty: none")
    evidence: Literal["lu2022", "none"] = Field(
        "lu2022", description="lu2022: conditioned on Lu et al.; none: priors alone"
    )
    dot: str = Field("lu_red_cdznse_cdzns_zns", description="row of data/dot/dots.csv, or of dots")
    samples: int = Field(1000, ge=100, description="Monte Carlo samples of the parameters")
    rank_at: str = Field(BEST, description="best: each molecule's best recipe; or a recipe name")
    targets: Targets = Field(default_factory=Targets)
    sweep: Sweep = Field(default_factory=Sweep)
    recipes: tuple[Recipe, ...] = Field(default_factory=lu_recipes)
