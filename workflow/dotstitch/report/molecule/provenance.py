"""Where a molecule's numbers come from: its species, their records, their cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dotstitch.contracts.manifest import Molecule
from dotstitch.contracts.results import STEP_VALUES
from dotstitch.groups.registry import GROUPS
from dotstitch.jobs.files import AnyRecord
from dotstitch.jobs.steps import COMPUTATIONS
from dotstitch.report.inputs import Screen
from dotstitch.report.run import dates
from dotstitch.report.wording import duration


@dataclass(frozen=True)
class StepLine:
    """One record, as the provenance table shows it."""

    step: str
    status: str
    level_of_theory: str
    converged: str
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class SpeciesLine:
    """One species of a molecule."""

    role: str
    key: str
    smiles: str
    n_atoms: int
    cpu: str
    steps: tuple[StepLine, ...]


def species_lines(screen: Screen, molecule: Molecule) -> list[SpeciesLine]:
    """List the species behind one molecule."""
    lines = []
    roles: dict[str, str] = {}
    for role, key in molecule.species_roles().items():
        roles.setdefault(key, role)
    for key, role in roles.items():
        species, records = screen.manifest.species[key], screen.records[key]
        steps = tuple(_step_line(records[step]) for step in STEP_VALUES if step in records)
        cpu = duration(cpu_seconds(records)) if records else ""
        lines.append(SpeciesLine(role, key, species.smiles, species.n_atoms, cpu, steps))
    return lines


def sources(screen: Screen, molecule: Molecule) -> dict[str, str | list[str]]:
    """Return when a molecule was computed, and where what it shares with others comes from."""
    keys = dict.fromkeys(molecule.species_roles().values())
    records = [record for key in keys for record in screen.records[key].values()]
    groups = dict.fromkeys(arm.group for part in molecule.electrophores for arm in part.arms)
    dot = screen.dot
    cited = dict.fromkeys((dot.size_doi, dot.levels_doi, dot.absorption_doi, dot.luminescence_doi))
    return {
        "computed": dates(records),
        "own_parameters": ["film", "transfer", *(GROUPS[name].data.title for name in groups)],
        "dot_sources": [dot.name, *(f"doi {doi}" for doi in cited if doi)],
    }


def cpu_seconds(records: Mapping[str, AnyRecord]) -> float:
    """Return the CPU time of one species.

    Steps that run together carry the time of all of them; it counts once.
    """
    times = (
        max((records[s].provenance.cpu_s for s in job.steps if s in records), default=0.0)
        for job in COMPUTATIONS
    )
    return sum(times)


def versions(records: Iterable[AnyRecord]) -> list[str]:
    """Return every program version that made a number, as ``name version``."""
    programs = {
        f"{name} {version}"
        for record in records
        for name, version in record.provenance.versions.items()
    }
    return sorted(programs)


def _step_line(record: AnyRecord) -> StepLine:
    return StepLine(
        step=record.step.replace("_", " "),
        status=record.status,
        level_of_theory=record.level_of_theory,
        converged="yes" if record.diagnostics.converged else "no",
        warnings=record.warnings,
    )
