"""Species jobs whose calculations are replayed from recorded species: only files are real.

Times and places are left out of its records, so that two runs leave the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from unittest import mock

import numpy as np

from dotstitch.contracts.manifest import Manifest, Species
from dotstitch.contracts.paths import ResultsFolder, SpeciesFolder
from dotstitch.contracts.records import Provenance, StepResult, read_record
from dotstitch.contracts.results import STEP_VALUES, GapValues, GeometryValues, StepValues
from dotstitch.data.levels import load_level
from dotstitch.data.recorded import recorded_folder
from dotstitch.geometry.structure import Structure, write_xyz
from dotstitch.jobs import species as runner
from dotstitch.jobs.files import AnyRecord, write_summary
from dotstitch.jobs.provenance import Stopwatch
from dotstitch.jobs.steps import COMPUTATIONS, Results, Task

LEVEL = "draft"
RECORDED = ResultsFolder(recorded_folder(LEVEL))
MANIFEST = Manifest.model_validate_json(RECORDED.manifest.read_text("utf-8"))
NITRENE = next(one for one in MANIFEST.species.values() if one.kind == "nitrene")
OTHER_SEED = 2
"""Its records answer another question about the same species."""
STEPS = ("geometry", "gap")
LARGE = b"integrals" * 1000


@dataclass
class Replay:
    """What one run did.

    Attributes
    ----------
    said : list of str
        Its announcements.
    """

    results: Path
    species: Species = NITRENE
    seed: int = 1
    said: list[str] = field(default_factory=list)

    @property
    def folder(self) -> SpeciesFolder:
        return ResultsFolder(self.results).species(self.species.key)

    def run(self) -> None:
        """Run the job to its end, as the child process does."""
        with _replaying():
            records = runner.run_species(
                self.species, load_level(LEVEL), self.seed, self.results, 1, self.said.append
            )
            write_summary(self.folder, self.species, records)

    def left(self) -> dict[str, bytes]:
        """Return what it left that a later stage reads."""
        named = {path.name: path for path in self.folder.path.iterdir()}
        kept = (".json", ".xyz")
        return {
            name: path.read_bytes()
            for name, path in sorted(named.items())
            if path.suffix in kept and name != self.folder.attempts.name
        }


@contextmanager
def _replaying() -> Iterator[None]:
    computations = tuple(replace(one, run=partial(_replay, one.steps)) for one in COMPUTATIONS)
    with (
        mock.patch.object(runner, "COMPUTATIONS", computations),
        mock.patch.object(Stopwatch, "provenance", _no_timings),
    ):
        yield


def _no_timings(watch: Stopwatch) -> Provenance:
    recorded = read_record(RECORDED.species(NITRENE.key), GapValues).provenance
    return recorded.model_copy(update={"input_key": watch.answers})


def _replay(steps: tuple[str, ...], task: Task) -> Results:
    source = RECORDED.species(task.species.key)
    states = sorted(read_record(source, GeometryValues).result.states)
    (task.folder.scratch / "large.tmp").write_bytes(LARGE)
    structures = {}
    if steps == ("geometry",):
        structures = {
            name: write_xyz(task.folder.xyz(name), _structure(number), key=task.species.key)
            for number, name in enumerate(states)
        }
    else:
        for name in states:
            task.structure(name)
    return [_result(read_record(source, STEP_VALUES[step]), structures) for step in steps]


def _result(record: AnyRecord, structures: dict[str, str]) -> StepResult[StepValues]:
    told = record.diagnostics.model_dump(mode="json")
    return StepResult(record.result, told, record.warnings, structures)


def _structure(number: int) -> Structure:
    positions = np.arange(6.0).reshape(2, 3) + 0.1 * number
    return Structure(("N", "C"), positions, multiplicity=1 + 2 * number)
