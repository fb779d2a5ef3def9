"""What one species leaves on disk: records, geometries, a summary, and how to try again."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from dotstitch.contracts.levels import Level
from dotstitch.contracts.manifest import Species
from dotstitch.contracts.records import (
    ErrorNote,
    Record,
    StepError,
    content_key,
    read_record,
    rounded,
    write_json,
)
from dotstitch.contracts.versions import METHOD_VERSION
from dotstitch.data.species_kinds import species_kind
from dotstitch.jobs.provenance import Stopwatch, input_key


def geometry_names(record: Record) -> tuple[str, ...]:
    """Return the names of the ``.xyz`` files that the step ``geometry`` left with this record."""
    return tuple(record.values["structures"])


def species_folder(results_dir: Path, key: str) -> Path:
    """Return where the records of one species lie."""
    return results_dir / "species" / key


def xyz_file(folder: Path, name: str) -> Path:
    """Return the file of one geometry."""
    return folder / f"{name}.xyz"


def scratch_folder(folder: Path) -> Path:
    """Return where a running species keeps large files; gone when it has ended."""
    return folder / "scratch"


def write_summary(folder: Path, species: Species, records: dict[str, Record]) -> None:
    """Write ``species.json``: the status of every step and a digest of what it found.

    The digest leaves times out, so that the file changes only when a result does.
    """
    steps = {
        step: {
            "status": records[step].status,
            "digest": content_key(records[step].model_dump(mode="json", exclude={"provenance"})),
        }
        for step in species_kind(species.kind).steps
        if step in records
    }
    write_json(folder / "species.json", {"species": species.model_dump(), "steps": steps})


def retry_command(folder: Path) -> str:
    """Return the command that computes a failed species again, and all that rests on it."""
    return f"snakemake --cores 1 --forcerun {folder / 'species.json'}"


def failed_record(
    species: Species, level: Level, step: str, folder: Path, error: StepError, watch: Stopwatch
) -> Record:
    """Return the record of a step that gave no trustworthy number."""
    remedy = f"{error.remedy} To try again: {retry_command(folder)}"
    return Record(
        method_version=METHOD_VERSION[step],
        key=species.key,
        step=step,
        smiles=species.smiles,
        status="failed",
        error=ErrorNote(kind=error.kind, message=error.message, remedy=remedy),
        level_of_theory=level.label(step, species.kind),
        values={},
        diagnostics=rounded(_finite({"converged": False, **error.diagnostics})),
        provenance=watch.provenance(),
    )


def reusable_record(folder: Path, step: str, species: Species, seed: int) -> Record | None:
    """Return the record of an earlier run if it is good and answers exactly this question."""
    try:
        record = read_record(folder / f"{step}.json")
    except (OSError, ValidationError):
        return None
    fits = (
        record.status == "ok"
        and record.key == species.key
        and record.method_version == METHOD_VERSION[step]
        and record.provenance.get("input_key") == input_key(species, seed)
    )
    if step == "geometry":
        fits = fits and all(xyz_file(folder, name).exists() for name in geometry_names(record))
    return record if fits else None


def _finite(content: Any) -> Any:
    """Replace what JSON cannot hold, so that a failure is always recorded."""
    if isinstance(content, dict):
        return {name: _finite(item) for name, item in content.items()}
    if hasattr(content, "tolist"):
        content = content.tolist()
    if isinstance(content, (list, tuple)):
        return [_finite(item) for item in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content
