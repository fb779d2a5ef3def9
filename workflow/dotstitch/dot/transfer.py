"""The law of what an excited dot hands to a molecule: an electron, a hole or its energy.

A molecule at a distance d of the inorganic surface takes a carrier at the rate

    k(d) = contact rate x exp(-barrier) x exp(-attenuation x d) x F(driving force),

with the tunnelling exponent of the shell, the attenuation of what lies between surface and pi
system, and F Marcus' factor in the normal region and one beyond it: no inverted region is seen for
dots (Zhu et al., Nano Lett. 2014, 14, 1263, doi 10.1021/nl4041687). Energy goes by exchange of both
carriers (Dexter), so the exponents of both add up.

Molecules that are not anchored lie anywhere in the ligand shell. The law is that of one molecule
whose place is even in distance: the share of excitons it takes is averaged over its place, and the
rate returned is the one that takes this share. For many molecules the rates add up; against placing
them one by one, the luminescence that is left comes out too high by at most 0.15 of the pristine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from dotstitch.contracts.constants import BOLTZMANN_EV_K, COULOMB_EV_NM, ROOM_TEMPERATURE_K
from dotstitch.contracts.draws import Array, Draws
from dotstitch.dot.dots import Dot
from dotstitch.dot.levels import FilmLevels, film_permittivity, polarisation_uncertainty_ev
from dotstitch.dot.samples import DotSamples

PER_US = 1e-6
"""A rate per second in rates per microsecond."""


@dataclass(frozen=True)
class Acceptor:
    """A pi system next to a dot.

    Attributes
    ----------
    label : str
        Names the draws of the errors of its levels.
    levels : FilmLevels
    triplet_ev, triplet_uncertainty_ev : float or None
        Lowest triplet; energy transfer is closed without it.
    """

    label: str
    levels: FilmLevels
    triplet_ev: float | None = None
    triplet_uncertainty_ev: float | None = None


@dataclass(frozen=True, eq=False)
class TransferRates:
    """Rates at which a molecule takes an exciton apart or as a whole, us-1.

    Attributes
    ----------
    electron, hole, energy : ndarray, shape (..., samples)
    """

    electron: Array
    hole: Array
    energy: Array

    @property
    def total(self) -> Array:
        """All three together."""
        return self.electron + self.hole + self.energy


def marcus_plateau(
    free_energy_ev: ArrayLike,
    reorganisation_ev: ArrayLike,
    temperature_k: float = ROOM_TEMPERATURE_K,
) -> Array:
    """Return the Marcus factor in the normal region, one beyond it.

    Parameters
    ----------
    free_energy_ev : array_like
        Of the transfer; negative is downhill.
    reorganisation_ev : array_like
        Positive.

    Returns
    -------
    ndarray
        Between 0 and 1, broadcast over the arguments.

    Examples
    --------
    >>> float(marcus_plateau(-1.0, 0.4))
    1.0
    >>> bool(marcus_plateau(0.2, 0.4) < marcus_plateau(0.0, 0.4))
    True
    """
    energy, reorganisation = np.asarray(free_energy_ev, float), np.asarray(reorganisation_ev, float)
    climb = np.maximum(energy + reorganisation, 0.0)
    factor = np.exp(-(climb**2) / (4.0 * reorganisation * BOLTZMANN_EV_K * temperature_k))
    return np.asarray(factor, dtype=np.float64)


def pair_energy_ev(dot: Dot, distance_nm: ArrayLike) -> Array:
    """Return what it costs to part the exciton into dot and molecule, beyond the level offset.

    The electron-hole attraction in the dot minus the attraction left between the charged dot and
    the molecule outside, which a sphere of any permittivity leaves at e2/(4 pi eps0 eps_film r).

    Parameters
    ----------
    dot : Dot
    distance_nm : array_like
        Of the molecule from the inorganic surface.
    """
    centre = 0.5 * dot.diameter_nm + np.asarray(distance_nm, dtype=np.float64)
    left = COULOMB_EV_NM / (film_permittivity() * centre)
    return np.maximum(0.0, dot.exciton_binding_ev - left)


def rate_over_shell(
    contact_rate: Array, attenuation_per_nm: Array, shell_nm: tuple[Array, Array], decay: Array
) -> Array:
    """Return the rate that takes what a molecule anywhere in the ligand shell takes on average.

    The mean over distance of k(d) / (k(d) + decay) with k(d) = contact rate x exp(-attenuation d)
    has a closed form; weak transfer gives the mean of k(d).

    Parameters
    ----------
    contact_rate, decay : ndarray
        In one unit.
    attenuation_per_nm : ndarray
    shell_nm : tuple of ndarray
        Closest and farthest distance from the inorganic surface.

    Examples
    --------
    >>> one = np.ones(1)
    >>> shell = (0.0 * one, 2.0 * one)
    >>> rate_over_shell(1e-3 * one, 9.0 * one, shell, one).round(8).tolist()
    [5.553e-05]
    >>> rate = rate_over_shell(1e3 * one, 9.0 * one, shell, one)
    >>> (rate / (1.0 + rate)).round(3).tolist()
    [0.384]
    """
    closest, farthest = shell_nm
    width = attenuation_per_nm * (farthest - closest)
    at = (contact_rate / decay * np.exp(-attenuation_per_nm * x) for x in shell_nm)
    near, far = (np.log1p(x) for x in at)
    share = np.minimum((near - far) / width, 1.0 - 1e-12)
    return np.asarray(decay * share / (1.0 - share))


def transfer_rates(
    acceptor: Acceptor, sample: DotSamples, draws: Draws, temperature_k: float = ROOM_TEMPERATURE_K
) -> TransferRates:
    """Return the rates of one molecule in the ligand shell of a dot, all uncertainties drawn.

    The residuals of the molecule's levels are its own; the errors of the film's polarisation, of
    the dot (edges, gap, barrier, attenuation) and of the law are common to all molecules.

    Returns
    -------
    TransferRates
        Arrays of shape (samples,).
    """
    electron_offset_ev, hole_offset_ev = drawn_offsets_ev(acceptor, sample, draws)
    reorganisation = draws["reorganisation_energy_ev"]
    attenuation = draws["ligand_attenuation_per_nm"]
    shell = (draws["closest_approach_nm"], draws["ligand_shell_nm"])
    cost = pair_energy_ev(sample.dot, shell[0])

    def rate(contact: str, exponent: Array, energy_ev: Array, along: Array) -> Array:
        factor = np.exp(-exponent) * marcus_plateau(energy_ev, reorganisation, temperature_k)
        return rate_over_shell(PER_US * draws[contact] * factor, along, shell, sample.decay)

    energy = np.zeros(draws.n)
    if acceptor.triplet_ev is not None:
        share = draws["exchange_exponent_share"]
        energy = rate(
            "triplet_contact_rate_per_s",
            share * (sample.electron_barrier + sample.hole_barrier),
            drawn_triplet_offset_ev(acceptor, sample, draws),
            2.0 * share * attenuation,
        )
    return TransferRates(
        electron=rate(
            "electron_contact_rate_per_s",
            sample.electron_barrier,
            electron_offset_ev + cost,
            attenuation,
        ),
        hole=rate(
            "hole_contact_rate_per_s", sample.hole_barrier, hole_offset_ev + cost, attenuation
        ),
        energy=energy,
    )


def drawn_levels_ev(acceptor: Acceptor, draws: Draws) -> tuple[Array, Array]:
    """Return LUMO and HOMO in the film, their errors drawn, shape (samples,).

    More polarisation brings them closer together, by as much in all molecules.
    """

    def film(carrier: Literal["electron", "hole"]) -> Array:
        return polarisation_uncertainty_ev(carrier) * draws.normals(f"film:polarisation_{carrier}")

    levels, label = acceptor.levels, acceptor.label
    lumo = levels.lumo_ev + levels.lumo_residual_ev * draws.normals(f"{label}:lumo")
    homo = levels.homo_ev + levels.homo_residual_ev * draws.normals(f"{label}:homo")
    return lumo - film("electron"), homo + film("hole")


def drawn_edges_ev(sample: DotSamples) -> tuple[Array, Array]:
    """Return conduction and valence edge of a dot, their error drawn, shape (samples,)."""
    dot = sample.dot
    conduction = dot.conduction_band_ev + dot.conduction_band_uncertainty_ev * sample.edge_normal
    valence = dot.valence_band_ev + dot.valence_band_uncertainty_ev * sample.edge_normal
    return conduction, valence


def drawn_offsets_ev(acceptor: Acceptor, sample: DotSamples, draws: Draws) -> tuple[Array, Array]:
    """Return the offsets of electron and hole with molecule and dot drawn; negative is downhill."""
    lumo, homo = drawn_levels_ev(acceptor, draws)
    conduction, valence = drawn_edges_ev(sample)
    return lumo - conduction, valence - homo


def drawn_triplet_ev(acceptor: Acceptor, draws: Draws) -> Array:
    """Return the lowest triplet energy, its error drawn, shape (samples,).

    Raises
    ------
    ValueError
        Without a triplet energy and its uncertainty.
    """
    if acceptor.triplet_ev is None or acceptor.triplet_uncertainty_ev is None:
        raise ValueError(f"{acceptor.label}: no triplet energy")
    error = acceptor.triplet_uncertainty_ev * draws.normals(f"{acceptor.label}:triplet")
    return np.asarray(acceptor.triplet_ev + error)


def drawn_triplet_offset_ev(acceptor: Acceptor, sample: DotSamples, draws: Draws) -> Array:
    """Return the triplet energy over the optical gap of the dot, both drawn."""
    gap = sample.dot.optical_gap_ev + sample.dot.optical_gap_uncertainty_ev * sample.gap_normal
    return drawn_triplet_ev(acceptor, draws) - gap
