"""Exposures to simulate, stacked into arrays: one row per case, one column per sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dotstitch.contracts.config import Recipe
from dotstitch.contracts.constants import LIGHT_SPEED_M_S, PLANCK_J_S
from dotstitch.contracts.draws import Array
from dotstitch.dot.samples import DotSamples
from dotstitch.groups.registry import all_channels

DOSE_STEPS = 15
"""Points of every dose grid, zero included."""
SMALLEST_SHARE = 1.0 / 60.0
FILM_CHANNELS = (
    "electron_transfer",
    "energy_transfer",
    "shell_attenuation",
    "ligand_links",
    "anchoring",
)
"""What a dot hands to a chromophore, how its shell keeps harm from the core, links between ligands
that light makes alone, and molecules held on a dot; can be switched off like the channels of the
groups."""


@dataclass(frozen=True)
class Case:
    """One exposure.

    Attributes
    ----------
    dose_mj_cm2 : tuple of float
        Ascending grid of :data:`DOSE_STEPS` points from zero; the last is the dose itself.
    off : frozenset of str
        Channels switched off, from :func:`switches`.
    lamp_fwhm_nm : float
        Full width at half maximum of an LED around ``wavelength_nm``; zero is a line.
    """

    wavelength_nm: float
    dose_mj_cm2: tuple[float, ...]
    irradiance_mw_cm2: float
    loading_wt_percent: float
    air: bool
    thickness_nm: float
    temperature_k: float
    dot: str
    off: frozenset[str] = frozenset()
    lamp_fwhm_nm: float = 0.0


def switches() -> tuple[str, ...]:
    """Return the names of everything that can be switched off."""
    return (*all_channels(), *FILM_CHANNELS)


def dose_grid(dose_mj_cm2: float) -> tuple[float, ...]:
    """Return a grid from zero to a dose, denser at its start.

    Examples
    --------
    >>> grid = dose_grid(60.0)
    >>> grid[0], round(grid[1], 3), grid[-1], len(grid) == DOSE_STEPS
    (0.0, 1.0, 60.0, True)
    """
    inner = np.geomspace(dose_mj_cm2 * SMALLEST_SHARE, dose_mj_cm2, DOSE_STEPS - 1)
    return (0.0, *inner[:-1].tolist(), dose_mj_cm2)


def case_of(recipe: Recipe, default_dot: str, off: frozenset[str] = frozenset()) -> Case:
    """Return the case of a recipe of the configuration."""
    return Case(
        wavelength_nm=recipe.wavelength_nm,
        dose_mj_cm2=dose_grid(recipe.dose_mj_cm2),
        irradiance_mw_cm2=recipe.irradiance_mw_cm2,
        loading_wt_percent=recipe.loading_wt_percent,
        air=recipe.atmosphere == "air",
        thickness_nm=recipe.film_thickness_nm,
        temperature_k=recipe.temperature_k,
        dot=recipe.dot or default_dot,
        off=off,
        lamp_fwhm_nm=recipe.lamp_fwhm_nm,
    )


def photons_per_mj(wavelength_nm: float) -> float:
    """Return the photons of one millijoule.

    An LED counts as its centre: the mean energy of its photons is larger by the square of its
    standard deviation over the wavelength, 0.05 % for a width of 20 nm at 365 nm.

    Examples
    --------
    >>> f"{photons_per_mj(365.0):.3e}"
    '1.837e+15'
    """
    return 1e-3 * wavelength_nm * 1e-9 / (PLANCK_J_S * LIGHT_SPEED_M_S)


@dataclass(frozen=True, eq=False)
class Conditions:
    """Cases stacked into arrays.

    Attributes
    ----------
    cases : tuple of Case
    dots : tuple of DotSamples
        One per case.
    doses : ndarray, shape (DOSE_STEPS, cases)
    photons : ndarray, shape (cases,)
        Photons per millijoule.
    on : mapping of str to ndarray, shape (cases, 1)
        One where a channel is on, zero where it is off.
    """

    cases: tuple[Case, ...]
    dots: tuple[DotSamples, ...]
    doses: Array
    photons: Array
    on: Mapping[str, Array]

    def column(self, name: str) -> Array:
        """Return a field of the cases as a column, shape (cases, 1)."""
        return np.array([[float(getattr(case, name))] for case in self.cases])

    def of_dots(self, name: str) -> Array:
        """Return a sampled field of the dots, shape (cases, samples)."""
        return np.stack([getattr(dot, name) for dot in self.dots])


def stack_cases(cases: Sequence[Case], dots: Mapping[str, DotSamples]) -> Conditions:
    """Stack cases into arrays.

    Raises
    ------
    ValueError
        For an unknown channel.
    """
    unknown = sorted({name for case in cases for name in case.off} - set(switches()))
    if unknown:
        raise ValueError(f"no channels {unknown}; choose from {switches()}")
    return Conditions(
        cases=tuple(cases),
        dots=tuple(dots[case.dot] for case in cases),
        doses=np.array([case.dose_mj_cm2 for case in cases]).T,
        photons=np.array([photons_per_mj(case.wavelength_nm) for case in cases]),
        on={
            name: np.array([[0.0 if name in case.off else 1.0] for case in cases])
            for name in switches()
        },
    )
