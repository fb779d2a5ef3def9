"""Accuracy against measurement: ``accuracy.py KIND [--reference FILE] [--level NAME]``.

Each kind is a module beside this one with a function ``run``.
"""

from __future__ import annotations

import argparse
import importlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from printing import cell, print_table

from dotstitch.data.reading import DataFileError

KINDS = ("gaps", "absorption", "lamps", "response", "levels", "triplets", "lu2022")
FURTHER = {"lu2022": ("results",), "absorption": ("store", "processes")}
"""Options that only some kinds know."""
SUMMARY = (
    "mean_signed_error",
    "mean_absolute_error",
    "max_absolute_error",
    "coverage",
    "reduced_chi_square",
)

TABLES = (
    "by_class",
    "left_out",
    "informed",
    "former_priors",
    "statements",
    "luminescence_readings",
)


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--reference", type=Path, help="table to compare with")
    parser.add_argument("--level", default="standard", help="draft, standard or reference")
    parser.add_argument("--json", type=Path, help="also write the result here")
    parser.add_argument(
        "--results", type=Path, help="finished screen (lu2022 only; default: what ships)"
    )
    parser.add_argument("--store", type=Path, help="folder of computed spectra (absorption only)")
    parser.add_argument("--processes", type=int, help="that share them (absorption only)")
    return parser.parse_args(arguments)


def print_result(result: dict[str, Any]) -> None:
    """Print one result: its rows, further tables, and the summary."""
    rows = result["rows"]
    columns = list(dict.fromkeys(c for row in rows for c in row if c != "smiles"))
    print(f"{result['kind']}, {result['level_of_theory']}, unit {result['unit']}\n")
    print_table(rows, columns)
    for name in TABLES:
        if result.get(name):
            print(f"\n{name.replace('_', ' ')}")
            print_table(result[name], list(result[name][0]))
    print()
    for name in (*SUMMARY, "passed", "modelled", "leave_one_out_plqy_mae"):
        if name in result:
            print(f"{name.replace('_', ' ')}: {cell(result[name])}")
    if "wrong_signs" in result:
        print(f"wrong signs: {', '.join(result['wrong_signs']) or 'none'}")
    if "fitted_parameters" in result:
        print(f"fitted parameters: {', '.join(result['fitted_parameters'])}")
        for name, value in result["coverage_counts"].items():
            print(f"left-out 68 % intervals, {name.replace('_', ' ')}: {cell(value)}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one kind."""
    options = parse(arguments)
    module = importlib.import_module(f"accuracy.{options.kind}")
    extra = {name: getattr(options, name) for name in FURTHER.get(options.kind, ())}
    try:
        result = module.run(options.reference, options.level, **extra)
    except DataFileError as fault:
        raise SystemExit(str(fault)) from None
    print_result(result)
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0
