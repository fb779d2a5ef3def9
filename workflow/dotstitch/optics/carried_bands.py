"""Bands at a level without a calibration of its own, carried over to a level that has one.

The same molecules were computed at both. What the one lies above the other is added to every band,
then the calibration of the other holds; how far single molecules scatter about that is a further
error, added in quadrature to what the calibration misses.
"""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from dotstitch.contracts.levels import LevelName
from dotstitch.data.reading import read_yaml

CARRIED_BANDS = "data/optics/carried_bands.yaml"


class CarriedBands(BaseModel):
    """What takes bands of one level to those of another.

    Attributes
    ----------
    like : str
        The level whose calibration holds afterwards.
    position_ev : float
        Added to a computed position.
    decades : float
        Added to the decadic logarithm of a computed height.
    uncertainty_ev, uncertainty_decades : float
        Root mean square of what single bands lie off by.
    n_bands : int
        Bands that were computed at both levels.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    like: LevelName
    position_ev: float
    decades: float
    uncertainty_ev: float = Field(ge=0.0)
    uncertainty_decades: float = Field(ge=0.0)
    n_bands: int = Field(ge=3)


@cache
def _levels() -> dict[str, CarriedBands]:
    return read_yaml(CARRIED_BANDS, dict[str, CarriedBands], "levels")


def carried_bands(level_name: str) -> CarriedBands | None:
    """Return what takes bands of a level to a calibrated one; None where nothing was compared.

    Examples
    --------
    >>> carried_bands("standard") is None
    True
    """
    return _levels().get(level_name)
