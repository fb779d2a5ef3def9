"""One molecule under many exposures: from light to retention and luminescence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from dotstitch.contracts.draws import Array, Draws
from dotstitch.dot.samples import DotSamples
from dotstitch.film.absorbers import absorber_of
from dotstitch.film.bare import ligand_links
from dotstitch.film.composition import count_bonds
from dotstitch.film.consumption import Consumption, consume
from dotstitch.film.exposure import Case, Conditions, stack_cases
from dotstitch.film.losses import chemical_losses, network
from dotstitch.film.luminescence import emission
from dotstitch.film.molecule import MoleculeInput
from dotstitch.film.photolysis import integrate
from dotstitch.film.prepare import (
    ArmFate,
    anchored_share,
    arm_fate,
    compose,
    film_of,
    surroundings,
)


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of a molecule; arrays of shape (doses, cases, samples) unless said otherwise.

    Attributes
    ----------
    precursor_left : ndarray
        Share of warheads still intact.
    arm_conversion : ndarray
        Share of arms that made a wanted bond.
    crosslink_yield : ndarray
        Share of crosslinkers with at least two bonded arms.
    gel, film_retention : ndarray
    plqy_relative : ndarray
        After development, over the pristine film.
    plqy_mixed : ndarray, shape (cases, samples)
        Before exposure, over the pristine film.
    quenching : mapping of str to ndarray, shape (cases, samples)
        Non-radiative rate that each cause adds at the full dose, us-1.
    crosslinkers_per_dot, photons_per_arm : ndarray, shape (cases, samples)
        The latter as absorbed without bleaching and inner filter at the full dose.
    fates : tuple of ArmFate
        In the order of chromophores and arms.
    consumption : tuple of Consumption
        Of the chromophores with arms, in their order.
    find_losses : callable
        Returns :attr:`losses`, which few who simulate want.
    """

    conditions: Conditions
    precursor_left: Array
    arm_conversion: Array
    crosslink_yield: Array
    gel: Array
    film_retention: Array
    plqy_relative: Array
    plqy_mixed: Array
    quenching: Mapping[str, Array]
    crosslinkers_per_dot: Array
    photons_per_arm: Array
    fates: tuple[ArmFate, ...]
    consumption: tuple[Consumption, ...]
    find_losses: Callable[[], Mapping[str, Array]]

    @cached_property
    def losses(self) -> Mapping[str, Array]:
        """Minus the logarithm of what each loss leaves at the full dose, (cases, samples) each."""
        return self.find_losses()


def simulate(
    molecule: MoleculeInput,
    cases: Sequence[Case],
    draws: Draws,
    dots: Mapping[str, DotSamples],
) -> Outcome:
    """Simulate one molecule under many exposures.

    Parameters
    ----------
    molecule : MoleculeInput
    cases : sequence of Case
    draws : Draws
    dots : mapping of str to DotSamples
        Every dot that the cases name.
    """
    conditions = stack_cases(cases, dots)
    composition = compose(molecule, conditions, draws)
    absorbers = tuple(
        absorber_of(c, molecule, composition, conditions, draws) for c in molecule.chromophores
    )
    around = surroundings(molecule, absorbers, composition, conditions, draws)
    fates = [[arm_fate(arm, around, draws) for arm in c.arms] for c in molecule.chromophores]
    film = film_of(composition, conditions)
    histories = integrate(absorbers, film, conditions.doses, conditions.photons)
    consumption = [
        consume(c, a, h, f)
        for c, a, h, f in zip(molecule.chromophores, absorbers, histories, fates, strict=True)
    ]
    links = ligand_links(film, conditions, draws)
    crosslinkers = composition.crosslinkers_per_dot
    return _outcome(molecule, conditions, crosslinkers, links, draws, consumption, fates)


def _outcome(
    molecule: MoleculeInput,
    conditions: Conditions,
    crosslinkers: Array,
    ligand_links: Array,
    draws: Draws,
    consumption: Sequence[Consumption],
    fates: Sequence[Sequence[ArmFate]],
) -> Outcome:
    armed = [s for s in consumption if s.chromophore.n_warheads]
    bonds = count_bonds(
        [(s.chromophore.count, s.history.shares, s.bond_shares) for s in armed],
        anchored_share(molecule, conditions, draws),
    )
    gel = network(crosslinkers * bonds.links + ligand_links, draws)
    light = emission(conditions, draws, crosslinkers, consumption, bonds)
    photons = _photons_per_arm(molecule, conditions, armed)
    return Outcome(
        conditions=conditions,
        precursor_left=_intact(molecule, armed),
        arm_conversion=bonds.mean / molecule.n_arms,
        crosslink_yield=bonds.bridging,
        gel=gel,
        film_retention=draws["retention_ceiling"] * gel,
        plqy_relative=light.relative,
        plqy_mixed=light.mixed,
        quenching=light.added,
        crosslinkers_per_dot=crosslinkers,
        photons_per_arm=photons,
        fates=tuple(fate for group in fates for fate in group),
        consumption=tuple(armed),
        find_losses=partial(
            chemical_losses, molecule.n_arms, bonds.anchored, draws, crosslinkers, photons, armed
        ),
    )


def _intact(molecule: MoleculeInput, armed: Sequence[Consumption]) -> Array:
    """Return the share of warheads that are still intact."""
    total = np.zeros_like(armed[0].history.dead)
    for s in armed:
        n = s.chromophore.n_warheads
        for k in range(n):
            total += s.chromophore.count * (n - k) / molecule.n_arms * s.history.states[k]
    return total


def _photons_per_arm(
    molecule: MoleculeInput, conditions: Conditions, armed: Sequence[Consumption]
) -> Array:
    """Return the photons that each arm would absorb without bleaching and inner filter."""
    fluence = (conditions.doses[-1] * conditions.photons)[:, None]
    sections = (s.absorber.count * s.absorber.cross_section_cm2[0] for s in armed)
    return np.asarray(sum(sections, 0.0 * fluence) * fluence / molecule.n_arms)
