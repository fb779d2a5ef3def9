"""Recorded screens for the tests, to be read as they are or edited first.

A fake is an edit of something that a step wrote: only names that stand in the recorded file can be
changed, and what comes of it is validated by the model that reads it.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from dotstitch.contracts.config import Config
from dotstitch.contracts.draws import Draws
from dotstitch.contracts.files import write_json
from dotstitch.contracts.manifest import Manifest, Molecule
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.contracts.records import Record, read_record, record_type, write_record
from dotstitch.contracts.results import STEP_VALUES, StepValues
from dotstitch.data.recorded import recorded_folder
from dotstitch.data.species_kinds import species_kind
from dotstitch.dot.samples import sample_dot
from dotstitch.film.molecule import MoleculeInput
from dotstitch.screen.context import ScreenContext, prepare_context
from dotstitch.screen.inputs import RecordBook, needed_records, read_molecule

LEVEL = "standard"
DIENONE, ESTER, PIPERIDONE = "bis-azide 1", "bis-azide 2", "bis-azide 3"
DIAZIRINE, BONDLYNX = "bis-diazirine 4", "BondLynx"
"""Two azides on one chromophore, on two, on one with an amine; two diazirines on two, twice."""


class RecordedScreen:
    """A results folder that starts as a recorded screen.

    Parameters
    ----------
    folder : Path
        Where plan and records go.
    names : str
        Molecules to keep, in this order; all of them without a name.
    """

    def __init__(self, folder: Path, *names: str) -> None:
        self.folder = folder
        shutil.copytree(recorded_folder(LEVEL), folder, dirs_exist_ok=True)
        self.manifest = Manifest.model_validate_json(self.manifest_path.read_text("utf-8"))
        kept = [self.molecule(name) for name in names]
        self.plan(kept or list(self.manifest.molecules))

    @property
    def manifest_path(self) -> Path:
        """Where the plan lies."""
        return self.folder / "manifest.json"

    def molecule(self, name: str) -> Molecule:
        """Return one molecule of the plan."""
        return next(m for m in self.manifest.molecules if m.name == name)

    def keys(self, name: str, step: str) -> list[str]:
        """Return the species of a molecule that need a step, the intact one first."""
        return [k for k, s in dict.fromkeys(needed_records(self.molecule(name))) if s.step == step]

    def inputs(self, name: str) -> MoleculeInput:
        """Return what the kinetics reads of one molecule."""
        return read_molecule(self.molecule(name), RecordBook(self.manifest, self.folder))

    def edit(self, key: str, step: str, **values: Any) -> None:
        """Change values of one record; they must stand in it."""
        content = self._record(key, step).model_dump(mode="json")
        self._write(key, step, {**content, "values": edited(content["values"], values)})

    def warn(self, key: str, step: str, *warnings: str) -> None:
        """Give one record warnings."""
        content = self._record(key, step).model_dump(mode="json")
        self._write(key, step, {**content, "warnings": list(warnings)})

    def fail(self, key: str, step: str, **error: str) -> None:
        """Turn one record into that of a failure, and drop those of later steps."""
        content = self._record(key, step).model_dump(mode="json")
        values = {"status": "failed", "error": {"stage": step, **error}, "values": None}
        self._write(key, step, {**content, **values, "diagnostics": {"converged": False}})

    def edit_molecule(self, name: str, **fields: Any) -> None:
        """Change fields of one molecule of the plan; they must stand in it."""
        rows = [
            edited(m.model_dump(mode="json"), fields) if m.name == name else m
            for m in self.manifest.molecules
        ]
        self.plan(rows)

    def edit_species(self, key: str, **fields: Any) -> None:
        """Change fields of one species of the plan; they must stand in it."""
        content = self.manifest.model_dump(mode="json")
        content["species"][key] = edited(content["species"][key], fields)
        self.manifest = Manifest.model_validate(content)
        self.plan(content["molecules"])

    def adopt(self, manifest: Manifest, *like: str) -> None:
        """Take another plan; its species get the records of a species of their kind, renamed.

        Parameters
        ----------
        manifest : Manifest
        like : str
            Recorded molecules whose species lend their records, the first of each kind.
        """
        lenders: dict[str, str] = {}
        for name in like:
            for key in self.molecule(name).species_roles().values():
                lenders.setdefault(self.manifest.species[key].kind, key)
        for key, species in manifest.species.items():
            for step in species_kind(species.kind).steps:
                content = self._record(lenders[species.kind], step).model_dump(mode="json")
                self._write(key, step, edited(content, {"key": key, "smiles": species.smiles}))
        self.manifest = manifest
        write_json(self.manifest_path, manifest.model_dump(mode="json"))

    def plan(self, molecules: list[Any]) -> None:
        """Write a plan of these molecules."""
        content = {**self.manifest.model_dump(mode="json"), "molecules": molecules}
        self.manifest = Manifest.model_validate(content)
        write_json(self.manifest_path, self.manifest.model_dump(mode="json"))

    def _record(self, key: str, step: str) -> Record[StepValues]:
        return read_record(ResultsFolder(self.folder).species(key), STEP_VALUES[step])

    def _write(self, key: str, step: str, content: dict[str, Any]) -> None:
        record = record_type(STEP_VALUES[step]).model_validate(content)
        write_record(ResultsFolder(self.folder).species(key), record)


def edited(content: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return content with some of its entries changed; they must stand in it.

    Examples
    --------
    >>> edited({"a": 1, "b": 2}, {"b": 3})
    {'a': 1, 'b': 3}
    """
    unknown = set(changes) - set(content)
    if unknown:
        raise KeyError(f"no step writes {sorted(unknown)}")
    return {**content, **changes}


def context_with(config: Config, **parameters: float) -> ScreenContext:
    """Return the context of a screen with some parameters held at a value."""
    context = prepare_context(config)
    values = dict(context.draws.values)
    for name, value in parameters.items():
        values[name] = np.full_like(values[name], value)
    draws = Draws(context.draws.seed, values)
    dots = {name: sample_dot(sample.dot, draws) for name, sample in context.dots.items()}
    return ScreenContext(config, draws, dots, context.grid)
