"""Frontier levels of a molecule against the band edges of a dot.

The verdict of Lu et al. uses their own convention (HOMO from photoemission plus the *optical* gap);
transfer of a real electron is judged on minus the electron affinity. Both are returned.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dotstitch.dot.dots import Dot
from dotstitch.dot.levels import FilmLevels, film_levels
from dotstitch.dot.transfer import (
    Array,
    Carrier,
    charge_transfer_rate_per_s,
    energy_transfer_rate_per_s,
    exciton_decay_rate_per_s,
    transfer_parameters,
)

__all__ = ["Alignment", "FilmLevels", "align", "film_levels", "transfer_probability"]

GAUSS_NODES = 64


@dataclass(frozen=True)
class Alignment:
    """A molecule next to a dot.

    Attributes
    ----------
    electron_offset_ev : float
        LUMO minus conduction-band edge; negative: the molecule takes the electron.
    hole_offset_ev : float
        Valence-band edge minus HOMO; negative: the molecule takes the hole.
    electron_offset_uncertainty_ev, hole_offset_uncertainty_ev : float
        Molecule and dot together. The part of the dot is common to all molecules.
    lumo_optical_ev, electron_offset_optical_ev : float or None
        Lu's convention: HOMO plus optical gap, and its offset; None without an optical gap.
    p_electron_transfer, p_hole_transfer : float
        Share of excitons that one molecule in the ligand shell robs of this carrier before they
        decay, averaged over the uncertainty of the offset.
    p_exciton_transfer : float or None
        The same for triplet energy transfer; None where the triplet energy is not known.
    alignment_score : float
        Share of excitons left alone by all three, 0 to 1.
    """

    electron_offset_ev: float
    electron_offset_uncertainty_ev: float
    hole_offset_ev: float
    hole_offset_uncertainty_ev: float
    lumo_optical_ev: float | None
    electron_offset_optical_ev: float | None
    p_electron_transfer: float
    p_hole_transfer: float
    p_exciton_transfer: float | None
    alignment_score: float


def transfer_probability(
    offset_ev: float,
    uncertainty_ev: float,
    rate_per_s: Callable[[Array], Array],
    decay_per_s: float,
) -> float:
    """Return the mean of k / (k + decay) over a Gaussian offset.

    Parameters
    ----------
    offset_ev, uncertainty_ev : float
        Mean and standard deviation.
    rate_per_s : callable
        Rate for an array of offsets.
    decay_per_s : float
        What the transfer competes with.

    Examples
    --------
    >>> round(transfer_probability(0.0, 0.1, lambda x: 0.0 * x + 3.0, 1.0), 6)
    0.75
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(GAUSS_NODES)
    rate = rate_per_s(offset_ev + uncertainty_ev * nodes)
    share = rate / (rate + decay_per_s)
    return float(np.clip(weights @ share / weights.sum(), 0.0, 1.0))


def align(
    levels: FilmLevels,
    dot: Dot,
    *,
    triplet_ev: float | None = None,
    optical_gap_ev: float | None = None,
    temperature_k: float = 298.15,
) -> Alignment:
    """Align a molecule with a dot.

    Parameters
    ----------
    levels : FilmLevels
        HOMO and LUMO in the film.
    dot : Dot
    triplet_ev : float, optional
        Lowest triplet energy; energy transfer is not judged without it.
    optical_gap_ev : float, optional
        Lowest excitation of the molecule, for Lu's convention only.
    """
    electron = levels.lumo_ev - dot.conduction_band_ev
    hole = dot.valence_band_ev - levels.homo_ev
    electron_sigma = float(np.hypot(levels.lumo_uncertainty_ev, dot.conduction_band_uncertainty_ev))
    hole_sigma = float(np.hypot(levels.homo_uncertainty_ev, dot.valence_band_uncertainty_ev))
    decay = exciton_decay_rate_per_s(dot)

    def taken(carrier: Carrier, offset: float, sigma: float) -> float:
        def rate(x: Array) -> Array:
            return charge_transfer_rate_per_s(x, dot, carrier, temperature_k=temperature_k)

        return transfer_probability(offset, sigma, rate, decay)

    p_electron = taken("electron", electron, electron_sigma)
    p_hole = taken("hole", hole, hole_sigma)
    p_exciton = None
    if triplet_ev is not None:
        p_exciton = _exciton_transfer(triplet_ev, dot, temperature_k, decay)
    optical_lumo = None if optical_gap_ev is None else levels.homo_ev + optical_gap_ev
    return Alignment(
        electron_offset_ev=electron,
        electron_offset_uncertainty_ev=electron_sigma,
        hole_offset_ev=hole,
        hole_offset_uncertainty_ev=hole_sigma,
        lumo_optical_ev=optical_lumo,
        electron_offset_optical_ev=(
            None if optical_lumo is None else optical_lumo - dot.conduction_band_ev
        ),
        p_electron_transfer=p_electron,
        p_hole_transfer=p_hole,
        p_exciton_transfer=p_exciton,
        alignment_score=(1.0 - p_electron) * (1.0 - p_hole) * (1.0 - (p_exciton or 0.0)),
    )


def _exciton_transfer(
    triplet_ev: float, dot: Dot, temperature_k: float, decay_per_s: float
) -> float:
    """Return the share of excitons that a molecule takes as a whole."""
    uncertainties = (transfer_parameters().triplet_uncertainty_ev, dot.optical_gap_uncertainty_ev)
    return transfer_probability(
        triplet_ev - dot.optical_gap_ev,
        float(np.hypot(*uncertainties)),
        lambda x: energy_transfer_rate_per_s(x, dot, temperature_k=temperature_k),
        decay_per_s,
    )
