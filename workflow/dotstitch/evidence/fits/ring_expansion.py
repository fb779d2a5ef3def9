"""Fit the rule for the ring expansion of aryl nitrenes to measured rates at 298 K.

    python -m dotstitch.evidence.fits.ring_expansion

Rewrites ``data/groups/ring_expansion_rule.yaml`` from ``data/groups/ring_expansion.csv`` (seconds)
and prints how the rule does on every row; see :mod:`dotstitch.evidence.fits.ring_expansion_rates`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import yaml

from dotstitch.contracts.constants import ROOM_TEMPERATURE_K
from dotstitch.contracts.draws import Array
from dotstitch.contracts.files import write_text_atomically
from dotstitch.data.reading import package_path
from dotstitch.evidence.fits.ring_expansion_rates import (
    NAMES,
    RATE_SD_DECADES,
    STRONG,
    WEAK,
    MeasuredRate,
    common_log10_a,
    fit_increments,
    fitted_rates,
    left_out_log10_k,
    measured_rates,
    predicted_log10_k,
)
from dotstitch.groups.ring_expansion import (
    KCAL_MOL_PER_DECADE,
    RULE_FILE,
    Solvent,
    apparent_barrier_kcal_mol,
    ring_expansion,
)
from dotstitch.groups.ring_substitution import PARENT, RING

ASSUMED = {
    "rate_sd_decades": RATE_SD_DECADES,
    "attacked_sd_kcal_mol": STRONG,
    "other_sd_kcal_mol": WEAK,
    "note": "assumptions; fluorine and methyl at the attacked carbon may only retard",
}
HEADER = (
    "# Barrier to ring expansion of singlet aryl nitrenes, phenylnitrene plus increments. Made by\n"
    "# python -m dotstitch.evidence.fits.ring_expansion from data/groups/ring_expansion.csv.\n"
    "# Energies in kcal/mol, errors in log10 k at 298.15 K; measured minus predicted.\n"
)


def fit_rule() -> dict[str, Any]:
    """Return the contents of the rule's file."""
    log10_a, scatter, n_a = common_log10_a()
    rates = fitted_rates()
    x, sd = fit_increments(rates, log10_a)
    errors = left_out_log10_k(rates, log10_a)
    residuals = np.array([r.log10_k for r in rates]) - predicted_log10_k(rates, x, log10_a)
    rms = float(np.sqrt(np.mean(errors**2)))
    contents = {
        "log10_a": {
            "value": log10_a,
            "uncertainty": scatter,
            "n_rows": n_a,
            "source": "log10_a of groups/ring_expansion.csv, prior 12.5 to 13.8 "
            "(two standard deviations)",
        },
        "prior": ASSUMED,
        "leave_one_out": {
            "rms_log10_k": rms,
            "rms_kcal_mol": rms * KCAL_MOL_PER_DECADE,
            "n_rows": len(rates),
            "n_unverified": sum(r.row.confidence == "unverified" for r in rates),
        },
        "increments": _increments(rates, x, sd, errors),
        "outside": _outside(dict(zip(NAMES, x.tolist(), strict=True)), log10_a),
        "fit": [
            {
                "name": rate.row.name,
                "solvent": rate.row.solvent,
                "confidence": rate.row.confidence,
                "log10_k": rate.log10_k,
                "residual": float(residual),
                "left_out": float(error),
            }
            for rate, residual, error in zip(rates, residuals, errors, strict=True)
        ],
    }
    plain: dict[str, Any] = _rounded(contents)
    return plain


def _increments(rates: list[MeasuredRate], x: Array, sd: Array, errors: Array) -> dict[str, Any]:
    """Return every increment with its error, the rows that carry it and their sources."""
    increments: dict[str, Any] = {}
    for name, value, error in zip(NAMES, x, sd, strict=True):
        contains = [name in sum(rate.paths.increments, ()) for rate in rates]
        own = [rate.row for rate, holds in zip(rates, contains, strict=True) if holds]
        increments[name] = {
            "value_kcal_mol": float(value),
            "uncertainty_kcal_mol": float(error),
            "n_rows": len(own),
            "n_unverified": sum(row.confidence == "unverified" for row in own),
            "leave_one_out_log10_k": float(np.sqrt(np.mean(errors[contains] ** 2))),
        }
        if name != PARENT:
            increments[name]["rows"] = [f"{row.name}, {row.solvent}" for row in own]
            increments[name]["source"] = sorted({row.doi or row.source for row in own})
    increments[PARENT]["source"] = [
        "every row of groups/ring_expansion.csv that is listed under fit"
    ]
    return increments


def _outside(increments: dict[str, float], log10_a: float) -> dict[str, dict[str, Any]]:
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
    naphthyl = next(r for r in measured_rates() if r.row.name == "1-naphthylnitrene")
    values = increments | {name: row["value_kcal_mol"] for name, row in rows.items()} | {RING: 0.0}
    log10_k = log10_a - apparent_barrier_kcal_mol(naphthyl.paths, values) / KCAL_MOL_PER_DECADE
    miss = abs(naphthyl.log10_k - log10_k) * KCAL_MOL_PER_DECADE
    add(RING, 0.0, miss, "error for 1-naphthylnitrene in acetonitrile, 10.1021/ja061520i")
    return rows


def _rounded(value: Any) -> Any:
    """Return plain numbers with four decimals, through dicts and lists."""
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return round(float(value), 4) if isinstance(value, float) else value


def _line(rate: MeasuredRate) -> str:
    """Return one line on a row: rate and activation energy, measured and by the rule."""
    row = rate.row
    solvent: Solvent = "dichloromethane" if row.solvent == "dichloromethane" else "alkane"
    predicted = ring_expansion(row.smiles, solvent)
    log10_k = float(np.log10(predicted.rate_per_s(ROOM_TEMPERATURE_K)))
    measured = row.activation_energy_kcal_mol
    return (
        f"{row.name:32s} {row.solvent:16s} {rate.log10_k:6.2f} {log10_k:6.2f}"
        f"  {'-' if measured is None else f'{measured:.1f}':>4s}"
        f" {predicted.activation_energy_kcal_mol:5.1f}"
        f" +- {predicted.uncertainty_kcal_mol:.1f}  {'; '.join(predicted.notes)}"
    )


def main() -> None:
    """Fit, write the file, and print what the rule says on every row."""
    contents = fit_rule()
    body = yaml.safe_dump(contents, sort_keys=False, width=100, allow_unicode=True)
    write_text_atomically(package_path(RULE_FILE), HEADER + body)
    error = contents["leave_one_out"]
    print("log10 k at 298 K measured, by the rule; Ea (kcal/mol) measured, by the rule")
    print("\n".join(_line(rate) for rate in measured_rates()))
    print(f"leave-one-out {error['rms_log10_k']:.2f} decades, {error['rms_kcal_mol']:.2f} kcal/mol")


if __name__ == "__main__":
    main()
