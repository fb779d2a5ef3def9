"""What became of the warheads of each chromophore once light and fate are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dotstitch.contracts.draws import Array
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
    bond_share : ndarray
        Probability that a reacted warhead has made a wanted bond.
    harmful, passivating : ndarray
        Harmful events and passivating intermediates, per chromophore.
    lost : mapping of str to ndarray, shape (cases, samples)
        Share of the intermediates made at the full dose that ended unwanted, by name of the loss.
    """

    chromophore: Chromophore
    absorber: Absorber
    history: History
    bond_share: Array
    harmful: Array
    passivating: Array
    lost: Mapping[str, Array]

    @property
    def unbound(self) -> Array:
        """Probability that a chromophore holds no bond."""
        shares = enumerate(self.history.states)
        return sum((x * (1.0 - self.bond_share) ** k for k, x in shares), 0.0 * self.bond_share)


def consume(
    chromophore: Chromophore, absorber: Absorber, history: History, fates: Sequence[ArmFate]
) -> Consumption:
    """Combine the history of a chromophore with the fates of its intermediates, arm by arm."""
    zero = np.zeros_like(history.dead)
    wanted, harmful, passivating, made = zero, history.dead, zero, zero
    lost: dict[str, Array] = {}
    intermediates = zip(history.by_light, history.by_transfer, strict=True)
    for fate, (light, transfer) in zip(fates, intermediates, strict=True):
        made = made + light + transfer
        if fate.arm.group.passivates:
            passivating = passivating + light + transfer
        wanted = wanted + fate.count("wanted", light, transfer)
        harmful = harmful + fate.count("harmful", light, transfer)
        for name, end in ends_of(fate.arm.group.name).items():
            if end.loss:
                count = light[-1] * fate.ends[name] + transfer[-1] * fate.ends_by_transfer[name]
                lost[end.loss] = lost.get(end.loss, zero[-1]) + count
    reacted = sum((k * x for k, x in enumerate(history.states)), zero)
    return Consumption(
        chromophore=chromophore,
        absorber=absorber,
        history=history,
        bond_share=np.clip(wanted / np.maximum(reacted, 1e-12), 0.0, 1.0),
        harmful=harmful,
        passivating=passivating,
        lost={name: count / np.maximum(made[-1], 1e-12) for name, count in lost.items()},
    )
