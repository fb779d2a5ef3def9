"""From a table to a manifest: which molecules, which species, each species once."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from rdkit import Chem, rdBase

from dotstitch.contracts.config import Config
from dotstitch.contracts.failure import Failure
from dotstitch.contracts.files import (
    content_key,
    text_digest,
    trusted_text,
    write_text_atomically,
)
from dotstitch.contracts.manifest import PLAN_VERSION, Manifest, Molecule
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.contracts.results import METHOD_VERSION
from dotstitch.contracts.smiles import inchikey, molar_mass_g_mol
from dotstitch.data.basis_sets import basis_sets
from dotstitch.data.levels import load_level
from dotstitch.data.species_kinds import species_kinds
from dotstitch.groups.registry import GROUPS
from dotstitch.plan.admission.identity import Identities
from dotstitch.plan.admission.screenable import examine, refusal
from dotstitch.plan.anchors import anchors
from dotstitch.plan.electrophores import Dissection
from dotstitch.plan.patterns import pattern_data
from dotstitch.plan.species_book import SpeciesBook, plan_electrophores
from dotstitch.plan.table import TableRow, read_table


def build_manifest(config: Config, table: Path) -> Manifest:
    """Plan a screen.

    Parameters
    ----------
    config : Config
        ``level``, ``engine``, ``fragments`` and ``max_atoms`` matter here; dot, recipes and doses
        do not.
    table : Path
        Table of candidates.

    Returns
    -------
    Manifest
        Molecules in the order of the table; species sorted by key.

    Raises
    ------
    InputTableError
        With all faults of the table together.
    """
    candidates, notes = read_table(table)
    book = SpeciesBook(config.level, config.fragments, config.engine)
    known = Identities()
    with rdBase.BlockLogs():
        molecules = tuple(_plan_row(row, table, config, book, known) for row in candidates)
    return Manifest(
        level=config.level,
        engine=config.engine,
        input_key=input_key(config, table),
        molecules=molecules,
        species=dict(sorted(book.species.items())),
        labels=dict(sorted(book.labels.items())),
        notes=notes,
    )


def _plan_row(
    row: TableRow,
    table: Path,
    config: Config,
    book: SpeciesBook,
    known: Identities,
) -> Molecule:
    """Plan one molecule, or say why it stays out."""
    mol = row.mol
    identity = inchikey(mol)
    common: dict[str, Any] = {
        "name": row.name,
        "smiles": row.smiles,
        "inchikey": identity,
        "source_file": str(table),
        "source_row": row.row,
        "note": row.note,
        "source": row.source,
        "columns": row.columns,
        "molar_mass_g_mol": round(molar_mass_g_mol(mol), 3),
    }
    first, relative = known.add(row, identity, mol)
    if first is not None:
        duplicate = refusal(
            f"the same molecule as {first.name!r} in row {first.row} (InChIKey {identity})",
            f"see {first.name!r} for its results, or remove this row",
        )
        return Molecule(status="duplicate", failure=duplicate, **common)
    dissection = examine(mol, config.fragments, config.max_atoms)
    if isinstance(dissection, Failure):
        return Molecule(status="failed", failure=dissection, **common)
    return Molecule(
        status="ok",
        n_arms=sum(fragment.n_warheads * count for fragment, count in dissection.electrophores),
        n_tertiary_amines=tertiary_amines(mol),
        electrophores=plan_electrophores(row.name, dissection, book),
        warnings=_warnings(dissection, mol, relative),
        **common,
    )


def tertiary_amines(mol: Chem.Mol) -> int:
    """Count the tertiary amines of a molecule, which trap intermediates.

    Examples
    --------
    >>> [tertiary_amines(Chem.MolFromSmiles(one)) for one in ("CN(C)C", "CC(=O)N(C)C")]
    [1, 0]
    """
    return len(mol.GetSubstructMatches(_tertiary_amine(), maxMatches=10_000))


@cache
def _tertiary_amine() -> Chem.Mol:
    """Return the query for a tertiary amine: three carbons, none of them acyl or sulfonyl."""
    return Chem.MolFromSmarts("[NX3;+0;!$(N-[#6]=[O,S,N]);!$(N-C#N)](-[#6])(-[#6])-[#6]")


def _warnings(dissection: Dissection, mol: Chem.Mol, relative: TableRow | None) -> tuple[str, ...]:
    """Gather what a user should know of a molecule that is screened."""
    warnings = list(dissection.warnings)
    if relative is not None:
        warnings.append(
            f"a tautomer of {relative.name!r} in row {relative.row}: each is computed as drawn"
        )
    if sum(fragment.n_warheads * count for fragment, count in dissection.electrophores) == 1:
        held = " and ".join(anchors(mol))
        warnings.append(
            f"a single arm bridges only where the {held} holds the molecule on a dot"
            if held
            else "a single arm cannot bridge two dots"
        )
    for fragment in dissection.fragments:
        warnings += [f"also holds {text}" for text in fragment.traps + fragment.other_groups]
    return tuple(dict.fromkeys(warnings))


def input_key(config: Config, table: Path) -> str:
    """Hash everything that a manifest depends on.

    The dot, the recipes and the doses are not part of it.
    """
    return content_key(
        {
            "table": hashlib.sha256(table.read_bytes()).hexdigest(),
            "file": str(table),
            "fragments": config.fragments,
            "max_atoms": config.max_atoms,
            "level": load_level(config.level, config.engine).key_content(),
            "patterns": {
                name: [row.model_dump() for row in rows] for name, rows in pattern_data().items()
            },
            "groups": {name: group.data.model_dump() for name, group in GROUPS.items()},
            "methods": METHOD_VERSION,
            "core_electrons": {name: row.core_electrons for name, row in basis_sets().items()},
            "kinds": {name: row.model_dump(mode="json") for name, row in species_kinds().items()},
            "plan": PLAN_VERSION,
            "rdkit": rdBase.rdkitVersion,
        }
    )


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Write a manifest as JSON, atomically."""
    write_text_atomically(path, manifest.model_dump_json(indent=1) + "\n")


def read_manifest(path: Path) -> Manifest:
    """Read a manifest back.

    Raises
    ------
    pydantic.ValidationError
        When the file is not a manifest of this schema.
    """
    return Manifest.model_validate_json(path.read_text(encoding="utf-8"))


def cached_manifest(config: Config, table: Path, results_dir: Path) -> Manifest:
    """Return the manifest of a table, planned anew only when its input or the file has changed.

    ``results_dir/manifest.json`` is rewritten only then, so its age says when the plan changed.

    Raises
    ------
    InputTableError
        With all faults of the table together.
    """
    path = ResultsFolder(results_dir).manifest
    stored = _stored(path)
    if stored is not None and table.is_file() and stored.input_key == input_key(config, table):
        return stored
    manifest = build_manifest(config, table)
    write_manifest(path, manifest)
    write_text_atomically(_hash_of(path), text_digest(path.read_text(encoding="utf-8")))
    return manifest


def _stored(path: Path) -> Manifest | None:
    """Return the manifest of an earlier plan; None when there is none that can be trusted."""
    try:
        digest = _hash_of(path).read_text(encoding="utf-8")
        return Manifest.model_validate_json(trusted_text(path, digest))
    except (OSError, ValueError):
        return None


def _hash_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.sha256")
