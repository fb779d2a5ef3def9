"""What became of the warheads of each chromophore once light and fate are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dotstitch.contracts.draws import Array
from dotstitch.film.molecule import Chromophore
from dotstitch.film.photolysis import Absorber, History
from dotstitch.film.prepare import ArmFate
from dotstitch.groups.chain import HARMFUL_ENDS, bond_probability


@dataclass(frozen=True, eq=False)
class Spent:
    """One kind of chromophore; arrays of shape (doses, cases, samples).

    Attributes
    ----------
    bond_share : ndarray
        Probability that a spent warhead has made a wanted bond.
    harmful, carbenes : ndarray
        Harmful events and carbenes made, per chromophore.
    ends : mapping of str to ndarray, shape (cases, samples)
        Share of the intermediates made at the full dose that met each end.
    """

    chromophore: Chromophore
    absorber: Absorber
    history: History
    bond_share: Array
    harmful: Array
    carbenes: Array
    ends: Mapping[str, Array]

    @property
    def unbound(self) -> Array:
        """Probability that a chromophore holds no bond."""
        shares = enumerate(self.history.states)
        return sum((x * (1.0 - self.bond_share) ** k for k, x in shares), 0.0 * self.bond_share)


def _mean_ends(fates: Sequence[ArmFate], born: str) -> dict[str, Array]:
    """Average the ends over the arms of a chromophore, by their number."""
    total = sum(f.arm.n_equivalent for f in fates)
    ends: dict[str, Array] = {}
    for fate in fates:
        for name, p in getattr(fate, born).items():
            share = fate.arm.n_equivalent / total * p
            ends[name] = ends[name] + share if name in ends else share
    return ends


def spend(
    chromophore: Chromophore, absorber: Absorber, history: History, fates: Sequence[ArmFate]
) -> Spent:
    """Combine the history of a chromophore with the fates of its intermediates."""
    zero = np.zeros_like(history.dead)
    if not fates:
        return Spent(chromophore, absorber, history, zero, zero, zero, {})
    early, late = _mean_ends(fates, "ends"), _mean_ends(fates, "ends_from_triplet")
    counts = {
        name: history.from_singlet * early[name] + history.from_triplet * late[name]
        for name in early
    }
    made = history.from_singlet + history.from_triplet
    used = sum((k * x for k, x in enumerate(history.states)), zero)
    return Spent(
        chromophore=chromophore,
        absorber=absorber,
        history=history,
        bond_share=np.clip(bond_probability(counts) / np.maximum(used, 1e-12), 0.0, 1.0),
        harmful=sum((counts[name] for name in HARMFUL_ENDS), history.dead),
        carbenes=made * (1.0 - chromophore.azide_share),
        ends={name: count[-1] / np.maximum(made[-1], 1e-12) for name, count in counts.items()},
    )
