"""Bake-off of methods for the adiabatic singlet-triplet gaps of nitrenes and carbenes.

    python tests/benchmarks bakeoff.gaps --cache FOLDER [--minutes N]

Every number is kept in the folder as soon as it is known; a second run goes on where the first
stopped. Rewrites ``gaps.csv`` beside this file and prints the table by class.
Multicollinear spin flip is computed only where pyscf-forge and mcfun can be imported.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from bakeoff.cases import (
    DFT_GEOMETRIES,
    LARGE,
    MEASURED,
    SMALL,
    Case,
    Outcome,
    load_case,
    zero_point_b3lyp,
    zero_point_gfn2,
)
from bakeoff.dft import film_shift, kohn_sham, one_mean_field, relaxed, spin_flip
from bakeoff.wave import complete_active_space, coupled_cluster, double_hybrid
from dotstitch.contracts.failure import StepError
from dotstitch.contracts.files import write_json
from dotstitch.data.spin_states import spin_parameters

OUTPUT = Path(__file__).with_name("gaps.csv")
ANY = ("nitrene", "carbene")
TERMS = ("methylene", "phenylcarbene", "phenylnitrene")
"""Molecules whose zero-point and film terms are computed."""
OPEN_SHELL = ("cyanocarbene", "dicyanocarbene")
"""Carbenes whose singlet is open-shell: S2 of the lowest determinant is 1."""
FIELDS = (
    "name", "class", "geometry", "method", "gap_kcal_mol", "error_kcal_mol", "cpu_s", "cpu_ratio",
    "s2_singlet", "s2_triplet", "counted", "status", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Task:
    """A method and the molecules it is run on."""

    key: str
    run: Callable[[Case], dict[str, Outcome]]
    heavy_atoms: int = 9
    kinds: tuple[str, ...] = ANY
    geometries: tuple[str, ...] = ("gfn2", "measured")
    names: tuple[str, ...] | None = None

    def suits(self, case: Case) -> bool:
        """Tell whether this molecule at these geometries is wanted and affordable."""
        wanted = self.names is None or case.name in self.names
        fits = case.kind in self.kinds and case.geometry in self.geometries
        return wanted and fits and case.affordable(self.heavy_atoms)


TASKS = (
    Task("field", partial(one_mean_field, basis="def2-svp")),
    Task("b3lyp", partial(kohn_sham, functional="b3lyp")),
    Task("pbe0", partial(kohn_sham, functional="pbe0")),
    Task("pbe38", partial(kohn_sham, functional="pbe38")),
    Task("bhandhlyp", partial(kohn_sham, functional="bhandhlyp")),
    Task("relaxed", partial(relaxed, functional="b3lyp"), kinds=("carbene",)),
    Task("b2plyp", double_hybrid),
    Task("sf-bhandhlyp", partial(spin_flip, functional="bhandhlyp", kernel=False)),
    Task("sf-pbe0", partial(spin_flip, functional="pbe0", kernel=False)),
    Task("cas22", partial(complete_active_space, with_pi=False)),
    Task("ccsd_t", coupled_cluster, 3),
    Task("film", film_shift, names=TERMS, geometries=("gfn2",)),
    Task("zero-gfn2", zero_point_gfn2, names=TERMS, geometries=("gfn2",)),
    Task("field-tzvp", partial(one_mean_field, basis="def2-tzvp"), 8),
    Task("b3lyp-tzvp", partial(kohn_sham, functional="b3lyp", basis="def2-tzvp"), 8),
    Task("tpssh", partial(kohn_sham, functional="tpssh")),
    Task("wb97x", partial(kohn_sham, functional="wb97x")),
    Task("geometry", partial(kohn_sham, functional="b3lyp"), geometries=("b3lyp",)),
    Task("mc-pbe0", partial(spin_flip, functional="pbe0", kernel=True)),
    Task("mc-bhandhlyp", partial(spin_flip, functional="bhandhlyp", kernel=True), 7),
    Task("caspi", partial(complete_active_space, with_pi=True), 8),
    Task("ccsd_t-larger", coupled_cluster, 5),
    Task("ccsd_t-aryl", coupled_cluster, 8, names=("phenylcarbene",)),
    Task("zero-b3lyp", zero_point_b3lyp, names=TERMS, geometries=("b3lyp",)),
)


def pairs() -> list[tuple[str, str]]:
    """Return names and geometries, in the order in which they are computed."""
    own = [(MEASURED, "measured"), *((name, "gfn2") for name in SMALL + LARGE)]
    return own + [(name, "b3lyp") for name in DFT_GEOMETRIES]


def cell(cache: Path, name: str, geometry: str, task: Task) -> Path:
    """Return where one result is kept."""
    return cache / f"{name.replace(', ', '_').replace(' ', '_')}.{geometry}.{task.key}.json"


def compute(cache: Path, minutes: float) -> None:
    """Fill the cache until the time is up; a calculation once begun is finished."""
    end = time.monotonic() + 60 * minutes
    for large in (False, True):
        for task in TASKS:
            for name, geometry in pairs():
                if (name in LARGE) is large and not fill(cache, task, name, geometry, end):
                    return


def fill(cache: Path, task: Task, name: str, geometry: str, end: float) -> bool:
    """Compute one cell if it is missing; return whether there is time left."""
    path = cell(cache, name, geometry, task)
    skip = geometry not in task.geometries or (task.names and name not in task.names)
    if skip or path.exists():
        return True
    if time.monotonic() > end:
        return False
    try:
        case = load_case(name, geometry, cache)
        if not task.suits(case):
            return True
        results = {label: asdict(one) for label, one in task.run(case).items()}
    except StepError as failure:
        results = {task.key: {"status": f"failed: {failure.message}"}}
    except Exception as failure:  # a method that breaks must not stop the others
        results = {task.key: {"status": f"failed: {type(failure).__name__} {failure}"}}
    write_json(path, results)
    print(time.strftime("%X"), path.name, json.dumps(results)[:300], flush=True)
    return True


def collect(cache: Path) -> list[dict[str, Any]]:
    """Return one row per molecule, geometry and method, with the corrected carbenes."""
    rows = []
    for name, geometry in pairs():
        results: dict[str, dict[str, Any]] = {}
        for task in TASKS:
            path = cell(cache, name, geometry, task)
            if path.exists():
                results |= json.loads(path.read_text(encoding="utf-8"))
        if not results or all(set(one) == {"status"} for one in results.values()):
            continue
        case = load_case(name, geometry, cache)
        rows += [_row(case, label, one, results) for label, one in results.items()]
    measured = {r["method"]: r["gap_kcal_mol"] for r in rows if r["name"] == MEASURED}
    return rows + [
        _corrected(row, measured[row["method"]])
        for row in rows
        if row["class"].endswith("carbene") and row["error_kcal_mol"] is not None
        if measured.get(row["method"]) is not None and row["name"] != MEASURED
    ]


def _row(case: Case, label: str, one: dict[str, Any], results: dict[str, Any]) -> dict[str, Any]:
    basis = "def2-tzvp" if "tzvp" in label else "def2-svp"
    yardstick = results.get(f"one UKS, B3LYP/{basis}", {}).get("cpu_s")
    gap, spent = one.get("gap_kcal_mol"), one.get("cpu_s")
    term = label.startswith(("zero-point", "shift"))
    error = None if gap is None or term else gap - case.reference_kcal_mol
    return {
        "name": case.name,
        "class": "cyanocarbene" if case.name in OPEN_SHELL else case.group,
        "geometry": case.geometry,
        "method": label,
        "gap_kcal_mol": gap,
        "error_kcal_mol": error,
        "cpu_s": spent,
        "cpu_ratio": spent / yardstick if spent and yardstick else None,
        "s2_singlet": one.get("s2_singlet"),
        "s2_triplet": one.get("s2_triplet"),
        "counted": error is not None and case.counted and case.geometry == "gfn2",
        "status": one.get("status", "ok"),
        "note": one.get("note", ""),
    }


def _corrected(row: dict[str, Any], methylene: float) -> dict[str, Any]:
    """Return a carbene's row plus measured minus computed gap of CH2 by the same method."""
    shift = float(spin_parameters()["methylene"]["gap_kcal_mol"]) - methylene
    return row | {
        "method": f"{row['method']} + CH2",
        "gap_kcal_mol": row["gap_kcal_mol"] + shift,
        "error_kcal_mol": row["error_kcal_mol"] + shift,
        "counted": row["counted"] and row["name"] != "methylene",
    }


def table(rows: Sequence[dict[str, Any]]) -> str:
    """Return the errors by class and method in Markdown, kcal/mol."""
    lines = []
    for group in dict.fromkeys(row["class"] for row in rows if row["counted"]):
        lines += [f"\n{group}\n", "| method | n | signed | absolute | largest | CPU |"]
        lines.append("|---|---|---|---|---|---|")
        own = [row for row in rows if row["class"] == group and row["counted"]]
        for method in dict.fromkeys(row["method"] for row in own):
            mine = [row for row in own if row["method"] == method]
            errors = np.array([row["error_kcal_mol"] for row in mine])
            worst = int(np.abs(errors).argmax())
            ratios = [row["cpu_ratio"] for row in mine if row["cpu_ratio"]]
            lines.append(
                f"| {method} | {len(mine)} | {errors.mean():+.1f} | {np.abs(errors).mean():.1f} "
                f"| {errors[worst]:+.1f} ({mine[worst]['name']}) | {np.median(ratios):.1f} |"
            )
    failed = [f"- {r['name']}, {r['method']}: {r['status']}" for r in rows if r["status"] != "ok"]
    return "\n".join([*lines, "", "Failed:", *failed])


def write_table(rows: Sequence[dict[str, Any]]) -> None:
    """Write the CSV file."""
    with OUTPUT.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, FIELDS, lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({k: _short(v) for k, v in row.items()})


def _short(value: Any) -> Any:
    return round(value, 3) if isinstance(value, float) else value


def main() -> None:
    """Compute, write, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=1e9, help="begin nothing after that time")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    compute(options.cache, options.minutes)
    rows = collect(options.cache)
    write_table(rows)
    print(table(rows))
