"""Accuracy of TDDFT-ris against the full response with the same orbitals, state by state.

Azides, diazirines, diazo compounds and chromophores without them; none was used to choose an
exponent of the auxiliary basis. States are paired by transition density, in vacuum.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from references.full_response import full_excitations
from scipy.optimize import linear_sum_assignment
from speed.plain import states, transition_overlaps

from accuracy.rows import COMPARED, benchmark, failed, read_references
from dotstitch.contracts.levels import Level
from dotstitch.data.levels import load_level
from dotstitch.geometry.optimise import optimise_species
from dotstitch.quantum.engine import closed_shell
from dotstitch.quantum.response.ris import singlet_excitations

WINDOW_EV = 5.2
PARTNER_MARGIN_EV = 0.6
AUTHORS_SPREAD_EV = 0.06
"""Root mean square against full response that the method's authors report."""
MOLECULES = {
    "phenyl azide": "[N-]=[N+]=Nc1ccccc1",
    "2-azidopyrimidine": "[N-]=[N+]=Nc1ncccn1",
    "pentafluorophenyl azide": "[N-]=[N+]=Nc1c(F)c(F)c(F)c(F)c1F",
    "4-nitrophenyl azide": "[N-]=[N+]=Nc1ccc([N+](=O)[O-])cc1",
    "4-cyanophenyl azide": "N#Cc1ccc(N=[N+]=[N-])cc1",
    "4-azidobenzaldehyde": "[N-]=[N+]=Nc1ccc(C=O)cc1",
    "methyl 4-azidotetrafluorobenzoate": "COC(=O)c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F",
    "3-phenyl-3-(trifluoromethyl)diazirine": "FC(F)(F)C1(c2ccccc2)N=N1",
    "3-chloro-3-phenyldiazirine": "ClC1(c2ccccc2)N=N1",
    "phenyldiazomethane": "[N-]=[N+]=Cc1ccccc1",
    "acetophenone": "CC(=O)c1ccccc1",
    "coumarin": "O=c1ccc2ccccc2o1",
    "trans-benzylideneacetone": "CC(=O)/C=C/c1ccccc1",
}


def state_rows(name: str, smiles: str, level: Level) -> list[dict[str, Any]]:
    """Return one row per state of the full response below the window."""
    structure = optimise_species(smiles, "closed_shell", level, seed=2022)[0]["geometry"]
    mean_field = closed_shell(structure, level)
    tamm_dancoff = level.tamm_dancoff
    wide_ev = WINDOW_EV + PARTNER_MARGIN_EV
    quick = singlet_excitations(mean_field, wide_ev, tamm_dancoff=tamm_dancoff)
    full = full_excitations(mean_field, WINDOW_EV, tamm_dancoff=tamm_dancoff)
    ours, reference = (states(mean_field, own) for own in (quick, full))
    squared = transition_overlaps(ours, reference) ** 2
    rows = []
    for i, j in zip(*linear_sum_assignment(squared, maximize=True), strict=True):
        error = float(ours["energy_ev"][j] - reference["energy_ev"][i])
        rows.append(
            {
                "name": name,
                "smiles": smiles,
                "reference": round(float(reference["energy_ev"][i]), 3),
                "value": round(float(ours["energy_ev"][j]), 3),
                "error": round(error, 3),
                "uncertainty": AUTHORS_SPREAD_EV,
                "within": abs(error) <= AUTHORS_SPREAD_EV,
                "squared_overlap": round(float(squared[i, j]), 3),
                "strength": round(float(reference["strength"][i]), 4),
                "strength_ris": round(float(ours["strength"][j]), 4),
                "status": "ok",
            }
        )
    return rows


def run(reference: Path | None, level: str) -> dict[str, Any]:
    """Return the ``response`` benchmark.

    Parameters
    ----------
    reference : Path or None
        Table ``name,smiles`` of the molecules to compare; by default the list in this file.
    level : str
    """
    molecules = MOLECULES
    if reference is not None:
        table = read_references(reference, "", ("name", "smiles"))
        molecules = {row["name"]: row["smiles"] for row in table}
    chosen = load_level(level).model_copy(update={"film_permittivity": None})
    rows: list[dict[str, Any]] = []
    for name, smiles in molecules.items():
        try:
            own = state_rows(name, smiles, chosen)
        except Exception as failure:
            nothing = dict.fromkeys(COMPARED)
            own = [{"name": name, "smiles": smiles, **nothing, "status": failed(failure)}]
        rows += own
    return benchmark(
        kind="response",
        level_of_theory=f"{chosen.label('spectrum')} against the full response",
        unit="eV",
        rows=rows,
        worst_bright_ratio=worst_bright_ratio(rows),
    )


def worst_bright_ratio(rows: list[dict[str, Any]]) -> float | None:
    """Return the worst ratio of oscillator strengths above 0.2, as a factor of at least one."""
    bright = [r for r in rows if r["status"] == "ok" and r["strength"] >= 0.2]
    if not bright:
        return None
    ratio = np.array([r["strength_ris"] / r["strength"] for r in bright])
    return float(np.maximum(ratio, 1.0 / ratio).max())
