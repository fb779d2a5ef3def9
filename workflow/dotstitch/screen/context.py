"""What all molecules of a screen share: configuration, parameter draws, dots, grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dotstitch.contracts.config import Config
from dotstitch.contracts.draws import Draws
from dotstitch.contracts.measurement import Measurement
from dotstitch.dot.samples import DotSamples, sample_dot
from dotstitch.dot.user_dots import known_dots
from dotstitch.evidence.prior import prior_draws
from dotstitch.film.exposure import Case
from dotstitch.film.molecule import MoleculeInput
from dotstitch.film.simulate import Outcome, simulate
from dotstitch.screen.sweep import SweepGrid, sweep_grid


@dataclass(frozen=True, eq=False)
class ScreenContext:
    """What all molecules of a screen share: configuration, draws, dots, grid.

    Attributes
    ----------
    draws : Draws
    dots : mapping of str to DotSamples
        Those that the configuration names.
    measurements : tuple of Measurement
        Those that condition the draws.
    other_dots : mapping of str to DotSamples
        All further ones that are known, shipped and the user's.
    chromophores : mapping of str to frozenset of str
        Of the molecules that were measured, all as canonical SMILES.
    """

    config: Config
    draws: Draws
    dots: Mapping[str, DotSamples]
    grid: SweepGrid
    measurements: tuple[Measurement, ...] = ()
    other_dots: Mapping[str, DotSamples] = field(default_factory=dict)
    chromophores: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def sharing(self, molecule: MoleculeInput) -> frozenset[str]:
        """Return the measured molecules that hold a chromophore of this one."""
        own = {part.smiles for part in molecule.chromophores}
        return frozenset(other for other, parts in self.chromophores.items() if parts & own)

    def simulate(self, molecule: MoleculeInput, cases: tuple[Case, ...]) -> Outcome:
        """Simulate one molecule."""
        return simulate(molecule, cases, self.draws, self.dots)


def prepare_context(
    config: Config, draws: Draws | None = None, measurements: tuple[Measurement, ...] = ()
) -> ScreenContext:
    """Draw everything that the molecules of a screen share.

    Parameters
    ----------
    config : Config
    draws : Draws or None
        None for those of the priors.
    measurements : tuple of Measurement
        Those that condition the draws.
    """
    draws = draws or prior_draws(config.samples, config.seed)
    named = {config.dot, *(r.dot for r in config.recipes if r.dot)}
    known = known_dots(config.dots)
    dots = {name: sample_dot(known[name], draws) for name in sorted(named)}
    others = {name: sample_dot(known[name], draws) for name in sorted(set(known) - named)}
    grid = sweep_grid(config.sweep, config.dot)
    return ScreenContext(config, draws, dots, grid, measurements, others)
