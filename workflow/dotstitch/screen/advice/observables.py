"""What can be measured of one molecule, under every draw."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from dotstitch.contracts.draws import Array, Draws
from dotstitch.dot.transfer import drawn_levels_ev, drawn_triplet_ev
from dotstitch.film.absorbers import quantum_yields, sampled_epsilon
from dotstitch.film.carriers import acceptor_of
from dotstitch.film.exposure import Conditions
from dotstitch.film.molecule import Chromophore, MoleculeInput
from dotstitch.groups.spin_pair import drawn_gap_kcal_mol


def absorptivity(molecule: MoleculeInput, lamps: Conditions, draws: Draws) -> Array:
    """Return the absorptivity of the intact molecule at each lamp, M-1 cm-1.

    Returns
    -------
    ndarray, shape (lamps, samples)
    """
    return np.asarray(sum(_absorptivities(molecule, lamps, draws)))


def photolysis_yield(molecule: MoleculeInput, lamps: Conditions, draws: Draws) -> Array:
    """Return the warheads consumed per photon that the intact molecule absorbs from each lamp.

    Returns
    -------
    ndarray, shape (lamps, samples)
    """
    absorbed = _absorptivities(molecule, lamps, draws)
    consumed = (
        own * _warheads_per_photon(part, molecule.n_tertiary_amines, lamps, draws)
        for part, own in zip(molecule.chromophores, absorbed, strict=True)
        if part.arms
    )
    return np.asarray(sum(consumed) / np.maximum(sum(absorbed), 1e-9))


def levels_ev(molecule: MoleculeInput, draws: Draws) -> tuple[Array, Array]:
    """Return the lowest LUMO and the highest HOMO over the electrophores, shape (samples,)."""
    found = [
        drawn_levels_ev(acceptor_of(part, part.states[0]), draws) for part in molecule.chromophores
    ]
    return np.min([lumo for lumo, _ in found], axis=0), np.max([homo for _, homo in found], axis=0)


def gaps_kcal_mol(molecule: MoleculeInput, draws: Draws) -> Mapping[str, Array]:
    """Return the singlet-triplet gap of every intermediate that has one, by SMILES."""
    intermediates = (arm.intermediate for part in molecule.chromophores for arm in part.arms)
    return {one.smiles: drawn_gap_kcal_mol(one, draws) for one in intermediates if one is not None}


def triplets_ev(molecule: MoleculeInput, draws: Draws) -> Mapping[str, Array]:
    """Return the lowest triplet energy of every chromophore for which it is known, by SMILES."""
    return {
        part.smiles: drawn_triplet_ev(acceptor_of(part, part.states[0]), draws)
        for part in molecule.chromophores
        if part.triplet_ev is not None
    }


def _absorptivities(molecule: MoleculeInput, lamps: Conditions, draws: Draws) -> list[Array]:
    grid = molecule.wavelength_nm
    return [
        c.count * sampled_epsilon(c, c.states[0].epsilon_m1_cm1, grid, lamps, draws)
        for c in molecule.chromophores
    ]


def _warheads_per_photon(
    part: Chromophore, n_amines: int, lamps: Conditions, draws: Draws
) -> Array:
    """Return the mean over the warheads of one chromophore, each of which may take the photon."""
    yields = (
        arm.n_equivalent * quantum_yields(part, arm, n_amines, lamps, draws)[0] for arm in part.arms
    )
    return np.asarray(sum(yields) / part.n_warheads)
