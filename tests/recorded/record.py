"""Keep a finished screen as a fixture of the tests, with the numbers that follow from it.

Run ``python tests/recorded/record.py RESULTS`` after a screen of the shipped molecules: it copies
the plan and the records, without what changes from machine to machine, into the package
(``data/evidence/recorded``), and writes the golden tables of their level beside this file. Without
a folder it makes the golden tables anew from the records of the package. Either way it says by how
much the numbers have moved.

Golden tables and numbers are written with :data:`DIGITS` digits, more than a screen writes, and are
compared within :data:`TOLERANCE`, relative.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from dotstitch.contracts.config import Config
from dotstitch.contracts.hashed import read_hashed
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.contracts.records import read_record, write_record
from dotstitch.contracts.results import STEP_VALUES
from dotstitch.data.recorded import recorded_folder, recorded_levels
from dotstitch.data.species_kinds import species_kind
from dotstitch.plan.screen_plan import read_manifest, write_manifest
from dotstitch.screen.photophysics import run_photophysics
from dotstitch.screen.ranking import rank

HERE = Path(__file__).parent
TABLES = ("ranking.csv", "predictions.csv", "arms.csv")
NUMBERS = "photophysics.json"
TOLERANCE = 1.0e-9
DIGITS = 12
SMALLEST = 1.0e-12
"""Numbers closer than this are equal: they are differences of numbers of order one."""
KEPT_PROVENANCE = ("input_key", "versions")
"""What of the provenance is the same on every machine."""
NO_TIMINGS = {
    "threads": 1,
    "wall_s": 1.0,
    "cpu_s": 1.0,
    "peak_memory_mb": 100.0,
    "device_requested": "cpu",
    "device_used": "cpu",
    "started_at": "2026-01-01T00:00:00+00:00",
}
"""What stands in the place of the rest."""
LONGEST = 12
"""Longer lists of numbers are kept as mean, spread, order and quantiles."""
QUANTILES = (0.0, 0.16, 0.5, 0.84, 1.0)
WORDS = {
    "applicability",
    "basis",
    "chromophore",
    "dot",
    "evidence",
    "intermediate",
    "level_of_theory",
    "measured",
    "message",
    "remedy",
    "sources",
    "surrogate",
    "warnings",
    "yield_level_of_theory",
}
"""Prose, keys of species and inputs: no results, and not compared."""

Flat = dict[str, Any]
"""Path of a number or a word to its value."""


def copy_records(source: Path, target: Path) -> None:
    """Copy plan and records of a screen and drop what was recorded before.

    Structures stay behind, and with them the hashes that a record keeps of them.
    """
    shutil.rmtree(target / "species", ignore_errors=True)
    manifest = read_manifest(source / "manifest.json")
    write_manifest(target / "manifest.json", manifest)
    for key, species in manifest.species.items():
        for step in species_kind(species.kind).steps:
            record = read_record(ResultsFolder(source).species(key), STEP_VALUES[step])
            provenance = record.provenance.model_copy(update=NO_TIMINGS)
            kept = record.model_copy(update={"structures": {}, "provenance": provenance})
            write_record(ResultsFolder(target).species(key), kept)


def compute(level: str, folder: Path, samples: int = Config().samples) -> None:
    """Predict and rank the recorded molecules of a level into a folder, floats in full."""
    shutil.copytree(recorded_folder(level), folder, dirs_exist_ok=True)
    config = Config.model_validate({"level": level, "samples": samples})
    with _in_full():
        run_photophysics(folder / "manifest.json", folder, config)
        rank(folder / NUMBERS, folder / "manifest.json", config, folder)


@contextmanager
def _in_full() -> Iterator[None]:
    with (
        mock.patch("dotstitch.contracts.files.SIGNIFICANT_DIGITS", 17),
        mock.patch("dotstitch.contracts.tables.SIGNIFICANT_DIGITS", DIGITS),
    ):
        yield


def condensed(content: Any) -> Any:
    """Reduce long lists of numbers and leave words out.

    Examples
    --------
    >>> condensed({"a": list(range(101)), "evidence": "long"})["a"]["quantiles"]
    [0.0, 16.0, 50.0, 84.0, 100.0]
    """
    if isinstance(content, dict):
        return {name: condensed(item) for name, item in content.items() if name not in WORDS}
    if isinstance(content, float):
        return float(f"{content:.{DIGITS}g}")
    if not isinstance(content, list):
        return content
    if not content or not _is_numeric(content):
        return [condensed(item) for item in content]
    values = np.asarray(content, dtype=float)
    if values.size <= LONGEST:
        return condensed(values.tolist()) if values.ndim == 0 else [condensed(x) for x in content]
    line = values.ravel()
    return condensed(
        {
            "shape": " x ".join(str(n) for n in values.shape),
            "mean": float(line.mean()),
            "spread": float(np.sqrt(np.mean(line**2))),
            "order": float(line @ np.linspace(0.0, 1.0, line.size)),
            "quantiles": np.quantile(line, QUANTILES).tolist(),
        }
    )


def _is_numeric(content: list[Any]) -> bool:
    return all(
        _is_numeric(item)
        if isinstance(item, list)
        else isinstance(item, int | float) and not isinstance(item, bool)
        for item in content
    )


def read_table(path: Path) -> Flat:
    """Return every cell that holds a result; a number as such."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {
        f"{number}/{column}": _cell(text)
        for number, row in enumerate(rows, start=1)
        for column, text in row.items()
        if column not in WORDS
    }


def _cell(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def flat(content: Any, path: str = "") -> Flat:
    """Return nested content as one level.

    Examples
    --------
    >>> flat({"a": [1, {"b": None}]})
    {'/a/0': 1, '/a/1/b': None}
    """
    if isinstance(content, Mapping):
        named: Any = content.items()
    elif isinstance(content, list):
        named = enumerate(content)
    else:
        return {path: content}
    return {k: v for name, item in named for k, v in flat(item, f"{path}/{name}").items()}


def read_golden(level: str) -> dict[str, Flat]:
    """Return what the recorded molecules gave when it was last written down, by file."""
    folder = HERE / level / "golden"
    found = {name: read_table(folder / name) for name in TABLES}
    return found | {NUMBERS: flat(json.loads((folder / NUMBERS).read_text(encoding="utf-8")))}


def read_results(folder: Path) -> dict[str, Flat]:
    """Return what a folder of results holds, by file."""
    content = json.loads(read_hashed(folder / NUMBERS))
    found = {name: read_table(folder / name) for name in TABLES}
    return found | {NUMBERS: flat(condensed(content))}


def change(old: Any, new: Any) -> float:
    """Return the relative change of a number, infinite where a word or its absence changed.

    Examples
    --------
    >>> change(2.0, 2.5), change(1e-14, 0.0), change("good", "good"), change(1.0, None)
    (0.25, 0.0, 0.0, inf)
    """
    if any(isinstance(x, bool) or not isinstance(x, int | float) for x in (old, new)):
        return 0.0 if old == new else float("inf")
    apart = abs(new - old)
    return 0.0 if apart <= SMALLEST else float(apart / max(abs(old), SMALLEST))


def changes(golden: Flat, found: Flat) -> dict[str, float]:
    """Return by how much each golden number has moved; a missing one has moved without bound."""
    return {
        path: change(value, found[path]) if path in found else float("inf")
        for path, value in golden.items()
    }


def renew(level: str) -> None:
    """Write the golden tables of a level and say by how much they have moved."""
    golden = HERE / level / "golden"
    before = read_golden(level) if (golden / NUMBERS).exists() else {}
    golden.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        compute(level, folder)
        for table in TABLES:
            shutil.copy(folder / table, golden)
        content = json.loads(read_hashed(folder / NUMBERS))
    text = json.dumps(condensed(content), sort_keys=True, indent=0, ensure_ascii=False)
    (golden / NUMBERS).write_text(text + "\n", encoding="utf-8")
    after = read_golden(level)
    for file, numbers in before.items():
        moved = changes(numbers, after[file])
        path = max(moved, key=lambda name: moved[name])
        print(f"{level} {file}: largest relative change {moved[path]:.3g} at {path}")


def main() -> None:
    """Record a screen, or make the golden tables of what is recorded anew."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("results", type=Path, nargs="?", help="folder of a finished screen")
    options = parser.parse_args()
    chosen = recorded_levels()
    if options.results:
        plan = json.loads((options.results / "manifest.json").read_text(encoding="utf-8"))
        chosen = (plan["level"],)
        copy_records(options.results, recorded_folder(plan["level"]))
    for level in chosen:
        renew(level)


if __name__ == "__main__":
    main()
