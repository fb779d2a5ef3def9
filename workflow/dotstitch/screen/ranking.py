"""Ranking: from the photophysics of all molecules to ``ranking.csv`` and ``failures.csv``."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from dotstitch.contracts.config import Config, Targets
from dotstitch.contracts.manifest import Manifest, Molecule
from dotstitch.contracts.records import write_text_atomically
from dotstitch.screen.rank_statistics import Standing, pareto_front, standings

Result = dict[str, Any]
"""One molecule of photophysics.json."""

_RECIPE = ("wavelength_nm", "dose_mj_cm2", "loading_wt_percent")
_HEAD = (
    "rank,name,smiles,status,score,score_low,score_high,rank_low,rank_high,pareto,"
    "probability_of_target,best_wavelength_nm,best_dose_mj_cm2,best_loading_wt_percent"
)
_PROPERTIES = (
    "warheads,n_arms,molar_mass_g_mol,lambda_max_nm,lambda_max_uncertainty_nm,"
    "epsilon_254_m1_cm1,epsilon_313_m1_cm1,epsilon_365_m1_cm1,epsilon_405_m1_cm1,"
    "homo_ev,lumo_ev,electron_offset_ev,electron_offset_uncertainty_ev,"
    "hole_offset_ev,hole_offset_uncertainty_ev,p_electron_transfer,p_hole_transfer,"
    "alignment_score,gap_st_kcal_mol,gap_st_uncertainty_kcal_mol,quantum_yield"
)
_BEST = (
    "crosslink_yield,arm_conversion,film_retention,film_retention_low,film_retention_high,"
    "dose_half_mj_cm2,plqy_relative,plqy_relative_low,plqy_relative_high,air_tolerance,limited_by"
)
RANKING_COLUMNS = tuple(f"{_HEAD},{_PROPERTIES},{_BEST},level_of_theory,message".split(","))
"""Columns of ``ranking.csv``, in order; columns of the input table follow them."""
FAILURE_COLUMNS = ("name", "smiles", "stage", "kind", "message", "remedy")
"""Columns of ``failures.csv``."""


def rank(photophysics: Path, manifest: Path, config: Config, out_dir: Path) -> None:
    """Rank every molecule of a screen and write ``ranking.csv`` and ``failures.csv``.

    Parameters
    ----------
    photophysics, manifest : Path
        ``photophysics.json`` and ``manifest.json`` of one run.
    config : Config
        Level and targets.
    out_dir : Path
        Where the two tables go.

    Raises
    ------
    ValueError
        When molecules stand at different levels of theory, when their samples are not shared,
        or when the two files do not belong together.
    """
    plan = Manifest.model_validate_json(manifest.read_text(encoding="utf-8"))
    found = json.loads(photophysics.read_text(encoding="utf-8"))["molecules"]
    results: dict[str, Result] = {entry["name"]: entry for entry in found}
    missing = [m.name for m in plan.molecules if m.status == "ok" and m.name not in results]
    if missing:
        raise ValueError(f"photophysics.json lacks {missing}: it belongs to another manifest")
    screened: list[Molecule] = []
    others: list[Molecule] = []
    for m in plan.molecules:
        ok = m.status == "ok" and results[m.name]["status"] == "ok"
        (screened if ok else others).append(m)
    if plan.engine != config.engine:
        raise ValueError(f"the manifest was planned for the engine {plan.engine!r}; plan again")
    _refuse_mixed_levels(plan.level, {m.name: results[m.name] for m in screened}, config.level)

    failures = [_failure(m, results) for m in others]
    rows = _ranked_rows(screened, results, config.targets) + failures
    carried = dict.fromkeys(column for row in rows for column in row["carried"])
    full = [{**row["carried"], **row} for row in rows]
    write_text_atomically(out_dir / "ranking.csv", _csv((*RANKING_COLUMNS, *carried), full))
    write_text_atomically(out_dir / "failures.csv", _csv(FAILURE_COLUMNS, failures))


def _refuse_mixed_levels(planned: str, results: dict[str, Result], wanted: str) -> None:
    if planned != wanted:
        raise ValueError(
            f"the manifest was planned at level {planned!r}, the configuration says {wanted!r}; "
            "plan again"
        )
    levels: dict[str, list[str]] = {}
    for name, result in results.items():
        levels.setdefault(result["properties"]["level_of_theory"], []).append(name)
    if len(levels) > 1:
        listed = "; ".join(f"{level}: {', '.join(names)}" for level, names in levels.items())
        raise ValueError(
            f"molecules at different levels of theory are never ranked together ({listed}); "
            "compute all of them at one level"
        )


def _ranked_rows(
    molecules: list[Molecule], results: dict[str, Result], targets: Targets
) -> list[dict[str, Any]]:
    best = [results[m.name]["best"] for m in molecules]
    n_samples = {len(b[name]) for b in best for name in ("retention_samples", "plqy_samples")}
    if len(n_samples) > 1:
        raise ValueError(f"molecules must share their samples, but their numbers are {n_samples}")
    retention = np.array([b["retention_samples"] for b in best], dtype=float)
    plqy = np.array([b["plqy_samples"] for b in best], dtype=float)
    stands = standings(retention, plqy, [m.inchikey for m in molecules], targets)
    front = pareto_front(
        np.array([b["film_retention"] for b in best], dtype=float),
        np.array([b["plqy_relative"] for b in best], dtype=float),
    )
    rows = [
        _ranked_row(m, results[m.name], standing, on_front)
        for m, standing, on_front in zip(molecules, stands, front, strict=True)
    ]
    return sorted(rows, key=lambda row: int(row["rank"]))


def _ranked_row(
    molecule: Molecule, result: Result, standing: Standing, on_front: bool
) -> dict[str, Any]:
    best, properties = result["best"], result["properties"]
    recipe = {f"best_{name}": best[name] for name in _RECIPE}
    warnings = dict.fromkeys((*molecule.warnings, *result["warnings"]))
    return {
        **{name: properties[name] for name in (*_PROPERTIES.split(","), "level_of_theory")},
        **{name: best[name] for name in _BEST.split(",")},
        **recipe,
        **asdict(standing),
        "name": molecule.name,
        "smiles": molecule.smiles,
        "status": "ok",
        "pareto": on_front,
        "message": "; ".join(warnings),
        "carried": _carried(molecule),
    }


def _failure(molecule: Molecule, results: dict[str, Result]) -> dict[str, Any]:
    """Explain a molecule that has no rank; the plan's word comes first."""
    told = molecule.model_dump() if molecule.status != "ok" else results[molecule.name]
    return {
        **{name: told[name] for name in ("status", "stage", "kind", "message", "remedy")},
        "name": molecule.name,
        "smiles": molecule.smiles,
        "carried": _carried(molecule),
    }


def _carried(molecule: Molecule) -> dict[str, str]:
    """Return the extra columns of the input, renamed where they would hide one of ours."""
    ours = {*RANKING_COLUMNS, *FAILURE_COLUMNS}
    return {f"input_{name}" if name in ours else name: t for name, t in molecule.columns.items()}


def _csv(columns: tuple[str, ...], rows: list[dict[str, Any]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_text(row.get(column)) for column in columns] for row in rows)
    return stream.getvalue()


def _text(value: Any) -> str:
    """Write one cell: absent is empty, numbers have six significant digits."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("an absent number is null, never NaN or infinity")
        return f"{value + 0.0:.6g}"
    if isinstance(value, (list, tuple)):
        return "; ".join(str(item) for item in value)
    return str(value)
