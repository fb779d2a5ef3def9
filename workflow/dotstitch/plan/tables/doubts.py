"""What is accepted and may have been meant otherwise: it is used as it stands, and said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dotstitch.contracts.config import Config
from dotstitch.data.reading import read_rows
from dotstitch.plan.tables.faults import Findings
from dotstitch.plan.tables.measurement_row import MEASUREMENTS
from dotstitch.plan.tables.numbers import number
from dotstitch.plan.tables.sheet import read_sheet

SMALL_WT_PERCENT = 1.0
"""A smaller loading is rare in films, and usual as a fraction: a judgement."""
BANDS = ("lambda_max_nm", "epsilon_m1_cm1")


@dataclass(frozen=True)
class _Band:
    """What is read of ``data/optics/absorption_bands.csv``."""

    solvent: str


@dataclass(frozen=True)
class _Solvent:
    """What is read of ``data/optics/solvents.csv``."""

    name: str
    synonyms: str


@cache
def solvents_of_bands() -> frozenset[str]:
    """Return the solvents in which the bands were measured that spectra are calibrated on.

    By all of their names.
    """
    measured = {row.solvent for row in read_rows("data/optics/absorption_bands.csv", _Band)}
    solvents = read_rows("data/optics/solvents.csv", _Solvent)
    synonyms = (s for row in solvents if row.name in measured for s in row.synonyms.split("; "))
    return frozenset(measured.union(synonyms) - {""})


def doubts_of_knobs(config: Config) -> tuple[str, ...]:
    """Return one line for each loading of the configuration that looks like a fraction."""
    named = [("sweep.loading_wt_percent", value) for value in config.sweep.loading_wt_percent]
    named += [
        (f"recipes[{recipe.name}].loading_wt_percent", recipe.loading_wt_percent)
        for recipe in config.recipes
    ]
    return tuple(f"{knob}: {told}" for knob, value in named for told in _fraction(value))


def doubts_of_measurements(path: Path) -> Findings:
    """Return notes on loadings that look like fractions, and on solvents that nothing tested."""
    findings = Findings(str(path))
    for row, cells in read_sheet(path, MEASUREMENTS).rows:
        for told in _fraction(number(cells.get("loading_wt_percent", ""))):
            findings.note(told, row=row, column="loading_wt_percent")
        solvent = cells.get("solvent", "")
        if solvent and cells.get("quantity") in BANDS and solvent not in solvents_of_bands():
            told = f"no band that spectra are calibrated on was measured in {solvent}"
            findings.note(told, row=row, column="solvent")
    return findings


def _fraction(percent: float | None) -> Iterator[str]:
    if percent is not None and 0.0 < percent < SMALL_WT_PERCENT:
        yield (
            f"{percent:g} is taken as {percent:g} wt%; for a fraction of {percent:g} write "
            f"{100.0 * percent:g}"
        )
