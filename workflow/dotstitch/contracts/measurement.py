"""One measured value, its conditions, and what is known of its error."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from dotstitch.contracts.config import FILM_THICKNESS_NM, IRRADIANCE_MW_CM2
from dotstitch.contracts.constants import ROOM_TEMPERATURE_K

UserQuantity = Literal[
    "epsilon_m1_cm1",
    "lambda_max_nm",
    "homo_ev",
    "lumo_ev",
    "triplet_ev",
    "gap_st_kcal_mol",
    "quantum_yield",
    "precursor_left",
    "film_retention",
    "pattern",
    "plqy_relative",
    "plqy_mixed",
]
"""What a user's table may hold."""
Quantity = Literal[UserQuantity, "offset_optical"]
"""``offset_optical`` is the LUMO on the convention of Lu et al. (HOMO plus optical gap) minus the
conduction edge, eV; it stands in their statements alone."""
Word = Literal["good", "poor", "none"]
ErrorModel = Literal["gaussian", "class", "either", "above", "below", "less_than", "not_modelled"]
"""``gaussian``: a number with its standard deviation, for an absorptivity in decades. ``class``: a
word between two thresholds of retention. ``either``: one of two numbers. ``above``, ``below``: a
bound. ``less_than``: below the prediction of another row. Uncertainties of class, bounds and order
are the softness of their edge, in the unit of the quantity (decades for an absorptivity)."""

FILM_QUANTITIES: frozenset[str] = frozenset(
    {"precursor_left", "film_retention", "pattern", "plqy_relative", "plqy_mixed"}
)
"""Of a film: these need a loading and a dot, and all but ``plqy_mixed`` an exposure."""


class Measurement(BaseModel):
    """One measured value.

    Attributes
    ----------
    id : str
        Unique among the measurements that are used together.
    smiles : str
        Canonical; empty for a film without crosslinker.
    value : float or None
        In the unit of the quantity, shares as fractions; None for a word or an order.
    alternative : float or None
        The other reading of an ``either``.
    dose_mj_cm2 : float or None
        Zero or None for what was not exposed.
    solvent : str
        Of a spectrum; empty where it was measured in the film.
    block : str
        Rows of one film or of one spectrum share it, and an error with it.
    dose_assumed : bool
        Whether the dose is known to a factor of two only.
    compared_with : str
        ``id`` of the row whose prediction must be larger, for ``less_than``.
    default_evidence : bool
        Whether it ships with the package.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    id: str = Field(min_length=1)
    smiles: str
    name: str
    quantity: Quantity
    value: float | None = None
    word: Literal[Word, ""] = ""
    error_model: ErrorModel
    uncertainty: float = Field(0.0, ge=0)
    alternative: float | None = None
    wavelength_nm: float | None = None
    lamp_fwhm_nm: float = 0.0
    dose_mj_cm2: float | None = Field(None, ge=0)
    irradiance_mw_cm2: float = Field(IRRADIANCE_MW_CM2, gt=0)
    loading_wt_percent: float | None = Field(None, ge=0)
    air: bool = False
    film_thickness_nm: float = Field(FILM_THICKNESS_NM, gt=0)
    temperature_k: float = Field(ROOM_TEMPERATURE_K, gt=0)
    dot: str = ""
    solvent: str = ""
    block: str = Field(min_length=1)
    dose_assumed: bool = False
    compared_with: str = ""
    source: str = ""
    doi: str = ""
    note: str = ""
    default_evidence: bool = False

    @property
    def modelled(self) -> bool:
        """Whether it says anything of the model."""
        return self.error_model != "not_modelled"

    @model_validator(mode="after")
    def _complete(self) -> Measurement:
        missing = [name for name, given in self._needed().items() if not given]
        if missing:
            raise ValueError(f"{self.id}: {self.error_model} needs {', '.join(missing)}")
        return self

    def _needed(self) -> dict[str, bool]:
        """Return whether each field that the error model and the quantity need is there."""
        needed: dict[str, bool] = {}
        if self.error_model == "not_modelled":
            return needed
        needed["uncertainty above zero"] = self.uncertainty > 0.0
        if self.error_model == "class":
            needed["word"] = bool(self.word)
        elif self.error_model == "less_than":
            needed["compared_with"] = bool(self.compared_with)
        else:
            needed["value"] = self.value is not None
        if self.error_model == "either":
            needed["alternative"] = self.alternative is not None
        if self.quantity in FILM_QUANTITIES:
            needed["loading_wt_percent"] = self.loading_wt_percent is not None
            needed["dot"] = bool(self.dot)
            if self.quantity != "plqy_mixed":
                needed["dose_mj_cm2"] = bool(self.dose_mj_cm2)
        if self.quantity in {"epsilon_m1_cm1", "quantum_yield"} or "dose_mj_cm2" in needed:
            needed["wavelength_nm"] = self.wavelength_nm is not None
        return needed


def user_quantities() -> tuple[str, ...]:
    """Return the quantities of a user's table.

    Examples
    --------
    >>> "offset_optical" in user_quantities()
    False
    """
    return get_args(UserQuantity)
