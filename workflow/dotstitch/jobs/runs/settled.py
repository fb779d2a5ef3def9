"""Whether a species that has ended still has the records it ended with."""

from __future__ import annotations

import json

from dotstitch.contracts.files import UntrustedFileError, read_sealed, trusted_text
from dotstitch.contracts.paths import SpeciesFolder
from dotstitch.contracts.records import SCHEMA_VERSION
from dotstitch.jobs.runs.leftovers import remove
from dotstitch.jobs.runs.sums import as_it_ended, ended_with


def unsettle_if_changed(folder: SpeciesFolder, asked: str) -> str:
    """Remove the summary of a species if its records are not whole, or answer another question.

    Ages of files count for nothing.

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
    if not folder.summary.exists():
        return ""
    try:
        _check(folder, asked)
    except UntrustedFileError as error:
        remove(folder.summary)
        return str(error)
    return ""


def _check(folder: SpeciesFolder, asked: str) -> None:
    try:
        summary = json.loads(folder.summary.read_bytes())
        steps = list(summary["steps"])
        version, answered = summary.get("schema_version"), set(summary.get("input_keys", ()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise UntrustedFileError(folder.summary, "is damaged") from None
    if version != SCHEMA_VERSION:
        raise UntrustedFileError(
            folder.summary, f"is of records of a schema before {SCHEMA_VERSION}"
        )
    if answered - {asked}:
        raise UntrustedFileError(folder.summary, "answers another question (another seed)")
    if as_it_ended(folder, steps):
        return
    for path in ended_with(folder, steps):
        if not path.is_file():
            raise UntrustedFileError(path, "is missing")
    for path in map(folder.record, steps):
        content = read_sealed(path, SCHEMA_VERSION)
        for name, digest in content.get("structures", {}).items():
            trusted_text(folder.xyz(name), digest)
