"""Where a molecule's numbers come from: its species, their records, their cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dotstitch.molecules.manifest import Manifest, Molecule
from dotstitch.records import Record
from dotstitch.report.inputs import STEPS, Screen, species_of
from dotstitch.report.wording import duration, plus_minus
from dotstitch.species import retry_command

JOBS = (("geometry",), ("ground_state", "spectrum"), ("gap",))
"""Steps that run together; each of their records carries the time of the whole job."""


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


@dataclass(frozen=True)
class ArmLine:
    """One set of equal arms and the spin states of its intermediate."""

    warhead: str
    count: int
    intermediate: str
    kind: str
    gap: str
    ortho_fluorines: int
    spin: str
    level_of_theory: str
    warnings: tuple[str, ...]


def species_lines(screen: Screen, molecule: Molecule) -> list[SpeciesLine]:
    """List the species behind one molecule."""
    lines = []
    for key, role in species_of(molecule).items():
        species, records = screen.manifest.species[key], screen.records[key]
        steps = tuple(_step_line(records[step]) for step in STEPS if step in records)
        cpu = duration(cpu_seconds(records)) if records else ""
        lines.append(SpeciesLine(role, key, species.smiles, species.n_atoms, cpu, steps))
    return lines


def arm_lines(screen: Screen, molecule: Molecule) -> list[ArmLine]:
    """List the arms of one molecule with gap and spin diagnostics of their intermediates."""
    lines = []
    for part in molecule.electrophores:
        for arm in part.arms:
            species = screen.manifest.species[arm.intermediate]
            record = screen.records[arm.intermediate].get("gap")
            lines.append(
                ArmLine(
                    warhead=arm.warhead.replace("_", " "),
                    count=arm.n_equivalent * part.count,
                    intermediate=species.smiles,
                    kind=species.kind,
                    gap=_gap(record),
                    ortho_fluorines=arm.ortho_fluorines,
                    spin=_spin(record),
                    level_of_theory=record.level_of_theory if record else "",
                    warnings=record.warnings if record else (),
                )
            )
    return lines


def cpu_seconds(records: Mapping[str, Record]) -> float:
    """Return the CPU time of one species, each job counted once."""
    times = (
        max((float(records[s].provenance["cpu_s"]) for s in job if s in records), default=0.0)
        for job in JOBS
    )
    return sum(times)


def versions(records: Iterable[Record]) -> list[str]:
    """Return every program version that made a number, as ``name version``."""
    found = {
        f"{name} {version}"
        for record in records
        for name, version in record.provenance.get("versions", {}).items()
    }
    return sorted(found)


def retry_commands(
    manifest: Manifest, records: Mapping[str, Mapping[str, Record]], name: str, results_dir: Path
) -> list[str]:
    """Return the commands that compute the failed species of a molecule again."""
    keys = [key for m in manifest.molecules if m.name == name for key in species_of(m)]
    failed = (k for k in keys if any(r.status == "failed" for r in records[k].values()))
    return [retry_command(results_dir / "species" / key) for key in failed]


def _step_line(record: Record) -> StepLine:
    return StepLine(
        step=record.step.replace("_", " "),
        status=record.status,
        level_of_theory=record.level_of_theory,
        converged="yes" if record.diagnostics.get("converged") else "no",
        warnings=record.warnings,
    )


def _gap(record: Record | None) -> str:
    if record is None or record.status == "failed":
        return "not available"
    values = record.values
    return plus_minus(values["gap_st_kcal_mol"], values["gap_st_uncertainty_kcal_mol"], 1)


def _spin(record: Record | None) -> str:
    """Write what the record says on S2, name by name."""
    if record is None:
        return ""
    found: dict[str, Any] = record.diagnostics
    parts = [
        f"{name.replace('s2', '⟨S²⟩').replace('_', ' ')} {value:.2f}"
        for name, value in sorted(found.items())
        if name.startswith("s2") and isinstance(value, float)
    ]
    return ", ".join(parts)
