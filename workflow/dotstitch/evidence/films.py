"""Films of the crosslinkers of Lu et al. under one set of draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dotstitch.contracts.config import FILM_THICKNESS_NM, IRRADIANCE_MW_CM2
from dotstitch.contracts.constants import ROOM_TEMPERATURE_K
from dotstitch.contracts.draws import Array, Draws
from dotstitch.dot.dots import load_dot
from dotstitch.dot.samples import DotSamples, sample_dot
from dotstitch.evidence.lu2022 import DOTS, RED
from dotstitch.film.exposure import Case, dose_grid
from dotstitch.film.molecule import MoleculeInput
from dotstitch.film.simulate import simulate


@dataclass(frozen=True, eq=False)
class FilmModel:
    """The crosslinkers of Lu et al. as computed, with the draws and dots that they share.

    Attributes
    ----------
    molecules : mapping of str to MoleculeInput
        By the number of the crosslinker.
    draws : Draws
    dots : mapping of str to DotSamples
    """

    molecules: Mapping[str, MoleculeInput]
    draws: Draws
    dots: Mapping[str, DotSamples]

    def at(
        self,
        crosslinker: str,
        wavelength_nm: float,
        dose_mj_cm2: float,
        loading_wt_percent: float,
        *,
        air: bool = False,
        dot: str = RED,
    ) -> dict[str, Array]:
        """Return samples of retention, PLQY, mixed PLQY and bonded arms at one exposure."""
        case = Case(
            wavelength_nm,
            dose_grid(dose_mj_cm2),
            IRRADIANCE_MW_CM2,
            loading_wt_percent,
            air,
            FILM_THICKNESS_NM,
            ROOM_TEMPERATURE_K,
            dot,
        )
        outcome = simulate(self.molecules[crosslinker], [case], self.draws, self.dots)
        return {
            "film retention": outcome.film_retention[-1, 0],
            "relative PLQY": outcome.plqy_relative[-1, 0],
            "mixed": outcome.plqy_mixed[0],
            "arms": outcome.arm_conversion[-1, 0],
        }


def film_model(molecules: Mapping[str, MoleculeInput], draws: Draws) -> FilmModel:
    """Return the model with the dots of the observations."""
    dots = {dot: sample_dot(load_dot(dot), draws) for dot in set(DOTS.values())}
    return FilmModel(molecules, draws, dots)
