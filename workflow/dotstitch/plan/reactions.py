"""What a chromophore turns into: nitrenes and carbenes, diazo isomers, insertion products.

Every edit is made on the atoms that the warhead's SMARTS maps, and its mass balance is checked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cache

from rdkit import Chem

from dotstitch.contracts.failure import StepError
from dotstitch.contracts.manifest import SpeciesKind, WarheadClass
from dotstitch.contracts.smiles import canonical, composition, unpaired_electrons
from dotstitch.data.species_kinds import species_kind
from dotstitch.plan.patterns import Warhead, find_warheads, ortho_positions

_N2 = Counter({"N": 2})
_LIGAND = Counter({"C": 1, "H": 4})
"""Methane stands for the C-H bond of a ligand."""


@dataclass(frozen=True)
class Compound:
    """A molecule to be computed.

    Attributes
    ----------
    smiles : str
        Canonical; an intermediate is written with its two unpaired electrons.
    kind : str
        ``closed_shell``, ``nitrene`` or ``carbene``.
    charge, n_atoms : int
        Atoms include hydrogens.
    """

    smiles: str
    kind: SpeciesKind
    charge: int
    n_atoms: int


@dataclass(frozen=True)
class ArmEdits:
    """One set of equivalent warheads and what is left when one of them has reacted.

    Attributes
    ----------
    warhead : str
    n_equivalent : int
    intermediate : Compound
        Nitrene or carbene after loss of N2, other arms intact.
    diazo : Compound or None
        Linear diazo isomer of a diazirine, other arms intact.
    ortho_fluorines, ortho_substituents : int
        Of an aryl azide, 0 to 2; zero for a diazirine.
    """

    warhead: WarheadClass
    n_equivalent: int
    intermediate: Compound
    diazo: Compound | None
    ortho_fluorines: int
    ortho_substituents: int


@dataclass(frozen=True)
class Reactions:
    """Everything a chromophore turns into.

    Attributes
    ----------
    arms : tuple of ArmEdits
        Equal arms once, ordered by the SMILES of the intermediate.
    states : tuple of Compound
        From intact to fully reacted, one C-H insertion at a time. Where unequal arms give a
        choice, the product whose SMILES comes first in dictionary order stands for its stage, so
        the list does not depend on the atom numbering.
    """

    arms: tuple[ArmEdits, ...]
    states: tuple[Compound, ...]


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
    dotstitch.contracts.records.StepError: [N]c1ccccc1: 48 electrons, 2 unpaired, are not ...
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
            "report this SMILES",
        )
    return Compound(smiles, kind, charge, int(mol.GetNumAtoms(onlyExplicit=False)))


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
def reactions(smiles: str) -> Reactions:
    """Return everything a chromophore turns into.

    Parameters
    ----------
    smiles : str
        Canonical SMILES of the intact chromophore.

    Examples
    --------
    >>> found = reactions("[N-]=[N+]=Nc1ccc(N=[N+]=[N-])cc1")
    >>> [(arm.n_equivalent, arm.intermediate.smiles) for arm in found.arms]
    [(2, '[N]c1ccc(N=[N+]=[N-])cc1')]
    >>> [state.smiles for state in found.states][1:]
    ['CNc1ccc(N=[N+]=[N-])cc1', 'CNc1ccc(NC)cc1']
    """
    mol = Chem.MolFromSmiles(smiles)
    groups = equivalent_sets(mol, find_warheads(mol))
    arms: dict[str, ArmEdits] = {}
    for group in groups:
        arm = _edit_arm(mol, group)
        twin = arms.get(arm.intermediate.smiles)
        if twin is not None:  # mirror images of each other
            arm = replace(arm, n_equivalent=arm.n_equivalent + twin.n_equivalent)
        arms[arm.intermediate.smiles] = arm
    return Reactions(
        arms=tuple(arms[intermediate] for intermediate in sorted(arms)),
        states=_states(mol, groups),
    )


def _edit_arm(mol: Chem.Mol, group: list[Warhead]) -> ArmEdits:
    """Derive what one of a set of equivalent warheads leaves behind."""
    first = group[0]
    is_azide = first.intermediate == "nitrene"
    fluorines, substituents = ortho_positions(mol, first) if is_azide else (0, 0)
    return ArmEdits(
        warhead=first.kind,
        n_equivalent=len(group),
        intermediate=compound(intermediate_of(mol, first), first.intermediate),
        diazo=None if is_azide else compound(diazo_of(mol, first), "closed_shell"),
        ortho_fluorines=fluorines,
        ortho_substituents=substituents,
    )


def _states(mol: Chem.Mol, groups: list[list[Warhead]]) -> tuple[Compound, ...]:
    """React one warhead after the other."""
    states = [compound(mol, "closed_shell")]
    while groups:
        products = [insertion_product_of(mol, group[0]) for group in groups]
        candidates = [compound(product, "closed_shell") for product in products]
        best = min(range(len(products)), key=lambda number: candidates[number].smiles)
        states.append(candidates[best])
        mol = products[best]
        groups = equivalent_sets(mol, find_warheads(mol))
    return tuple(states)
