"""Tables of many molecules, for the tests of ranking and report: edits of recorded results.

Every row is the recorded result of an azide or a diazirine under another name, with another
retention and PLQY. Only what stands in the recorded result can be edited.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from recorded.screen import BONDLYNX, ESTER, LEVEL, PIPERIDONE, RecordedScreen, edited

from dotstitch.contracts.config import Config
from dotstitch.contracts.hashed import read_hashed
from dotstitch.contracts.manifest import Molecule
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.screen.photophysics import run_photophysics, write_files
from dotstitch.screen.ranking import rank
from dotstitch.screen.results_file import Photophysics

CONFIG = Config(level=LEVEL)
N_SAMPLES = 200
GAP = {"gap_st_kcal_mol": 3.1, "gap_st_uncertainty_kcal_mol": 1.8}
"""Of the carbene of every diazirine in these tables."""
ARM = {"bond": 0.6, "bond_in_air": 0.55}
MOVED = {"score_per_gap_kcal_mol": -0.31, "rank_gap_low": 3, "rank_gap_high": 2}
ENDS = {
    "insertion": 0.4,
    "addition": 0.1,
    "recombination": 0.1,
    "ring_expansion": 0.22,
    "trapping": 0.1,
    "escape": 0.05,
    "oxidation": 0.03,
    "dimer": 0.0,
    "unspent": 0.0,
}
"""What becomes of every intermediate in these tables."""
EXPANDED = 1.1
"""What retention gains and light loses in these tables with ring expansion switched off."""


@dataclass
class Entry:
    """One row of a table: typical retention and PLQY, and how it ends.

    Attributes
    ----------
    like : str
        The recorded molecule whose result it is.
    status : str
        ``ok``, ``failed`` or ``duplicate`` when planned, or ``unconverged``.
    """

    name: str
    like: str = ESTER
    retention: float = 0.5
    plqy: float = 0.7
    status: str = "ok"
    level_of_theory: str = ""
    warnings: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.status == "unconverged":
            self.like = PIPERIDONE


PLANNED = {
    "failed": {
        "stage": "plan",
        "kind": "input",
        "message": "no photoactive arm was found",
        "remedy": "add an azide or a diazirine",
    },
    "duplicate": {
        "stage": "plan",
        "kind": "input",
        "message": "the same molecule as an earlier row",
        "remedy": "drop one of the rows",
    },
}
UNCONVERGED = {
    "kind": "convergence",
    "message": "the ground state did not converge on any rung of the ladder",
    "remedy": "look at the geometry.",
}


@cache
def _recorded() -> dict[str, Any]:
    """Return photophysics.json of the recorded screen, one molecule failed."""
    with tempfile.TemporaryDirectory() as name:
        screen = RecordedScreen(Path(name), ESTER, BONDLYNX, PIPERIDONE)
        _fail(screen)
        run_photophysics(
            screen.manifest_path, screen.folder, CONFIG.model_copy(update={"samples": 100})
        )
        content: dict[str, Any] = json.loads(read_hashed(screen.folder / "photophysics.json"))
        return content


def _fail(screen: RecordedScreen) -> None:
    key = screen.keys(PIPERIDONE, "ground_state")[0]
    screen.fail(key, "ground_state", **UNCONVERGED)


def write_screen(folder: Path, entries: list[Entry], config: Config = CONFIG) -> None:
    """Write plan, records and photophysics of a table, then rank it."""
    write_inputs(folder, entries)
    rank(folder / "photophysics.json", folder / "manifest.json", config, folder)


def write_inputs(folder: Path, entries: list[Entry]) -> None:
    """Write plan, records and photophysics of a table."""
    screen = RecordedScreen(folder)
    molecules = [_molecule(screen, number, entry) for number, entry in enumerate(entries)]
    if any(entry.status == "unconverged" for entry in entries):
        _fail(screen)
    screen.edit(screen.keys(BONDLYNX, "gap")[0], "gap", **GAP)
    screen.plan(molecules)
    content = _recorded()
    planned = [e for e in entries if e.status not in PLANNED]
    verdicts = ("supported", "supported", "partly supported", "contradicted", "supported")
    explanations = {
        letter: edited(told, {"verdict": verdict})
        for (letter, told), verdict in zip(content["explanations"].items(), verdicts, strict=True)
    }
    results = [_result(e, number) for number, e in enumerate(planned)]
    told = edited(content, {"molecules": results, "explanations": explanations})
    write_files(ResultsFolder(folder), Photophysics.model_validate(told))


def _molecule(screen: RecordedScreen, number: int, entry: Entry) -> Molecule:
    changes: dict[str, Any] = {
        "name": entry.name,
        "inchikey": f"KEY{number:04d}",
        "source_row": number + 2,
        "columns": entry.columns,
    }
    if entry.status in PLANNED:
        changes |= {
            "failure": PLANNED[entry.status],
            "status": entry.status,
            "electrophores": [],
        }
    content = screen.molecule(entry.like).model_dump(mode="json")
    return Molecule.model_validate(edited(content, changes))


def _result(entry: Entry, number: int) -> dict[str, Any]:
    """Return the recorded result of a molecule with the numbers of a row."""
    found: dict[str, Any] = next(m for m in _recorded()["molecules"] if m["name"] == entry.like)
    if entry.status == "unconverged":
        return edited(found, {"name": entry.name})
    outcome = {
        "film_retention": entry.retention,
        "film_retention_low": max(entry.retention - 0.12, 0.0),
        "film_retention_high": min(entry.retention + 0.1, 1.0),
        "plqy_relative": entry.plqy,
        "plqy_relative_low": entry.plqy - 0.1,
        "plqy_relative_high": min(entry.plqy + 0.06, 1.0),
    }
    predictions = [
        edited(row, {**outcome, "name": entry.name, "limited_by": "ring_expansion"})
        for row in found["predictions"]
    ]
    changes: dict[str, Any] = {
        "name": entry.name,
        "warnings": list(entry.warnings),
        "predictions": predictions,
        "best": _best(found["best"], entry, outcome, number),
        "channels_off": [_channel_off(row, entry) for row in found["channels_off"]],
        "arms": [_arm(arm, entry) for arm in found["arms"]],
    }
    properties: dict[str, Any] = {"lambda_max_nm": None, "lambda_max_uncertainty_nm": None}
    if entry.level_of_theory:
        properties["level_of_theory"] = entry.level_of_theory
    changes["properties"] = edited(found["properties"], properties)
    return edited(found, changes)


def _best(
    recorded: dict[str, Any], entry: Entry, outcome: dict[str, float], number: int
) -> dict[str, Any]:
    """Return the best recipe with samples that share part of their errors with all rows."""
    shared = np.random.default_rng(0).normal(size=(2, N_SAMPLES))
    own = np.random.default_rng(number + 1).normal(size=(2, N_SAMPLES))
    retention = np.clip(entry.retention + 0.08 * shared[0] + 0.05 * own[0], 0, 1)
    plqy = np.clip(entry.plqy + 0.05 * shared[1] + 0.04 * own[1], 0, 1)
    samples = {
        "score_samples": 100 * retention * plqy,
        "retention_samples": retention,
        "plqy_samples": plqy,
    }
    return edited(recorded, {**outcome, **samples, "dose_half_mj_cm2": None})


def _arm(recorded: dict[str, Any], entry: Entry) -> dict[str, Any]:
    ends = {end: ENDS.get(end, 0.0) for end in recorded["ends"]}
    gap = edited(recorded["gap"], {**MOVED, **(GAP if entry.like == BONDLYNX else {})})
    return edited(recorded, {**ARM, "gap": gap, "name": entry.name, "ends": ends})


def _channel_off(row: dict[str, Any], entry: Entry) -> dict[str, Any]:
    factor = EXPANDED if row["channel"] == "ring_expansion" else 1.0
    retention = min(entry.retention * factor, 0.99)
    return edited(row, {"film_retention": retention, "plqy_relative": entry.plqy / factor})
