"""Where one intermediate ends: an absorbing Markov chain of its singlet and triplet.

The chain has two transient states. With exits a (singlet) and b (triplet), intersystem crossing x
and its reverse y, the mean times spent solve a two-by-two system whose determinant x b + y a + a b
is a sum of positive terms: no cancellation, however stiff the rates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from dotstitch.contracts.constants import GAS_CONSTANT_KCAL_MOL_K
from dotstitch.contracts.draws import Array

TRIPLET_DEGENERACY = 3.0
BOND_ENDS = ("insertion", "addition", "recombination")
"""Ends that are a wanted bond."""
HARMFUL_ENDS = ("ring_expansion", "trapping")
"""Ends that strip ligands or attack them."""


@dataclass(frozen=True)
class Rates:
    """First-order rates of one intermediate, s-1, arrays of one common shape.

    Attributes
    ----------
    crossing, back_crossing : ndarray
        Singlet to triplet and back.
    singlet, triplet : mapping of str to ndarray
        Rates of the ends that leave from each state.
    """

    crossing: Array
    back_crossing: Array
    singlet: Mapping[str, Array]
    triplet: Mapping[str, Array]


def back_crossing(crossing: ArrayLike, gap_kcal_mol: ArrayLike, temperature_k: ArrayLike) -> Array:
    """Return the rate from triplet to singlet by detailed balance.

    Parameters
    ----------
    crossing : array_like
        Rate from singlet to triplet, s-1.
    gap_kcal_mol : array_like
        Free energy of the singlet minus that of the triplet, without the triplet's degeneracy,
        which is added here.
    temperature_k : array_like

    Examples
    --------
    >>> float(back_crossing(3.0, 0.0, 298.15))
    1.0
    """
    boltzmann = np.exp(
        -np.asarray(gap_kcal_mol) / (GAS_CONSTANT_KCAL_MOL_K * np.asarray(temperature_k))
    )
    return np.asarray(np.asarray(crossing) * boltzmann / TRIPLET_DEGENERACY, dtype=np.float64)


def solve_fate(rates: Rates, start: Literal["singlet", "triplet"] = "singlet") -> dict[str, Array]:
    """Return the probability of every end.

    Parameters
    ----------
    rates : Rates
    start : str
        State in which the intermediate is born.

    Returns
    -------
    dict of str to ndarray
        One array per end, of the shape of the rates; they add up to one.

    Raises
    ------
    ValueError
        When nothing leaves the chain.

    Examples
    --------
    >>> one = np.ones(1)
    >>> rates = Rates(one, 0 * one, {"insertion": one}, {"escape": one})
    >>> {name: float(p[0]) for name, p in solve_fate(rates).items()}
    {'insertion': 0.5, 'escape': 0.5}
    """
    leave_s = np.sum(np.stack(list(rates.singlet.values())), axis=0)
    leave_t = np.sum(np.stack(list(rates.triplet.values())), axis=0)
    determinant = rates.crossing * leave_t + rates.back_crossing * leave_s + leave_s * leave_t
    if not np.all(determinant > 0.0):
        raise ValueError("an intermediate needs an end it can reach")
    if start == "singlet":
        time_s = (rates.back_crossing + leave_t) / determinant
        time_t = rates.crossing / determinant
    else:
        time_s = rates.back_crossing / determinant
        time_t = (rates.crossing + leave_s) / determinant
    ends: dict[str, Array] = {}
    for rate_of, time in ((rates.singlet, time_s), (rates.triplet, time_t)):
        for name, rate in rate_of.items():
            ends[name] = ends[name] + rate * time if name in ends else rate * time
    return ends


def bond_probability(ends: Mapping[str, Array]) -> Array:
    """Return the probability of a wanted bond."""
    return np.asarray(np.sum([ends[name] for name in BOND_ENDS], axis=0))


def visits_to_triplet(rates: Rates) -> Array:
    """Return the probability that an intermediate born in the singlet ever reaches the triplet."""
    leave_s = np.sum(np.stack(list(rates.singlet.values())), axis=0)
    return np.asarray(rates.crossing / (rates.crossing + leave_s))
