"""Three-dimensional starts: ETKDGv3 conformers, ranked with MMFF94s.

A nitrene or carbene has no force-field type, so it is embedded as its hydride (an amine or a
methylene group); the two extra hydrogens are dropped again and the atom order stays that of the
SMILES with explicit hydrogens.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem
from rdkit.Chem import rdDistGeom, rdForceFieldHelpers

from dotstitch.contracts.failure import StepError
from dotstitch.contracts.remedies import OTHER_SMILES
from dotstitch.data.job_limits import embedding_limit_s

DUPLICATE_RMS_ANGSTROM = 0.25
DUPLICATE_ENERGY_KCAL_MOL = 0.02
FORCE_FIELD_STEPS = 2000


@dataclass(frozen=True)
class Rung:
    """One way to embed; the ladder of them is tried in order."""

    name: str
    random_coordinates: bool
    torsion_knowledge: bool


LADDER: tuple[Rung, ...] = (
    Rung("ETKDGv3", random_coordinates=False, torsion_knowledge=True),
    Rung("ETKDGv3 from random coordinates", random_coordinates=True, torsion_knowledge=True),
    Rung("distance geometry from random coordinates", True, torsion_knowledge=False),
)


@dataclass(frozen=True, eq=False)
class Conformer:
    """One force-field minimum.

    Attributes
    ----------
    positions_angstrom : ndarray, shape (n_atoms, 3)
    energy_kcal_mol : float
        Force-field energy; only differences between conformers of one molecule mean anything.
    """

    positions_angstrom: NDArray[np.float64]
    energy_kcal_mol: float


@dataclass(frozen=True, eq=False)
class Embedding:
    """Distinct conformers, lowest first, and what it took to get them."""

    conformers: tuple[Conformer, ...]
    rung: str
    force_field: str
    warnings: tuple[str, ...]


def explicit_molecule(smiles: str) -> Chem.Mol:
    """Return the canonicalised molecule with explicit hydrogens.

    Two spellings of one molecule give one atom order, so that every later number is the same.

    Raises
    ------
    StepError
        Kind ``input`` when RDKit cannot read the SMILES.

    Examples
    --------
    >>> [atom.GetSymbol() for atom in explicit_molecule("OC").GetAtoms()]
    ['C', 'O', 'H', 'H', 'H', 'H']
    """
    molecule = Chem.MolFromSmiles(smiles)
    if molecule is None:
        raise StepError("input", f"RDKit cannot read {smiles!r}", "correct the SMILES")
    return Chem.AddHs(Chem.MolFromSmiles(Chem.MolToSmiles(molecule)))


def reactive_centres(molecule: Chem.Mol) -> list[int]:
    """Return the indices of the atoms that carry two unpaired electrons.

    Examples
    --------
    >>> reactive_centres(explicit_molecule("C[N]"))
    [1]
    """
    return [atom.GetIdx() for atom in molecule.GetAtoms() if atom.GetNumRadicalElectrons() == 2]


def hydride(molecule: Chem.Mol) -> Chem.Mol:
    """Return the molecule with two hydrogens on each reactive centre, appended at the end."""
    editable = Chem.RWMol(molecule)
    for centre in reactive_centres(molecule):
        editable.GetAtomWithIdx(centre).SetNumRadicalElectrons(0)
        for _ in range(2):
            hydrogen = editable.AddAtom(Chem.Atom(1))
            editable.AddBond(centre, hydrogen, Chem.BondType.SINGLE)
    closed = editable.GetMol()
    Chem.SanitizeMol(closed)
    return closed


def embed_conformers(molecule: Chem.Mol, count: int, seed: int) -> Embedding:
    """Embed, minimise, rank and thin out conformers.

    Parameters
    ----------
    molecule : Chem.Mol
        With explicit hydrogens, as from :func:`explicit_molecule`.
    count : int
        Conformers to embed before duplicates are dropped.
    seed : int
        Seed of the random draws; one seed gives one result.

    Raises
    ------
    StepError
        Kind ``embedding`` when every rung of the ladder fails or no force field knows the atoms.
    """
    closed = hydride(molecule)
    rung = _embed(closed, count, seed)
    force_field, energies = _minimise(closed)
    warnings = []
    if rung is not LADDER[0]:
        warnings.append(f"embedding needed {rung.name}")
    if force_field != "MMFF94s":
        warnings.append(f"conformers ranked with {force_field}: MMFF94s lacks an atom type")
    n_atoms = molecule.GetNumAtoms()
    return Embedding(_distinct(closed, energies, n_atoms), rung.name, force_field, tuple(warnings))


def _embed(molecule: Chem.Mol, count: int, seed: int) -> Rung:
    """Fill in conformers with the first rung that gives any in the time it may take."""
    limit_s = embedding_limit_s(molecule.GetNumAtoms())
    for rung in LADDER:
        settings: Any = rdDistGeom.ETKDGv3()
        settings.randomSeed = seed & 0x7FFFFFFF
        settings.numThreads = 1
        settings.pruneRmsThresh = DUPLICATE_RMS_ANGSTROM
        settings.useRandomCoords = rung.random_coordinates
        settings.useExpTorsionAnglePrefs = rung.torsion_knowledge
        settings.useBasicKnowledge = rung.torsion_knowledge
        settings.timeout = limit_s
        rdDistGeom.EmbedMultipleConfs(molecule, count, settings)
        if molecule.GetNumConformers():
            return rung
    raise StepError(
        "embedding",
        f"no three-dimensional start by {len(LADDER)} ways of embedding of {limit_s} s at most",
        f"{OTHER_SMILES}: rings that cannot exist, or stereocentres at odds with them",
        {"rungs": [rung.name for rung in LADDER]},
    )


def _minimise(molecule: Chem.Mol) -> tuple[str, list[float]]:
    """Minimise every conformer in place; return the force field and the energies in kcal/mol."""
    if rdForceFieldHelpers.MMFFHasAllMoleculeParams(molecule):
        results = rdForceFieldHelpers.MMFFOptimizeMoleculeConfs(
            molecule, maxIters=FORCE_FIELD_STEPS, mmffVariant="MMFF94s", numThreads=1
        )
        return "MMFF94s", [energy for _, energy in results]
    if rdForceFieldHelpers.UFFHasAllMoleculeParams(molecule):
        results = rdForceFieldHelpers.UFFOptimizeMoleculeConfs(
            molecule, maxIters=FORCE_FIELD_STEPS, numThreads=1
        )
        return "UFF", [energy for _, energy in results]
    raise StepError(
        "embedding",
        "neither MMFF94s nor UFF has parameters for every atom",
        f"{OTHER_SMILES}: unusual valences",
    )


def _distinct(molecule: Chem.Mol, energies: list[float], n_atoms: int) -> tuple[Conformer, ...]:
    """Return conformers by rising energy; one per energy, which also merges mirror images."""
    ranked = sorted(zip(energies, molecule.GetConformers(), strict=True), key=lambda pair: pair[0])
    kept: list[Conformer] = []
    for energy, conformer in ranked:
        if kept and energy - kept[-1].energy_kcal_mol < DUPLICATE_ENERGY_KCAL_MOL:
            continue
        positions = np.array(conformer.GetPositions()[:n_atoms], dtype=np.float64)
        kept.append(Conformer(positions, float(energy)))
    return tuple(kept)
