"""What the page's script draws along the dose, as plain data, and what its charts share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dotstitch.contracts.config import BEST, Config
from dotstitch.contracts.photophysics import ScreenedMolecule
from dotstitch.contracts.photophysics.close_up import Observed
from dotstitch.contracts.photophysics.curves import Curve, DoseCurve
from dotstitch.film.pattern import GOOD_PATTERN, POOR_PATTERN

SHARES = 1000.0
"""Steps of a share in the curves that the page carries."""
PATTERNS = {
    "good": (GOOD_PATTERN, 1.0),
    "poor": (POOR_PATTERN, GOOD_PATTERN),
    "none": (0.0, POOR_PATTERN),
}
"""Film retention that a word for a pattern stands for."""
FILM = {"film_retention": 0, "pattern": 0, "plqy_relative": 1}
"""Measured quantities along the dose: on the curve of film or of light."""


def lamp_marks(config: Config) -> list[dict[str, Any]]:
    """Return one mark per lamp wavelength; the widths of LEDs follow in brackets."""
    sweep = config.sweep
    lamps = {(recipe.wavelength_nm, recipe.lamp_fwhm_nm) for recipe in config.recipes}
    lamps |= {(wavelength_nm, sweep.lamp_fwhm_nm) for wavelength_nm in sweep.wavelength_nm}
    labels: dict[float, str] = {}
    for wavelength_nm, fwhm_nm in sorted(lamps):
        label = labels.setdefault(wavelength_nm, f"{wavelength_nm:.4g} nm")
        labels[wavelength_nm] = f"{label} ({fwhm_nm:.3g})" if fwhm_nm else label
    return [{"x": wavelength_nm, "label": label} for wavelength_nm, label in labels.items()]


def dose_curves(result: ScreenedMolecule, config: Config) -> list[dict[str, Any]]:
    """Return one curve per exposure, those where the molecule is ranked first; see ``dose.js``."""
    ranked = "best recipe" if config.rank_at == BEST else config.rank_at
    best, seen = result.best, result.close_up.observed
    own = _ranked_gas(config) == "air"
    twins = sorted(result.close_up.dose_curves, key=lambda c: (c.recipe == "air") != own)
    curves = [
        _curve(
            curve,
            f"{ranked}, {curve.recipe}",
            best.dose_mj_cm2,
            _points(seen, (best.wavelength_nm, best.loading_wt_percent, curve.recipe, config.dot)),
        )
        for curve in twins
    ]
    recipes = {recipe.name: recipe for recipe in config.recipes}
    for curve in result.dose_curves:
        if curve.recipe in recipes:
            one = recipes[curve.recipe]
            film = (
                one.wavelength_nm,
                one.loading_wt_percent,
                one.atmosphere,
                one.dot or config.dot,
            )
            curves.append(_curve(curve, one.name, one.dose_mj_cm2, _points(seen, film)))
    return curves


def _ranked_gas(config: Config) -> str:
    named = {recipe.name: recipe.atmosphere for recipe in config.recipes}
    return named.get(config.rank_at, config.sweep.atmosphere)


def _curve(
    curve: DoseCurve, label: str, dose_mj_cm2: float, seen: Iterator[list[Any]]
) -> dict[str, Any]:
    """Return a curve without its start: the scale has no place for a dose of zero."""
    kept = [i for i, dose in enumerate(curve.dose_mj_cm2) if dose > 0]

    def steps(values: Curve) -> list[int]:
        return [round(SHARES * values[i]) for i in kept]

    return {
        "choice": label,
        "mark": float(f"{dose_mj_cm2:.4g}"),
        "at": short([curve.dose_mj_cm2[i] for i in kept], 4),
        "film": [
            steps(x)
            for x in (curve.film_retention, curve.film_retention_low, curve.film_retention_high)
        ],
        "light": [
            steps(x)
            for x in (curve.plqy_relative, curve.plqy_relative_low, curve.plqy_relative_high)
        ],
        "seen": list(seen),
    }


def _points(
    observed: Sequence[Observed], film: tuple[float, float, str, str]
) -> Iterator[list[Any]]:
    """Yield curve, dose, low and high end, and words of what was measured on a kind of film.

    Parameters
    ----------
    observed : sequence of Observed
    film : tuple
        Wavelength of its lamp (nm), loading (wt%), gas, dot.
    """
    for one in observed:
        found = (one.wavelength_nm, one.loading_wt_percent, one.atmosphere, one.dot)
        if one.quantity not in FILM or found != film or not one.dose_mj_cm2:
            continue
        number = FILM[one.quantity]
        if one.word:
            yield [number, one.dose_mj_cm2, *PATTERNS[one.word], f"pattern {one.word}"]
        for value in one.values:
            ends = (value - one.uncertainty, value + one.uncertainty)
            words = f"{('film', 'light')[number]} {value:g} ± {one.uncertainty:g}"
            yield [number, one.dose_mj_cm2, *short(ends, 3), words]


def short(values: Sequence[float], digits: int) -> list[float]:
    """Keep as many significant digits as a drawing needs."""
    return [float(f"{value:.{digits}g}") for value in values]
