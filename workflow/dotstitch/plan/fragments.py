"""Turns a part of a molecule into a molecule of its own, and says what it is.

Open ends are closed in place, which keeps E/Z and tetrahedral marks: a perfluoroalkyl neighbour
becomes CF3, any other becomes hydrogen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from rdkit import Chem

from dotstitch.contracts.smiles import canonical, composition
from dotstitch.groups.registry import GROUPS
from dotstitch.groups.sites import Site
from dotstitch.plan.cutting import Part
from dotstitch.plan.patterns import find_traps, find_warheads, matching


@dataclass(frozen=True)
class Fragment:
    """A conjugated part as a molecule of its own.

    Attributes
    ----------
    smiles : str
        Canonical isomeric SMILES.
    charge, n_atoms : int
        Atoms include hydrogens.
    n_warheads : int
    computed : bool
        It absorbs or may hold a frontier level; a lone C=C, ester or ether does not.
    donor, acceptor : bool
        Strong enough for a charge-transfer state with a partner.
    traps, other_groups : tuple of str
        Sentences about groups that do not count as a warhead.
    warnings : tuple of str
    """

    smiles: str
    charge: int
    n_atoms: int
    n_warheads: int
    computed: bool
    donor: bool
    acceptor: bool
    traps: tuple[str, ...]
    other_groups: tuple[str, ...]
    warnings: tuple[str, ...]


def capped_smiles(mol: Chem.Mol, part: Part) -> str:
    """Return a SMILES of one part with its open ends closed; caps are explicit hydrogens.

    The text is the same for every atom order and serves :func:`describe` as key.
    """
    if len(part.kept) == mol.GetNumAtoms():
        return str(Chem.MolToSmiles(mol))
    edited = Chem.RWMol(mol)
    Chem.SetDoubleBondNeighborDirections(edited)
    ends = _open_ends(mol, part)
    for end, is_perfluoroalkyl in ends.items():
        atom = edited.GetAtomWithIdx(end)
        _close(atom, 6 if is_perfluoroalkyl else 1)
        if is_perfluoroalkyl:
            for _ in range(3):
                edited.AddBond(end, edited.AddAtom(Chem.Atom(9)), Chem.BondType.SINGLE)
    edited.BeginBatchEdit()
    for index in range(mol.GetNumAtoms()):
        if index not in part.kept and index not in ends:
            edited.RemoveAtom(index)
    edited.CommitBatchEdit()
    edited.UpdatePropertyCache(strict=False)
    Chem.FastFindRings(edited)
    return str(Chem.MolToSmiles(edited))


def _open_ends(mol: Chem.Mol, part: Part) -> dict[int, bool]:
    """Return the first atoms outside a part; True marks those of a perfluoroalkyl chain."""
    ends = {}
    for index in sorted(part.kept):
        for atom in mol.GetAtomWithIdx(index).GetNeighbors():
            if atom.GetIdx() not in part.kept:
                ends[atom.GetIdx()] = _is_perfluoroalkyl(atom)
    return ends


def _is_perfluoroalkyl(atom: Chem.Atom) -> bool:
    """Tell whether this is a saturated carbon with fluorine and without hydrogen."""
    if atom.GetAtomicNum() != 6 or atom.GetTotalDegree() != 4 or atom.GetTotalNumHs():
        return False
    around = [near.GetAtomicNum() for near in atom.GetNeighbors()]
    return 9 in around and set(around) <= {6, 8, 9}


def _close(atom: Chem.Atom, element: int) -> None:
    """Make an atom the first of a cap."""
    atom.SetAtomicNum(element)
    atom.SetFormalCharge(0)
    atom.SetNumExplicitHs(0)
    atom.SetNoImplicit(True)
    atom.SetIsAromatic(False)
    atom.SetChiralTag(Chem.ChiralType.CHI_UNSPECIFIED)


@cache
def describe(capped: str) -> Fragment:
    """Say what a part is: its species SMILES, warheads, traps, and what else matters.

    Parameters
    ----------
    capped : str
        SMILES from :func:`capped_smiles`, or of a whole molecule.
    """
    mol, n_assumed = _with_trans_bonds(Chem.MolFromSmiles(capped))
    warheads = find_warheads(mol)
    traps = find_traps(mol)
    screened = {group.data.title for group in GROUPS.values()}
    others = [p for p in matching(mol, "other_groups") if p.name not in screened]
    return Fragment(
        smiles=canonical(mol),
        charge=int(Chem.GetFormalCharge(mol)),
        n_atoms=int(mol.GetNumAtoms(onlyExplicit=False)),
        n_warheads=len(warheads),
        computed=bool(matching(mol, "computed")),
        donor=bool(matching(mol, "donors")),
        acceptor=bool(matching(mol, "acceptors")),
        traps=tuple(f"{trap.name}: {trap.message}" for trap in traps),
        other_groups=tuple(f"{p.name}: {p.message}" for p in others),
        warnings=_warnings(mol, warheads, n_assumed),
    )


def _with_trans_bonds(mol: Chem.Mol) -> tuple[Chem.Mol, int]:
    """Take double bonds that were drawn without E/Z as E; return how many there were."""
    Chem.FindPotentialStereoBonds(mol)
    open_bonds = [b for b in mol.GetBonds() if b.GetStereo() == Chem.BondStereo.STEREOANY]
    if not open_bonds:
        return mol, 0
    for bond in open_bonds:
        bond.SetStereo(Chem.BondStereo.STEREOE)
    return Chem.MolFromSmiles(Chem.MolToSmiles(mol)), len(open_bonds)


def _warnings(mol: Chem.Mol, warheads: list[Site], n_assumed: int) -> tuple[str, ...]:
    warnings = []
    if n_assumed:
        warnings.append(f"{n_assumed} double bond(s) drawn without E/Z, taken as E")
    if "I" in composition(mol):
        warnings.append("iodine: spin-orbit coupling of the heavy atom is not modelled")
    notes = (note for site in warheads for note in GROUPS[site.group].notes(mol, site))
    return tuple(dict.fromkeys([*warnings, *notes]))
