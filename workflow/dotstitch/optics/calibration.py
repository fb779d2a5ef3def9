"""Computed excitations moved to where measured bands are, crosslinkers of Lu et al. left out.

Bands of one kind share one correction of their position: a line in energy where enough of them
were measured, else a shift. Strong bands share one correction of their intensity, a power of the
computed oscillator strength: a vertical calculation overestimates a band the more the stronger it
is. Below the weakest band that was measured the correction is constant. The kinds are those of
:mod:`dotstitch.quantum.response.band_kinds`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, model_validator

from dotstitch.contracts.bands import BandShape
from dotstitch.data.reading import read_yaml
from dotstitch.optics.absorptivity import absorptivity
from dotstitch.quantum.response.band_kinds import band_kinds

Array = NDArray[np.float64]


@dataclass(frozen=True)
class BandCorrection:
    """What turns a computed band into an expected one.

    Attributes
    ----------
    intercept_ev, slope : float
        Measured minus computed position is ``intercept_ev + slope * computed``.
    strength_factor, strength_exponent, strength_floor : float
        Measured over computed maximum absorptivity is
        ``strength_factor * max(strength, strength_floor) ** strength_exponent``.
    """

    intercept_ev: float
    slope: float
    strength_factor: float
    strength_exponent: float
    strength_floor: float

    def position(self, energy_ev: Array) -> Array:
        """Return corrected positions, eV.

        Examples
        --------
        >>> band = BandCorrection(0.3, -0.1, 0.5, -0.4, 0.2)
        >>> float(band.position(np.array(4.0)).round(3))
        3.9
        """
        return energy_ev + self.intercept_ev + self.slope * energy_ev

    def strength(self, oscillator_strength: Array) -> Array:
        """Return corrected oscillator strengths.

        Examples
        --------
        >>> band = BandCorrection(0.3, -0.1, 0.5, -0.4, 0.2)
        >>> band.strength(np.array([0.1, 0.2, 1.0])).round(3).tolist()
        [0.095, 0.19, 0.5]
        """
        known = np.maximum(oscillator_strength, self.strength_floor)
        return oscillator_strength * self.strength_factor * known**self.strength_exponent


UNCHANGED = BandCorrection(0.0, 0.0, 1.0, 0.0, 1.0)


class _Corrections(BaseModel):
    """One level of the file: a correction by kind, and the errors of all of them under ``all``."""

    model_config = ConfigDict(frozen=True)

    kinds: dict[str, BandCorrection]

    @model_validator(mode="before")
    @classmethod
    def _by_kind(cls, rows: dict[str, Any]) -> dict[str, Any]:
        return {"kinds": {kind: row for kind, row in rows.items() if kind != "all"}}


@cache
def _levels() -> dict[str, _Corrections]:
    return read_yaml("data/optics/absorption_calibration.yaml", dict[str, _Corrections], "levels")


def is_calibrated(level_name: str) -> bool:
    """Return whether bands were calibrated at a level; if not, they are used as computed."""
    return level_name in _levels()


def correction(level_name: str, kind: str) -> BandCorrection:
    """Return the correction of one kind of band, nothing at an uncalibrated level.

    Parameters
    ----------
    level_name : str
    kind : str
        A key of ``data/optics/absorption_calibration.yaml``.

    Examples
    --------
    >>> correction("no such level", "pi_pi") == UNCHANGED
    True
    """
    if not is_calibrated(level_name):
        return UNCHANGED
    return _levels()[level_name].kinds[kind]


def calibrated_bands(
    energy_ev: Array, strength: Array, smiles: str, level_name: str
) -> tuple[Array, Array]:
    """Return the corrected energies (eV) and oscillator strengths of one species.

    Parameters
    ----------
    energy_ev, strength : ndarray, shape (n_states,)
        As computed, lowest first; the result keeps their order.
    smiles : str
    level_name : str
    """
    moved, scaled = energy_ev.copy(), strength.copy()
    kinds = np.array(band_kinds(smiles, energy_ev.size))
    for kind in dict.fromkeys(kinds.tolist()):
        band, chosen = correction(level_name, kind), kinds == kind
        moved[chosen] = band.position(energy_ev[chosen])
        scaled[chosen] = band.strength(strength[chosen])
    return moved, scaled


def calibrated_curve(
    energy_ev: Array, strength: Array, shape: BandShape, smiles: str, level_name: str
) -> Array:
    """Return the corrected molar absorptivity of one species.

    Parameters
    ----------
    energy_ev, strength : ndarray, shape (n_states,)
        As computed, lowest first.
    shape : BandShape
    smiles : str
    level_name : str

    Returns
    -------
    ndarray, shape (211,)
        M-1 cm-1 on the package's wavelength grid.
    """
    return absorptivity(*calibrated_bands(energy_ev, strength, smiles, level_name), shape)
