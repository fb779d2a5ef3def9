"""What the page's script draws: spectra and dose curves as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dotstitch.contracts.config import BEST, Config
from dotstitch.contracts.photophysics import ScreenedMolecule
from dotstitch.contracts.photophysics.curves import Curve, DoseCurve, Spectrum
from dotstitch.report.wording import number

Chart = dict[str, Any]
"""Axes, series and marks of one line chart; see ``charts.js``."""

STATES = {
    "intact": "intact",
    "half": "half-reacted",
    "product": "product",
}
"""States of the molecule whose spectra are shown first; isomers follow by their name."""


def spectrum_chart(name: str, spectrum: Spectrum, config: Config) -> Chart:
    """Return the absorption spectra of a molecule and of what becomes of it, with the lamps."""
    return {
        "alt": f"Molar absorptivity of {name} against wavelength",
        "x": {"label": "wavelength / nm", "unit": "nm"},
        "y": {"label": "ε / M⁻¹ cm⁻¹", "decimals": 0, "log_choice": True, "floor": 1.0},
        "at": spectrum.wavelength_nm,
        "series": [
            {"name": STATES.get(state, state), "ink": index, "y": short(curve, 3)}
            for index, (state, curve) in enumerate(_ordered(spectrum.states).items())
        ],
        "marks": _lamp_marks(config),
    }


def _ordered(states: Mapping[str, Curve]) -> dict[str, Curve]:
    """Return the curves, those of :data:`STATES` first."""
    names = dict.fromkeys((*STATES, *sorted(states)))
    return {name: states[name] for name in names if name in states}


def _lamp_marks(config: Config) -> list[dict[str, Any]]:
    """Return one mark per lamp wavelength; the widths of LEDs follow in brackets."""
    sweep = config.sweep
    lamps = {(recipe.wavelength_nm, recipe.lamp_fwhm_nm) for recipe in config.recipes}
    lamps |= {(wavelength_nm, sweep.lamp_fwhm_nm) for wavelength_nm in sweep.wavelength_nm}
    labels: dict[float, str] = {}
    for wavelength_nm, fwhm_nm in sorted(lamps):
        label = labels.setdefault(wavelength_nm, f"{wavelength_nm:.4g} nm")
        labels[wavelength_nm] = f"{label} ({fwhm_nm:.3g})" if fwhm_nm else label
    return [{"x": wavelength_nm, "label": label} for wavelength_nm, label in labels.items()]


def dose_charts(name: str, result: ScreenedMolecule, config: Config) -> list[Chart]:
    """Return one dose chart per exposure, the one the molecule is ranked at first."""
    doses = {recipe.name: recipe.dose_mj_cm2 for recipe in config.recipes}
    doses.setdefault(BEST, result.best.dose_mj_cm2)
    curves = sorted(result.dose_curves, key=lambda curve: curve.recipe != config.rank_at)
    return [_dose_chart(name, curve, doses[curve.recipe], config) for curve in curves]


def _dose_chart(name: str, curve: DoseCurve, dose_mj_cm2: float, config: Config) -> Chart:
    """Return film retention and relative PLQY against dose; the scale has no place for zero."""
    kept = [i for i, dose in enumerate(curve.dose_mj_cm2) if dose > 0]
    targets = config.targets
    return {
        "alt": f"Film retention and relative PLQY of {name} against dose, {curve.recipe}",
        "choice": "best recipe" if curve.recipe == BEST else curve.recipe,
        "x": {"label": "dose / mJ cm⁻²", "unit": "mJ cm⁻²", "log": True},
        "y": {"label": "fraction", "decimals": 2, "low": 0.0, "high": 1.0},
        "at": short([curve.dose_mj_cm2[i] for i in kept], 4),
        "series": [
            _band(curve, kept, "film_retention", "film retention", 0),
            _band(curve, kept, "plqy_relative", "relative PLQY", 1),
        ],
        "marks": [{"x": dose_mj_cm2, "label": f"{dose_mj_cm2:.3g} mJ cm⁻²"}],
        "targets": [
            {"y": targets.film_retention, "ink": 0, "label": _target(targets.film_retention)},
            {"y": targets.plqy_relative, "ink": 1, "label": _target(targets.plqy_relative)},
        ],
    }


def _band(curve: DoseCurve, kept: list[int], key: str, name: str, ink: int) -> dict[str, Any]:
    ends = {"y": key, "low": f"{key}_low", "high": f"{key}_high"}
    lists = {end: short([getattr(curve, field)[i] for i in kept], 3) for end, field in ends.items()}
    return {"name": name, "ink": ink, **lists}


def _target(value: float) -> str:
    return f"target {number(value)}"


def short(values: Sequence[float], digits: int) -> list[float]:
    """Keep as many significant digits as a drawing needs."""
    return [float(f"{value:.{digits}g}") for value in values]
