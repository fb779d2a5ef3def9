"""Nitrenes and carbenes: a singlet and a triplet that cross into each other, and common ends."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from dotstitch.contracts.constants import GAS_CONSTANT_KCAL_MOL_K
from dotstitch.contracts.draws import Array, Draws
from dotstitch.contracts.results import GapValues
from dotstitch.groups.chain import Chain
from dotstitch.groups.protocol import RoleSpecies
from dotstitch.groups.surroundings import Surroundings

SINGLET, TRIPLET = "singlet", "triplet"
TRIPLET_DEGENERACY = 3.0
CYCLOHEXANE_CH_BONDS = 12.0
"""Insertion and abstraction rates are per mole of cyclohexane."""


def drawn_gap_kcal_mol(intermediate: RoleSpecies, draws: Draws) -> Array:
    """Return the free energy of the singlet minus that of the triplet with its error drawn.

    Without the triplet's degeneracy; shape (samples,).

    Raises
    ------
    ValueError
        When the gap was not read.
    """
    gap, error = _gap_and_error(intermediate, draws)
    return gap.gap_free_energy_kcal_mol + error


def drawn_adiabatic_gap_kcal_mol(intermediate: RoleSpecies, draws: Draws) -> Array:
    """Return the adiabatic gap at 0 K with the same error, as an experiment reports it."""
    gap, error = _gap_and_error(intermediate, draws)
    return gap.gap_st_kcal_mol + error


def _gap_and_error(intermediate: RoleSpecies, draws: Draws) -> tuple[GapValues, Array]:
    gap = intermediate.gap
    if gap is None:
        raise ValueError(f"{intermediate.smiles}: no singlet-triplet gap")
    errors = draws.normals(f"{intermediate.smiles}:gap")
    return gap, gap.gap_st_uncertainty_kcal_mol * errors


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


def triplet_ends(
    draws: Draws, *, abstraction: Array, addition: Array, oxidation: Array, around: Surroundings
) -> dict[str, Array]:
    """Return the rates of the ends of a triplet, the dimer left out.

    After abstraction of hydrogen the two radicals combine in their cage or escape. Oxygen caps
    those that escape in air; in N2 part of them pair into a link, and the rest is reduced.
    """
    on = around.on
    abstraction = abstraction * on["abstraction"]
    escaped = abstraction * (1.0 - draws["cage_yield"])
    capped = around.air * on["capping"]
    paired = (1.0 - capped) * draws["radical_link_share"] * on["radical_link"]
    return {
        "addition": addition * on["addition"],
        "recombination": abstraction * draws["cage_yield"],
        "radical_link": escaped * paired,
        "escape": escaped * (1.0 - capped - paired),
        "capping": escaped * capped,
        "oxidation": oxidation * on["oxidation"],
        "unspent": draws["triplet_residual_rate"],
    }


def spin_pair(
    draws: Draws,
    crossing: Array,
    gap_kcal_mol: Array,
    singlet: dict[str, Array],
    triplet: dict[str, Array],
    around: Surroundings,
) -> Chain:
    """Return the chain of a singlet and a triplet, with the way back and the dimer of triplets."""
    back = back_crossing(crossing, gap_kcal_mol, around.temperature_k) * around.on["back_crossing"]
    moves = {(SINGLET, TRIPLET): crossing, (TRIPLET, SINGLET): back}
    alone = Chain(moves, {SINGLET: singlet, TRIPLET: triplet})
    dimer = (
        dimer_rate(alone, draws["triplet_dimer_rate"], around.formation_m_s) * around.on["dimer"]
    )
    return Chain(moves, {SINGLET: singlet, TRIPLET: {**triplet, "dimer": dimer}})


def reaches_triplet(pair: Chain) -> Array:
    """Return the probability that an intermediate formed in the singlet reaches the triplet."""
    crossing = pair.moves[SINGLET, TRIPLET]
    return np.asarray(crossing / (crossing + pair.leaving(SINGLET)))


def returns(pair: Chain) -> Array:
    """Return the probability that a triplet comes back to the singlet before it ends."""
    back = pair.moves[TRIPLET, SINGLET]
    return np.asarray(back / (back + pair.leaving(TRIPLET)))


def dimer_rate(pair: Chain, pair_rate: Array, formation_m_s: Array) -> Array:
    """Return the first-order rate at which triplets find each other, bounded from above.

    The steady state of d[T]/dt = G - k [T] - 2 k2 [T]^2, with G the formation of triplets at the
    start of the exposure (its largest value), gives 2 k2 [T] = (sqrt(k^2 + 8 k2 G) - k) / 2.

    Parameters
    ----------
    pair : Chain
        Without the dimer channel.
    pair_rate : ndarray
        k2, M-1 s-1.
    formation_m_s : ndarray
        Intermediates formed, M s-1.
    """
    k = pair.leaving(TRIPLET) + pair.moves[TRIPLET, SINGLET]
    driven = 8.0 * pair_rate * formation_m_s * reaches_triplet(pair)
    return np.asarray(0.5 * driven / (np.sqrt(k**2 + driven) + k))
