"""Chromophores as the photolysis sees them: absorption, yields, carriers, reservoirs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from rdkit import Chem

from dotstitch.contracts.constants import EV_NM, SIGMA_PER_FWHM
from dotstitch.contracts.draws import Array, Draws
from dotstitch.film.carriers import state_rates
from dotstitch.film.composition import Composition
from dotstitch.film.exposure import Conditions
from dotstitch.film.light import CROSS_SECTION_CM2, Absorber, ArmYields, ReservoirYields
from dotstitch.film.molecule import ArmInput, Chromophore, MoleculeInput
from dotstitch.groups.isomerisation import isomerisable_bonds
from dotstitch.groups.protocol import Group
from dotstitch.groups.surroundings import Lamp, Rivals
from dotstitch.optics.lamps import overlap

Indices = NDArray[np.intp]


def drawn_epsilon(
    chromophore: Chromophore,
    epsilon: Array,
    grid_nm: Array,
    draws: Draws,
    further_shift_ev: ArrayLike = 0.0,
) -> Callable[[Array], Array]:
    """Return an absorptivity with the errors of band position and intensity drawn.

    Parameters
    ----------
    chromophore : Chromophore
        All its states share the draw.
    epsilon, grid_nm : ndarray, shape (n_wavelengths,)
    draws : Draws
    further_shift_ev : array_like
        Of a spectrum that was taken elsewhere than in the film, broadcast against (samples,).

    Returns
    -------
    callable
        Takes wavelengths (nm), shape (n,), and returns M-1 cm-1, shape (samples, n).
    """
    shift = chromophore.band_shift_ev(draws) + np.asarray(further_shift_ev)
    decades = chromophore.intensity_decades(draws)

    def drawn(wavelength_nm: Array) -> Array:
        shifted_nm = EV_NM / np.maximum(EV_NM / wavelength_nm - shift[:, None], 0.5)
        return np.asarray(np.interp(shifted_nm, grid_nm, epsilon) * 10.0 ** decades[:, None])

    return drawn


def sampled_epsilon(
    chromophore: Chromophore,
    epsilon: Array,
    grid_nm: Array,
    conditions: Conditions,
    draws: Draws,
) -> Array:
    """Return the drawn absorptivity at the lamp.

    For an LED it is the overlap of lamp and drawn spectrum.

    Returns
    -------
    ndarray, shape (cases, samples)
        M-1 cm-1.
    """
    drawn = drawn_epsilon(chromophore, epsilon, grid_nm, draws)
    lamps = [(case.wavelength_nm, case.lamp_fwhm_nm) for case in conditions.cases]
    by_lamp = {lamp: overlap(drawn, grid_nm, *lamp) for lamp in set(lamps)}
    return np.stack([by_lamp[lamp] for lamp in lamps])


def absorber_of(
    chromophore: Chromophore,
    molecule: MoleculeInput,
    composition: Composition,
    conditions: Conditions,
    draws: Draws,
) -> Absorber:
    """Return one kind of chromophore as the photolysis sees it."""

    def epsilon(curve: Array) -> Array:
        grid = molecule.wavelength_nm
        return sampled_epsilon(chromophore, curve, grid, conditions, draws)

    zero = np.zeros(composition.crosslinkers_per_dot.shape)
    n_amines = molecule.n_tertiary_amines
    return Absorber(
        count=chromophore.count,
        cross_section_cm2=tuple(
            CROSS_SECTION_CM2 * epsilon(state.epsilon_m1_cm1) for state in chromophore.states
        ),
        transfer=state_rates(chromophore, conditions, draws),
        arms=tuple(
            ArmYields(
                n_equivalent=arm.n_equivalent,
                quantum_yield=quantum_yields(chromophore, arm, n_amines, conditions, draws),
                triplet_yield=zero + arm.group.triplet_yield(draws),
                chemistry_yield=zero + arm.group.electron_yield(draws),
                reservoir=_reservoir(arm, epsilon, conditions, draws),
            )
            for arm in chromophore.arms
        ),
    )


def _reservoir(
    arm: ArmInput, epsilon: Callable[[Array], Array], conditions: Conditions, draws: Draws
) -> ReservoirYields | None:
    """Return the reservoir of one set of arms, if it has one."""
    reservoir = arm.group.reservoir(draws)
    if reservoir is None:
        return None
    curve = arm.species[reservoir.role].epsilon_m1_cm1
    if curve is None:
        raise ValueError(f"{arm.warhead}: no absorptivity of its {reservoir.role}")
    return ReservoirYields(
        loss=reservoir.loss,
        cross_section_cm2=CROSS_SECTION_CM2 * epsilon(curve),
        quantum_yield=reservoir.quantum_yield,
        share=reservoir.share * conditions.on[reservoir.channel],
    )


def lamp_of(chromophore: Chromophore, conditions: Conditions, draws: Draws) -> tuple[Lamp, Indices]:
    """Return the distinct lamps as a chromophore sees them, and the lamp of every case.

    The bands of all its states move together with the drawn error in position.
    """
    given = np.hstack([conditions.column("wavelength_nm"), conditions.column("lamp_fwhm_nm")])
    lamps, case = np.unique(given, axis=0, return_inverse=True)
    centre_nm, fwhm_nm = lamps[:, :1], lamps[:, 1:]
    return (
        Lamp(
            photon_ev=EV_NM / centre_nm - chromophore.band_shift_ev(draws),
            sd_ev=SIGMA_PER_FWHM * fwhm_nm * EV_NM / centre_nm**2,
        ),
        case,
    )


def quantum_yields(
    chromophore: Chromophore, arm: ArmInput, n_amines: int, conditions: Conditions, draws: Draws
) -> tuple[Array, ...]:
    """Return the warheads of one arm consumed per photon on one, in all states but the last.

    Every state of a chromophore has excitations of its own, so a half-reacted one has its own
    yield. Its rivals are those of the intact one.

    Returns
    -------
    tuple of ndarray, shape (cases, samples)
    """
    lamp, case = lamp_of(chromophore, conditions, draws)
    rivals = Rivals(n_amines, _isomerisable(chromophore.smiles, arm.group), conditions.on)
    left = arm.group.left_by_rivals(rivals, draws)
    yields = (
        arm.group.yields(state.excited, lamp, draws)
        for state in chromophore.states[: chromophore.n_warheads]
    )
    return tuple(left * np.broadcast_to(each, lamp.photon_ev.shape)[case] for each in yields)


@cache
def _isomerisable(smiles: str, group: Group) -> int:
    """Return how many C=C of a chromophore may turn instead of letting a group react."""
    mol = Chem.MolFromSmiles(smiles)
    return isomerisable_bonds(mol, group.find(mol))
