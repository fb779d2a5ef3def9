"""Levels of theory by name, each a documented row of choices in ``data/quantum/levels.yaml``."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from dotstitch.contracts.bands import BandShape
from dotstitch.contracts.manifest import SpeciesKind

LevelName = Literal["draft", "standard", "reference"]
EngineName = Literal["fast", "plain"]
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
        Functional of the singlet-triplet gap, in the same grid and continuum.
    gap_basis : dict of str to str
        Basis of the gap by kind of species.
    gap_check_functional : str or None
        Second functional, at the densities of the first; ``None`` leaves all checks out.
    excitations : str
        ``tddft_ris`` or ``tddft``; the Tamm-Dancoff approximation when ``tamm_dancoff``.
    tamm_dancoff : bool
    window_ev : float
        All singlet excitations below this energy are computed.
    band_fwhm_ev, band_skewness : float or None
        Shape assumed for every band, see
        :class:`dotstitch.contracts.bands.BandShape`; ``None`` takes it from the vibrations of
        each molecule (:mod:`dotstitch.quantum.response.vibronic`).
    disorder_fwhm_ev : float or None
        What the surroundings add to a width that comes from vibrations.
    conformers : int
        Embedded starts per species.
    gtol_ev_angstrom : float
        Largest force component at convergence of the GFN2-xTB refinement.
    engine : str
        ``fast`` is ours, ``plain`` PySCF's own path (:mod:`dotstitch.quantum.engine`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: LevelName
    functional: str
    basis: str
    grid: tuple[int, int]
    film_permittivity: float | None
    gap_functional: str
    gap_basis: dict[SpeciesKind, str]
    gap_check_functional: str | None
    excitations: Literal["tddft_ris", "tddft"]
    tamm_dancoff: bool
    window_ev: float
    band_fwhm_ev: float | None
    band_skewness: float | None
    disorder_fwhm_ev: float | None
    conformers: int
    gtol_ev_angstrom: float
    engine: EngineName = "fast"

    def key_content(self) -> dict[str, Any]:
        """Return what of the level goes into the key of a species; ``fast`` adds nothing."""
        content = self.model_dump(mode="json", exclude_defaults=True)
        bases = content.pop("gap_basis").items()
        return content | {f"gap_basis_{kind}": basis for kind, basis in bases}

    @property
    def band_shape(self) -> BandShape:
        """Shape that stands for the unresolved vibrations of every band.

        Raises
        ------
        ValueError
            At a level that computes it for each molecule.
        """
        if self.band_fwhm_ev is None or self.band_skewness is None:
            raise ValueError(f"the level {self.name} assumes no width of bands")
        return BandShape(self.band_fwhm_ev, self.band_skewness)

    def for_gap(self, kind: SpeciesKind) -> Level:
        """Return this level with the functional of a gap and the basis of a kind of species."""
        changed = {"functional": self.gap_functional, "basis": self.gap_basis[kind]}
        return self.model_copy(update=changed)

    def label(self, step: str, kind: SpeciesKind = "closed_shell") -> str:
        """Return the level of theory of one step, ``method/basis/solvent//geometry``.

        Parameters
        ----------
        step : str
            ``geometry``, ``ground_state``, ``spectrum``, ``triplet`` or ``gap``.
        kind : str
            Of the species; the step ``gap`` needs it.
        """
        if step == "geometry":
            return GEOMETRY_METHOD
        if step == "gap":
            return f"UKS/{self.for_gap(kind)._mean_field_label()}"
        mean_field = self._mean_field_label()
        if step == "triplet":
            return f"UKS/{mean_field}"
        if step == "spectrum":
            response = "TDA" if self.tamm_dancoff else "TDDFT"
            return f"{response}{'-ris' if self.excitations == 'tddft_ris' else ''}/{mean_field}"
        return mean_field

    def _mean_field_label(self) -> str:
        continuum = "" if self.film_permittivity is None else f"/COSMO({self.film_permittivity:g})"
        engine = ", plain PySCF" if self.engine == "plain" else ""
        return f"RI-{self.functional.upper()}/{self.basis}{continuum}//{GEOMETRY_METHOD}{engine}"
