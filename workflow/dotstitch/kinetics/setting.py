"""What all molecules of a screen share: configuration, parameter draws, dots, grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dotstitch.config import Config
from dotstitch.kinetics.conditions import Case
from dotstitch.kinetics.dot_samples import DotSamples, sample_dot
from dotstitch.kinetics.molecule import MoleculeInput
from dotstitch.kinetics.sampling import Draws, draw
from dotstitch.kinetics.simulate import Outcome, simulate
from dotstitch.kinetics.sweep import SweepGrid, sweep_grid


@dataclass(frozen=True, eq=False)
class Setting:
    """What all molecules of a screen share: configuration, draws, dots, grid.

    Attributes
    ----------
    draws : mapping of str to ndarray, shape (samples,)
    dots : mapping of str to DotSamples
    """

    config: Config
    draws: Draws
    dots: Mapping[str, DotSamples]
    grid: SweepGrid

    def simulate(self, molecule: MoleculeInput, cases: tuple[Case, ...]) -> Outcome:
        """Simulate one molecule."""
        return simulate(molecule, cases, self.draws, self.dots, self.config.seed)


def prepare_setting(config: Config) -> Setting:
    """Draw everything that the molecules of a screen share."""
    draws = draw(config.samples, config.seed)
    names = sorted({config.dot, *(r.dot for r in config.recipes if r.dot)})
    dots = {name: sample_dot(name, draws, config.seed) for name in names}
    return Setting(config, draws, dots, sweep_grid(config.sweep, config.dot))
