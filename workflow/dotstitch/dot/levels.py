"""From Kohn-Sham eigenvalues to ionisation energy and electron affinity in the film.

An eigenvalue is no ionisation energy. For each level of theory a straight line maps eigenvalues to
measured gas-phase values (``data/dot/orbital_calibration.yaml``, made by
``python -m dotstitch.evidence.fits.levels`` with this package's own geometry and ground state);
the film then lowers the ionisation energy and raises the affinity by its polarisation energy. The
continuum of a level acts on the neutral molecule only, so it is part of what the line absorbs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from dotstitch.data.reading import read_yaml

Quantity = Literal["IE", "EA"]


@dataclass(frozen=True)
class Line:
    """A calibration line: measured = intercept + slope * (minus eigenvalue).

    Attributes
    ----------
    slope : float
    intercept_ev : float
    residual_ev : float
        Standard deviation of the residuals (n - 2 degrees of freedom).
    leave_one_out_ev : float
        Root mean square error of each molecule predicted without itself.
    n : int
    """

    slope: float
    intercept_ev: float
    residual_ev: float
    leave_one_out_ev: float
    n: int


@dataclass(frozen=True)
class FilmLevels:
    """Frontier levels of a molecule in the film, against vacuum.

    Attributes
    ----------
    homo_ev : float
        Minus the ionisation energy.
    lumo_ev : float
        Minus the electron affinity.
    homo_residual_ev, lumo_residual_ev : float
        Standard deviation of what belongs to the molecule; the error of the film's polarisation is
        common to all molecules and comes on top.
    """

    homo_ev: float
    homo_residual_ev: float
    lumo_ev: float
    lumo_residual_ev: float

    @property
    def homo_uncertainty_ev(self) -> float:
        """Standard deviation of the HOMO, molecule and film together."""
        return float(np.hypot(self.homo_residual_ev, polarisation_uncertainty_ev("hole")))

    @property
    def lumo_uncertainty_ev(self) -> float:
        """Standard deviation of the LUMO, molecule and film together."""
        return float(np.hypot(self.lumo_residual_ev, polarisation_uncertainty_ev("electron")))


class LevelCalibration(BaseModel):
    """One level of ``data/dot/orbital_calibration.yaml``.

    Attributes
    ----------
    level_of_theory : str
    IE, EA : Line
    eigenvalues : dict of dict of float
        ``homo_ks_ev`` and ``lumo_ks_ev`` by SMILES.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    level_of_theory: str
    IE: Line
    EA: Line
    eigenvalues: dict[str, dict[str, float]]


@cache
def calibration_table() -> dict[str, LevelCalibration]:
    """Return ``data/dot/orbital_calibration.yaml``, level by level."""
    return read_yaml("data/dot/orbital_calibration.yaml", dict[str, LevelCalibration], "levels")


def calibration_line(level_name: str, quantity: Quantity) -> Line:
    """Return the line of one level for ``IE`` or ``EA``."""
    found = calibration_table()[level_name]
    return found.IE if quantity == "IE" else found.EA


class Polarisation(BaseModel):
    """One row of ``data/dot/polarisation.yaml``: what a film does to charges."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: float
    uncertainty: float
    unit: Literal["eV", "1"]
    meaning: str
    source: str
    doi: str
    confidence: str


@cache
def polarisation_table() -> dict[str, Polarisation]:
    """Return ``data/dot/polarisation.yaml``."""
    return read_yaml("data/dot/polarisation.yaml", dict[str, Polarisation])


def polarisation_uncertainty_ev(carrier: Literal["electron", "hole"]) -> float:
    """Return the standard deviation of the polarisation energy of one carrier in the film."""
    return polarisation_table()[f"polarisation_{carrier}_ev"].uncertainty


def film_permittivity() -> float:
    """Return the relative permittivity of the ligands around a dot."""
    return polarisation_table()["film_permittivity"].value


def film_levels(homo_ks_ev: float, lumo_ks_ev: float, level_name: str) -> FilmLevels:
    """Return HOMO = -IE and LUMO = -EA in the film from Kohn-Sham eigenvalues.

    Parameters
    ----------
    homo_ks_ev, lumo_ks_ev : float
        Eigenvalues of the neutral molecule at ``level_name``.
    """
    ionisation, affinity = calibration_line(level_name, "IE"), calibration_line(level_name, "EA")
    film = polarisation_table()
    hole, electron = film["polarisation_hole_ev"], film["polarisation_electron_ev"]
    gas_ie = ionisation.intercept_ev - ionisation.slope * homo_ks_ev
    gas_ea = affinity.intercept_ev - affinity.slope * lumo_ks_ev
    return FilmLevels(
        homo_ev=-(gas_ie - hole.value),
        homo_residual_ev=ionisation.leave_one_out_ev,
        lumo_ev=-(gas_ea + electron.value),
        lumo_residual_ev=affinity.leave_one_out_ev,
    )
