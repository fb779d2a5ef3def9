"""Frontier levels of a molecule against the band edges of a dot, and what the dot loses to it.

The verdict of Lu et al. uses their own convention (HOMO from photoemission plus the *optical* gap);
transfer of a real electron is judged on minus the electron affinity. Both are returned.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dotstitch.contracts.draws import Array
from dotstitch.dot.dots import Dot
from dotstitch.dot.levels import FilmLevels
from dotstitch.dot.transfer import TransferRates


@dataclass(frozen=True)
class Alignment:
    """Levels of a molecule next to those of a dot.

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
    """

    electron_offset_ev: float
    electron_offset_uncertainty_ev: float
    hole_offset_ev: float
    hole_offset_uncertainty_ev: float
    lumo_optical_ev: float | None
    electron_offset_optical_ev: float | None


@dataclass(frozen=True)
class ExcitonShares:
    """What one molecule in the ligand shell does to the excitons of a dot, means over the samples.

    Attributes
    ----------
    electron, hole, energy : float
        Share of excitons that lose this carrier, or their energy, to it before they decay; each
        as if the others were closed.
    unquenched : float
        Share of excitons that none of the three takes, 0 to 1.
    """

    electron: float
    hole: float
    energy: float
    unquenched: float


def align(levels: FilmLevels, dot: Dot, *, optical_gap_ev: float | None = None) -> Alignment:
    """Align a molecule with a dot.

    Parameters
    ----------
    levels : FilmLevels
        HOMO and LUMO in the film.
    dot : Dot
    optical_gap_ev : float, optional
        Lowest excitation of the molecule, for Lu's convention only.
    """
    optical_lumo = None if optical_gap_ev is None else levels.homo_ev + optical_gap_ev
    return Alignment(
        electron_offset_ev=levels.lumo_ev - dot.conduction_band_ev,
        electron_offset_uncertainty_ev=float(
            np.hypot(levels.lumo_uncertainty_ev, dot.conduction_band_uncertainty_ev)
        ),
        hole_offset_ev=dot.valence_band_ev - levels.homo_ev,
        hole_offset_uncertainty_ev=float(
            np.hypot(levels.homo_uncertainty_ev, dot.valence_band_uncertainty_ev)
        ),
        lumo_optical_ev=optical_lumo,
        electron_offset_optical_ev=(
            None if optical_lumo is None else optical_lumo - dot.conduction_band_ev
        ),
    )


def exciton_shares(rates: TransferRates, decay_per_us: Array) -> ExcitonShares:
    """Return what a molecule with these rates does to excitons that decay by themselves.

    Parameters
    ----------
    rates : TransferRates
        Of one molecule, shape (samples,).
    decay_per_us : ndarray, shape (samples,)

    Examples
    --------
    >>> one = np.ones(2)
    >>> exciton_shares(TransferRates(3.0 * one, one, 0.0 * one), one)
    ExcitonShares(electron=0.75, hole=0.5, energy=0.0, unquenched=0.125)
    """
    shares = [x / (x + decay_per_us) for x in (rates.electron, rates.hole, rates.energy)]
    electron, hole, energy = (float(np.mean(share)) for share in shares)
    unquenched = np.prod([1.0 - share for share in shares], axis=0)
    return ExcitonShares(electron, hole, energy, float(np.mean(unquenched)))
