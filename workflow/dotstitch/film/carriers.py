"""What an excited dot hands to a chromophore: electrons, holes, energy."""

from __future__ import annotations

import numpy as np

from dotstitch.contracts.constants import BOLTZMANN_EV_K
from dotstitch.contracts.draws import Array, Draws
from dotstitch.dot.alignment import align
from dotstitch.dot.levels import FilmLevels
from dotstitch.dot.samples import DotSamples
from dotstitch.film.composition import Composition
from dotstitch.film.exposure import Conditions
from dotstitch.film.luminescence import transfer_factor
from dotstitch.film.molecule import Chromophore, MoleculeInput

Pair = tuple[Array, Array]
"""Electron and hole."""


def transfer_rates(
    chromophore: Chromophore, conditions: Conditions, draws: Draws
) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
    """Return the rates (us-1) at which each state takes an electron or a hole from a dot.

    The uncertainty of the band edges is common to all molecules; that of the molecule is its own
    and common to its states.

    Returns
    -------
    electron, hole : tuple of ndarray, shape (cases, samples)
        One array per state.
    """
    normals = (
        draws.normals(f"{chromophore.smiles}:lumo"),
        draws.normals(f"{chromophore.smiles}:homo"),
    )
    on = conditions.on["electron_transfer"]
    electrons, holes = [], []
    for state in chromophore.states:
        found: dict[tuple[str, float], Pair] = {}
        for case, sample in zip(conditions.cases, conditions.dots, strict=True):
            key = (case.dot, case.temperature_k)
            if key not in found:
                found[key] = _one_pair(state.levels, normals, sample, draws, case.temperature_k)
        pairs = [found[case.dot, case.temperature_k] for case in conditions.cases]
        electrons.append(on * np.stack([electron for electron, _ in pairs]))
        holes.append(on * np.stack([hole for _, hole in pairs]))
    return tuple(electrons), tuple(holes)


def _one_pair(
    levels: FilmLevels, normals: Pair, sample: DotSamples, draws: Draws, temperature_k: float
) -> Pair:
    dot, aligned = sample.dot, align(levels, sample.dot)
    electron = (
        aligned.electron_offset_ev
        + levels.lumo_uncertainty_ev * normals[0]
        - dot.conduction_band_uncertainty_ev * sample.edge_normal
    )
    hole = (
        aligned.hole_offset_ev
        - levels.homo_uncertainty_ev * normals[1]
        + dot.valence_band_uncertainty_ev * sample.edge_normal
    )
    return (
        sample.quench.electron * transfer_factor(draws, electron, dot, temperature_k),
        sample.quench.hole * transfer_factor(draws, hole, dot, temperature_k),
    )


def energy_yield(
    chromophore: Chromophore,
    molecule: MoleculeInput,
    composition: Composition,
    conditions: Conditions,
    draws: Draws,
) -> Array:
    """Return the warheads spent per exciton and warhead by energy transfer.

    Uphill transfer pays a Boltzmann factor of triplet over exciton; closed without a triplet
    energy.
    """
    shape = composition.crosslinkers_per_dot.shape
    if chromophore.triplet_ev is None or not chromophore.n_warheads:
        return np.zeros(shape)
    error = draws["triplet_energy_sd_ev"] * draws.normals(f"{chromophore.smiles}:triplet")
    climb = chromophore.triplet_ev + error - conditions.dot_column("optical_gap_ev")
    thermal = BOLTZMANN_EV_K * conditions.column("temperature_k")
    open_share = np.exp(-np.maximum(climb, 0.0) / thermal)
    warheads = np.maximum(composition.crosslinkers_per_dot * molecule.n_arms, 1e-9)
    total = draws["energy_transfer_efficiency"] * open_share * conditions.on["energy_transfer"]
    return np.asarray(total / np.maximum(warheads, 1.0))
