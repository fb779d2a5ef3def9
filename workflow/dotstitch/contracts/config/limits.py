"""What knobs accept, each with what to write instead."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from dotstitch.contracts.constants import EV_NM, SPECTRUM_NM

TEMPERATURE_K = (200.0, 400.0)
"""Film temperatures that are accepted, a judgement: most rates were measured near 298 K."""
ZERO_CELSIUS_K = 273.15
LOADING_WT_PERCENT = (0.1, 50.0)
"""Loadings that are accepted, a judgement: less is taken for a fraction, more is no film."""
DOSE_MJ_CM2, IRRADIANCE_MW_CM2, FILM_THICKNESS_NM = 1e6, (1e-3, 1e6), (1.0, 1e4)
"""What lamps, lasers and films reach, with room to spare: judgements."""


def _wavelength(centre_nm: float) -> float:
    low, high = SPECTRUM_NM
    if not low <= centre_nm <= high:
        remedy = f"choose a wavelength between these, for example {LAMP_NM}"
        if centre_nm > 0.0 and low <= EV_NM / centre_nm <= high:
            remedy = f"for {centre_nm:g} eV write {EV_NM / centre_nm:.0f}"
        if low <= 1e3 * centre_nm <= high:
            remedy = f"for {centre_nm:g} um write {1e3 * centre_nm:g}"
        raise ValueError(
            f"a lamp at {centre_nm:g} nm lies outside the computed spectra, "
            f"{low:g} to {high:g} nm; {remedy}"
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


def _dose(dose: float) -> float:
    if not 0.0 < dose <= DOSE_MJ_CM2:
        raise ValueError(f"must be above zero, at most {DOSE_MJ_CM2:g} mJ cm-2, not {dose:g}")
    return dose


def _irradiance(irradiance: float) -> float:
    return _within(irradiance, IRRADIANCE_MW_CM2, "mW cm-2")


def _thickness(thickness: float) -> float:
    return _within(thickness, FILM_THICKNESS_NM, "nm")


def _within(value: float, limits: tuple[float, float], unit: str) -> float:
    low, high = limits
    if not low <= value <= high:
        raise ValueError(f"{low:g} to {high:g} {unit} are allowed, not {value:g}")
    return value


def _share(value: float) -> float:
    if not 0.0 <= value <= 1.0:
        percent = f"; for {value:g} % write {value / 100.0:g}" if 1.0 < value <= 100.0 else ""
        raise ValueError(f"0 to 1 is allowed, not {value:g}{percent}")
    return value


def _lamps(given: Any) -> Any:
    if not isinstance(given, (list, tuple)) or not given:
        raise ValueError(f"a list of at least one lamp is needed, for example [{LAMP_NM}]")
    return given


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


LAMP_NM = 365
"""Shown as an example."""
Wavelength = Annotated[float, AfterValidator(_wavelength)]
Wavelengths = Annotated[tuple[Wavelength, ...], BeforeValidator(_lamps)]
Temperature = Annotated[float, AfterValidator(_temperature)]
Irradiance = Annotated[float, AfterValidator(_irradiance)]
Thickness = Annotated[float, AfterValidator(_thickness)]
Share = Annotated[float, AfterValidator(_share)]
Loading = Annotated[float, AfterValidator(_loading)]
Dose = Annotated[float, AfterValidator(_dose)]
DoseLimits = Annotated[tuple[Dose, Dose], BeforeValidator(_pair), AfterValidator(_ascending)]
LoadingLimits = Annotated[
    tuple[Loading, Loading], BeforeValidator(_pair), AfterValidator(_ascending)
]
