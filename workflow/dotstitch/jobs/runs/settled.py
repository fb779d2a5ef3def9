"""Whether a species that has ended still has the records it ended with."""

from __future__ import annotations

import json

from dotstitch.contracts.files import UntrustedFileError, read_sealed, trusted_text
from dotstitch.contracts.paths import SpeciesFolder
from dotstitch.contracts.records import SCHEMA_VERSION


def unsettle_if_changed(folder: SpeciesFolder, asked: str) -> str:
    """Remove the summary of a species if a record changed after it and is not whole, or is older.

    A file as old as the summary is not read: whoever needs its numbers checks its hash.

    Parameters
    ----------
    folder : SpeciesFolder
    asked : str
        What a job would be asked now (:func:`dotstitch.jobs.provenance.input_key`).

    Returns
    -------
    str
        What is wrong, so that the species is computed again; empty when all is well.
    """
    try:
        ended = folder.summary.stat().st_mtime_ns
    except OSError:
        return ""
    try:
        _check(folder, ended, asked)
    except UntrustedFileError as error:
        folder.summary.unlink()
        return str(error)
    return ""


def _check(folder: SpeciesFolder, ended: int, asked: str) -> None:
    try:
        summary = json.loads(folder.summary.read_bytes())
        steps = [folder.record(step) for step in summary["steps"]]
        version, answered = summary.get("schema_version"), set(summary.get("input_keys", ()))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UntrustedFileError(folder.summary, "is damaged") from None
    if version != SCHEMA_VERSION:
        raise UntrustedFileError(
            folder.summary, f"is of records of a schema before {SCHEMA_VERSION}"
        )
    if answered - {asked}:
        raise UntrustedFileError(folder.summary, "answers another question (another seed)")
    structures = list(folder.path.glob("*.xyz"))
    for path in (*steps, *structures):
        if not path.is_file():
            raise UntrustedFileError(path, "is missing")
    if all(path.stat().st_mtime_ns <= ended for path in (*steps, *structures)):
        return
    for path in steps:
        content = read_sealed(path, SCHEMA_VERSION)
        for name, digest in content.get("structures", {}).items():
            trusted_text(folder.xyz(name), digest)
