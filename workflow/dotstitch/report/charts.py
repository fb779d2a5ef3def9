"""What the page's script draws: spectra and dose curves as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dotstitch.config import Config
from dotstitch.report.wording import number

Chart = dict[str, Any]
"""Axes, series and marks of one line chart; see ``charts.js``."""

STATES = {
    "intact": "intact",
    "half": "half-reacted",
    "product": "product",
    "diazo": "diazo isomer",
}
"""States of the molecule whose spectra are shown, in order."""


def spectrum_chart(name: str, spectrum: dict[str, Any], config: Config) -> Chart:
    """Return the absorption spectra of a molecule and of what becomes of it, with the lamps.

    Parameters
    ----------
    spectrum : dict
        ``wavelength_nm``, ``epsilon_m1_cm1`` and, per state, a curve or nothing.
    """
    lamps = {recipe.wavelength_nm for recipe in config.recipes} | {*config.sweep.wavelength_nm}
    curves = {"intact": spectrum["epsilon_m1_cm1"], **spectrum["states"]}
    return {
        "alt": f"Molar absorptivity of {name} against wavelength",
        "x": {"label": "wavelength / nm", "unit": "nm"},
        "y": {"label": "ε / M⁻¹ cm⁻¹", "decimals": 0, "log_choice": True, "floor": 1.0},
        "at": spectrum["wavelength_nm"],
        "series": [
            {
                "name": STATES[state],
                "ink": index,
                "y": _short(curves[state], 3),
            }
            for index, state in enumerate(STATES)
            if curves.get(state) is not None
        ],
        "marks": [{"x": lamp, "label": f"{lamp:.4g} nm"} for lamp in sorted(lamps)],
    }


def dose_chart(name: str, curve: dict[str, Any], config: Config) -> Chart:
    """Return film retention and relative PLQY against dose at one recipe.

    Parameters
    ----------
    curve : dict
        One entry of ``dose_curves``.
    """
    doses = [recipe.dose_mj_cm2 for recipe in config.recipes if recipe.name == curve["recipe"]]
    targets = config.targets
    return {
        "alt": f"Film retention and relative PLQY of {name} against dose, {curve['recipe']}",
        "choice": curve["recipe"],
        "x": {"label": "dose / mJ cm⁻²", "unit": "mJ cm⁻²", "log": True},
        "y": {"label": "fraction", "decimals": 2, "low": 0.0, "high": 1.0},
        "at": _short(curve["dose_mj_cm2"], 4),
        "series": [
            _band(curve, "film_retention", "film retention", 0),
            _band(curve, "plqy_relative", "relative PLQY", 1),
        ],
        "marks": [{"x": dose, "label": f"{dose:.4g} mJ cm⁻²"} for dose in doses],
        "targets": [
            {"y": targets.film_retention, "ink": 0, "label": _target(targets.film_retention)},
            {"y": targets.plqy_relative, "ink": 1, "label": _target(targets.plqy_relative)},
        ],
    }


def _band(curve: dict[str, Any], key: str, name: str, ink: int) -> dict[str, Any]:
    return {
        "name": name,
        "ink": ink,
        "y": _short(curve[key], 3),
        "low": _short(curve[f"{key}_low"], 3),
        "high": _short(curve[f"{key}_high"], 3),
    }


def _target(value: float) -> str:
    return f"target {number(value)}"


def _short(values: Sequence[float], digits: int) -> list[float]:
    """Keep as many significant digits as a drawing needs."""
    return [float(f"{value:.{digits}g}") for value in values]
