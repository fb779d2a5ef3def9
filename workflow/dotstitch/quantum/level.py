"""Levels of theory by name, each a documented row of choices in ``data/levels.yaml``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

LevelName = Literal["draft", "standard", "reference"]
GEOMETRY_METHOD = "GFN2-xTB"


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
    gap_functional : str
        Functional of the singlet-triplet gap, in the same basis, grid and continuum.
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
    gap_functional: str
    excitations: Literal["tddft_ris", "tddft"]
    tamm_dancoff: bool
    window_ev: float
    width_ev: float
    conformers: int
    gtol_ev_angstrom: float

    def label(self, step: str) -> str:
        """Return the level of theory of one step, ``method/basis/solvent//geometry``.

        Examples
        --------
        >>> load_level("draft").label("spectrum")
        'TDA-ris/RI-PBE0/def2-svp//GFN2-xTB'
        """
        if step == "geometry":
            return GEOMETRY_METHOD
        functional = self.gap_functional if step == "gap" else self.functional
        continuum = "" if self.film_permittivity is None else f"/C-PCM({self.film_permittivity:g})"
        field = f"RI-{functional.upper()}/{self.basis}{continuum}//{GEOMETRY_METHOD}"
        if step == "spectrum":
            response = "TDA" if self.tamm_dancoff else "TDDFT"
            return f"{response}{'-ris' if self.excitations == 'tddft_ris' else ''}/{field}"
        return f"UKS/{field}" if step == "gap" else field


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
    return Level.model_validate({"name": name, **rows[name]})
