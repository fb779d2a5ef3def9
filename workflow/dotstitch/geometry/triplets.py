"""Relaxed triplet of a closed-shell molecule, on the GFN2-xTB surface.

What a triplet would do next is constrained to what the ground state has, so that the energy is that
of the chromophore as light or a dot leaves it, comparable with the onset of its phosphorescence:

- bonds between two nitrogens, and the three-membered ring they lie in: set free, the triplet of an
  azide loses N2 and that of a diazirine opens;
- torsions about double bonds outside rings: set free, alkenes twist to their perpendicular triplet.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem
from rdkit.Chem import rdMolTransforms

from dotstitch.contracts.failure import StepError
from dotstitch.geometry.connectivity import check_survival
from dotstitch.geometry.embed import explicit_molecule
from dotstitch.geometry.optimisers import AngleConstraint, Constraint, DistanceConstraint
from dotstitch.geometry.refine import Refined, refine
from dotstitch.geometry.structure import Structure

LABILE = Chem.MolFromSmarts("[#7;!a]~[#7;!a]")
TWISTABLE = Chem.MolFromSmarts("[#6,#7;!$(*(=*)=*)]=;!@[#6,#7;!$(*(=*)=*)]")


def relaxed_triplet(smiles: str, structure: Structure, gtol_ev_angstrom: float) -> Refined:
    """Relax the triplet of a molecule from its ground-state structure.

    Parameters
    ----------
    smiles : str
        Of the molecule; its canonical form gives the atom order of ``structure``.
    structure : Structure
        Relaxed ground state.
    gtol_ev_angstrom : float
        Largest force component at convergence.

    Raises
    ------
    StepError
        ``convergence``, or ``wrong_state`` when bonds break, form, or a stereocentre inverts.
    """
    molecule = explicit_molecule(smiles)
    start = Structure(structure.symbols, structure.positions_angstrom, structure.charge, 3)
    constraints = triplet_constraints(molecule, structure.positions_angstrom)
    relaxed = refine(start, "polarised_triplet", gtol_ev_angstrom, constraints)
    try:
        check_survival(molecule, relaxed.structure, "closed_shell")
    except StepError as failure:
        raise StepError(
            "wrong_state",
            f"the triplet does not keep the molecule: {failure.message}",
            "none is needed: a triplet that reacts at once has no energy to compare with the dot's "
            "exciton, and the molecule is screened without energy transfer",
            failure.diagnostics,
        ) from failure
    return relaxed


def triplet_constraints(
    molecule: Chem.Mol, positions_angstrom: NDArray[np.float64]
) -> tuple[Constraint, ...]:
    """Return the distances and torsions that a triplet keeps from its ground state.

    Examples
    --------
    >>> azide = explicit_molecule("CN=[N+]=[N-]")
    >>> [one.atoms for one in triplet_constraints(azide, np.arange(21.0).reshape(7, 3) ** 1.1)]
    [(1, 2), (2, 3)]
    """
    bonds = {tuple(sorted(pair)) for pair in molecule.GetSubstructMatches(LABILE)}
    for ring in molecule.GetRingInfo().AtomRings():
        corners = {tuple(sorted((ring[i], ring[i - 1]))) for i in range(3)}
        if len(ring) == 3 and bonds & corners:
            bonds |= corners
    placed = Chem.Conformer(molecule.GetNumAtoms())
    placed.SetPositions(np.array(positions_angstrom, dtype=np.float64))
    lengths = [
        DistanceConstraint((i, j), rdMolTransforms.GetBondLength(placed, i, j))
        for i, j in sorted(bonds)
    ]
    torsions = [
        AngleConstraint(atoms, rdMolTransforms.GetDihedralDeg(placed, *atoms))
        for atoms in _torsions(molecule)
    ]
    return (*lengths, *torsions)


def _torsions(molecule: Chem.Mol) -> list[tuple[int, int, int, int]]:
    """Return one dihedral about every double bond outside rings with neighbours at both ends."""
    torsions = []
    for i, j in molecule.GetSubstructMatches(TWISTABLE):
        before = [a.GetIdx() for a in molecule.GetAtomWithIdx(i).GetNeighbors() if a.GetIdx() != j]
        after = [a.GetIdx() for a in molecule.GetAtomWithIdx(j).GetNeighbors() if a.GetIdx() != i]
        if before and after:
            torsions.append((min(before), i, j, min(after)))
    return torsions
