"""Curves and grids in the entries of ``photophysics.json``."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

Curve = tuple[float, ...]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Spectrum(_Frozen):
    """Molar absorptivity, M-1 cm-1: intact, and by state (intact, half, product, isomers).

    Attributes
    ----------
    epsilon_m1_cm1, states : tuple of float, dict
        As computed and calibrated.
    drawn, drawn_low, drawn_high : tuple of float
        Of the intact molecule under the draws: median and 16 to 84 % interval at each wavelength.
    """

    wavelength_nm: Curve
    epsilon_m1_cm1: Curve
    states: dict[str, Curve]
    drawn: Curve
    drawn_low: Curve
    drawn_high: Curve


class DoseCurve(_Frozen):
    """Film retention and relative PLQY along the dose of one exposure."""

    recipe: str
    dose_mj_cm2: Curve
    film_retention: Curve
    film_retention_low: Curve
    film_retention_high: Curve
    plqy_relative: Curve
    plqy_relative_low: Curve
    plqy_relative_high: Curve


class SweepScores(_Frozen):
    """Score over (wavelengths, doses, loadings), on the samples that choose the recipe."""

    wavelength_nm: Curve
    dose_mj_cm2: Curve
    loading_wt_percent: Curve
    score: tuple[tuple[Curve, ...], ...]
