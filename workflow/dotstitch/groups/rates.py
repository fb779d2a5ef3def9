"""Rates of nitrenes and carbenes in the ligand shell, by class and moved by descriptors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from dotstitch.contracts.constants import GAS_CONSTANT_KCAL_MOL_K
from dotstitch.contracts.draws import Array, Draws
from dotstitch.groups.chain import Rates, back_crossing, visits_to_triplet

CYCLOHEXANE_CH_BONDS = 12.0
"""Insertion and abstraction rates are per mole of cyclohexane."""

CHANNELS = (
    "insertion",
    "addition",
    "crossing",
    "back_crossing",
    "ring_expansion",
    "trapping",
    "abstraction",
    "oxidation",
    "azine",
    "dimer",
)
"""Channels of the chain that can be switched off one by one."""


@dataclass(frozen=True)
class Surroundings:
    """What an intermediate meets; arrays broadcast to (cases, samples).

    Attributes
    ----------
    ch_m, cc_m : ndarray
        C-H and C=C bonds, M.
    amine_m, thiol_m, acid_m : ndarray
        Free groups, M; the amine includes tertiary amines of the crosslinker.
    warhead_m : ndarray
        Intact warheads, M.
    air : ndarray
        One in air, zero in N2.
    temperature_k : ndarray
    birth_m_s : ndarray
        Intermediates born per litre and second at the start of the exposure.
    on : mapping of str to ndarray
        One for every channel of :data:`CHANNELS` that is on, zero where it is switched off.
    """

    ch_m: Array
    cc_m: Array
    amine_m: Array
    thiol_m: Array
    acid_m: Array
    warhead_m: Array
    air: Array
    temperature_k: Array
    birth_m_s: Array
    on: Mapping[str, Array]


def nitrene_rates(
    draws: Draws, gap_kcal_mol: Array, expansion: Array, around: Surroundings
) -> Rates:
    """Return the rates of an aryl nitrene.

    Parameters
    ----------
    draws : Draws
    gap_kcal_mol : ndarray
        Free energy of the singlet minus that of the triplet, without the triplet's degeneracy.
    expansion : ndarray, shape (cases, samples)
        Rate of ring expansion, s-1, see :mod:`dotstitch.groups.ring_expansion`.
    around : Surroundings
    """
    on, cyclohexane = around.on, around.ch_m / CYCLOHEXANE_CH_BONDS
    crossing = draws["nitrene_isc_rate"] * on["crossing"]
    trapping = (
        draws["nitrene_amine_rate"] * around.amine_m
        + draws["nitrene_thiol_rate"] * around.thiol_m
        + draws["nitrene_acid_rate"] * around.acid_m
    )
    singlet = {
        "insertion": draws["nitrene_insertion_rate"] * cyclohexane * on["insertion"],
        "addition": draws["nitrene_alkene_rate"] * around.cc_m * on["addition"],
        "ring_expansion": expansion * on["ring_expansion"],
        "trapping": trapping * on["trapping"],
    }
    triplet = _triplet_ends(
        draws,
        abstraction=draws["triplet_nitrene_abstraction_rate"] * cyclohexane,
        addition=draws["triplet_nitrene_alkene_rate"] * around.cc_m,
        oxidation=draws["nitrene_oxygen_rate"] * around.air,
        around=around,
    )
    return _assemble(draws, crossing, gap_kcal_mol, singlet, triplet, around)


def carbene_insertion_rate(draws: Draws, gap_kcal_mol: Array) -> Array:
    """Return the C-H insertion rate of the singlet, M-1 s-1 of cyclohexane.

    A singlet stabilised below the reference gap inserts more slowly, as PhCCl does.
    """
    short = np.minimum(gap_kcal_mol - draws["carbene_insertion_reference_gap"], 0.0)
    return np.asarray(
        draws["carbene_insertion_rate"] * 10.0 ** (draws["carbene_insertion_gap_slope"] * short)
    )


def carbene_rates(draws: Draws, gap_kcal_mol: Array, around: Surroundings) -> Rates:
    """Return the rates of an aryl carbene; parameters as in :func:`nitrene_rates`."""
    on, cyclohexane = around.on, around.ch_m / CYCLOHEXANE_CH_BONDS
    crossing = draws["carbene_isc_rate"] * on["crossing"]
    expansion = 10.0 ** draws["carbene_expansion_log10_a"] * np.exp(
        -draws["carbene_expansion_ea"] / (GAS_CONSTANT_KCAL_MOL_K * around.temperature_k)
    )
    trapping = (
        draws["carbene_amine_rate"] * around.amine_m
        + draws["carbene_thiol_rate"] * around.thiol_m
        + draws["carbene_acid_rate"] * around.acid_m
    )
    singlet = {
        "insertion": carbene_insertion_rate(draws, gap_kcal_mol) * cyclohexane * on["insertion"],
        "addition": draws["carbene_alkene_rate"] * around.cc_m * on["addition"],
        "ring_expansion": expansion * on["ring_expansion"],
        "trapping": trapping * on["trapping"],
        "azine": draws["carbene_diazirine_rate"] * around.warhead_m * on["azine"],
    }
    triplet = _triplet_ends(
        draws,
        abstraction=draws["triplet_carbene_abstraction_rate"] * cyclohexane,
        addition=draws["triplet_carbene_alkene_rate"] * around.cc_m,
        oxidation=draws["carbene_oxygen_rate"] * around.air,
        around=around,
    )
    return _assemble(draws, crossing, gap_kcal_mol, singlet, triplet, around)


def _triplet_ends(
    draws: Draws, *, abstraction: Array, addition: Array, oxidation: Array, around: Surroundings
) -> dict[str, Array]:
    on = around.on
    abstraction = abstraction * on["abstraction"]
    return {
        "addition": addition * on["addition"],
        "recombination": abstraction * draws["cage_yield"],
        "escape": abstraction * (1.0 - draws["cage_yield"]),
        "oxidation": oxidation * on["oxidation"],
        "unspent": draws["triplet_residual_rate"],
    }


def _assemble(
    draws: Draws,
    crossing: Array,
    gap_kcal_mol: Array,
    singlet: dict[str, Array],
    triplet: dict[str, Array],
    around: Surroundings,
) -> Rates:
    back = back_crossing(crossing, gap_kcal_mol, around.temperature_k) * around.on["back_crossing"]
    rates = _broadcast(Rates(crossing, back, singlet, triplet))
    dimer = dimer_rate(rates, draws["triplet_dimer_rate"], around.birth_m_s) * around.on["dimer"]
    return _broadcast(Rates(rates.crossing, back, singlet, {**triplet, "dimer": dimer}))


def dimer_rate(rates: Rates, pair_rate: Array, birth_m_s: Array) -> Array:
    """Return the first-order rate at which triplets find each other, bounded from above.

    The steady state of d[T]/dt = G - k [T] - 2 k2 [T]^2, with G the birth of triplets at the start
    of the exposure (its largest value), gives 2 k2 [T] = (sqrt(k^2 + 8 k2 G) - k) / 2.

    Parameters
    ----------
    rates : Rates
        Without the dimer channel.
    pair_rate : ndarray
        k2, M-1 s-1.
    birth_m_s : ndarray
        Intermediates born, M s-1.
    """
    k = np.sum(np.stack(list(rates.triplet.values())), axis=0) + rates.back_crossing
    driven = 8.0 * pair_rate * birth_m_s * visits_to_triplet(rates)
    return np.asarray(0.5 * driven / (np.sqrt(k**2 + driven) + k))


def _broadcast(rates: Rates) -> Rates:
    arrays = [rates.crossing, rates.back_crossing, *rates.singlet.values(), *rates.triplet.values()]
    shape = np.broadcast_shapes(*(a.shape for a in arrays))

    def full(a: Array) -> Array:
        return np.broadcast_to(a, shape)

    return Rates(
        full(rates.crossing),
        full(rates.back_crossing),
        {name: full(a) for name, a in rates.singlet.items()},
        {name: full(a) for name, a in rates.triplet.items()},
    )
