"""What a molecule would do at other lamps, gases, doses and loadings, and on other dots."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from dotstitch.contracts.photophysics.curves import Curve


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FilmGrid(_Frozen):
    """Means over the samples that score, by dose and loading of the sweep, at one lamp and gas.

    Attributes
    ----------
    score : tuple of tuple of float
        100 times the mean product of the other two.
    """

    wavelength_nm: float
    atmosphere: str
    film_retention: tuple[Curve, ...]
    plqy_relative: tuple[Curve, ...]
    score: tuple[Curve, ...]


class OnDot(_Frozen):
    """Where the molecule is ranked, but on another dot: mean score, medians with intervals."""

    dot: str
    score: float
    film_retention: float
    film_retention_low: float
    film_retention_high: float
    plqy_relative: float
    plqy_relative_low: float
    plqy_relative_high: float


class WhatIf(_Frozen):
    """Grids by lamp and gas, and every known dot."""

    grids: tuple[FilmGrid, ...]
    dots: tuple[OnDot, ...]
