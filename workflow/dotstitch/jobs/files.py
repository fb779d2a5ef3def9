"""The records of one species on disk: made, used again, summed up."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from dotstitch.contracts.failure import StepError
from dotstitch.contracts.files import (
    UntrustedFileError,
    content_key,
    rounded,
    trusted_text,
    write_json,
)
from dotstitch.contracts.levels import Level
from dotstitch.contracts.manifest import Species
from dotstitch.contracts.paths import SpeciesFolder
from dotstitch.contracts.records import (
    SCHEMA_VERSION,
    Diagnostics,
    Record,
    StepResult,
    read_record,
    record_type,
)
from dotstitch.contracts.results import METHOD_VERSION, STEP_VALUES, GeometryValues, StepValues
from dotstitch.data.species_kinds import species_kind
from dotstitch.jobs.provenance import Stopwatch, input_key
from dotstitch.jobs.runs.sums import write_sums

AnyRecord = Record[StepValues]


def write_summary(
    folder: SpeciesFolder, species: Species, records: Mapping[str, AnyRecord]
) -> None:
    """Write ``species.json``: the status of every step and a digest of what it found.

    The species has ended when it is there; before that, the hashes of what it ended with.
    """
    write_sums(folder, records)
    write_json(folder.summary, summary_of(species, records))


def summary_of(species: Species, records: Mapping[str, AnyRecord]) -> dict[str, Any]:
    """Return what ``species.json`` says of these records.

    The digest leaves times out, so that the file changes only when a result does. The schema is
    that of the records: those of an older one have to be computed again.
    """
    steps = {
        step: {"status": records[step].status, "digest": record_digest(records[step])}
        for step in species_kind(species.kind).steps
        if step in records
    }
    return {
        "schema_version": SCHEMA_VERSION,
        "species": species.model_dump(),
        "input_keys": sorted({record.provenance.input_key for record in records.values()}),
        "steps": steps,
    }


def record_digest(record: AnyRecord) -> str:
    """Return a hash of what a step found, without times and places."""
    return content_key(record.model_dump(mode="json", exclude={"provenance"}))


def good_record(
    species: Species, level: Level, result: StepResult[StepValues], watch: Stopwatch
) -> AnyRecord:
    """Return the record of a step that came to its end, floats rounded.

    Raises
    ------
    ValueError
        When a number is not finite.
    """
    values = type(result.values)
    return record_type(values)(
        method_version=METHOD_VERSION[values.step],
        key=species.key,
        step=values.step,
        smiles=species.smiles,
        status="ok",
        level_of_theory=level.label(values.step, species.kind),
        values=values.model_validate(rounded(result.values.model_dump())),
        diagnostics=Diagnostics.model_validate(rounded(result.diagnostics)),
        warnings=result.warnings,
        structures=result.structures,
        provenance=watch.provenance(),
    )


def failed_record(
    species: Species,
    level: Level,
    step: str,
    error: StepError,
    watch: Stopwatch,
) -> AnyRecord:
    """Return the record of a step that gave no trustworthy number."""
    measured = rounded(_finite({"converged": False, **error.diagnostics}))
    return record_type(STEP_VALUES[step])(
        method_version=METHOD_VERSION[step],
        key=species.key,
        step=step,
        smiles=species.smiles,
        status="failed",
        error=error.at(step),
        level_of_theory=level.label(step, species.kind),
        values=None,
        diagnostics=Diagnostics.model_validate(measured),
        provenance=watch.provenance(),
    )


def stored_record(folder: SpeciesFolder, step: str) -> AnyRecord | None:
    """Return the record that a step left; None where there is none that can be trusted."""
    try:
        return read_record(folder, STEP_VALUES[step])
    except UntrustedFileError:
        return None


def reusable_record(
    folder: SpeciesFolder, step: str, species: Species, seed: int
) -> tuple[AnyRecord | None, str]:
    """Return the record of an earlier run if it is good and answers exactly this question.

    Else the text says why it is not used; it is empty where there is no record.
    """
    if not folder.record(step).exists():
        return None, ""
    try:
        record = read_record(folder, STEP_VALUES[step])
        check_structures(folder, record)
    except UntrustedFileError as error:
        return None, str(error)
    if record.error is not None:
        return None, f"it failed before ({record.error.kind})"
    asked = (METHOD_VERSION[step], input_key(species, seed))
    if (record.method_version, record.provenance.input_key) != asked:
        return None, f"{folder.record(step)} answers another question"
    return record, ""


def check_structures(folder: SpeciesFolder, record: AnyRecord) -> None:
    """Refuse a record of the step ``geometry`` whose structures are not as they were written.

    Raises
    ------
    UntrustedFileError
        For the first structure that is missing or damaged.
    """
    if isinstance(record.values, GeometryValues):
        for name in record.values.states:
            trusted_text(folder.xyz(name), record.structures.get(name, ""))


def _finite(content: Any) -> Any:
    """Replace what JSON cannot hold, so that a failure is always recorded."""
    if isinstance(content, dict):
        return {name: _finite(item) for name, item in content.items()}
    if hasattr(content, "tolist"):
        content = content.tolist()
    if isinstance(content, (list, tuple)):
        return [_finite(item) for item in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content
