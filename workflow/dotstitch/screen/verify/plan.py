"""The plan of a results folder: whole, and its keys those of what they stand for."""

from __future__ import annotations

from collections.abc import Iterator

from dotstitch.contracts.manifest import Manifest
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.contracts.smiles import SmilesError, inchikey, parse_smiles
from dotstitch.groups.compound import Compound
from dotstitch.plan.screen_plan import read_manifest
from dotstitch.plan.species_book import SpeciesBook
from dotstitch.screen.verify.findings import Finding, Findings, attempt


def check_plan(folder: ResultsFolder) -> tuple[Manifest | None, Findings]:
    """Return the plan if it can be read, and what is wrong with it."""
    if not folder.manifest.exists():
        return None, []
    plans = folder.path / ".plan"
    manifest, found = attempt(folder.manifest, read_manifest, plans)
    if manifest is not None:
        delete = (folder.manifest, plans)
        made = ResultsFolder(plans / manifest.input_key).manifest
        if made.exists() and made.read_bytes() != folder.manifest.read_bytes():
            found.append(Finding(folder.manifest, f"differs from {made}", delete))
        found += [Finding(folder.manifest, reason, delete) for reason in _faults(manifest)]
    return manifest, found


def _faults(manifest: Manifest) -> Iterator[str]:
    book = SpeciesBook(manifest.level, engine=manifest.engine)
    for key, one in manifest.species.items():
        compound = Compound(one.smiles, one.kind, one.charge, one.n_atoms)
        if not key == one.key == book.add(compound, ""):
            yield f"names {one.smiles} by the key {key}, which is not its own"
    for molecule in manifest.molecules:
        try:
            identity = inchikey(parse_smiles(molecule.smiles))
        except SmilesError:
            identity = None
        if identity != molecule.inchikey:
            yield f"gives {molecule.name} a SMILES and an InChIKey that do not belong together"
        missing = sorted(set(molecule.species_roles().values()) - set(manifest.species))
        if missing:
            yield f"needs for {molecule.name} the species {missing[0]}, which it does not list"
