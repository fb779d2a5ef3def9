"""Did the molecule survive? Bonds and stereochemistry before and after optimisation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem

from dotstitch.contracts.failure import StepError
from dotstitch.contracts.manifest import SpeciesKind
from dotstitch.contracts.remedies import OTHER_SMILES
from dotstitch.data.species_kinds import species_kind
from dotstitch.geometry.structure import Structure

BOND_FACTOR = 1.25
"""Atoms closer than this times the sum of their covalent radii count as bonded."""

Bond = tuple[int, int]


def graph_bonds(molecule: Chem.Mol) -> set[Bond]:
    """Return the bonds that the SMILES asks for, as sorted pairs of atom indices."""
    return {
        (min(pair), max(pair))
        for pair in ((b.GetBeginAtomIdx(), b.GetEndAtomIdx()) for b in molecule.GetBonds())
    }


def spatial_bonds(structure: Structure) -> set[Bond]:
    """Return the pairs of atoms close enough to be bonded (covalent radii from RDKit).

    Examples
    --------
    >>> water = np.array([[0.0, 0.0, 0.0], [0.96, 0.0, 0.0], [-0.24, 0.93, 0.0]])
    >>> sorted(spatial_bonds(Structure(("O", "H", "H"), water)))
    [(0, 1), (0, 2)]
    """
    table = Chem.GetPeriodicTable()
    radii = np.array([table.GetRcovalent(symbol) for symbol in structure.symbols])
    positions = structure.positions_angstrom
    distances = np.linalg.norm(positions[:, None] - positions[None, :], axis=-1)
    near = np.triu(distances < BOND_FACTOR * (radii[:, None] + radii[None, :]), k=1)
    return {(int(i), int(j)) for i, j in zip(*np.nonzero(near), strict=True)}


def spatial_neighbours(structure: Structure) -> list[list[int]]:
    """Return the atoms bonded to each atom, by :func:`spatial_bonds`.

    Examples
    --------
    >>> water = np.array([[0.0, 0.0, 0.0], [0.96, 0.0, 0.0], [-0.24, 0.93, 0.0]])
    >>> spatial_neighbours(Structure(("O", "H", "H"), water))
    [[1, 2], [0], [0]]
    """
    neighbours: list[list[int]] = [[] for _ in structure.symbols]
    for i, j in sorted(spatial_bonds(structure)):
        neighbours[i].append(j)
        neighbours[j].append(i)
    return neighbours


def stereo_labels(molecule: Chem.Mol) -> dict[str, str]:
    """Return every assigned E/Z double bond and R/S centre, by atom indices."""
    labels = {
        f"bond {bond.GetBeginAtomIdx()}={bond.GetEndAtomIdx()}": str(bond.GetStereo())
        for bond in molecule.GetBonds()
        if bond.GetStereo() in (Chem.BondStereo.STEREOE, Chem.BondStereo.STEREOZ)
    }
    for atom in molecule.GetAtoms():
        if atom.HasProp("_CIPCode"):
            labels[f"atom {atom.GetIdx()}"] = atom.GetProp("_CIPCode")
    return labels


def open_double_bonds(molecule: Chem.Mol) -> list[str]:
    """Return the double bonds that could be E or Z and that the SMILES leaves open.

    Cumulated bonds (azide, diazo, allene) have no such isomers.

    Examples
    --------
    >>> open_double_bonds(Chem.MolFromSmiles("CC=CC"))
    ['1=2']
    >>> open_double_bonds(Chem.MolFromSmiles("CN=[N+]=[N-]"))
    []
    """
    names = []
    for element in Chem.FindPotentialStereo(molecule):
        if element.type != Chem.StereoType.Bond_Double:
            continue
        bond = molecule.GetBondWithIdx(element.centeredOn)
        ends = (bond.GetBeginAtom(), bond.GetEndAtom())
        if element.specified == Chem.StereoSpecified.Unspecified and not any(map(_cumulated, ends)):
            names.append(f"{ends[0].GetIdx()}={ends[1].GetIdx()}")
    return names


def _cumulated(atom: Chem.Atom) -> bool:
    double = [b for b in atom.GetBonds() if b.GetBondType() == Chem.BondType.DOUBLE]
    return len(double) > 1


def stereo_in_space(molecule: Chem.Mol, positions: NDArray[np.float64]) -> dict[str, str]:
    """Return the stereo labels that the positions (angstrom, shape (n_atoms, 3)) really have."""
    placed = Chem.Mol(molecule)
    placed.RemoveAllConformers()
    conformer = Chem.Conformer(placed.GetNumAtoms())
    conformer.SetPositions(np.array(positions, dtype=np.float64))
    placed.AddConformer(conformer, assignId=True)
    Chem.AssignStereochemistryFrom3D(placed, replaceExistingTags=True)
    return stereo_labels(placed)


def check_survival(
    molecule: Chem.Mol, structure: Structure, kind: SpeciesKind, may_form: Bond | None = None
) -> None:
    """Compare bonds and stereochemistry with what the SMILES asks for.

    In a precursor a lost N2 shows as broken bonds; in an intermediate, ring expansion, benzazirine
    formation and capture by a neighbouring group show as made or broken bonds. ``may_form`` is a
    contact that is allowed.

    Raises
    ------
    StepError
        Kind ``wrong_state`` for an intermediate, ``embedding`` for a closed-shell molecule.
    """
    expected, present = graph_bonds(molecule), spatial_bonds(structure)
    broken, made = sorted(expected - present), sorted(present - expected - {may_form})
    if broken or made:
        changes = [f"{_name(structure, bond)} broken" for bond in broken]
        changes += [f"{_name(structure, bond)} made" for bond in made]
        raise _failure(kind, f"the structure rearranged: {', '.join(changes)}")
    labels = stereo_labels(molecule)
    space = stereo_in_space(molecule, structure.positions_angstrom)
    lost = sorted(place for place, label in labels.items() if space.get(place) != label)
    if lost:
        raise _failure(kind, f"stereochemistry changed at {', '.join(lost)}")


def _name(structure: Structure, bond: Bond) -> str:
    i, j = bond
    return f"{structure.symbols[i]}{i}-{structure.symbols[j]}{j}"


def _failure(kind: SpeciesKind, message: str) -> StepError:
    if not species_kind(kind).unpaired_electrons:
        return StepError("embedding", message, OTHER_SMILES)
    remedy = f"none: this {kind} is no minimum of GFN2-xTB but rearranges; leave the molecule out"
    return StepError("wrong_state", message, remedy)
