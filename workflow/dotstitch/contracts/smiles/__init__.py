"""SMILES in and out: parsing with a reason for failure, one spelling for one molecule."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from rdkit import Chem, rdBase
from rdkit.Chem import rdinchi, rdMolDescriptors, rdqueries

from dotstitch.contracts.smiles.dialects import (
    SmilesError,
    complaint,
    contradicts_itself,
    plain_molecule,
    tidied,
    with_charges,
)

__all__ = [
    "ReadSmiles",
    "SmilesError",
    "canonical",
    "composition",
    "inchikey",
    "molar_mass_g_mol",
    "parse_smiles",
    "read_smiles",
    "unpaired_electrons",
]

_TAG = re.compile(r"\[\d|:\d+\]")
_ELEMENT = re.compile(r"([A-Z][a-z]?|\*)(\d*)")
_OPEN_SHELL = rdqueries.NumRadicalElectronsGreaterQueryAtom(0)


@dataclass(frozen=True)
class ReadSmiles:
    """A SMILES as it was understood.

    Attributes
    ----------
    mol : Mol
        Azides in one spelling, no isotopes, no atom maps.
    text : str
        As it was given, or repaired: any other program reads it.
    notes : tuple of str
        What was read differently from how it was typed.
    """

    mol: Chem.Mol
    text: str
    notes: tuple[str, ...]


def read_smiles(given: str) -> ReadSmiles:
    """Read a SMILES that a person or another program wrote.

    Raises
    ------
    SmilesError
        When it is empty or cannot be read; it carries a remedy.

    Examples
    --------
    >>> read_smiles("c1ccccc1N=N=N").notes
    ('an azide or diazo group without charges is read as [N-]=[N+]=Nc1ccccc1',)
    """
    text, notes = tidied(given)
    mol = plain_molecule(text)
    if mol is None:
        charged = with_charges(text)
        mol = plain_molecule(charged)
        if mol is None:
            raise complaint(text)
        text = charged
        notes = (*notes, f"an azide or diazo group without charges is read as {text}")
    if ("/" in text or "\\" in text) and contradicts_itself(text, mol):
        notes = (*notes, "the E/Z marks of a double bond contradict one another and are left out")
    if "#" in text:
        mol = _with_cumulated_bonds(mol)
    if _TAG.search(text):
        mol = _without_tags(mol)
    return ReadSmiles(mol, text, notes)


def parse_smiles(text: str) -> Chem.Mol:
    """Return the molecule a SMILES stands for, azides in one spelling, no isotopes, no atom maps.

    Parameters
    ----------
    text : str
        SMILES; blanks around it are ignored.

    Raises
    ------
    SmilesError
        When it is empty or cannot be read.

    Examples
    --------
    >>> Chem.MolToSmiles(parse_smiles("[N-]([N+]#N)c1ccccc1"))
    '[N-]=[N+]=Nc1ccccc1'
    >>> parse_smiles("C(C)(C)(C)(C)C")
    Traceback (most recent call last):
        ...
    dotstitch.contracts.smiles.dialects.SmilesError: C (atom 1 of the SMILES) has a ...
    """
    return read_smiles(text).mol


@cache
def _ionic_form() -> Chem.Mol:
    return Chem.MolFromSmarts("[#6-,#7-]-[NX2+]#[NX1]")


def _with_cumulated_bonds(mol: Chem.Mol) -> Chem.Mol:
    """Rewrite ``X(-)-N(+)#N`` as ``X=N(+)=N(-)``."""
    matches = mol.GetSubstructMatches(_ionic_form())
    if not matches:
        return mol
    edited = Chem.RWMol(mol)
    for first, middle, last in matches:
        edited.GetAtomWithIdx(first).SetFormalCharge(0)
        edited.GetAtomWithIdx(last).SetFormalCharge(-1)
        edited.GetBondBetweenAtoms(first, middle).SetBondType(Chem.BondType.DOUBLE)
        edited.GetBondBetweenAtoms(middle, last).SetBondType(Chem.BondType.DOUBLE)
    Chem.SanitizeMol(edited)
    return edited.GetMol()


def _without_tags(mol: Chem.Mol) -> Chem.Mol:
    """Drop isotopes and atom maps: neither changes a level, a spectrum or a gap."""
    for atom in mol.GetAtoms():
        atom.SetIsotope(0)
        atom.SetAtomMapNum(0)
    clean = Chem.RemoveHs(mol)
    Chem.AssignStereochemistry(clean, cleanIt=True, force=True)
    return clean


def canonical(mol: Chem.Mol) -> str:
    """Return the canonical isomeric SMILES of a molecule or, if smaller, of its mirror image.

    Mirror images share every number computed here, so they share one spelling.

    Examples
    --------
    >>> canonical(parse_smiles("C[C@H](F)Cl")) == canonical(parse_smiles("C[C@@H](F)Cl"))
    True
    """
    text = str(Chem.MolToSmiles(mol))
    if "@" not in text:
        return text
    return min(_settled(text), _settled(text, mirror=True))


def _settled(text: str, *, mirror: bool = False) -> str:
    """Write, read and write again, until the tetrahedral marks no longer move."""
    if mirror:
        text = text.replace("@@", "\0").replace("@", "@@").replace("\0", "@")
    return str(Chem.MolToSmiles(Chem.MolFromSmiles(text)))


def composition(mol: Chem.Mol) -> Counter[str]:
    """Count the atoms of each element, hydrogens included.

    Examples
    --------
    >>> sorted(composition(parse_smiles("CO")).items())
    [('C', 1), ('H', 4), ('O', 1)]
    """
    formula = rdMolDescriptors.CalcMolFormula(mol)
    return Counter({element: int(n or 1) for element, n in _ELEMENT.findall(formula)})


def molar_mass_g_mol(mol: Chem.Mol) -> float:
    """Return the molar mass with the mean masses of the elements.

    Examples
    --------
    >>> round(molar_mass_g_mol(parse_smiles("CO")), 3)
    32.042
    """
    weight = Chem.GetPeriodicTable().GetAtomicWeight
    return float(sum(n * weight(element) for element, n in composition(mol).items()))


def unpaired_electrons(mol: Chem.Mol) -> int:
    """Count the radical electrons of a molecule.

    Examples
    --------
    >>> unpaired_electrons(parse_smiles("[N]c1ccccc1"))
    2
    """
    open_shells = mol.GetAtomsMatchingQuery(_OPEN_SHELL)
    return sum(int(atom.GetNumRadicalElectrons()) for atom in open_shells)


def inchikey(mol: Chem.Mol) -> str:
    """Return the standard InChIKey, empty for molecules beyond InChI's limits."""
    with rdBase.BlockLogs():
        return str(rdinchi.MolToInchiKey(mol))
