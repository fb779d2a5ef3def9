"""From Kohn-Sham eigenvalues to ionisation energy and electron affinity in the film.

An eigenvalue is no ionisation energy. For each level of theory a straight line maps eigenvalues to
measured gas-phase values (``data/dot/orbital_calibration.yaml``, made by
``python -m dotstitch.evidence.fit_levels`` with this package's own geometry and ground state);
the film then lowers the ionisation energy and raises the affinity by its polarisation energy. The
continuum of a level acts on the neutral molecule only, so it is part of what the line absorbs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from pydantic import BaseModel, ConfigDict

from dotstitch.contracts.failure import StepError
from dotstitch.data.reading import read_rows, read_yaml

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
    """

    homo_ev: float
    homo_uncertainty_ev: float
    lumo_ev: float
    lumo_uncertainty_ev: float


@dataclass(frozen=True)
class ReferenceValue:
    """One measured ionisation energy or electron affinity."""

    name: str
    smiles: str
    quantity: Quantity
    value_ev: float
    uncertainty_ev: float
    in_fit: bool


def reference_values() -> tuple[ReferenceValue, ...]:
    """Return the measured values of ``data/dot/ionisation_electron_affinity.csv``."""
    return read_rows("data/dot/ionisation_electron_affinity.csv", ReferenceValue)


def fit_line(minus_eigenvalue_ev: ArrayLike, measured_ev: ArrayLike) -> Line:
    """Fit a calibration line by least squares, with its leave-one-out error.

    Parameters
    ----------
    minus_eigenvalue_ev, measured_ev : array_like, shape (n,)
        At least four points.

    Raises
    ------
    ValueError
        With fewer than four points.

    Examples
    --------
    >>> line = fit_line([1.0, 2.0, 3.0, 4.0], [3.0, 5.0, 7.0, 9.0])
    >>> round(line.slope, 6), round(line.intercept_ev, 6)
    (2.0, 1.0)
    """
    x, y = np.asarray(minus_eigenvalue_ev, float), np.asarray(measured_ev, float)
    if x.size < 4:
        raise ValueError("a calibration line needs at least four molecules")
    design = np.column_stack([x, np.ones_like(x)])
    solution = np.linalg.lstsq(design, y, rcond=None)[0]
    residual = y - design @ solution
    leverage = np.einsum("ij,ji->i", design, np.linalg.pinv(design))
    left_out = residual / (1.0 - leverage)
    return Line(
        slope=float(solution[0]),
        intercept_ev=float(solution[1]),
        residual_ev=float(np.sqrt(residual @ residual / (x.size - 2))),
        leave_one_out_ev=float(np.sqrt(np.mean(left_out**2))),
        n=int(x.size),
    )


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
    """Return the line of one level for ``IE`` or ``EA``.

    Raises
    ------
    StepError
        Of kind ``input`` when the level was never calibrated.
    """
    levels = calibration_table()
    if level_name not in levels:
        raise StepError(
            "input",
            f"orbital energies were never calibrated at level {level_name!r}",
            f"run python -m dotstitch.evidence.fit_levels --level {level_name}, "
            f"or use one of {', '.join(levels)}",
        )
    found = levels[level_name]
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


def film_permittivity() -> float:
    """Return the relative permittivity of the ligands around a dot."""
    return polarisation_table()["film_permittivity"].value


def film_levels(homo_ks_ev: float, lumo_ks_ev: float, level_name: str) -> FilmLevels:
    """Return HOMO = -IE and LUMO = -EA in the film from Kohn-Sham eigenvalues.

    Parameters
    ----------
    homo_ks_ev, lumo_ks_ev : float
        Eigenvalues of the neutral molecule at ``level_name``.

    Raises
    ------
    StepError
        When the level was never calibrated.
    """
    ionisation, affinity = calibration_line(level_name, "IE"), calibration_line(level_name, "EA")
    film = polarisation_table()
    hole, electron = film["polarisation_hole_ev"], film["polarisation_electron_ev"]
    gas_ie = ionisation.intercept_ev - ionisation.slope * homo_ks_ev
    gas_ea = affinity.intercept_ev - affinity.slope * lumo_ks_ev
    return FilmLevels(
        homo_ev=-(gas_ie - hole.value),
        homo_uncertainty_ev=float(np.hypot(ionisation.leave_one_out_ev, hole.uncertainty)),
        lumo_ev=-(gas_ea + electron.value),
        lumo_uncertainty_ev=float(np.hypot(affinity.leave_one_out_ev, electron.uncertainty)),
    )
