"""SMILES as vendors and drawing programs leave them: repaired, or refused in words.

Only what can mean one thing is repaired, and what was repaired is said.
"""

from __future__ import annotations

import re
from functools import cache

from rdkit import Chem, rdBase

_ISOTOPES = {"[D]": "[2H]", "[T]": "[3H]"}
_STEREO_BLOCK = re.compile(r"\|(?:(?:r|[ao&]\d*:\d+(?:,\d+)*),?)+\|")


class SmilesError(ValueError):
    """A text that is no molecule; the message says why.

    Attributes
    ----------
    remedy : str
        What to write instead.
    """

    def __init__(self, message: str, remedy: str = "correct the SMILES or remove the row") -> None:
        super().__init__(message)
        self.remedy = remedy


def plain_molecule(text: str) -> Chem.Mol | None:
    """Return what RDKit reads of a text, without a word on standard error."""
    with rdBase.BlockLogs():
        mol: Chem.Mol | None = Chem.MolFromSmiles(text)
    return mol


def tidied(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the SMILES alone, and what was read differently from how it stood.

    Raises
    ------
    SmilesError
        When it is empty, or something stands beside it.

    Examples
    --------
    >>> tidied("[D]C |o1:0|")
    ('[2H]C', ('[D] is read as [2H]', 'the block |o1:0| is left out, the isomer drawn is computed'))
    """
    plain = text.strip()
    if not plain:
        raise SmilesError("the SMILES is empty", "give one, or remove the row")
    notes = []
    for typed, meant in _ISOTOPES.items():
        if typed in plain:
            notes.append(f"{typed} is read as {meant}")
            plain = plain.replace(typed, meant)
    head, *rest = plain.split(maxsplit=1)
    if rest and _STEREO_BLOCK.fullmatch(rest[0]):
        notes.append(f"the block {rest[0]} is left out, the isomer drawn is computed")
    elif rest:
        raise _beside(head, rest[0])
    return head, tuple(notes)


def _beside(head: str, rest: str) -> SmilesError:
    """Return what is wrong with a text that goes on after a blank."""
    if plain_molecule(head) is None or plain_molecule(head + rest) is not None:
        return SmilesError("a SMILES holds no blanks", "remove the blanks, and what is no SMILES")
    if rest.startswith("|"):
        told = f"the block {rest} after the SMILES says more than a SMILES"
        return SmilesError(told, f"write {head} if that is the whole molecule, or remove the row")
    told = f"{rest!r} stands beside the SMILES"
    return SmilesError(told, f"write {head}, and the rest in a column of its own")


@cache
def _neutral_form() -> Chem.Mol:
    return Chem.MolFromSmarts("[#6,#7]=[#7;+0;D2]=[#7;+0;D1]")


def with_charges(text: str) -> str:
    """Return an azide or diazo group that was drawn without charges with them, else the same text.

    Examples
    --------
    >>> with_charges("c1ccccc1N=N=N")
    '[N-]=[N+]=Nc1ccccc1'
    """
    with rdBase.BlockLogs():
        mol = Chem.MolFromSmiles(text, sanitize=False)
    if mol is None:
        return text
    edited = Chem.RWMol(mol)
    for _, middle, last in mol.GetSubstructMatches(_neutral_form()):
        edited.GetAtomWithIdx(middle).SetFormalCharge(1)
        edited.GetAtomWithIdx(last).SetFormalCharge(-1)
    repaired = plain_molecule(str(Chem.MolToSmiles(edited)))
    return text if repaired is None else str(Chem.MolToSmiles(repaired))


def contradicts_itself(text: str, mol: Chem.Mol) -> bool:
    """Tell whether E/Z marks of one double bond contradict, so that RDKit leaves them out.

    Examples
    --------
    >>> text = "F/C=C(/Cl)/Br"
    >>> contradicts_itself(text, Chem.MolFromSmiles(text))
    True
    """
    with rdBase.BlockLogs():
        drawn, probe = Chem.MolFromSmiles(text, sanitize=False), Chem.Mol(mol)
    if drawn.GetNumAtoms() != mol.GetNumAtoms():
        return False
    Chem.FindPotentialStereoBonds(probe)
    return any(
        bond.GetStereo() == Chem.BondStereo.STEREOANY
        and _marked(drawn, bond.GetBeginAtomIdx())
        and _marked(drawn, bond.GetEndAtomIdx())
        for bond in probe.GetBonds()
    )


def _marked(mol: Chem.Mol, atom: int) -> bool:
    bonds = mol.GetAtomWithIdx(atom).GetBonds()
    return any(bond.GetBondDir() != Chem.BondDir.NONE for bond in bonds)


def complaint(text: str) -> SmilesError:
    """Say why RDKit cannot read a SMILES, and what to write instead."""
    with rdBase.BlockLogs():
        mol = Chem.MolFromSmiles(text, sanitize=False)
        if mol is None:
            told = "not a SMILES: check brackets, ring closures and element symbols"
            return SmilesError(told)
        problems = Chem.DetectChemistryProblems(mol)
    valence = [one for one in problems if one.GetType() == "AtomValenceException"]
    if not valence:
        told = str(problems[0].Message()) if problems else "not a SMILES that makes a molecule"
        return SmilesError(told)
    atom = mol.GetAtomWithIdx(valence[0].GetAtomIdx())
    bonds = sum(bond.GetBondTypeAsDouble() for bond in atom.GetBonds()) + atom.GetNumExplicitHs()
    told = (
        f"{atom.GetSymbol()} (atom {atom.GetIdx() + 1} of the SMILES) has a valence of {bonds:g}, "
        "more than it can"
    )
    if atom.GetSymbol() != "N":
        return SmilesError(told)
    return SmilesError(
        told,
        "a nitrogen with four bonds carries a charge: write an azide as N=[N+]=[N-], a nitro group "
        "as [N+](=O)[O-], an N-oxide as [N+][O-]",
    )
