"""What one knob says of another, of a table or a dot: faults that no knob shows alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from dotstitch.contracts.config import BEST, Config
from dotstitch.data.dots import dot_names
from dotstitch.plan.tables.dots import names_of_dots, read_dots_table
from dotstitch.plan.tables.faults import InputTableError
from dotstitch.plan.tables.measurement_row import MEASUREMENTS
from dotstitch.plan.tables.sheet import read_sheet


def faults_between(knobs: Mapping[str, Any]) -> list[str]:
    """Return one line per fault of knobs that need not be valid one by one."""
    return _table_faults(knobs) + _dot_faults(knobs) + _name_faults(knobs)


def _recipes(knobs: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return what of the recipes can be read, faulty ones included."""
    if "recipes" not in knobs:
        return [{"name": recipe.name, "dot": recipe.dot} for recipe in Config().recipes]
    given = knobs["recipes"]
    rows = given if isinstance(given, (list, tuple)) else []
    return [row for row in rows if isinstance(row, Mapping)]


def _table_faults(knobs: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the user's tables; of measurements only whether they can be read.

    What measurements say of molecules is known where molecules are.
    """
    measurements, dots = _table(knobs, "measurements"), _table(knobs, "dots")
    faults = read_sheet(measurements, MEASUREMENTS).findings.faults if measurements else []
    lines = [f"measurements: {fault}" for fault in faults]
    try:
        _ = read_dots_table(dots) if dots else ()
    except InputTableError as error:
        lines += [f"dots: {fault}" for fault in error.faults]
    return lines


def _table(knobs: Mapping[str, Any], knob: str) -> Path | None:
    path = knobs.get(knob)
    return Path(path) if path and isinstance(path, str) else None


def _dot_faults(knobs: Mapping[str, Any]) -> list[str]:
    dots = _table(knobs, "dots")
    known = dict.fromkeys((*dot_names(), *(names_of_dots(dots) if dots else ())))
    use = f"use {_listed(known)}, or add it to a table (dots=FILE)"
    named = [("dot", knobs.get("dot"))]
    named += [(f"recipes[{row.get('name')}].dot", row.get("dot")) for row in _recipes(knobs)]
    return [
        f"{where}: no dot {name!r}; {use}"
        for where, name in named
        if isinstance(name, str) and name not in known
    ]


def _name_faults(knobs: Mapping[str, Any]) -> list[str]:
    names = [row["name"] for row in _recipes(knobs) if isinstance(row.get("name"), str)]
    faults = [
        f"recipes: {names.count(name)} rows share the name {name!r}; rename all but one"
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    if BEST in names:
        faults.append(
            f"recipes: none may be called {BEST!r}, which stands for each molecule's best recipe; "
            "rename it"
        )
    rank_at = knobs.get("rank_at", BEST)
    if isinstance(rank_at, str) and rank_at not in {BEST, *names}:
        faults.append(f"rank_at: no recipe {rank_at!r}; use {_listed([BEST, *names])}")
    return faults


def _listed(names: Iterable[str]) -> str:
    """Join names with commas and a final ``or``."""
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last
