"""Where a molecule loses its film and its light, and what limits it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from dotstitch.contracts.draws import Array, Draws
from dotstitch.film.consumption import Consumption
from dotstitch.film.network import gel_fraction


def chemical_losses(
    n_arms: int,
    anchored: Array,
    draws: Draws,
    crosslinkers: Array,
    photons: Array,
    armed: Sequence[Consumption],
) -> dict[str, Array]:
    """Return minus the logarithm of what each loss leaves of the bonds, at the full dose.

    Parameters
    ----------
    n_arms : int
    anchored : ndarray
        Share of the molecules that sit on a dot of their own.
    draws : Draws
    crosslinkers, photons : ndarray, shape (cases, samples)
        Crosslinkers per dot; photons per arm without bleaching and inner filter.
    armed : sequence of Consumption
        Chromophores that carry warheads.

    Returns
    -------
    dict of str to ndarray, shape (cases, samples)
    """

    def per_arm(counts: Iterable[tuple[Consumption, Array]]) -> Array:
        parts = (s.chromophore.count * count[-1] for s, count in counts)
        return sum(parts, np.zeros_like(photons)) / n_arms

    dead = per_arm((s, s.history.dead) for s in armed)
    made = per_arm((s, x) for s in armed for x in (*s.history.by_light, *s.history.by_transfer))
    reservoirs = [
        (arm.reservoir.loss, s, waiting)
        for s in armed
        for arm, waiting in zip(s.absorber.arms, s.history.waiting, strict=True)
        if arm.reservoir is not None
    ]
    waiting = {
        loss: per_arm((s, amount) for name, s, amount in reservoirs if name == loss)
        for loss, *_ in reservoirs
    }
    reacted = np.maximum(sum(waiting.values(), dead + made), 1e-12)
    absorbed = np.maximum(-np.expm1(-photons), 1e-12)
    remaining = {
        "absorption": absorbed,
        "quantum yield": reacted / absorbed,
        "electron transfer from the dot": 1.0 - dead / reacted,
        "loading and bridging": network(crosslinkers * (n_arms - 1.0 + anchored), draws),
    }
    remaining |= {name: 1.0 - amount / reacted for name, amount in waiting.items()}
    lost: dict[str, Array] = {}
    for s in armed:
        share = s.chromophore.count * s.chromophore.n_warheads / n_arms
        for name, p in s.lost.items():
            lost[name] = lost.get(name, np.zeros_like(photons)) + share * p
    remaining |= {name: 1.0 - p for name, p in lost.items()}
    return {name: -np.log(np.clip(share, 1e-12, 1.0)) for name, share in remaining.items()}


def network(links_per_dot: Array, draws: Draws) -> Array:
    """Return the gel made by a number of doubly bonded crosslinkers per dot."""
    return gel_fraction(
        2.0 * links_per_dot * draws["bridging_fraction"],
        draws["contact_coordination"],
        draws["percolation_threshold"],
        draws["network_choice"],
    )


def limiting_loss(
    gel: Array, plqy: Array, losses: Mapping[str, Array], quenching: Mapping[str, Array]
) -> str:
    """Return the name of the largest loss of one exposure.

    The film or its light, whichever loses more of the product of retention and PLQY at the
    median; within it the largest median loss.

    Parameters
    ----------
    gel, plqy : ndarray, shape (samples,)
    losses, quenching : mapping of str to ndarray, shape (samples,)

    Examples
    --------
    >>> one = np.ones(3)
    >>> limiting_loss(0.9 * one, 0.5 * one, {"absorption": one}, {"UV damage": one})
    'UV damage'
    """
    film = -np.log(max(float(np.median(gel)), 1e-12))
    light = -np.log(max(float(np.median(plqy)), 1e-12))
    causes = losses if film >= light else quenching
    return max(sorted(causes), key=lambda name: float(np.median(causes[name])))
