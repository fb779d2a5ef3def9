"""What the model says of a molecule by itself: bands, levels, gap, yield, all errors drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np

from dotstitch.contracts.config import FILM_THICKNESS_NM, IRRADIANCE_MW_CM2
from dotstitch.contracts.constants import EV_NM, ROOM_TEMPERATURE_K
from dotstitch.contracts.draws import Array, Draws
from dotstitch.contracts.measurement import Measurement
from dotstitch.data.error_models import number
from dotstitch.dot.dots import Dot
from dotstitch.dot.levels import film_permittivity
from dotstitch.dot.samples import DotSamples, sample_dot
from dotstitch.dot.transfer import drawn_levels_ev, drawn_triplet_ev
from dotstitch.evidence.prior import prior_draws
from dotstitch.film.absorbers import drawn_epsilon, quantum_yields
from dotstitch.film.carriers import acceptor_of
from dotstitch.film.exposure import Case, dose_grid, stack_cases
from dotstitch.film.molecule import ArmInput, Chromophore, MoleculeInput
from dotstitch.film.simulate import simulate
from dotstitch.groups.spin_pair import drawn_adiabatic_gap_kcal_mol
from dotstitch.optics.lamps import overlap
from dotstitch.optics.solvents import permittivity

USUAL_NM, USUAL_DOSE_MJ_CM2, USUAL_WT_PERCENT = 365.0, 50.0, 3.0
"""Exposure at which the arm that converts least is told."""
CHOOSING_DRAWS, CHOOSING_SEED = 100, 0


def spectrum_shift_ev(row: Measurement, draws: Draws) -> Array:
    """Return by how much a measured spectrum lies above that of the film, shape (samples,).

    The error of position of its laboratory, and the difference between solvent and film.
    """
    position = number("spectrum_position_ev") * draws.normals(f"spectrum:{row.block}:position")
    solvent = solvent_shift_sd_ev(row.solvent)
    if solvent == 0.0:
        return np.asarray(position)
    return np.asarray(position + solvent * draws.normals(f"spectrum:{row.block}:solvent"))


def solvent_shift_sd_ev(solvent: str) -> float:
    """Return how far bands in a solvent may lie from those in the film, one standard deviation.

    Examples
    --------
    >>> solvent_shift_sd_ev(""), solvent_shift_sd_ev("MeCN") > solvent_shift_sd_ev("toluene")
    (0.0, True)
    """
    if not solvent:
        return 0.0
    polarity = [
        (eps - 1.0) / (2.0 * eps + 1.0) for eps in (permittivity(solvent), film_permittivity())
    ]
    return number("solvent_shift_ev") * abs(polarity[0] - polarity[1])


def whole_epsilon(
    molecule: MoleculeInput, draws: Draws, further_shift_ev: Array
) -> Callable[[Array], Array]:
    """Return the drawn absorptivity of the intact molecule over wavelengths (nm)."""
    parts = [
        (
            part.count,
            drawn_epsilon(
                part,
                part.states[0].epsilon_m1_cm1,
                molecule.wavelength_nm,
                draws,
                further_shift_ev,
            ),
        )
        for part in molecule.chromophores
    ]
    return lambda nm: np.asarray(sum(count * drawn(nm) for count, drawn in parts))


def epsilon_m1_cm1(row: Measurement, molecule: MoleculeInput, draws: Draws) -> Array:
    """Return the absorptivity at the wavelength of a row, shape (samples,)."""
    drawn = whole_epsilon(molecule, draws, spectrum_shift_ev(row, draws))
    at_nm = USUAL_NM if row.wavelength_nm is None else row.wavelength_nm
    return overlap(drawn, molecule.wavelength_nm, at_nm, row.lamp_fwhm_nm)


def lambda_max_nm(molecule: MoleculeInput, draws: Draws, further_shift_ev: Array) -> Array:
    """Return the strongest maximum on the grid of the molecule, shape (samples,).

    A parabola through its three points gives the place between them. Where a curve only rises
    towards an end of the grid, that end.
    """
    grid = molecule.wavelength_nm
    curve = whole_epsilon(molecule, draws, further_shift_ev)(grid)
    inner = (curve[:, 1:-1] > curve[:, :-2]) & (curve[:, 1:-1] >= curve[:, 2:])
    peaks = np.where(inner, curve[:, 1:-1], -1.0)
    top = np.where(inner.any(axis=1), peaks.argmax(axis=1) + 1, curve.argmax(axis=1))
    middle = np.clip(top, 1, grid.size - 2)
    sample = np.arange(len(curve))
    left, here, right = (curve[sample, middle + step] for step in (-1, 0, 1))
    bend = np.where(top == middle, left - 2.0 * here + right, 0.0)
    away = np.where(bend < 0.0, 0.5 * (left - right) / np.where(bend < 0.0, bend, 1.0), 0.0)
    step_nm = 0.5 * (grid[middle + 1] - grid[middle - 1])
    return np.asarray(grid[top] + step_nm * np.clip(away, -0.5, 0.5))


def frontier_levels_ev(molecule: MoleculeInput, draws: Draws) -> tuple[Array, Array]:
    """Return the highest HOMO and the lowest LUMO over the electrophores, in the film."""
    levels = [drawn_levels_ev(acceptor_of(c, c.states[0]), draws) for c in molecule.chromophores]
    lumo, homo = (np.stack(column) for column in zip(*levels, strict=True))
    return homo.max(axis=0), lumo.min(axis=0)


def triplet_ev(molecule: MoleculeInput, draws: Draws) -> Array:
    """Return the lowest triplet over the chromophores whose triplet is known."""
    known = [c for c in molecule.chromophores if c.triplet_ev is not None]
    drawn = [drawn_triplet_ev(acceptor_of(c, c.states[0]), draws) for c in known]
    return np.asarray(np.min(drawn, axis=0))


def optical_offset_ev(molecule: MoleculeInput, draws: Draws, sample: DotSamples) -> Array:
    """Return HOMO plus optical gap minus the conduction edge, the convention of Lu et al."""
    homo, _ = frontier_levels_ev(molecule, draws)
    optical_gap = EV_NM / lambda_max_nm(molecule, draws, np.zeros(draws.n))
    dot = sample.dot
    edge = dot.conduction_band_ev + dot.conduction_band_uncertainty_ev * sample.edge_normal
    return np.asarray(homo + optical_gap - edge)


def gap_st_kcal_mol(molecule: MoleculeInput, draws: Draws, dots: Mapping[str, DotSamples]) -> Array:
    """Return the adiabatic gap of the intermediate of the arm that converts least."""
    _, arm = ruling_arm(molecule, next(iter(dots.values())).dot)
    if arm.intermediate is None:
        raise ValueError(f"{molecule.name}: no intermediate with a singlet-triplet gap")
    return drawn_adiabatic_gap_kcal_mol(arm.intermediate, draws)


def quantum_yield(
    row: Measurement, molecule: MoleculeInput, draws: Draws, dots: Mapping[str, DotSamples]
) -> Array:
    """Return the warheads of the arm that converts least consumed per photon it absorbs."""
    name, sample = next(iter(dots.items()))
    chromophore, arm = ruling_arm(molecule, sample.dot)
    case = usual_case(name, row.wavelength_nm or USUAL_NM, row.lamp_fwhm_nm)
    conditions = stack_cases([case], dots)
    amines = molecule.n_tertiary_amines
    return np.asarray(quantum_yields(chromophore, arm, amines, conditions, draws)[0][0])


@lru_cache(maxsize=512)
def ruling_arm(molecule: MoleculeInput, dot: Dot) -> tuple[Chromophore, ArmInput]:
    """Return the arm whose intermediate makes the fewest bonds, with its chromophore.

    Told by draws of the prior, so that it stays the same arm while a posterior is sought.
    """
    arms = [(part, arm) for part in molecule.chromophores for arm in part.arms]
    if len(arms) == 1:
        return arms[0]
    draws = prior_draws(CHOOSING_DRAWS, CHOOSING_SEED)
    case = usual_case(dot.name, USUAL_NM)
    fates = simulate(molecule, [case], draws, {dot.name: sample_dot(dot, draws)}).fates
    bonds = [float(np.median(fate.bond[0])) for fate in fates]
    return arms[bonds.index(min(bonds))]


def usual_case(dot: str, wavelength_nm: float, lamp_fwhm_nm: float = 0.0) -> Case:
    """Return an exposure for what does not depend on dose and film."""
    return Case(
        wavelength_nm,
        dose_grid(USUAL_DOSE_MJ_CM2),
        IRRADIANCE_MW_CM2,
        USUAL_WT_PERCENT,
        False,
        FILM_THICKNESS_NM,
        ROOM_TEMPERATURE_K,
        dot,
        lamp_fwhm_nm=lamp_fwhm_nm,
    )
