"""The molecules of the table that was screened: what a proposal has to improve on."""

from __future__ import annotations

from pathlib import Path

from rdkit import rdBase

from dotstitch.contracts.config import Config
from dotstitch.contracts.failure import Failure
from dotstitch.contracts.smiles import molar_mass_g_mol
from dotstitch.design.tiers.likeness import Likeness, Subject
from dotstitch.plan.admission.screenable import examine
from dotstitch.plan.table import read_table


def screened_subjects(config: Config) -> tuple[Subject, ...]:
    """Return the molecules of the configured table that can be screened."""
    return subjects_of(Path(config.molecules), config)


def subjects_of(table: Path, config: Config) -> tuple[Subject, ...]:
    """Return the molecules of a table that can be screened.

    Raises
    ------
    InputTableError
        With the faults of the table.
    """
    found = []
    with rdBase.BlockLogs():
        for row in read_table(table)[0]:
            mol = row.mol
            outcome = examine(mol, config.fragments, config.max_atoms)
            if not isinstance(outcome, Failure):
                mass = round(molar_mass_g_mol(mol), 3)
                found.append(Subject(row.name, row.smiles, Likeness.of(mol, outcome), mass))
    return tuple(found)
