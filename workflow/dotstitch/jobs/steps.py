"""Computing steps by name: what runs, and which steps one calculation gives together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dotstitch.contracts.levels import Level
from dotstitch.contracts.manifest import Species
from dotstitch.contracts.paths import SpeciesFolder
from dotstitch.contracts.records import StepResult, read_record
from dotstitch.contracts.results import GeometryValues, StepValues

if TYPE_CHECKING:
    from dotstitch.geometry.structure import Structure

Results = list[StepResult[StepValues]]


@dataclass(frozen=True)
class Task:
    """One species to compute.

    Attributes
    ----------
    seed : int
        Of the conformer search.
    folder : SpeciesFolder
        Holds what earlier steps left.
    """

    species: Species
    level: Level
    seed: int
    folder: SpeciesFolder

    def structure(self, name: str) -> Structure:
        """Return one relaxed geometry.

        Raises
        ------
        UntrustedFileError
            When its file or the record of the step ``geometry`` is not as it was written.
        """
        from dotstitch.geometry.structure import read_xyz

        digests = read_record(self.folder, GeometryValues).structures
        return read_xyz(self.folder.xyz(name), digests.get(name, ""))


@dataclass(frozen=True)
class Computation:
    """One calculation and the steps that it gives."""

    steps: tuple[str, ...]
    run: Callable[[Task], Results]


def _geometry(task: Task) -> Results:
    from dotstitch.geometry.optimise import optimise_species
    from dotstitch.geometry.structure import write_xyz

    species = task.species
    structures, result = optimise_species(species.smiles, species.kind, task.level, task.seed)
    digests = {
        name: write_xyz(task.folder.xyz(name), structure, key=species.key)
        for name, structure in structures.items()
    }
    return [replace(result, structures=digests)]


def _ground_state_and_spectrum(task: Task) -> Results:
    from dotstitch.quantum.ground_state import compute_closed_shell

    closed_shell = compute_closed_shell(task.structure("geometry"), task.level, task.folder.scratch)
    return [closed_shell.ground_state, closed_shell.spectrum]


def _triplet(task: Task) -> Results:
    from dotstitch.quantum.triplet import compute_triplet

    ground = task.structure("geometry")
    return [compute_triplet(ground, task.level, task.folder.scratch, task.species.smiles)]


def _gap(task: Task) -> Results:
    from dotstitch.quantum.gap.adiabatic import compute_gap

    relaxed = read_record(task.folder, GeometryValues).result
    structures = {name: task.structure(name) for name in relaxed.states}
    return [compute_gap(structures, task.species.kind, task.level, task.species.smiles)]


COMPUTATIONS = (
    Computation(("geometry",), _geometry),
    Computation(("ground_state", "spectrum"), _ground_state_and_spectrum),
    Computation(("triplet",), _triplet),
    Computation(("gap",), _gap),
)
"""Every calculation, in the order in which one may rest on another."""
