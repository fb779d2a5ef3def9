"""Spectra of molecules that somebody measured, computed as a screen would compute them.

They are kept in a folder, one file for each calculation, named after all that its numbers rest on.
A pass over hundreds of molecules that is stopped goes on where it was.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from dotstitch.contracts.config import Config
from dotstitch.contracts.failure import StepError
from dotstitch.contracts.files import canonical_json, content_key, rounded, write_text_atomically
from dotstitch.contracts.levels import Level
from dotstitch.contracts.results import METHOD_VERSION, SpectrumValues
from dotstitch.data.levels import load_level
from dotstitch.geometry.optimise import optimise_species
from dotstitch.optics.solvents import permittivity
from dotstitch.quantum.ground_state import compute_closed_shell

SEED = Config().seed
SMALL_ATOMS, SMALL_WINDOW_EV = 26, 6.0
"""Small molecules have few states and their bands lie high."""
MOLECULES_PER_PROCESS = 4
"""A process is replaced after as many: its memory grows with what it has computed."""


class Asked(NamedTuple):
    """One calculation: a closed shell at a level."""

    smiles: str
    level: Level

    @property
    def key(self) -> str:
        """Hash of all that the numbers rest on."""
        steps = ("geometry", "ground_state", "spectrum")
        return content_key(
            {
                "smiles": self.smiles,
                "level": self.level.key_content(),
                "methods": {step: METHOD_VERSION[step] for step in steps},
                "seed": SEED,
            }
        )


def level_in(level_name: str, solvent: str | None) -> Level:
    """Return a level in a solvent, by any of its names.

    Without a solvent, or at a level without continuum, the level is taken as it is.

    Raises
    ------
    KeyError
        When the solvent is not known; the message lists the names.
    """
    level = load_level(level_name)
    if solvent is None or level.film_permittivity is None:
        return level
    return level.model_copy(update={"film_permittivity": permittivity(solvent)})


def compute_spectrum(asked: Asked) -> SpectrumValues:
    """Return the excited singlets of one closed shell, in a wider window if it is small.

    Raises
    ------
    StepError
        When its geometry, field or spectrum cannot be had.
    """
    smiles, level = asked
    structures, _ = optimise_species(smiles, "closed_shell", level, seed=SEED)
    structure = structures["geometry"]
    if len(structure.symbols) <= SMALL_ATOMS:
        level = level.model_copy(update={"window_ev": max(level.window_ev, SMALL_WINDOW_EV)})
    with tempfile.TemporaryDirectory() as scratch:
        result = compute_closed_shell(structure, level, Path(scratch))
    values = rounded(result.spectrum.values.model_dump())
    return SpectrumValues.model_validate(values)


def stored_spectrum(store: Path | None, asked: Asked) -> SpectrumValues:
    """Return a spectrum from a folder, computing and adding it where the folder has none.

    Raises
    ------
    StepError
        When it cannot be computed.
    """
    path = store / f"{asked.key}.json" if store else None
    if path and path.exists():
        return SpectrumValues.model_validate(json.loads(path.read_text(encoding="utf-8"))["values"])
    values = compute_spectrum(asked)
    if path:
        content = {"smiles": asked.smiles, "level": asked.level.key_content()}
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text_atomically(path, canonical_json(content | {"values": values.model_dump()}))
    return values


def fill_store(store: Path, wanted: Iterable[Asked], processes: int) -> dict[str, str]:
    """Compute what a folder lacks, several molecules a process.

    One line is printed for each that is computed.

    Returns
    -------
    dict of str
        Why some could not be computed, by SMILES.
    """
    by_key = {one.key: one for one in wanted}
    todo = [one for key, one in by_key.items() if not (store / f"{key}.json").exists()]
    if not todo:
        return {}
    # as for the runs of a posterior, see evidence/conditioning
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    failed = {}
    # Python's ProcessPoolExecutor can stand still when it replaces processes (gh-115634)
    with get_context("spawn").Pool(
        min(processes, len(todo)), maxtasksperchild=MOLECULES_PER_PROCESS
    ) as pool:
        for asked, reason in zip(todo, pool.imap(partial(_filled, store), todo), strict=True):
            print(f"{asked.smiles}: {reason or 'computed'}", flush=True)
            if reason:
                failed[asked.smiles] = reason
    return failed


def _filled(store: Path, asked: Asked) -> str | None:
    """Compute one spectrum into a folder; return why it failed, if it did."""
    try:
        stored_spectrum(store, asked)
    except StepError as error:
        return str(error)
    return None
