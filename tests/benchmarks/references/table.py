"""Put stored energies of carbenes together into a table of singlet-triplet gaps.

    python tests/benchmarks references.table FOLDER TABLE

Reads the JSON files of ``references.gaps``, methylene among them, and writes one row per carbene
with every ingredient.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path
from typing import Any

import numpy as np

from dotstitch.contracts.constants import HARTREE_KCAL_MOL
from references.geometry import STATES

METHYLENE_GAP_KCAL_MOL = 8.998
"""T0 of methylene; Jensen, Bunker, J. Chem. Phys. 1988, 89, 1327."""

CORRELATION = ("second_order_active", "ccsd", "triples")
BASES = ("cc-pvdz", "cc-pvtz", "cc-pvqz")
Values = dict[str, Any]


def _split(values: Values, key: str, *terms: str) -> float:
    """Return singlet minus triplet of a sum of stored energies, kcal/mol."""
    low, high = (sum(values[f"{state} {key}"][t] for t in terms) for state in STATES)
    return float((low - high) * HARTREE_KCAL_MOL)


def second_order_gap(values: Values) -> tuple[float, str]:
    """Return the second-order gap in the largest basis (kcal/mol) and the name of that basis.

    With triple and quadruple zeta the correlation energy is extrapolated (inverse cube), and
    Hartree-Fock taken from quadruple zeta.
    """
    known = [basis for basis in BASES if f"triplet {basis}" in values]
    last = known[-1]
    mean_field = _split(values, last, "hartree_fock")
    correlation = _split(values, last, "second_order")
    if last != BASES[-1]:
        return mean_field + correlation, last
    smaller = _split(values, BASES[-2], "second_order")
    return mean_field + (64 * correlation - 27 * smaller) / 37, "cc-pv(t,q)z"


def beyond_second_order(values: Values, ratio: str) -> float:
    """Return CCSD(T) minus second order in the same orbitals, kcal/mol."""
    key = f"ccsd(t) {ratio}"
    return _split(values, key, "ccsd", "triples") - _split(values, key, "second_order_active")


def gap(values: Values, methylene: Values, ratio: str) -> float:
    """Return the gap relative to that of methylene, kcal/mol, positive for a triplet.

    The zero-point energies of the two states are taken to differ as they do in methylene.
    """
    bases = [b for b in BASES if f"triplet {b}" in values and f"triplet {b}" in methylene]
    reference = {k: v for k, v in methylene.items() if k.split()[-1] not in BASES}
    reference |= {f"{s} {b}": methylene[f"{s} {b}"] for s in STATES for b in bases}
    own, other = second_order_gap(values)[0], second_order_gap(reference)[0]
    high = beyond_second_order(values, ratio) - beyond_second_order(methylene, "inf")
    return METHYLENE_GAP_KCAL_MOL + own - other + high


def zero_point_shift(values: Values, methylene: Values) -> float | None:
    """Return what the zero-point energies add to :func:`gap`, kcal/mol, if they are known."""
    if "triplet zero_point" not in values:
        return None
    key = "zero_point"
    return _split(values, key, key) - _split(methylene, key, key)


def row(name: str, values: Values, methylene: Values, ratio: str) -> dict[str, str]:
    """Return one line of the table."""
    shift = zero_point_shift(values, methylene)
    fields: dict[str, Any] = {
        "name": name,
        "smiles": values["smiles"],
        "geometry": values["geometry"],
        "gap_kcal_mol": f"{gap(values, methylene, ratio):.2f}",
        "zero_point_shift_kcal_mol": "" if shift is None else f"{shift:.2f}",
        "largest_basis": second_order_gap(values)[1],
        "second_order_gap_kcal_mol": f"{second_order_gap(values)[0]:.2f}",
        "beyond_second_order_kcal_mol": f"{beyond_second_order(values, ratio):.2f}",
        "virtuals_per_pair": "all" if ratio == "inf" else ratio,
    }
    for state in STATES:
        for key, value in values.get(f"{state} shape", {}).items():
            fields[f"{state}_{key}"] = f"{value:.3f}"
        for basis in BASES:
            for term in ("hartree_fock", "second_order"):
                energies = values.get(f"{state} {basis}")
                name_of = f"{state}_{term}_{basis.removeprefix('cc-pv')}_hartree"
                fields[name_of] = f"{energies[term]:.6f}" if energies else ""
        for term, value in values[f"{state} ccsd(t) {ratio}"].items():
            if term != "cpu_s":
                unit = "_hartree" if term in CORRELATION else ""
                fields[f"{state}_{term}{unit}"] = (
                    f"{value:.6f}" if isinstance(value, float) else value
                )
    return fields


def main() -> None:
    """Write the table from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("table", type=Path)
    given = parser.parse_args()
    stored = {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(given.folder.glob("*.json"))
    }
    rows = []
    for name, values in stored.items():
        ratios = [k.split()[-1] for k in values if k.startswith("triplet ccsd(t)")]
        finite = [r for r in ratios if not np.isinf(float(r))]
        for ratio in [r for r in ratios if r == "inf"] + finite:
            rows.append(row(name, values, stored["methylene"], ratio))
    columns = list(dict.fromkeys(key for line in rows for key in line))
    with given.table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
