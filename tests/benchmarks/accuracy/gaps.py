"""Accuracy of adiabatic singlet-triplet gaps of nitrenes and carbenes."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from rdkit import Chem

from dotstitch.contracts.constants import GAS_CONSTANT_KCAL_MOL_K
from dotstitch.contracts.failure import StepError
from dotstitch.contracts.levels import Level
from dotstitch.contracts.manifest import SpeciesKind
from dotstitch.contracts.results import GapValues
from dotstitch.data.levels import load_level
from dotstitch.geometry.optimise import optimise_species
from dotstitch.geometry.vibrations import TEMPERATURE_K
from dotstitch.groups.chain import TRIPLET_DEGENERACY
from dotstitch.plan.reactions import reactions
from dotstitch.quantum.gap.adiabatic import compute_gap

DATA = Path(__file__).parents[3] / "workflow/dotstitch/data"
DEFAULT = DATA / "evidence/singlet_triplet_gaps.csv"
NO_SIGN_WITHIN_KCAL_MOL = 1.0


@cache
def permittivities() -> dict[str, float]:
    """Return the relative permittivities of data/optics/solvents.csv by name."""
    table = pd.read_csv(DATA / "optics/solvents.csv")
    return dict(zip(table.name, table.relative_permittivity, strict=True))


def centre_of(smiles: str) -> str | None:
    """Return the element that carries two unpaired electrons, if one does."""
    molecule = Chem.MolFromSmiles(smiles)
    atoms = [] if molecule is None else molecule.GetAtoms()
    return next((a.GetSymbol() for a in atoms if a.GetNumRadicalElectrons() == 2), None)


def intermediate_of(smiles: str) -> str:
    """Return the nitrene or carbene itself, or the first one that a precursor leaves."""
    return smiles if centre_of(smiles) else reactions(smiles).arms[0].intermediate.smiles


def level_of(reference: dict[str, str], level_name: str) -> Level:
    """Return the level of one row: its continuum is the solvent, none in the gas phase."""
    level = load_level(level_name)
    medium = reference.get("medium")
    if level.film_permittivity is None or not medium:
        return level
    permittivity = None if medium == "gas" else permittivities()[medium]
    return level.model_copy(update={"film_permittivity": permittivity})


def reference_gap(reference: Mapping[str, str]) -> float:
    """Return the measured gap of a row, kcal/mol.

    A free energy from an equilibrium constant holds RT ln 3 for the three components of the
    triplet, which a gap does not.
    """
    value = float(reference["value_kcal_mol"])
    if reference.get("quantity") == "free_energy":
        value -= GAS_CONSTANT_KCAL_MOL_K * TEMPERATURE_K * float(np.log(TRIPLET_DEGENERACY))
    return value


def compared(reference: Mapping[str, str], values: GapValues) -> float:
    """Return the computed value that a row is held against, kcal/mol.

    That is T0; without zero-point energy where the reference has none; with the vibrations' free
    energy in the place of the zero point where it comes from an equilibrium constant.
    """
    if reference.get("quantity") == "free_energy":
        return values.gap_free_energy_kcal_mol
    excluded = reference.get("zero_point") == "excluded"
    return values.gap_electronic_kcal_mol if excluded else values.gap_st_kcal_mol


def one_row(reference: dict[str, str], level_name: str) -> dict[str, Any]:
    """Compute one gap and compare; positive for a triplet ground state."""
    value = reference_gap(reference)
    row: dict[str, Any] = {k: reference[k] for k in ("name", "smiles")}
    row |= {"class": reference.get("class") or "unnamed", "reference": value}
    excluded = "degenerate" if reference.get("in_statistics") == "no" else None
    try:
        smiles = intermediate_of(reference["smiles"])
        kind: Literal["nitrene", "carbene"] = "nitrene" if centre_of(smiles) == "N" else "carbene"
        level = level_of(reference, level_name)
        structures, _ = optimise_species(smiles, kind, level, seed=2022)
        result = compute_gap(structures, kind, level, smiles)
    except StepError as failure:
        nothing = {"value": None, "error": None, "uncertainty": None, "within": None}
        return row | nothing | {"excluded": excluded, "status": f"failed: {failure.message}"}
    found = result.values
    gap = compared(reference, found)
    error = gap - value
    spread = float(
        np.hypot(
            found.gap_st_uncertainty_kcal_mol,
            float(reference.get("uncertainty_kcal_mol") or 0),
        )
    )
    return row | {
        "value": round(gap, 2),
        "error": round(error, 2),
        "uncertainty": round(spread, 2),
        "within": abs(error) <= spread,
        "warnings": len(result.warnings),
        "excluded": excluded,
        "status": "ok",
    }


def summary(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return mean signed, mean absolute and largest error, and whether the uncertainties hold.

    ``coverage`` is the share of errors within one standard deviation (0.68 if they are normal),
    ``reduced_chi_square`` the mean square of error over uncertainty (1 if the uncertainties are
    right; nothing is fitted here). Failed and excluded rows do not count.
    """
    good = [row for row in rows if row["status"] == "ok" and not row.get("excluded")]
    errors = np.array([row["error"] for row in good], dtype=float)
    spreads = np.array([row["uncertainty"] for row in good], dtype=float)
    return {
        "mean_signed_error": float(errors.mean()) if good else None,
        "mean_absolute_error": float(np.abs(errors).mean()) if good else None,
        "max_absolute_error": float(np.abs(errors).max()) if good else None,
        "coverage": float(np.mean([row["within"] for row in good])) if good else None,
        "reduced_chi_square": float(np.mean((errors / spreads) ** 2)) if good else None,
    }


def wrong_signs(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return the names of the rows that count whose ground state comes out wrong.

    A reference within 1 kcal/mol of zero has no sign to get wrong.
    """
    return [
        row["name"]
        for row in rows
        if row["status"] == "ok"
        and not row["excluded"]
        and abs(row["reference"]) > NO_SIGN_WITHIN_KCAL_MOL
        and row["reference"] * row["value"] < 0
    ]


def by_class(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the number of rows that count and their errors, class by class."""
    table = []
    for name in dict.fromkeys(row["class"] for row in rows):
        own = [row for row in rows if row["class"] == name]
        counted = sum(row["status"] == "ok" and not row["excluded"] for row in own)
        table.append({"class": name, "rows": len(own), "counted": counted, **summary(own)})
    return table


def run(reference: Path | None, level: str) -> dict[str, Any]:
    """Return the ``gaps`` benchmark.

    Parameters
    ----------
    reference : Path or None
        Table ``name,smiles,value_kcal_mol,uncertainty_kcal_mol``, with ``class``, ``medium``
        (``gas`` or a solvent of solvents.csv; the film's continuum otherwise), ``quantity``
        (``free_energy`` or ``adiabatic``), ``zero_point`` (``excluded`` is held against the
        electronic gap) and ``in_statistics`` if there are; the molecule may be the intermediate or
        its azide or diazirine. The package's own set by default.
    level : str
    """
    with (reference or DEFAULT).open(encoding="utf-8", newline="") as stream:
        references = list(csv.DictReader(stream))
    rows = [one_row(row, level) for row in references]
    kinds: tuple[SpeciesKind, ...] = ("nitrene", "carbene")
    levels = [level_of(row, level) for row in references]
    return {
        "kind": "gaps",
        "level_of_theory": "; ".join(
            sorted({one.label("gap", kind) for one in levels for kind in kinds})
        ),
        "unit": "kcal/mol",
        "rows": rows,
        "by_class": by_class(rows),
        "wrong_signs": wrong_signs(rows),
        **summary(rows),
    }
