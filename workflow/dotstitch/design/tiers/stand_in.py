"""A chromophore that nobody has computed: a computed relative, moved to what a model expects.

The relative lends what the model does not know: what becomes of the spectrum when groups react, the
share of breaking bonds, isomers. Absorptivity, levels, triplet energy and gaps are those expected,
and the error of the model joins the errors that are drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dotstitch.contracts.constants import EV_NM, WAVELENGTHS_NM
from dotstitch.contracts.draws import Array, Draws
from dotstitch.contracts.manifest import Arm, Electrophore
from dotstitch.design.descriptors import describe
from dotstitch.design.tiers.expected import (
    NODES_NM,
    SMALLEST_EPSILON_M1_CM1,
    ChromophoreModel,
    Expected,
    log_absorptivity,
)
from dotstitch.design.tiers.known import Planned
from dotstitch.dot.levels import FilmLevels
from dotstitch.film.molecule import ArmInput, Chromophore, State
from dotstitch.groups.protocol import RoleSpecies
from dotstitch.groups.registry import GROUPS
from dotstitch.optics.families import family
from dotstitch.screen.inputs import read_role


@dataclass(frozen=True, eq=False, kw_only=True)
class StandIn(Chromophore):
    """A chromophore with the error of a model on top of its own.

    Attributes
    ----------
    model_decades : float
        Standard deviation of the absorptivity at the lamp.
    """

    model_decades: float

    def intensity_decades(self, draws: Draws) -> Array:
        """Return the drawn error of its intensities, that of the model included."""
        own = self.model_decades * draws.normals(f"{self.smiles}:model absorptivity")
        return np.asarray(super().intensity_decades(draws) + own)


@dataclass(frozen=True, eq=False)
class Guesses:
    """Stand-ins for the parts that nobody has computed.

    Attributes
    ----------
    model : ChromophoreModel
    planned : Planned
    relatives : tuple of Chromophore
        Computed ones.
    lamps_nm : tuple of float
        Where the error of the absorptivity counts.
    own_records : bool
        Whether a species of an arm that was computed is read; a test of the model hides all.
    """

    model: ChromophoreModel
    planned: Planned
    relatives: tuple[Chromophore, ...]
    lamps_nm: tuple[float, ...]
    own_records: bool = True

    def of(self, part: Electrophore) -> StandIn | None:
        """Return a stand-in; None where no computed relative has the same photoactive groups."""
        smiles = self.planned.smiles(part.species)
        wanted = [(arm.group, arm.n_equivalent) for arm in part.arms]
        alike = [one for one in self.relatives if _groups(one) == wanted]
        if not alike:
            return None
        relative = nearest(smiles, alike)
        arms = self._arms(part.arms, relative.arms)
        expected = self.model.expect(smiles)
        triplet_ev, triplet_error_ev = _triplet(relative, expected)
        return StandIn(
            key=part.species,
            smiles=smiles,
            count=part.count,
            arms=arms,
            states=tuple(
                _state(state, relative, expected) for state in range(len(relative.states))
            ),
            band_error=replace(relative.band_error, family=family(smiles)),
            triplet_ev=triplet_ev,
            triplet_uncertainty_ev=triplet_error_ev,
            model_decades=expected.error_at(self.lamps_nm),
        )

    def _arms(self, arms: Sequence[Arm], relatives: Sequence[ArmInput]) -> tuple[ArmInput, ...]:
        return tuple(
            replace(
                relative,
                warhead=arm.warhead,
                descriptors=arm.descriptors,
                species={
                    role: self._role(arm, role, known) for role, known in relative.species.items()
                },
            )
            for arm, relative in zip(arms, relatives, strict=True)
        )

    def _role(self, arm: Arm, role: str, relative: RoleSpecies) -> RoleSpecies:
        """Return one species of an arm: its own where it was computed, else with its gap moved."""
        key, steps = arm.roles[role], GROUPS[arm.group].roles[role].steps
        if self.own_records and all(self.planned.has(key, step.step) for step in steps):
            return read_role(key, steps, self.planned.book)
        smiles, known = self.planned.smiles(key), relative.gap
        gap = self.model.gap_kcal_mol(arm.group, smiles)
        if known is None or gap is None:
            return replace(relative, key=key, smiles=smiles)
        moved, error = gap[0] - known.gap_st_kcal_mol, gap[1]
        update = {
            "gap_st_kcal_mol": gap[0],
            "gap_free_energy_kcal_mol": known.gap_free_energy_kcal_mol + moved,
            "gap_st_uncertainty_kcal_mol": _both(known.gap_st_uncertainty_kcal_mol, error),
        }
        return replace(relative, key=key, smiles=smiles, gap=known.model_copy(update=update))


def nearest(smiles: str, relatives: Sequence[Chromophore]) -> Chromophore:
    """Return the relative of the most similar counts of descriptors; the first of equals."""
    counts = describe([smiles, *(one.smiles for one in relatives)])
    spread = np.where(np.ptp(counts, axis=0) > 0.0, counts.std(axis=0), 1.0)
    steps = ((counts[1:] - counts[0]) / spread) ** 2
    return relatives[int(np.argmin(steps.sum(axis=1)))]


def _groups(chromophore: Chromophore) -> list[tuple[str, int]]:
    return [(arm.group.name, arm.n_equivalent) for arm in chromophore.arms]


def _triplet(relative: Chromophore, expected: Expected) -> tuple[float | None, float | None]:
    if relative.triplet_uncertainty_ev is None or "triplet_ev" not in expected.levels:
        return relative.triplet_ev, relative.triplet_uncertainty_ev
    value, error = expected.levels["triplet_ev"]
    return value, _both(relative.triplet_uncertainty_ev, error)


def _state(number: int, relative: Chromophore, expected: Expected) -> State:
    """Return a state of a relative, moved as its intact state is."""
    state, intact = relative.states[number], relative.states[0].levels
    decades = expected.decades - log_absorptivity(relative, 0)
    curve = np.maximum(state.epsilon_m1_cm1, SMALLEST_EPSILON_M1_CM1)
    bands = np.interp(EV_NM / state.excited.energy_ev, NODES_NM, decades)
    return State(
        epsilon_m1_cm1=curve * 10.0 ** np.interp(WAVELENGTHS_NM, NODES_NM, decades),
        levels=_levels(state.levels, intact, expected),
        excited=replace(state.excited, strength=state.excited.strength * 10.0**bands),
    )


def _levels(own: FilmLevels, intact: FilmLevels, expected: Expected) -> FilmLevels:
    homo, homo_error = expected.levels.get("homo_ev", (intact.homo_ev, 0.0))
    lumo, lumo_error = expected.levels.get("lumo_ev", (intact.lumo_ev, 0.0))
    return FilmLevels(
        homo_ev=own.homo_ev + homo - intact.homo_ev,
        homo_residual_ev=_both(own.homo_residual_ev, homo_error),
        lumo_ev=own.lumo_ev + lumo - intact.lumo_ev,
        lumo_residual_ev=_both(own.lumo_residual_ev, lumo_error),
    )


def _both(first: float, second: float) -> float:
    """Return the standard deviation of two independent errors together."""
    return float(np.hypot(first, second))
