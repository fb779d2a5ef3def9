"""Ranking: from the photophysics of all molecules to ``ranking.csv`` and ``failures.csv``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel

from dotstitch.contracts.config import Config, Targets
from dotstitch.contracts.constants import NOTHING_RETAINED
from dotstitch.contracts.failure import Failure
from dotstitch.contracts.hashed import read_hashed
from dotstitch.contracts.manifest import Manifest, Molecule
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.contracts.photophysics import FailedMolecule, MoleculeResult, ScreenedMolecule
from dotstitch.contracts.tables import write_table
from dotstitch.screen.rank_statistics import RankStatistics, pareto_front, rank_statistics

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
_LAST = (
    "level_of_theory,message,gap_level_of_theory,measured,applicability,probability_best,"
    "epsilon_254_uncertainty_m1_cm1,epsilon_313_uncertainty_m1_cm1,"
    "epsilon_365_uncertainty_m1_cm1,epsilon_405_uncertainty_m1_cm1"
)
RANKING_COLUMNS = tuple(f"{_HEAD},{_PROPERTIES},{_BEST},{_LAST}".split(","))
"""Columns of ``ranking.csv``, in order; columns of the input table follow them."""
FAILURE_COLUMNS = ("name", "smiles", *Failure.model_fields)
"""Columns of ``failures.csv``."""


class _Ranked(BaseModel):
    """The part of ``photophysics.json`` that a ranking rests on."""

    molecules: tuple[MoleculeResult, ...]


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
    UntrustedFileError
        When ``photophysics.json`` is damaged.
    ValueError
        When molecules stand at different levels of theory, when their samples are not shared,
        or when the two files do not belong together.
    """
    plan = Manifest.model_validate_json(manifest.read_text(encoding="utf-8"))
    ranked = _Ranked.model_validate_json(read_hashed(photophysics))
    results = {molecule.name: molecule for molecule in ranked.molecules}
    missing = [m.name for m in plan.molecules if m.status == "ok" and m.name not in results]
    if missing:
        raise ValueError(f"photophysics.json lacks {missing}: it belongs to another manifest")
    if plan.engine != config.engine:
        raise ValueError(f"the manifest was planned for the engine {plan.engine!r}; plan again")
    screened: list[tuple[Molecule, ScreenedMolecule]] = []
    failures: list[dict[str, Any]] = []
    for molecule in plan.molecules:
        result = results.get(molecule.name) if molecule.status == "ok" else None
        if isinstance(result, ScreenedMolecule):
            screened.append((molecule, result))
        else:
            failures.append(_failed_row(molecule, result))
    _refuse_mixed_levels(plan.level, [result for _, result in screened], config.level)

    rows = _ranked_rows(screened, config.targets) + failures
    carried = dict.fromkeys(column for row in rows for column in row["carried"])
    full = [{**row["carried"], **row} for row in rows]
    folder = ResultsFolder(out_dir)
    write_table(folder.ranking, (*RANKING_COLUMNS, *carried), full)
    write_table(folder.failures, FAILURE_COLUMNS, failures)


def _refuse_mixed_levels(
    planned: str, results: Sequence[ScreenedMolecule], configured: str
) -> None:
    if planned != configured:
        raise ValueError(
            f"the manifest was planned at level {planned!r}, the configuration says "
            f"{configured!r}; plan again"
        )
    levels: dict[str, list[str]] = {}
    for result in results:
        levels.setdefault(result.properties.level_of_theory, []).append(result.name)
    if len(levels) > 1:
        listed = "; ".join(f"{level}: {', '.join(names)}" for level, names in levels.items())
        raise ValueError(
            f"molecules at different levels of theory are never ranked together ({listed}); "
            "compute all of them at one level"
        )


def _ranked_rows(
    screened: Sequence[tuple[Molecule, ScreenedMolecule]], targets: Targets
) -> list[dict[str, Any]]:
    best = [result.best for _, result in screened]
    n_samples = {len(samples) for b in best for samples in (b.retention_samples, b.plqy_samples)}
    if len(n_samples) > 1:
        raise ValueError(f"molecules must share their samples, but their numbers are {n_samples}")
    retention = np.array([b.retention_samples for b in best])
    plqy = np.array([b.plqy_samples for b in best])
    statistics = rank_statistics(retention, plqy, [m.inchikey for m, _ in screened], targets)
    front = _front_of_films([b.film_retention for b in best], [b.plqy_relative for b in best])
    rows = [
        _ranked_row(molecule, result, of_row, on_front)
        for (molecule, result), of_row, on_front in zip(screened, statistics, front, strict=True)
    ]
    return sorted(rows, key=lambda row: int(row["rank"]))


def _front_of_films(retention: Sequence[float], plqy: Sequence[float]) -> list[bool]:
    """Tell which molecules form the Pareto front; one that keeps no film has no place on it."""
    film = np.array(retention) >= NOTHING_RETAINED
    front = iter(pareto_front(np.array(retention)[film], np.array(plqy)[film]))
    return [bool(kept) and next(front) for kept in film]


def _ranked_row(
    molecule: Molecule, result: ScreenedMolecule, statistics: RankStatistics, on_front: bool
) -> dict[str, Any]:
    best = result.best.model_dump(include={*_BEST.split(","), *_RECIPE})
    recipe = {f"best_{name}": best.pop(name) for name in _RECIPE}
    warnings = dict.fromkeys((*molecule.warnings, *result.warnings))
    return {
        **result.properties.model_dump(),
        **best,
        **recipe,
        **asdict(statistics),
        "name": molecule.name,
        "smiles": molecule.smiles,
        "status": "ok",
        "pareto": on_front,
        "message": "; ".join(warnings),
        "measured": "; ".join(one.text for one in result.measured),
        "applicability": "; ".join(result.applicability),
        "carried": _carried(molecule),
    }


def _failed_row(molecule: Molecule, result: FailedMolecule | None) -> dict[str, Any]:
    """Explain a molecule that has no rank; the plan's word comes first."""
    failure = molecule.failure or (result.failure if result else None)
    if failure is None:
        raise ValueError(f"{molecule.name} failed without a reason")
    return {
        **failure.model_dump(),
        "status": "failed" if molecule.status == "ok" else molecule.status,
        "name": molecule.name,
        "smiles": molecule.smiles,
        "carried": _carried(molecule),
    }


def _carried(molecule: Molecule) -> dict[str, str]:
    """Return the extra columns of the input, renamed where they would hide one of ours."""
    ours = {*RANKING_COLUMNS, *FAILURE_COLUMNS}
    return {f"input_{name}" if name in ours else name: t for name, t in molecule.columns.items()}
