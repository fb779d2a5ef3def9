"""Spectra of molecules that somebody measured, computed as a screen would compute them."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from dotstitch.contracts.config import Config
from dotstitch.contracts.files import write_text_atomically
from dotstitch.contracts.levels import Level
from dotstitch.contracts.results import SpectrumValues
from dotstitch.data.levels import load_level
from dotstitch.geometry.optimise import optimise_species
from dotstitch.optics.solvents import permittivities
from dotstitch.quantum.ground_state import compute_closed_shell

SEED = Config().seed
SMALL_ATOMS, SMALL_WINDOW_EV = 26, 6.0
"""Small molecules have few states and their bands lie high."""


def compute_spectrum(smiles: str, level: Level, *, wide: bool = False) -> SpectrumValues:
    """Return the excited singlets of one closed shell.

    Parameters
    ----------
    smiles : str
    level : Level
    wide : bool
        Whether the window of a small molecule is widened to :data:`SMALL_WINDOW_EV`.

    Raises
    ------
    StepError
        When its geometry, field or spectrum cannot be had.
    """
    structures, _ = optimise_species(smiles, "closed_shell", level, seed=SEED)
    structure = structures["geometry"]
    if wide and len(structure.symbols) <= SMALL_ATOMS:
        level = level.model_copy(update={"window_ev": max(level.window_ev, SMALL_WINDOW_EV)})
    with tempfile.TemporaryDirectory() as scratch:
        result = compute_closed_shell(structure, level, Path(scratch), smiles)
    return result.spectrum.values


def spectrum_in(smiles: str, level_name: str, solvent: str | None) -> SpectrumValues:
    """Return the spectrum in a solvent of ``data/optics/solvents.csv``, in a wide window.

    Without a solvent, or at a level without continuum, the level is taken as it is.
    """
    level = load_level(level_name)
    if solvent is not None and level.film_permittivity is not None:
        level = level.model_copy(update={"film_permittivity": permittivities()[solvent]})
    return compute_spectrum(smiles, level, wide=True)


def stored_spectrum(
    store: Path | None, key: str, compute: Callable[[], SpectrumValues]
) -> SpectrumValues:
    """Return a spectrum from a JSON file, computing and adding it where the file has none."""
    known = json.loads(store.read_text(encoding="utf-8")) if store and store.exists() else {}
    if key in known:
        return SpectrumValues.model_validate(known[key])
    values = compute()
    if store:
        known[key] = values.model_dump()
        write_text_atomically(store, json.dumps(known))
    return values
