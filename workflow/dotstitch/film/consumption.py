"""What became of the warheads of each chromophore once light and fate are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dotstitch.contracts.draws import Array
from dotstitch.film.composition import unbonded
from dotstitch.film.light import Absorber
from dotstitch.film.molecule import Chromophore
from dotstitch.film.photolysis import History
from dotstitch.film.prepare import ArmFate
from dotstitch.groups.registry import ends_of


@dataclass(frozen=True, eq=False)
class Consumption:
    """One kind of chromophore; arrays of shape (doses, cases, samples).

    Attributes
    ----------
    bond_shares : tuple of ndarray
        Arm by arm, the probability that a reacted warhead has made a wanted bond.
    harmful, passivating : ndarray
        Harmful events and passivating intermediates, per chromophore.
    lost : mapping of str to ndarray, shape (cases, samples)
        Share of the intermediates made at the full dose that ended unwanted, by name of the loss.
    """

    chromophore: Chromophore
    absorber: Absorber
    history: History
    bond_shares: tuple[Array, ...]
    harmful: Array
    passivating: Array
    lost: Mapping[str, Array]

    @property
    def unbound(self) -> Array:
        """Probability that a chromophore holds no bond."""
        shares = self.history.shares.items()
        parts = (x * unbonded(reacted, self.bond_shares) for reacted, x in shares)
        return sum(parts, np.zeros_like(self.history.dead))


def consume(
    chromophore: Chromophore, absorber: Absorber, history: History, fates: Sequence[ArmFate]
) -> Consumption:
    """Combine the history of a chromophore with the fates of its intermediates, arm by arm."""
    zero = np.zeros_like(history.dead)
    harmful, passivating, made = history.dead, zero, zero
    bond_shares = []
    lost: dict[str, Array] = {}
    intermediates = zip(history.by_light, history.by_transfer, strict=True)
    for number, (fate, (light, transfer)) in enumerate(zip(fates, intermediates, strict=True)):
        made = made + light + transfer
        if fate.arm.group.passivates:
            passivating = passivating + light + transfer
        reacted = sum((k[number] * x for k, x in history.shares.items()), zero)
        wanted = zero + fate.count("wanted", light, transfer)
        bond_shares.append(np.clip(wanted / np.maximum(reacted, 1e-12), 0.0, 1.0))
        harmful = harmful + fate.count("harmful", light, transfer)
        for name, end in ends_of(fate.arm.group.name).items():
            if end.loss:
                count = light[-1] * fate.ends[name] + transfer[-1] * fate.ends_by_transfer[name]
                lost[end.loss] = lost.get(end.loss, zero[-1]) + count
    return Consumption(
        chromophore=chromophore,
        absorber=absorber,
        history=history,
        bond_shares=tuple(bond_shares),
        harmful=harmful,
        passivating=passivating,
        lost={name: count / np.maximum(made[-1], 1e-12) for name, count in lost.items()},
    )
