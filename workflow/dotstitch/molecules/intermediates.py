"""What a chromophore turns into: nitrenes and carbenes, diazo isomers, insertion products.

Every edit is made on the atoms that the warhead's SMARTS maps, and its mass balance is checked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cache

from rdkit import Chem

from dotstitch.molecules.groups import IntermediateKind, Warhead, find_warheads, ortho_positions
from dotstitch.molecules.manifest import SpeciesKind, WarheadClass
from dotstitch.molecules.smiles import canonical, composition
from dotstitch.records import StepError

_N2 = Counter({"N": 2})
_LIGAND = Counter({"C": 1, "H": 4})
"""Methane stands for the C-H bond of a ligand."""


@dataclass(frozen=True)
class ArmEdits:
    """One set of equivalent warheads and what is left when one of them has lost N2.

    Attributes
    ----------
    warhead : str
    n_equivalent : int
    kind : str
        ``nitrene`` or ``carbene``.
    intermediate : str
        SMILES, other arms intact.
    diazo : str or None
        SMILES of the linear diazo isomer of a diazirine, other arms intact.
    ortho_fluorines, ortho_substituents : int
        Of an aryl azide, 0 to 2; zero for a diazirine.
    """

    warhead: WarheadClass
    n_equivalent: int
    kind: IntermediateKind
    intermediate: str
    diazo: str | None
    ortho_fluorines: int
    ortho_substituents: int


def spin_multiplicities(smiles: str, kind: SpeciesKind) -> tuple[int, ...]:
    """Return the multiplicities a species is computed at, after a parity check.

    Parameters
    ----------
    smiles : str
        Species, an intermediate with its two unpaired electrons.
    kind : str
        ``closed_shell`` is a singlet; ``nitrene`` and ``carbene`` are singlet and triplet.

    Raises
    ------
    StepError
        Kind ``bug`` when the number of electrons does not allow them, or when the unpaired
        electrons of the SMILES do not fit the kind.

    Examples
    --------
    >>> spin_multiplicities("[N]c1ccccc1", "nitrene")
    (1, 3)
    """
    mol = Chem.AddHs(Chem.MolFromSmiles(smiles))
    electrons = sum(a.GetAtomicNum() for a in mol.GetAtoms()) - Chem.GetFormalCharge(mol)
    unpaired = sum(a.GetNumRadicalElectrons() for a in mol.GetAtoms())
    expected = 0 if kind == "closed_shell" else 2
    if electrons % 2 or unpaired != expected:
        raise StepError(
            "bug",
            f"{smiles}: {electrons} electrons, {unpaired} unpaired, cannot be a {kind} species",
            "report this SMILES",
        )
    return (1,) if kind == "closed_shell" else (1, 3)


def intermediate_of(mol: Chem.Mol, warhead: Warhead) -> Chem.Mol:
    """Return the nitrene or carbene left when one warhead loses N2, other arms intact."""
    edited = _without_n2(mol, warhead)
    atom = edited.GetAtomWithIdx(warhead.reactive)
    n_hydrogens = atom.GetTotalNumHs()
    atom.SetNoImplicit(True)
    atom.SetNumExplicitHs(n_hydrogens)
    atom.SetNumRadicalElectrons(2)
    return _checked(edited, warhead, composition(mol) - _N2)


def diazo_of(mol: Chem.Mol, warhead: Warhead) -> Chem.Mol:
    """Return the linear diazo isomer of one diazirine, other arms intact."""
    edited = Chem.RWMol(mol)
    edited.RemoveBond(warhead.reactive, warhead.outer)
    edited.GetBondBetweenAtoms(warhead.reactive, warhead.inner).SetBondType(Chem.BondType.DOUBLE)
    edited.GetAtomWithIdx(warhead.reactive).SetChiralTag(Chem.ChiralType.CHI_UNSPECIFIED)
    edited.GetAtomWithIdx(warhead.inner).SetFormalCharge(1)
    edited.GetAtomWithIdx(warhead.outer).SetFormalCharge(-1)
    return _checked(edited, None, composition(mol))


def insertion_product_of(mol: Chem.Mol, warhead: Warhead) -> Chem.Mol:
    """Return the C-H insertion product with methane for the ligand, other arms intact."""
    edited = _without_n2(mol, warhead)
    methyl = edited.AddAtom(Chem.Atom(6))
    edited.AddBond(warhead.reactive, methyl, Chem.BondType.SINGLE)
    atom = edited.GetAtomWithIdx(warhead.reactive)
    atom.SetNumExplicitHs(0)
    atom.SetNoImplicit(False)
    return _checked(edited, warhead, composition(mol) - _N2 + _LIGAND)


def _without_n2(mol: Chem.Mol, warhead: Warhead) -> Chem.RWMol:
    """Cut N2 off; its atoms stay behind unbonded until :func:`_checked` removes them."""
    edited = Chem.RWMol(mol)
    edited.RemoveBond(warhead.reactive, warhead.inner)
    if edited.GetBondBetweenAtoms(warhead.reactive, warhead.outer) is not None:
        edited.RemoveBond(warhead.reactive, warhead.outer)
    edited.GetAtomWithIdx(warhead.reactive).SetChiralTag(Chem.ChiralType.CHI_UNSPECIFIED)
    return edited


def _checked(edited: Chem.RWMol, leaving: Warhead | None, expected: Counter[str]) -> Chem.Mol:
    """Remove the leaving N2, sanitise, and compare the atoms with what the reaction demands."""
    if leaving is not None:
        for atom in sorted((leaving.inner, leaving.outer), reverse=True):
            edited.RemoveAtom(atom)
    Chem.SanitizeMol(edited)
    found = composition(edited)
    if found != expected:
        raise StepError(
            "bug",
            f"mass balance broken in {Chem.MolToSmiles(edited)}: {dict(found)} in place of "
            f"{dict(expected)}",
            "report this SMILES",
        )
    return edited.GetMol()


def equivalent_sets(mol: Chem.Mol, warheads: list[Warhead]) -> list[list[Warhead]]:
    """Group warheads that symmetry makes equal, in an order that no atom numbering changes."""
    ranks = list(Chem.CanonicalRankAtoms(mol, breakTies=False))
    groups: dict[int, list[Warhead]] = {}
    for warhead in warheads:
        groups.setdefault(ranks[warhead.reactive], []).append(warhead)
    return [groups[rank] for rank in sorted(groups)]


@cache
def arm_edits(smiles: str) -> tuple[ArmEdits, ...]:
    """Return the arms of a chromophore, equal ones once, ordered by intermediate.

    Parameters
    ----------
    smiles : str
        Canonical SMILES of the intact chromophore.

    Examples
    --------
    >>> arm, = arm_edits("[N-]=[N+]=Nc1ccc(N=[N+]=[N-])cc1")
    >>> arm.n_equivalent, arm.intermediate
    (2, '[N-]=[N+]=Nc1ccc([N])cc1')
    """
    mol = Chem.MolFromSmiles(smiles)
    arms: dict[str, ArmEdits] = {}
    for group in equivalent_sets(mol, find_warheads(mol)):
        arm = _edit_arm(mol, group)
        twin = arms.get(arm.intermediate)
        if twin is not None:  # mirror images of each other
            arm = replace(arm, n_equivalent=arm.n_equivalent + twin.n_equivalent)
        arms[arm.intermediate] = arm
    return tuple(arms[intermediate] for intermediate in sorted(arms))


def _edit_arm(mol: Chem.Mol, group: list[Warhead]) -> ArmEdits:
    """Derive what one of a set of equivalent warheads leaves behind."""
    first = group[0]
    is_azide = first.intermediate == "nitrene"
    fluorines, substituents = ortho_positions(mol, first) if is_azide else (0, 0)
    return ArmEdits(
        warhead=first.kind,
        n_equivalent=len(group),
        kind=first.intermediate,
        intermediate=canonical(intermediate_of(mol, first)),
        diazo=None if is_azide else canonical(diazo_of(mol, first)),
        ortho_fluorines=fluorines,
        ortho_substituents=substituents,
    )


@cache
def reaction_states(smiles: str) -> tuple[str, ...]:
    """Return a chromophore from intact to fully reacted, one C-H insertion at a time.

    Where unequal arms give a choice, the product with the first SMILES in dictionary order stands
    for its stage, so the list does not depend on the atom numbering.

    Examples
    --------
    >>> reaction_states("[N-]=[N+]=Nc1ccccc1")
    ('[N-]=[N+]=Nc1ccccc1', 'CNc1ccccc1')
    """
    states = [smiles]
    while True:
        mol = Chem.MolFromSmiles(states[-1])
        groups = equivalent_sets(mol, find_warheads(mol))
        if not groups:
            return tuple(states)
        states.append(min(canonical(insertion_product_of(mol, group[0])) for group in groups))
