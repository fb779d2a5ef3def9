"""Edits that azides and diazirines share: N2 leaves, and a C-H bond may take its place.

Atoms of a site: the one that becomes the nitrene or carbene, the nitrogen that stays bonded to it
in the linear diazo isomer, and the other nitrogen that leaves.
"""

from __future__ import annotations

from rdkit import Chem

from dotstitch.groups.sites import Site

N2 = {"N": -2}
"""What leaves."""
N2_FOR_METHANE = {"N": -2, "C": 1, "H": 4}
"""Methane stands for the C-H bond of a ligand."""


def intermediate_of(mol: Chem.Mol, site: Site) -> Chem.Mol:
    """Return the nitrene or carbene left when one site loses N2, other arms intact."""
    edited = _cut(mol, site)
    atom = edited.GetAtomWithIdx(site.reactive)
    n_hydrogens = atom.GetTotalNumHs()
    atom.SetNoImplicit(True)
    atom.SetNumExplicitHs(n_hydrogens)
    atom.SetNumRadicalElectrons(2)
    return _without_n2(edited, site)


def insertion_product_of(mol: Chem.Mol, site: Site) -> Chem.Mol:
    """Return the C-H insertion product with methane for the ligand, other arms intact."""
    edited = _cut(mol, site)
    methyl = edited.AddAtom(Chem.Atom(6))
    edited.AddBond(site.reactive, methyl, Chem.BondType.SINGLE)
    atom = edited.GetAtomWithIdx(site.reactive)
    atom.SetNumExplicitHs(0)
    atom.SetNoImplicit(False)
    return _without_n2(edited, site)


def _cut(mol: Chem.Mol, site: Site) -> Chem.RWMol:
    """Cut N2 off; its atoms stay behind unbonded until :func:`_without_n2` removes them."""
    reactive, inner, outer = site.atoms
    edited = Chem.RWMol(mol)
    edited.RemoveBond(reactive, inner)
    if edited.GetBondBetweenAtoms(reactive, outer) is not None:
        edited.RemoveBond(reactive, outer)
    edited.GetAtomWithIdx(reactive).SetChiralTag(Chem.ChiralType.CHI_UNSPECIFIED)
    return edited


def _without_n2(edited: Chem.RWMol, site: Site) -> Chem.Mol:
    for atom in sorted(site.atoms[1:], reverse=True):
        edited.RemoveAtom(atom)
    Chem.SanitizeMol(edited)
    return edited.GetMol()
