"""All steps of one species, from SMILES to spectrum or singlet-triplet gap.

Every step leaves one record, good or bad, as soon as it ends. A good record is used again when
the run is repeated; a failed one is tried anew.
"""

from __future__ import annotations

import fcntl
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from dotstitch.contracts.levels import Level
from dotstitch.contracts.manifest import Species
from dotstitch.contracts.records import Record, StepError, StepResult, rounded, write_record
from dotstitch.contracts.versions import METHOD_VERSION
from dotstitch.data.species_kinds import species_kind
from dotstitch.geometry.structure import Structure, read_xyz, write_xyz
from dotstitch.jobs.files import (
    failed_record,
    geometry_names,
    reusable_record,
    scratch_folder,
    species_folder,
    xyz_file,
)
from dotstitch.jobs.provenance import Stopwatch, input_key

Announce = Callable[[str], None]


def run_species(
    species: Species,
    level: Level,
    seed: int,
    results_dir: Path,
    threads: int,
    announce: Announce = lambda _: None,
) -> dict[str, Record]:
    """Compute every step of one species and write a record for each.

    A failed step ends the species; what came before it is kept.

    Parameters
    ----------
    species : Species
    level : Level
    seed : int
        Of the conformer search.
    results_dir : Path
        Records go to ``species/<key>/`` below it.
    threads : int
        Written to the provenance; they are set by the environment before Python starts.
    announce : callable
        Told ``"start <step>"``, ``"reused <step>"``, ``"ok <step>"`` or ``"failed <step>"``.

    Returns
    -------
    dict of str to Record
        By step; steps after a failed one are absent.

    Raises
    ------
    MemoryError
        When a step ran out of memory: the caller repeats it with more.
    """
    folder = species_folder(results_dir, species.key)
    with _exclusive(folder):
        return _Runner(species, level, seed, folder, threads, announce).run()


class _Runner:
    """The steps of one species, sharing what they all need."""

    def __init__(
        self,
        species: Species,
        level: Level,
        seed: int,
        folder: Path,
        threads: int,
        announce: Announce,
    ) -> None:
        self.species = species
        self.level = level
        self.seed = seed
        self.folder = folder
        self.threads = threads
        self.announce = announce
        self.records: dict[str, Record] = {}

    def run(self) -> dict[str, Record]:
        wanted = set(species_kind(self.species.kind).steps)
        for together, compute in (
            (("geometry",), self._optimise),
            (("ground_state", "spectrum"), self._compute_closed_shell),
            (("gap",), self._compute_gap),
        ):
            if wanted.issuperset(together) and not self._step(together, compute):
                break
        return self.records

    def _optimise(self) -> dict[str, StepResult]:
        from dotstitch.geometry.optimise import optimise_species

        structures, result = optimise_species(
            self.species.smiles, self.species.kind, self.level, self.seed
        )
        for name, structure in structures.items():
            write_xyz(xyz_file(self.folder, name), structure, comment=f"key={self.species.key}")
        return {"geometry": result}

    def _compute_closed_shell(self) -> dict[str, StepResult]:
        from dotstitch.quantum.ground_state import compute_closed_shell

        scratch = scratch_folder(self.folder)
        scratch.mkdir(exist_ok=True)
        done: dict[str, StepResult] = compute_closed_shell(
            self._read("geometry"), self.level, scratch, self.species.smiles
        )
        return done

    def _compute_gap(self) -> dict[str, StepResult]:
        from dotstitch.quantum.gap.adiabatic import compute_gap

        kind: Literal["nitrene", "carbene"]
        kind = "nitrene" if self.species.kind == "nitrene" else "carbene"
        structures = {name: self._read(name) for name in geometry_names(self.records["geometry"])}
        return {"gap": compute_gap(structures, kind, self.level, self.species.smiles)}

    def _read(self, name: str) -> Structure:
        return read_xyz(xyz_file(self.folder, name))

    def _step(self, steps: tuple[str, ...], compute: Callable[[], dict[str, StepResult]]) -> bool:
        kept = {step: reusable_record(self.folder, step, self.species, self.seed) for step in steps}
        if all(kept.values()):
            self.records |= {step: record for step, record in kept.items() if record}
            self.announce(f"reused {' '.join(steps)}")
            return True
        self._forget_from(steps[0])
        self.announce(f"start {' '.join(steps)}")
        watch = Stopwatch(self.threads, input_key(self.species, self.seed))
        try:
            done = {step: self._good(step, found, watch) for step, found in compute().items()}
        except MemoryError:
            raise
        except StepError as error:
            done = self._failures(steps, error, watch)
        except Exception as error:
            traceback.print_exc()
            done = self._failures(steps, _bug(error), watch)
        for step, record in done.items():
            write_record(self.folder / f"{step}.json", record)
        self.records |= done
        ok = all(record.status == "ok" for record in done.values())
        self.announce(f"{'ok' if ok else 'failed'} {' '.join(steps)}")
        return ok

    def _forget_from(self, step: str) -> None:
        """Remove records of this step and later ones: they answer another question."""
        steps = species_kind(self.species.kind).steps
        for later in steps[steps.index(step) :]:
            (self.folder / f"{later}.json").unlink(missing_ok=True)

    def _good(self, step: str, found: StepResult, watch: Stopwatch) -> Record:
        return Record(
            method_version=METHOD_VERSION[step],
            key=self.species.key,
            step=step,
            smiles=self.species.smiles,
            status="ok",
            level_of_theory=self.level.label(step, self.species.kind),
            values=rounded(found.values),
            diagnostics=rounded(found.diagnostics),
            warnings=found.warnings,
            provenance=watch.provenance(),
        )

    def _failures(
        self, steps: tuple[str, ...], error: StepError, watch: Stopwatch
    ) -> dict[str, Record]:
        if error.kind == "resource":
            raise MemoryError(error.message) from error
        return {
            step: failed_record(self.species, self.level, step, self.folder, error, watch)
            for step in steps
        }


def _bug(error: Exception) -> StepError:
    return StepError(
        "bug",
        f"{type(error).__name__}: {error}",
        "This is a fault of the program: report it with the log of this species.",
    )


@contextmanager
def _exclusive(folder: Path) -> Iterator[None]:
    """Hold one species against a second process, for example the orphan of a killed run."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
