"""The experiments of Lu et al. against prior, posterior, and what is predicted with them left out.

Without ``--results`` it reads the inputs of crosslinkers 1 to 4 that ship with the package. What is
predicted of a film that is left out stands in the shipped scorecard; it holds for the shipped rows
alone. Absorptivities are compared as logarithms, words and orders by the probability that they
hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from conditioning.scores import products

from accuracy.crosslinkers import Crosslinkers, read_crosslinkers
from accuracy.lu2022_figures import coverage, former_figures, informed, plqy_of_patterned_films
from accuracy.lu2022_rows import Evidence, table_row
from accuracy.rows import Row
from dotstitch.contracts.config import Config
from dotstitch.contracts.draws import Array, Draws
from dotstitch.contracts.measurement import Measurement
from dotstitch.dot.dots import load_dot
from dotstitch.dot.samples import sample_dot
from dotstitch.evidence.films import film_model
from dotstitch.evidence.lu2022 import (
    Observation,
    crosslinker_smiles,
    measurements,
    read_observations,
)
from dotstitch.evidence.plqy_readings import plqy_readings
from dotstitch.evidence.posterior import Posterior
from dotstitch.evidence.predict import by_smiles, predict, why_not
from dotstitch.evidence.prior import prior_draws
from dotstitch.evidence.scorecard.table import ScoreRow, read_scorecard
from dotstitch.evidence.statements import statements
from dotstitch.film.molecule import MoleculeInput
from dotstitch.screen.conditioning import shipped_posterior

N_PRIOR = 2000
FILM_OBSERVABLES = ("film retention", "relative PLQY")
"""Shares, whose errors can be averaged."""


def run(reference: Path | None, level: str, results: Path | None = None) -> dict[str, Any]:
    """Return the ``lu2022`` benchmark.

    Parameters
    ----------
    reference : Path or None
        Another table with the columns of ``data/evidence/lu2022_observations.csv``, or with the
        first of them.
    level : str
    results : Path, optional
        A finished screen that holds crosslinkers 1 to 4.
    """
    computed, posterior = read_crosslinkers(level, results), shipped_posterior(level)
    draws = {"prior": prior_draws(N_PRIOR, Config().seed)}
    if posterior is not None:
        draws["posterior"] = posterior.draws(posterior.z[..., 0].size, Config().seed)
    evidence = gather(read_observations(reference), computed, draws, read_scorecard(level))
    rows = [table_row(one, _smiles(one.observation)) for one in evidence]
    errors = [r["error"] for r in rows if r["error"] is not None and _is_share(r)]
    return {
        "kind": "lu2022",
        "level_of_theory": computed.level_of_theory,
        "unit": "1",
        "rows": rows,
        "passed": sum(bool(row["pass"]) for row in rows),
        "modelled": sum(row["pass"] is not None for row in rows),
        "mean_signed_error": float(np.mean(errors)) if errors else None,
        "mean_absolute_error": float(np.mean(np.abs(errors))) if errors else None,
        "max_absolute_error": float(np.max(np.abs(errors))) if errors else None,
        **_left_out_figures(evidence, level),
        **_posterior_figures(evidence, computed, posterior, draws),
        "statements": _statements(computed, draws),
        "luminescence_readings": [asdict(one) for one in plqy_readings()],
    }


def gather(
    observations: Sequence[Observation],
    computed: Crosslinkers,
    draws: Mapping[str, Draws],
    scorecard: Sequence[ScoreRow],
) -> list[Evidence]:
    """Return each observation with what is predicted of it."""
    molecules = by_smiles(computed.molecules.values())
    measured, faults = _read(observations, computed)
    predicted = {name: _predictions(measured.values(), molecules, d) for name, d in draws.items()}
    shipped = {row.id: row for row in measurements()}
    left_out = {row.id: row for row in scorecard if row.what == shipped[row.id].block}
    found = []
    for one in observations:
        row = measured.get(one.id)
        if row is None or not row.modelled:
            fault = faults.get(one.id) or f"not modelled: {one.reason}".rstrip(": ")
            found.append(Evidence(one, None, fault))
            continue
        same = row == shipped.get(one.id)
        found.append(
            Evidence(
                one,
                row,
                _unpredicted(row, predicted["prior"]),
                predicted["prior"],
                predicted.get("posterior", {}),
                left_out.get(one.id) if same else None,
                same and "posterior" in predicted,
            )
        )
    return found


def _read(
    observations: Sequence[Observation], computed: Crosslinkers
) -> tuple[dict[str, Measurement], dict[str, str]]:
    """Return the measurements that can be predicted, and why others cannot."""
    molecules = by_smiles(computed.molecules.values())
    by_id = {one.id: one for one in observations}
    measured: dict[str, Measurement] = {}
    faults: dict[str, str] = {}
    for one in observations:
        try:
            measured |= {row.id: row for row in _measurements(one, by_id)}
        except (KeyError, ValueError) as error:
            faults[one.id] = f"failed: no measurement: {_told(error)}"
    for row in tuple(measured.values()):
        if reason := why_not(row, molecules):
            faults[row.id] = f"failed: {computed.failures.get(row.name, reason)}"
            del measured[row.id]
    return measured, faults


def _measurements(one: Observation, by_id: Mapping[str, Observation]) -> tuple[Measurement, ...]:
    """Return the measurement of an observation, and the one it is compared with."""
    partner = by_id.get(one.compared_with)
    return measurements((one,) if partner is None else (one, partner))


def _told(error: Exception) -> str:
    """Return what is wrong in one line; a validation says it in its third."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[min(2, len(lines) - 1)]


def _predictions(
    rows: Iterable[Measurement], molecules: Mapping[str, MoleculeInput], draws: Draws
) -> dict[str, Array]:
    """Return the predictions of all rows."""
    chosen = tuple(rows)
    names = {row.dot for row in chosen if row.dot}
    dots = {name: sample_dot(load_dot(name), draws) for name in names}
    return predict(chosen, molecules, draws, dots)


def _unpredicted(row: Measurement, predicted: Mapping[str, Array]) -> str:
    lacking = {row.id, row.compared_with or row.id} - set(predicted)
    return f"failed: nothing is predicted of {', '.join(sorted(lacking))}" if lacking else ""


def _smiles(observation: Observation) -> str:
    return crosslinker_smiles().get(observation.crosslinker, "")


def _is_share(row: Row) -> bool:
    return row["observable"] in FILM_OBSERVABLES


def _left_out_figures(evidence: Sequence[Evidence], level: str) -> dict[str, Any]:
    """Return what is said of rows that were left out; empty where none was."""
    measured = {row.id: row for row in measurements()}
    rows = [one.left_out for one in evidence if one.left_out is not None]
    counts = coverage(rows, measured)
    plqy = plqy_of_patterned_films(rows, measured)
    ids = {row.id for row in rows}
    others = [r for r in read_scorecard(level) if r.kind != "film" and r.id in ids]
    return {
        "coverage": counts["held"] / counts["numbers"] if counts["numbers"] else None,
        "coverage_counts": counts,
        "leave_one_out_plqy": plqy,
        "leave_one_out_plqy_mae": float(np.mean(np.abs(list(plqy.values())))) if plqy else None,
        "left_out": [_other_plan(row, measured[row.id]) for row in others],
    }


def _other_plan(row: ScoreRow, measured: Measurement) -> Row:
    """Return a line of a plan that leaves out more than one film."""
    return {
        "left_out_with": f"{row.kind} {row.what}",
        "name": row.id,
        "measured": measured.word or measured.value,
        "prior": row.prior,
        "posterior": row.posterior,
        "left_out": row.left_out,
        "low": row.left_out_low,
        "high": row.left_out_high,
        "probability": row.left_out_probability,
        "spread": row.left_out_spread,
    }


def _posterior_figures(
    evidence: Sequence[Evidence],
    computed: Crosslinkers,
    posterior: Posterior | None,
    draws: Mapping[str, Draws],
) -> dict[str, Any]:
    """Return what the posterior learned, and what it would be with a former prior."""
    if posterior is None:
        return {"fitted_parameters": [], "informed": [], "former_priors": []}
    rows = [one.measurement for one in evidence if one.used and one.measurement is not None]
    learned = informed(posterior.names, posterior.z, draws["prior"], draws["posterior"])
    scores = products(computed.molecules, draws["posterior"])
    predicted = next((one.posterior for one in evidence if one.posterior), {})
    return {
        "fitted_parameters": sorted(r["name"] for r in learned if r["kind"] == "parameter"),
        "informed": learned,
        "former_priors": former_figures(rows, predicted, scores, draws["posterior"]),
    }


def _statements(computed: Crosslinkers, draws: Mapping[str, Draws]) -> list[Row]:
    """Return the statements without a number, by posterior and prior."""
    known = {name: statements(film_model(computed.molecules, one)) for name, one in draws.items()}
    best = known.get("posterior", known["prior"])
    return [
        asdict(one) | {"prior": before.probability}
        for one, before in zip(best, known["prior"], strict=True)
    ]
