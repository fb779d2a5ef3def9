"""Accuracy of adiabatic singlet-triplet gaps of nitrenes and carbenes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import numpy as np
from rdkit import Chem

from accuracy.rows import (
    Reference,
    Row,
    benchmark,
    comparison,
    computed_row,
    read_references,
    summary,
)
from dotstitch.contracts.constants import GAS_CONSTANT_KCAL_MOL_K, ROOM_TEMPERATURE_K
from dotstitch.contracts.failure import StepError
from dotstitch.contracts.levels import Level
from dotstitch.contracts.manifest import SpeciesKind
from dotstitch.contracts.results import GapValues
from dotstitch.data.levels import load_level
from dotstitch.geometry.optimise import optimise_species
from dotstitch.groups.spin_pair import TRIPLET_DEGENERACY
from dotstitch.optics.solvents import permittivity, solvent_names
from dotstitch.plan.reactions import reactions
from dotstitch.quantum.gap.adiabatic import compute_gap

DEFAULT = "data/evidence/singlet_triplet_gaps.csv"
NO_SIGN_WITHIN_KCAL_MOL = 1.0
KINDS: tuple[SpeciesKind, ...] = ("nitrene", "carbene")


def centre_of(smiles: str) -> str | None:
    """Return the element that carries two unpaired electrons, if one does."""
    molecule = Chem.MolFromSmiles(smiles)
    atoms = [] if molecule is None else molecule.GetAtoms()
    return next((a.GetSymbol() for a in atoms if a.GetNumRadicalElectrons() == 2), None)


def intermediate_of(smiles: str) -> str:
    """Return the nitrene or carbene itself, or the first one that a precursor leaves.

    Raises
    ------
    StepError
        When the molecule is neither, as an alkyl azide, whose nitrene is never free.
    """
    if centre_of(smiles):
        return smiles
    arms = reactions(smiles).arms
    if not arms:
        raise StepError(
            "input",
            "neither a nitrene or carbene nor a precursor that leaves one free",
            "give the intermediate, an aryl azide or an aryldiazirine",
        )
    return arms[0].roles["intermediate"].smiles


def level_of(reference: Reference, level_name: str) -> Level:
    """Return the level of one row: its continuum is the solvent, none in the gas phase.

    Raises
    ------
    StepError
        When the solvent is not known.
    """
    level = load_level(level_name)
    medium = reference.get("medium")
    if level.film_permittivity is None or not medium:
        return level
    if medium != "gas" and medium not in solvent_names():
        raise StepError("input", f"no permittivity of {medium!r}", "add it to solvents.csv")
    in_medium = None if medium == "gas" else permittivity(medium)
    return level.model_copy(update={"film_permittivity": in_medium})


def levels_of(references: Sequence[Reference], level_name: str) -> str:
    """Return every level of theory at which a gap of the table is computed."""
    labels = set()
    for reference in references:
        with suppress(StepError):  # its row says so
            level = level_of(reference, level_name)
            labels |= {level.label("gap", kind) for kind in KINDS}
    return "; ".join(sorted(labels))


def reference_gap(reference: Reference) -> float:
    """Return the measured gap of a row, kcal/mol.

    A free energy from an equilibrium constant holds RT ln 3 for the three components of the
    triplet, which a gap does not.
    """
    value = float(reference["value_kcal_mol"])
    if reference.get("quantity") == "free_energy":
        value -= GAS_CONSTANT_KCAL_MOL_K * ROOM_TEMPERATURE_K * float(np.log(TRIPLET_DEGENERACY))
    return value


def compared(reference: Reference, values: GapValues) -> float:
    """Return the computed value that a row is held against, kcal/mol.

    That is T0; without zero-point energy where the reference has none; with the vibrations' free
    energy in the place of the zero point where it comes from an equilibrium constant.
    """
    if reference.get("quantity") == "free_energy":
        return values.gap_free_energy_kcal_mol
    excluded = reference.get("zero_point") == "excluded"
    return values.gap_electronic_kcal_mol if excluded else values.gap_st_kcal_mol


def one_row(reference: Reference, level_name: str) -> Row:
    """Compute one gap and compare; positive for a triplet ground state."""
    excluded = "degenerate" if reference.get("in_statistics") == "no" else None
    start = {
        "name": reference["name"],
        "smiles": reference["smiles"],
        "class": reference.get("class") or "unnamed",
        "excluded": excluded,
    }

    def compute(measured: float) -> Row:
        smiles = intermediate_of(reference["smiles"])
        kind: Literal["nitrene", "carbene"] = "nitrene" if centre_of(smiles) == "N" else "carbene"
        level = level_of(reference, level_name)
        structures, _ = optimise_species(smiles, kind, level, seed=2022)
        result = compute_gap(structures, kind, level, smiles)
        spread = np.hypot(
            result.values.gap_st_uncertainty_kcal_mol,
            float(reference.get("uncertainty_kcal_mol") or 0),
        )
        gap = compared(reference, result.values)
        cells = comparison(measured, gap, float(spread), digits=2)
        return cells | {"warnings": len(result.warnings)}

    return computed_row(start, lambda: reference_gap(reference), compute)


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
    references = read_references(reference, DEFAULT, ("name", "smiles", "value_kcal_mol"))
    rows = [one_row(row, level) for row in references]
    return benchmark(
        kind="gaps",
        level_of_theory=levels_of(references, level),
        unit="kcal/mol",
        rows=rows,
        by_class=by_class(rows),
        wrong_signs=wrong_signs(rows),
    )
