"""What an excited dot hands to the chromophores of a film: electrons, holes, energy."""

from __future__ import annotations

import numpy as np

from dotstitch.contracts.draws import Array, Draws
from dotstitch.dot.samples import DotSamples
from dotstitch.dot.transfer import Acceptor, TransferRates, transfer_rates
from dotstitch.film.exposure import Conditions
from dotstitch.film.molecule import Chromophore, MoleculeInput, State


def state_rates(
    chromophore: Chromophore, conditions: Conditions, draws: Draws
) -> tuple[TransferRates, ...]:
    """Return the rates (us-1) at which each state takes an electron, a hole or energy from a dot.

    The error of the molecule's levels is common to its states, and so is the triplet energy, which
    is that of the intact chromophore: the pi system stays when a warhead reacts.

    Returns
    -------
    tuple of TransferRates
        One per state; arrays of shape (cases, samples).
    """
    charge, energy = conditions.on["electron_transfer"], conditions.on["energy_transfer"]
    by_state: list[TransferRates] = []
    for state in chromophore.states:
        known: dict[tuple[str, float], TransferRates] = {}
        for case, sample in zip(conditions.cases, conditions.dots, strict=True):
            key = (case.dot, case.temperature_k)
            if key not in known:
                acceptor = acceptor_of(chromophore, state)
                known[key] = transfer_rates(acceptor, sample, draws, case.temperature_k)
        rates = [known[case.dot, case.temperature_k] for case in conditions.cases]
        by_state.append(
            TransferRates(
                electron=charge * np.stack([rate.electron for rate in rates]),
                hole=charge * np.stack([rate.hole for rate in rates]),
                energy=energy * np.stack([rate.energy for rate in rates]),
            )
        )
    return tuple(by_state)


def molecule_rates(molecule: MoleculeInput, sample: DotSamples, draws: Draws) -> TransferRates:
    """Return the rates (us-1) of a whole intact molecule at 298.15 K, shape (samples,)."""
    zero: Array = np.zeros(draws.n)
    total = TransferRates(zero, zero, zero)
    for part in molecule.chromophores:
        own = transfer_rates(acceptor_of(part, part.states[0]), sample, draws)
        total = TransferRates(
            electron=total.electron + part.count * own.electron,
            hole=total.hole + part.count * own.hole,
            energy=total.energy + part.count * own.energy,
        )
    return total


def acceptor_of(chromophore: Chromophore, state: State) -> Acceptor:
    """Return one state of a chromophore as a dot sees it."""
    return Acceptor(
        label=chromophore.smiles,
        levels=state.levels,
        triplet_ev=chromophore.triplet_ev,
        triplet_uncertainty_ev=chromophore.triplet_uncertainty_ev,
    )
