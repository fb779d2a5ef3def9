"""What an intermediate meets in a film, and the lamp that a chromophore sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dotstitch.contracts.draws import Array


@dataclass(frozen=True, eq=False)
class Lamp:
    """Lamps as the computed bands of one chromophore see them, their error in position taken off.

    Attributes
    ----------
    photon_ev : ndarray, shape (lamps, samples)
        Centre.
    sd_ev : ndarray, shape (lamps, 1)
        Standard deviation in photon energy; zero is a line.
    """

    photon_ev: Array
    sd_ev: Array


@dataclass(frozen=True, eq=False)
class Rivals:
    """What else may become of an excitation of a chromophore.

    Attributes
    ----------
    amines : int
        Tertiary amines of the molecule, which may quench.
    isomerisable : int
        C=C of the chromophore that may turn.
    on : mapping of str to ndarray, shape (cases, 1)
        One for every channel that is on, zero where it is switched off.
    """

    amines: int
    isomerisable: int
    on: Mapping[str, Array]


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What an intermediate meets; arrays broadcast to (cases, samples).

    Attributes
    ----------
    ch_m, cc_m : ndarray
        C-H and C=C bonds, M.
    amine_m, thiol_m, acid_m : ndarray
        Free groups, M; the amine includes tertiary amines of the crosslinker.
    warheads_m : mapping of str to ndarray
        Intact warheads by group, M.
    air : ndarray
        One in air, zero in N2.
    temperature_k : ndarray
    formation_m_s : ndarray
        Intermediates formed per litre and second at the start of the exposure.
    on : mapping of str to ndarray
        One for every channel that is on, zero where it is switched off.
    """

    ch_m: Array
    cc_m: Array
    amine_m: Array
    thiol_m: Array
    acid_m: Array
    warheads_m: Mapping[str, Array]
    air: Array
    temperature_k: Array
    formation_m_s: Array
    on: Mapping[str, Array]
