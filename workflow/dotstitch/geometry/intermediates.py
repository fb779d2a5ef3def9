"""Nitrenes and carbenes: starting shapes of their spin states, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem
from rdkit.Chem import rdMolTransforms

from dotstitch.contracts.failure import StepError
from dotstitch.contracts.manifest import SpeciesKind
from dotstitch.geometry.embed import reactive_centres
from dotstitch.geometry.spin_class import oxazirine_atoms
from dotstitch.geometry.structure import Structure

ELEMENTS: dict[SpeciesKind, tuple[str, int]] = {"nitrene": ("N", 1), "carbene": ("C", 2)}
"""Element and number of neighbours of the reactive centre."""


@dataclass(frozen=True)
class Centre:
    """The reactive centre and the atoms that describe its shape.

    Attributes
    ----------
    atom : int
        The nitrene nitrogen or carbene carbon.
    aryl : int
        Its ring neighbour (any neighbour when none is aromatic).
    other : int or None
        The second neighbour of a carbene.
    plane : tuple of int, or None
        Other neighbour, centre, aryl and ortho atom: the dihedral that twists an arylcarbene out of
        the plane of its ring. ``None`` for a nitrene, inside a ring, and without an aromatic ring.
    n_aryl : int
        Aromatic neighbours. Two cannot both lie in the carbene's plane.
    oxazirine : tuple of int, or None
        Nitrogen, neighbour and oxygen of an acyl or sulfonyl nitrene, whose closed-shell singlet is
        like an oxazirine.
    """

    atom: int
    aryl: int
    other: int | None = None
    plane: tuple[int, int, int, int] | None = None
    n_aryl: int = 1
    oxazirine: tuple[int, int, int] | None = None


def find_centre(molecule: Chem.Mol, kind: SpeciesKind) -> Centre:
    """Return the one reactive centre of an intermediate.

    Raises
    ------
    StepError
        Kind ``input`` unless exactly one atom carries two unpaired electrons and is of this kind.

    Examples
    --------
    >>> from dotstitch.geometry.embed import explicit_molecule
    >>> centre = find_centre(explicit_molecule("[N]c1ccccc1"), "nitrene")
    >>> (centre.atom, centre.aryl, centre.other)
    (0, 1, None)
    """
    element, valence = ELEMENTS[kind]
    centres = reactive_centres(molecule)
    atoms = [molecule.GetAtomWithIdx(index) for index in centres]
    if len(atoms) != 1 or atoms[0].GetSymbol() != element or atoms[0].GetDegree() != valence:
        message = f"a {kind} needs one {element} atom with two unpaired electrons"
        raise StepError("input", message, "correct the SMILES of the intermediate")
    neighbours = sorted(atoms[0].GetNeighbors(), key=lambda atom: not atom.GetIsAromatic())
    aryl = neighbours[0]
    if kind == "nitrene":
        return Centre(centres[0], aryl.GetIdx(), oxazirine=oxazirine_atoms(molecule))
    other = neighbours[1]
    plane = None
    if aryl.GetIsAromatic() and not atoms[0].IsInRing():
        ortho = min(a.GetIdx() for a in aryl.GetNeighbors() if a.GetIsAromatic())
        plane = (other.GetIdx(), centres[0], aryl.GetIdx(), ortho)
    n_aryl = sum(atom.GetIsAromatic() for atom in neighbours)
    return Centre(centres[0], aryl.GetIdx(), other.GetIdx(), plane, n_aryl)


def twisted_carbene(
    molecule: Chem.Mol,
    positions: NDArray[np.float64],
    plane: tuple[int, int, int, int],
    degrees: tuple[float, float],
) -> NDArray[np.float64]:
    """Return positions of a carbene with its angle and dihedral set.

    Parameters
    ----------
    molecule : Chem.Mol
    positions : ndarray, shape (n_atoms, 3)
        In angstrom.
    plane : tuple of int
        As in :class:`Centre`.
    degrees : tuple of float
        X-C-aryl angle and X-C-aryl-ortho dihedral; 0 and 180 put the carbene in the ring plane.
    """
    shaped = Chem.Mol(molecule)
    shaped.RemoveAllConformers()
    shaped.AddConformer(_conformer(positions))
    conformer = shaped.GetConformer()
    rdMolTransforms.SetAngleDeg(conformer, plane[0], plane[1], plane[2], degrees[0])
    rdMolTransforms.SetDihedralDeg(conformer, *plane, degrees[1])
    return np.array(conformer.GetPositions(), dtype=np.float64)


def bent(
    molecule: Chem.Mol,
    positions: NDArray[np.float64],
    atoms: tuple[int, int, int],
    degree: float,
    lengths_angstrom: tuple[float, float] | None = None,
) -> NDArray[np.float64]:
    """Return positions with the angle of three bonded atoms set, and their two bond lengths."""
    shaped = Chem.Mol(molecule)
    shaped.RemoveAllConformers()
    shaped.AddConformer(_conformer(positions))
    conformer = shaped.GetConformer()
    first, middle, last = atoms
    if lengths_angstrom is not None:
        rdMolTransforms.SetBondLength(conformer, middle, first, lengths_angstrom[0])
        rdMolTransforms.SetBondLength(conformer, middle, last, lengths_angstrom[1])
    rdMolTransforms.SetAngleDeg(conformer, first, middle, last, degree)
    return np.array(conformer.GetPositions(), dtype=np.float64)


def shape_of(structure: Structure, centre: Centre) -> dict[str, float]:
    """Return the bond length at the centre and, for a carbene, its angle and dihedral."""
    return dict(_measures(structure.positions_angstrom, centre))


def lone_pair_in_ring(singlet: Mapping[str, float], triplet: Mapping[str, float]) -> bool:
    """Tell by the bond to the ring whether the lone pair of an arylcarbene has gone into it.

    The empty orbital of a singlet shares fewer pi electrons with the ring than the half-filled one
    of the triplet, so that its bond is the longer one; in the other singlet it is the shorter.

    Parameters
    ----------
    singlet, triplet : mapping
        Of :func:`shape_of`; without a ring there is no dihedral, and the answer is no.

    Examples
    --------
    >>> shape = {"c_aryl_length_angstrom": 1.36, "carbene_dihedral_degree": 90.0}
    >>> lone_pair_in_ring(shape, {"c_aryl_length_angstrom": 1.38, "carbene_dihedral_degree": 0.0})
    True
    """
    bond = "c_aryl_length_angstrom"
    return "carbene_dihedral_degree" in singlet and singlet[bond] < triplet[bond]


def _measures(positions: NDArray[np.float64], centre: Centre) -> Iterator[tuple[str, float]]:
    conformer = _conformer(positions)
    length = rdMolTransforms.GetBondLength(conformer, centre.atom, centre.aryl)
    if centre.other is None:
        yield "cn_length_angstrom", length
        if centre.oxazirine is not None:
            yield "nco_angle_degree", rdMolTransforms.GetAngleDeg(conformer, *centre.oxazirine)
        return
    yield "c_aryl_length_angstrom", length
    angle = rdMolTransforms.GetAngleDeg(conformer, centre.other, centre.atom, centre.aryl)
    yield "carbene_angle_degree", angle
    if centre.plane is not None:
        dihedral = rdMolTransforms.GetDihedralDeg(conformer, *centre.plane)
        yield "carbene_dihedral_degree", abs(dihedral)


def _conformer(positions: NDArray[np.float64]) -> Chem.Conformer:
    conformer = Chem.Conformer(len(positions))
    conformer.SetPositions(np.array(positions, dtype=np.float64))
    return conformer
