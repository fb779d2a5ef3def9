"""Fit the rule for the ring expansion of aryl nitrenes to measured rates at 298 K.

    python tests/benchmarks/calibrate_ring_expansion.py

Rewrites ``data/groups/ring_expansion_rule.yaml`` from ``ring_expansion.csv`` and prints how
the rule does on every row. Fitted is log10 k at 298 K of the rows in pentane and
dichloromethane, all with the same standard deviation, under a normal prior about zero for every
increment and with bounds; log10 A is a mean of its own, since k says nothing about it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.optimize import least_squares

from dotstitch.contracts.draws import Array
from dotstitch.contracts.records import write_text_atomically
from dotstitch.groups.ring_expansion import (
    KCAL_MOL_PER_DECADE,
    REFERENCE_TEMPERATURE_K,
    Solvent,
    apparent_barrier_kcal_mol,
    ring_expansion,
    rule,
)
from dotstitch.groups.ring_substitution import PARENT, RING, Paths, closing_paths

DATA = Path(str(files("dotstitch.data")))
RATE_SD_DECADES = 0.2
"""Assumed error of a measured log10 k at 298 K together with that of adding increments up."""
LOG10_A_PRIOR = (13.15, 0.325)
"""Mean and standard deviation: 12.5 to 13.8 are two of them either way."""
USUAL_SD = 0.3
"""Of a log10 A whose uncertainty is not given; the usual one of the table."""
PARENT_PRIOR = (5.6, 5.0, 3.0, 9.0)
WEAK, STRONG = 1.0, 2.0
FREE, RETARDS = (-3.0, 3.0), (0.0, 6.0)
PRIORS: dict[str, tuple[float, tuple[float, float]]] = {
    "attacked_fluoro": (STRONG, RETARDS),
    "attacked_methyl": (STRONG, RETARDS),
    "attacked_cyano": (STRONG, FREE),
    **dict.fromkeys(("opposite_fluoro", "meta_fluoro"), (WEAK, FREE)),
    **{
        f"para_{group}": (WEAK, FREE)
        for group in ("fluoro", "methyl", "trifluoromethyl", "acyl", "chloro", "cyano", "aryl")
    },
    "dichloromethane": (WEAK, FREE),
}
"""Increment to the standard deviation of its prior and its bounds, kcal/mol."""
ASSUMED = {
    "rate_sd_decades": RATE_SD_DECADES,
    "attacked_sd_kcal_mol": STRONG,
    "other_sd_kcal_mol": WEAK,
    "note": "assumptions; fluorine and methyl at the attacked carbon may only retard",
}
NAMES = (PARENT, *PRIORS)
SOLVENTS = {"pentane": None, "dichloromethane": "dichloromethane"}
HEADER = (
    "# Barrier to ring expansion of singlet aryl nitrenes, phenylnitrene plus increments. Made by\n"
    "# tests/benchmarks/calibrate_ring_expansion.py from groups/ring_expansion.csv.\n"
    "# Energies in kcal/mol, errors in log10 k at 298.15 K; measured minus predicted.\n"
)


@dataclass(frozen=True)
class Measured:
    """One measured rate and the paths that the rule sees in it."""

    row: dict[str, str]
    paths: Paths

    @property
    def log10_k(self) -> float:
        """Measured, at 298 K."""
        return float(self.row["log10_k_298"])


def table() -> list[dict[str, str]]:
    """Return the rows of ``groups/ring_expansion.csv`` that give a rate."""
    text = (DATA / "groups/ring_expansion.csv").read_text(encoding="utf-8")
    return [row for row in csv.DictReader(text.splitlines()) if row["log10_k_298"]]


def measured(row: dict[str, str]) -> Measured:
    """Return one row with its paths; the solvent acts on both."""
    paths = closing_paths(row["smiles"], PRIORS.keys())
    solvent = SOLVENTS.get(row["solvent"])
    extra = (solvent,) if solvent else ()
    first, second = paths.increments
    return Measured(row, Paths((first + extra, second + extra), paths.notes))


def fitted_rows() -> list[Measured]:
    """Return the rows of the fit: in pentane or dichloromethane, no substituent unknown."""
    rows = [measured(row) for row in table() if row["solvent"] in SOLVENTS]
    return [row for row in rows if not row.paths.notes]


def common_log10_a() -> tuple[float, float, int]:
    """Return the common log10 A, the scatter of single nitrenes about it, and the rows used.

    Every measured value counts with its own uncertainty and that of the prior together.
    """
    rows = [r for r in table() if r["log10_a"]]
    mean, spread = LOG10_A_PRIOR
    values = np.array([float(r["log10_a"]) for r in rows])
    sd = np.array([float(r["log10_a_uncertainty"] or USUAL_SD) for r in rows])
    weights = np.append(1.0 / (sd**2 + spread**2), 1.0 / spread**2)
    found = float(np.average(np.append(values, mean), weights=weights))
    return found, float(np.sqrt(np.mean((values - found) ** 2))), len(rows)


def predict(rows: list[Measured], x: Array, log10_a: float) -> Array:
    """Return log10 k of every row with the increments ``x`` in the order of the names."""
    values = dict(zip(NAMES, x, strict=True))
    barriers = [apparent_barrier_kcal_mol(row.paths, values) for row in rows]
    return np.asarray(log10_a - np.array(barriers) / KCAL_MOL_PER_DECADE)


def fit(rows: list[Measured], log10_a: float) -> tuple[Array, Array]:
    """Return the increments and their standard errors, both in the order of the names."""
    start, parent_sd, *parent_bounds = PARENT_PRIOR
    centre = np.array([start] + [0.0] * len(PRIORS))
    prior = np.array([parent_sd] + [sd for sd, _ in PRIORS.values()])
    low, high = np.array([parent_bounds] + [list(bounds) for _, bounds in PRIORS.values()]).T
    seen = np.array([row.log10_k for row in rows])

    def misfit(x: Array) -> Array:
        off = (predict(rows, x, log10_a) - seen) / RATE_SD_DECADES
        return np.concatenate([off, (x - centre) / prior])

    found = least_squares(misfit, centre + 0.01, bounds=(low, high), xtol=1e-10, ftol=1e-10)
    return found.x, np.sqrt(np.diag(np.linalg.inv(found.jac.T @ found.jac)))


def leave_one_out(rows: list[Measured], log10_a: float) -> Array:
    """Return measured minus predicted log10 k of every nitrene, all its rows left out.

    C6F5N counts twice, once per solvent, and both of its rows are left out together.
    """
    errors = []
    for row in rows:
        others = [r for r in rows if r.row["smiles"] != row.row["smiles"]]
        x, _ = fit(others, log10_a)
        errors.append(row.log10_k - float(predict([row], x, log10_a)[0]))
    return np.array(errors)


def outside(increments: dict[str, float], log10_a: float) -> dict[str, dict[str, Any]]:
    """Return value and uncertainty of what was never measured."""
    rows: dict[str, dict[str, Any]] = {}

    def add(name: str, value: float, sd: float, basis: str) -> None:
        rows[name] = {"value_kcal_mol": value, "uncertainty_kcal_mol": sd, "basis": basis}

    for position in ("attacked", "para"):
        known = [v for name, v in increments.items() if name.startswith(f"{position}_")]
        sd = float(np.std(known, ddof=1))
        add(f"{position}_unmeasured", float(np.mean(known)), sd, f"all measured {position} groups")
        add(f"{position}_analogue", 0.0, sd, f"scatter of the measured {position} groups")
    for name in ("meta_unmeasured", "meta_analogue"):
        sd = rows["para_unmeasured"]["uncertainty_kcal_mol"]
        add(name, 0.0, sd, "assumption: a meta group acts no more than a para group")
    naphthyl = measured(next(r for r in table() if r["name"] == "1-naphthylnitrene"))
    values = increments | {name: row["value_kcal_mol"] for name, row in rows.items()} | {RING: 0.0}
    log10_k = log10_a - apparent_barrier_kcal_mol(naphthyl.paths, values) / KCAL_MOL_PER_DECADE
    miss = abs(naphthyl.log10_k - log10_k) * KCAL_MOL_PER_DECADE
    add(RING, 0.0, miss, "error for 1-naphthylnitrene in acetonitrile, 10.1021/ja061520i")
    return rows


def rounded(value: Any) -> Any:
    """Return plain numbers with four decimals, through dicts and lists."""
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [rounded(item) for item in value]
    return round(float(value), 4) if isinstance(value, float) else value


def increment_rows(rows: list[Measured], x: Array, sd: Array, errors: Array) -> dict[str, Any]:
    """Return every increment with its error, the rows that carry it and their sources."""
    found: dict[str, Any] = {}
    for name, value, error in zip(NAMES, x, sd, strict=True):
        held = [name in sum(row.paths.increments, ()) for row in rows]
        own = [row.row for row, holds in zip(rows, held, strict=True) if holds]
        found[name] = {
            "value_kcal_mol": float(value),
            "uncertainty_kcal_mol": float(error),
            "n_rows": len(own),
            "n_unverified": sum(row["confidence"] == "unverified" for row in own),
            "leave_one_out_log10_k": float(np.sqrt(np.mean(errors[held] ** 2))),
        }
        if name != PARENT:
            found[name]["rows"] = [f"{row['name']}, {row['solvent']}" for row in own]
            found[name]["source"] = sorted({row["doi"] or row["source"] for row in own})
    found[PARENT]["source"] = ["every row of groups/ring_expansion.csv that is listed under fit"]
    return found


def calibrate() -> dict[str, Any]:
    """Return the contents of the rule's file."""
    log10_a, scatter, n_a = common_log10_a()
    rows = fitted_rows()
    x, sd = fit(rows, log10_a)
    errors = leave_one_out(rows, log10_a)
    residuals = np.array([row.log10_k for row in rows]) - predict(rows, x, log10_a)
    rms = float(np.sqrt(np.mean(errors**2)))
    contents = {
        "log10_a": {
            "value": log10_a,
            "uncertainty": scatter,
            "n_rows": n_a,
            "source": "log10_a of ring_expansion.csv, prior 12.5 to 13.8 (two standard deviations)",
        },
        "prior": ASSUMED,
        "leave_one_out": {
            "rms_log10_k": rms,
            "rms_kcal_mol": rms * KCAL_MOL_PER_DECADE,
            "n_rows": len(rows),
            "n_unverified": sum(row.row["confidence"] == "unverified" for row in rows),
        },
        "increments": increment_rows(rows, x, sd, errors),
        "outside": outside(dict(zip(NAMES, x.tolist(), strict=True)), log10_a),
        "fit": [
            {key: row.row[key] for key in ("name", "solvent", "confidence")}
            | {"log10_k": row.log10_k, "residual": float(residual), "left_out": float(error)}
            for row, residual, error in zip(rows, residuals, errors, strict=True)
        ],
    }
    plain: dict[str, Any] = rounded(contents)
    return plain


def compare(row: dict[str, str]) -> str:
    """Return one line on a row: rate and activation energy, measured and by the rule."""
    solvent: Solvent = "dichloromethane" if row["solvent"] == "dichloromethane" else "alkane"
    found = ring_expansion(row["smiles"], solvent)
    log10_k = float(np.log10(found.rate_per_s(REFERENCE_TEMPERATURE_K)))
    return (
        f"{row['name']:32s} {row['solvent']:16s} {float(row['log10_k_298']):6.2f} {log10_k:6.2f}"
        f"  {row['activation_energy_kcal_mol'] or '-':>4s} {found.activation_energy_kcal_mol:5.1f}"
        f" +- {found.uncertainty_kcal_mol:.1f}  {'; '.join(found.notes)}"
    )


def main() -> None:
    """Fit, write the file, and print what the rule says on every row."""
    body = yaml.safe_dump(calibrate(), sort_keys=False, width=100, allow_unicode=True)
    write_text_atomically(DATA / "groups/ring_expansion_rule.yaml", HEADER + body)
    error = rule()["leave_one_out"]
    print("log10 k at 298 K measured, by the rule; Ea (kcal/mol) measured, by the rule")
    print("\n".join(compare(row) for row in table()))
    print(f"leave-one-out {error['rms_log10_k']:.2f} decades, {error['rms_kcal_mol']:.2f} kcal/mol")


if __name__ == "__main__":
    main()
