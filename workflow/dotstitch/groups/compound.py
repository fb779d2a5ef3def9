"""A molecule that a group turns into, written down after a check of its atoms and electrons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from rdkit import Chem

from dotstitch.contracts.failure import StepError
from dotstitch.contracts.manifest import SpeciesKind
from dotstitch.contracts.remedies import REPORT_SMILES
from dotstitch.contracts.smiles import canonical, composition, unpaired_electrons
from dotstitch.data.species_kinds import species_kind


@dataclass(frozen=True)
class Compound:
    """A molecule to be computed.

    Attributes
    ----------
    smiles : str
        Canonical; an intermediate is written with its two unpaired electrons.
    kind : str
        A row of ``data/species_kinds.yaml``.
    charge, n_atoms : int
        Atoms include hydrogens.
    """

    smiles: str
    kind: SpeciesKind
    charge: int
    n_atoms: int


def compound(mol: Chem.Mol, kind: SpeciesKind) -> Compound:
    """Write a molecule down as a compound, after a parity check.

    Raises
    ------
    StepError
        Kind ``bug`` when its electrons do not allow the multiplicities of its kind, or when the
        unpaired electrons do not fit the kind.

    Examples
    --------
    >>> compound(Chem.MolFromSmiles("[N]c1ccccc1"), "nitrene").n_atoms
    12
    >>> compound(Chem.MolFromSmiles("[N]c1ccccc1"), "closed_shell")
    Traceback (most recent call last):
        ...
    dotstitch.contracts.failure.StepError: [N]c1ccccc1: 48 electrons, 2 unpaired, are not ...
    """
    charge = int(Chem.GetFormalCharge(mol))
    table = Chem.GetPeriodicTable()
    protons = sum(n * table.GetAtomicNumber(symbol) for symbol, n in composition(mol).items())
    electrons, unpaired = protons - charge, unpaired_electrons(mol)
    smiles = canonical(mol)
    row = species_kind(kind)
    if unpaired != row.unpaired_electrons or any(
        (electrons - multiplicity) % 2 == 0 for multiplicity in row.multiplicities
    ):
        raise StepError(
            "bug",
            f"{smiles}: {electrons} electrons, {unpaired} unpaired, are not those of a {kind} "
            "species",
            REPORT_SMILES,
        )
    return Compound(smiles, kind, charge, int(mol.GetNumAtoms(onlyExplicit=False)))


def check_balance(before: Chem.Mol, after: Chem.Mol, change: Mapping[str, int]) -> None:
    """Compare the atoms of a molecule after an edit with what the edit gains and loses.

    Parameters
    ----------
    before, after : Mol
    change : mapping of str to int
        Atoms gained (positive) or lost, by element.

    Raises
    ------
    StepError
        Kind ``bug`` when they differ.

    Examples
    --------
    >>> ethane, methane = Chem.MolFromSmiles("CC"), Chem.MolFromSmiles("C")
    >>> check_balance(ethane, methane, {"C": -1, "H": -2})
    """
    expected = composition(before)
    expected.update(change)
    expected = Counter({element: n for element, n in expected.items() if n})
    actual = composition(after)
    if actual != expected:
        raise StepError(
            "bug",
            f"mass balance broken in {Chem.MolToSmiles(after)}: {dict(actual)} in place of "
            f"{dict(expected)}",
            REPORT_SMILES,
        )
