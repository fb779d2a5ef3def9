"""The observations of Lu et al. 2022, and those of them that say something of the model.

The table keeps their words. Columns appended to it fix, before anything was conditioned, which rows
have an error model; the others carry the reason why not. Two controls without crosslinker come from
other work.

References
----------
Lu et al., Angew. Chem. Int. Ed. 2022, e202202633 (doi 10.1002/anie.202202633).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from dotstitch.contracts.measurement import ErrorModel, Measurement
from dotstitch.contracts.smiles import canonical, inchikey, parse_smiles
from dotstitch.data.error_models import quantity_errors
from dotstitch.data.reading import read_rows

TABLE = "data/evidence/lu2022_observations.csv"
RED = "lu_red_cdznse_cdzns_zns"
DOTS = {
    "red CdZnSe/CdZnS/ZnS": RED,
    "red QD (CdSe/ZnS edges)": RED,
    "4.1 nm zinc-blende CdSe oleate": "cdse_oleate_4.1nm",
}
"""Nanocrystal of an observation to the dot of ``data/dot/dots.csv`` that stands for it."""
PATTERN = "pattern quality"
PATTERNS = ("good", "poor", "none")
TIME_RESOLVED = "PLQY; tau_avg; k_r; k_nr"
QUANTITIES = {
    "molar absorptivity": "epsilon_m1_cm1",
    PATTERN: "pattern",
    "film retention": "film_retention",
    "relative PLQY": "plqy_relative",
    TIME_RESOLVED: "plqy_relative",
    "azide left": "precursor_left",
    "LUMO against the core gap": "offset_optical",
    "HOMO and LUMO against the core gap": "offset_optical",
}
"""Observable to what the model predicts; of a formulation the yield is that of the mixed film."""


@dataclass(frozen=True)
class Observation:
    """One row of :data:`TABLE`; empty cells are empty or None.

    Attributes
    ----------
    error_model : str
        Empty where the table has no such column.
    tolerance : float or None
        One standard deviation, or the softness of an edge.
    bound : float or None
        Of a word that is read as a bound.
    reason : str
        For the error model, or for its lack.
    """

    id: str
    crosslinker: str
    nanocrystal: str
    wavelength_nm: str
    dose_mj_cm2: float | None
    loading_wt_percent: float | None
    atmosphere: str
    stage: str
    observable: str
    value: str
    unit: str
    certainty: str
    where: str
    note: str
    doi: str = ""
    error_model: ErrorModel | Literal[""] = ""
    tolerance: float | None = None
    bound: float | None = None
    block: str = ""
    dose_assumed: bool = False
    compared_with: str = ""
    reason: str = ""

    @property
    def comparable(self) -> bool:
        """Whether it has a recipe and a predicted counterpart."""
        return (
            self.observable in ("film retention", "relative PLQY", PATTERN)
            and self.dose_mj_cm2 is not None
            and self.loading_wt_percent is not None
            and self.nanocrystal in DOTS
        )

    @property
    def number(self) -> float | None:
        """The measured value as a share, None where it is a word or more than one number."""
        try:
            return float(self.value) / (100.0 if self.unit == "percent" else 1.0)
        except ValueError:
            return None


@dataclass(frozen=True)
class Crosslinker:
    """One row of ``data/evidence/lu2022_crosslinkers.csv``."""

    crosslinker: str
    smiles: str


def read_observations(path: Path | None = None) -> tuple[Observation, ...]:
    """Return the observations of Lu et al., or those of another table with the same columns.

    A table without error models takes those of the shipped rows of the same ``id``; for other rows
    they follow from the observable.
    """
    rows = read_rows(path or TABLE, Observation)
    return tuple(row if row.error_model else _with_error_model(row) for row in rows)


def crosslinkers() -> dict[str, str]:
    """Return the number of each crosslinker of Lu et al. by InChIKey."""
    return {inchikey(parse_smiles(row.smiles)): row.crosslinker for row in _crosslinker_rows()}


@cache
def crosslinker_smiles() -> Mapping[str, str]:
    """Return the canonical SMILES of each crosslinker of Lu et al. by its number."""
    return {row.crosslinker: canonical(parse_smiles(row.smiles)) for row in _crosslinker_rows()}


def measurements(observations: Iterable[Observation] | None = None) -> tuple[Measurement, ...]:
    """Return the observations that the model has a counterpart for.

    Those that are compared with others but say nothing by themselves are among them, not modelled.
    """
    rows = read_observations() if observations is None else tuple(observations)
    partners = {row.compared_with for row in rows}
    return tuple(
        _measurement(row) for row in rows if row.error_model != "not_modelled" or row.id in partners
    )


def not_modelled(observations: Iterable[Observation] | None = None) -> tuple[Observation, ...]:
    """Return the observations without an error model."""
    rows = read_observations() if observations is None else tuple(observations)
    return tuple(row for row in rows if row.error_model == "not_modelled")


@cache
def _crosslinker_rows() -> tuple[Crosslinker, ...]:
    return read_rows("data/evidence/lu2022_crosslinkers.csv", Crosslinker)


@cache
def _shipped() -> Mapping[str, Observation]:
    return {row.id: row for row in read_rows(TABLE, Observation)}


@cache
def _pristine_plqy() -> float:
    rows = (row for row in _shipped().values() if row.observable == TIME_RESOLVED)
    return next(_first_number(row.value) for row in rows if row.stage == "pristine")


def _first_number(text: str) -> float:
    return float(text.split(";")[0])


def _with_error_model(row: Observation) -> Observation:
    known = _shipped().get(row.id)
    if known is not None:
        fixed = ("error_model", "tolerance", "bound", "block", "dose_assumed", "compared_with")
        appended = {name: getattr(known, name) for name in fixed}
        return replace(row, doi=row.doi or known.doi, **appended)
    return replace(row, error_model=_usual_model(row), block=row.id)


def _usual_model(row: Observation) -> ErrorModel:
    """Return the error model of a row that nobody has looked at."""
    spectrum = row.observable == "molar absorptivity" and row.number
    if row.observable == PATTERN and row.comparable:
        return "class" if row.value in PATTERNS else "not_modelled"
    if row.number is not None and (spectrum or row.comparable):
        return "gaussian"
    return "either" if row.comparable and " or " in row.value else "not_modelled"


def _values(row: Observation) -> dict[str, Any]:
    """Return value, other reading and word of a row."""
    if row.error_model in ("above", "below"):
        return {"value": row.bound}
    if row.error_model == "either":
        first, second = (float(text) for text in row.value.split(" or "))
        return {"value": first, "alternative": second}
    if row.error_model == "class":
        return {"word": row.value}
    if row.observable == TIME_RESOLVED:
        return {"value": round(_first_number(row.value) / _pristine_plqy(), 4)}
    return {"value": row.number}


def _measurement(row: Observation) -> Measurement:
    quantity = QUANTITIES[row.observable]
    mixed = row.stage == "formulation"
    solvent = re.search(r"\((.*)\)", row.stage)
    default = quantity_errors(quantity).uncertainty
    return Measurement(
        id=row.id,
        smiles=crosslinker_smiles()[row.crosslinker] if row.crosslinker else "",
        name=row.crosslinker,
        quantity="plqy_mixed" if mixed else quantity,
        **_values(row),
        error_model=row.error_model or "not_modelled",
        uncertainty=default if row.tolerance is None else row.tolerance,
        wavelength_nm=float(row.wavelength_nm) if row.wavelength_nm else None,
        dose_mj_cm2=row.dose_mj_cm2,
        loading_wt_percent=row.loading_wt_percent,
        air=row.atmosphere == "air",
        dot=DOTS.get(row.nanocrystal, ""),
        solvent=solvent.group(1) if solvent else "",
        block=row.block or row.id,
        dose_assumed=row.dose_assumed,
        compared_with=row.compared_with,
        source=row.where,
        doi=row.doi,
        note=row.note or row.certainty,
        default_evidence=True,
    )
