"""How far a computed band lies from the measured one, and how sure that is.

A line through the descriptors of :mod:`dotstitch.optics.band_descriptors`, one for the position and
one for the decadic logarithm of the height, made by ``python -m dotstitch.evidence.fits.bands``.
Bands of one scaffold share part of what the line misses, and a scaffold that was measured keeps its
part. Coefficients are correlated, and their
doubt grows with the distance from the molecules that were measured.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, model_validator

from dotstitch.contracts.draws import Array
from dotstitch.data.reading import read_yaml
from dotstitch.optics.band_descriptors import DESCRIPTORS

CALIBRATION = "data/optics/absorption_calibration.yaml"


class Term(BaseModel):
    """One descriptor of a line.

    Attributes
    ----------
    centre, scale : float
        Mean and standard deviation over the measured bands; the descriptor enters as its distance
        from the mean over the deviation.
    coefficient : float
        In eV or decades.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    centre: float
    scale: float
    coefficient: float


class Miss(NamedTuple):
    """What a line says of some bands of one molecule, each of shape (n_bands,).

    Attributes
    ----------
    mean : ndarray
        Measured minus computed.
    line_sd : ndarray
        One standard deviation of the line itself.
    scaffold_sd : float
        Of what the scaffold adds.
    """

    mean: Array
    line_sd: Array
    scaffold_sd: float


class MissModel(BaseModel):
    """A line through descriptors, in eV or decades.

    Attributes
    ----------
    constant : float
    terms : dict of Term
        By descriptor.
    covariance : tuple of tuple of float
        Lower triangle, of the constant and the coefficients in their order.
    scaffold_sd, molecule_sd, row_sd : float
        One standard deviation of what bands of one scaffold share, what those of one molecule
        share, and of the rest.
    scaffolds : dict of tuple of float
        What a measured scaffold adds, and one standard deviation of that.
    left_out : dict of float
        Errors of measured bands of which no band with the same scaffold was fitted: ``n``,
        ``root_mean_square``, ``median_absolute``, ``mean_signed``, ``coverage`` of one standard
        deviation, ``reduced_chi_square``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    constant: float
    terms: dict[str, Term]
    covariance: tuple[tuple[float, ...], ...]
    scaffold_sd: float
    molecule_sd: float
    row_sd: float
    scaffolds: dict[str, tuple[float, float]]
    left_out: dict[str, float]

    @model_validator(mode="after")
    def _fits_together(self) -> MissModel:
        unknown = set(self.terms) - set(DESCRIPTORS)
        if unknown:
            raise ValueError(f"no such descriptor: {', '.join(sorted(unknown))}")
        if [len(row) for row in self.covariance] != list(range(1, len(self.terms) + 2)):
            raise ValueError("the covariance is not the triangle of constant and terms")
        return self

    def miss(self, descriptors: Array, scaffold: str) -> Miss:
        """Return how far measured bands lie above computed ones.

        Parameters
        ----------
        descriptors : ndarray, shape (n_bands, n_descriptors)
        scaffold : str
            Of the molecule (:func:`dotstitch.optics.families.family`).
        """
        columns = [DESCRIPTORS.index(name) for name in self.terms]
        terms = list(self.terms.values())
        centre = np.array([term.centre for term in terms])
        scale = np.array([term.scale for term in terms])
        x = np.column_stack([np.ones(len(descriptors)), (descriptors[:, columns] - centre) / scale])
        triangle = np.zeros((len(terms) + 1,) * 2)
        for i, row in enumerate(self.covariance):
            triangle[i, : i + 1] = triangle[: i + 1, i] = row
        variance = np.einsum("ri,ij,rj->r", x, triangle, x)
        mean = x @ np.array([self.constant, *(term.coefficient for term in terms)])
        offset, sd = self.scaffolds.get(scaffold, (0.0, self.scaffold_sd))
        return Miss(mean + offset, np.sqrt(np.maximum(variance, 0.0)), sd)

    @property
    def unexplained_sd(self) -> float:
        """One standard deviation of what the line does not explain."""
        return float(np.hypot(self.scaffold_sd, self.own_sd))

    @property
    def own_sd(self) -> float:
        """What no other scaffold shares."""
        return float(np.hypot(self.molecule_sd, self.row_sd))


class BandCalibration(BaseModel):
    """One level of the file: position in eV, height in decades."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    position: MissModel
    height: MissModel


@cache
def calibrations() -> dict[str, BandCalibration]:
    """Return the calibration of every level that has one."""
    return read_yaml(CALIBRATION, dict[str, BandCalibration], "levels")
