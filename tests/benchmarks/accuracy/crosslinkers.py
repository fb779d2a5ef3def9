"""Crosslinkers 1 to 4 as a screen computed them, or as they ship with the package."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dotstitch.contracts.failure import FailedError
from dotstitch.contracts.manifest import Manifest
from dotstitch.contracts.results import SpectrumValues
from dotstitch.data.recorded import recorded_folder
from dotstitch.evidence.lu2022 import crosslinkers
from dotstitch.film.molecule import MoleculeInput
from dotstitch.screen.inputs import RecordBook, read_molecule


@dataclass(frozen=True, eq=False)
class Crosslinkers:
    """What is known of crosslinkers 1 to 4.

    Attributes
    ----------
    molecules : dict of str to MoleculeInput
        By the number of the crosslinker.
    failures : dict of str to str
        Why one is not among them.
    level_of_theory : str
    """

    molecules: dict[str, MoleculeInput]
    failures: dict[str, str]
    level_of_theory: str


def read_crosslinkers(level: str, results: Path | None = None) -> Crosslinkers:
    """Return crosslinkers 1 to 4.

    Parameters
    ----------
    level : str
    results : Path, optional
        A finished screen; the inputs that ship with the package where there is none.
    """
    folder = results or recorded_folder(level)
    plan = folder / "manifest.json"
    if not plan.exists():
        hint = "run `make screen` first" if results else "name the --results of a screen"
        raise SystemExit(f"{plan} does not exist: {hint}")
    manifest = Manifest.model_validate_json(plan.read_text(encoding="utf-8"))
    if manifest.level != level:
        raise SystemExit(f"{plan} was planned at {manifest.level}: add --level {manifest.level}")
    book, wanted = RecordBook(manifest, folder), crosslinkers()
    found = Crosslinkers({}, {}, "")
    theory = ""
    for molecule in manifest.molecules:
        name = wanted.get(molecule.inchikey)
        if name is None or molecule.status != "ok":
            continue
        try:
            found.molecules[name] = read_molecule(molecule, book)
            first = molecule.electrophores[0].species
            theory = book.get(first, SpectrumValues).level_of_theory
        except FailedError as fault:
            found.failures[name] = fault.failure.message
    return Crosslinkers(found.molecules, found.failures, theory)
