"""Levels of theory by name, each a documented row of choices in ``data/levels.yaml``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

LevelName = Literal["draft", "standard", "reference"]


class Level(BaseModel):
    """One named level: what is computed and how.

    Attributes
    ----------
    name : str
    functional, basis : str
        As PySCF spells them.
    grid : tuple of int
        Radial shells and angular points of an atom of the second row; PySCF prunes them.
    film_permittivity : float or None
        Relative permittivity of the polarisable continuum; ``None`` is vacuum.
    excitations : str
        ``tddft_ris`` or ``tddft``; the Tamm-Dancoff approximation when ``tamm_dancoff``.
    tamm_dancoff : bool
    window_ev : float
        All singlet excitations below this energy are computed.
    width_ev : float
        Half width at 1/e of the Gaussian that stands for vibrational broadening.
    conformers : int
        Embedded starts per species.
    gtol_ev_angstrom : float
        Largest force component at convergence of the GFN2-xTB refinement.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: LevelName
    functional: str
    basis: str
    grid: tuple[int, int]
    film_permittivity: float | None
    excitations: Literal["tddft_ris", "tddft"]
    tamm_dancoff: bool
    window_ev: float
    width_ev: float
    conformers: int
    gtol_ev_angstrom: float

    @property
    def scf_label(self) -> str:
        """Method, basis and continuum of the ground state."""
        continuum = "" if self.film_permittivity is None else f"/C-PCM({self.film_permittivity:g})"
        return f"RI-{self.functional.upper()}/{self.basis}{continuum}"

    @property
    def geometry_label(self) -> str:
        """Method of the geometry."""
        return "GFN2-xTB"


@cache
def load_level(name: str) -> Level:
    """Return the level called ``name``.

    Raises
    ------
    KeyError
        When no such level exists; the message lists the names.
    """
    text = files("dotstitch.data").joinpath("levels.yaml").read_text(encoding="utf-8")
    rows = yaml.safe_load(text)["levels"]
    if name not in rows:
        raise KeyError(f"no level {name!r}; choose one of {', '.join(rows)}")
    return Level(name=name, **rows[name])
