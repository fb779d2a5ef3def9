"""Quantum yield of an azide at a wavelength, from what its excited states do to the N-N2 bond.

A photon lifts the chromophore to one of the states that absorb there. From that state it loses N2
readily when the electron sits in sigma*(N-N2), or when a state in which it does can be reached:
internal conversion goes down, and up only as far as heat and the error of the computed spacing
reach. That state gains more than an electronvolt as N2 leaves, so it may lie that much higher at
the geometry of absorption, as in 9-(4-azidophenyl)acridine, whose yield is 0.82. Otherwise the
excitation goes to waste on a state that holds the bond together. The yield moves from a high to a
low measured value with the population that can be reached. So it depends on the wavelength, and on
nothing that was measured on the molecule itself.

References
----------
Budyka, High Energy Chem. 2007 (doi 10.1134/S0018143907020051): the criterion for the lowest state.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit, softmax

from dotstitch.contracts.bands import ExcitedStates
from dotstitch.contracts.draws import Array, Draws
from dotstitch.groups.surroundings import Lamp

SMALLEST_STRENGTH = 1e-9
"""Oscillator strength of a forbidden band; keeps its share of the light defined."""


def absorbed_share(states: ExcitedStates, lamp: Lamp) -> Array:
    """Return the part of what a lamp loses to a thin film that each state takes.

    A lamp that is Gaussian in photon energy sees each flank of a band widened by its own width,
    which is right within 0.02 of a share for an LED. Far from every band the nearest one has it
    all.

    Parameters
    ----------
    states : ExcitedStates
    lamp : Lamp

    Returns
    -------
    ndarray, shape (lamps, samples, n_states)
        Adds up to one over the states.
    """
    offset_ev = lamp.photon_ev[..., None] - states.energy_ev
    squared_ev2 = states.shape.widths_ev(offset_ev) ** 2 + 2.0 * lamp.sd_ev[..., None] ** 2
    strength = np.maximum(states.strength, SMALLEST_STRENGTH)
    return np.asarray(softmax(np.log(strength) - offset_ev**2 / squared_ev2, axis=-1))


def reachable_share(states: ExcitedStates, relaxation_ev: Array, climb_ev: Array) -> Array:
    """Return the largest dissociative share that can be reached from each state.

    ``max_j d_j exp(-max(0, E_j - relaxation_ev - E_k) / climb_ev)``: a state in which N2 is
    leaving falls far below its vertical energy, and counts from there.

    Parameters
    ----------
    states : ExcitedStates
    relaxation_ev : ndarray, shape (n_samples,)
        What a dissociative state gains as N2 leaves.
    climb_ev : ndarray, shape (n_samples,)
        Energy over which access to a higher state falls to 1/e.

    Returns
    -------
    ndarray, shape (n_samples, n_states)

    Examples
    --------
    The dissociative state lies between the two others:

    >>> from dotstitch.contracts.bands import BandShape
    >>> states = ExcitedStates(
    ...     np.array([3.0, 3.5, 4.0]), np.ones(3), np.array([0.0, 0.8, 0.0]), BandShape(0.3, 1.0)
    ... )
    >>> reachable_share(states, np.array([0.0, 0.5]), np.array([0.1, 0.1])).round(3).tolist()
    [[0.005, 0.8, 0.8], [0.8, 0.8, 0.8]]
    """
    reachable = np.zeros((climb_ev.size, states.energy_ev.size))
    for energy, share in zip(states.energy_ev, states.dissociative_share, strict=True):
        climb = energy - relaxation_ev[:, None] - states.energy_ev
        access = np.exp(-np.maximum(climb, 0.0) / climb_ev[:, None])
        reachable = np.maximum(reachable, share * access)
    return reachable


def state_yields(states: ExcitedStates, draws: Draws) -> Array:
    """Return the yield of loss of N2 of each state, shape (n_samples, n_states)."""
    half, slope = draws["dissociative_share_half"], draws["dissociative_share_slope"]
    low, high = draws["azide_quantum_yield_low"], draws["azide_quantum_yield_high"]
    reached = reachable_share(
        states, draws["dissociation_relaxation_ev"], draws["upward_access_ev"]
    )
    is_open = expit((reached - half[:, None]) / slope[:, None])
    return np.asarray(low[:, None] + (high - low)[:, None] * is_open)


def azide_yield(states: ExcitedStates, lamp: Lamp, draws: Draws) -> Array:
    """Return the azides consumed per absorbed photon.

    Returns
    -------
    ndarray, shape (lamps, samples)
        Between the drawn low and high yield; the low one without any state.
    """
    if not states.energy_ev.size:
        return draws["azide_quantum_yield_low"] + np.zeros_like(lamp.photon_ev)
    each = absorbed_share(states, lamp) * state_yields(states, draws)
    return np.asarray(each.sum(axis=-1))
