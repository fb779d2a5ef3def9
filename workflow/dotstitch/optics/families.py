"""Molecules whose bands a calibration misses alike."""

from __future__ import annotations

from functools import cache

from rdkit import Chem
from rdkit.Chem.Scaffolds import MurckoScaffold


@cache
def family(smiles: str) -> str:
    r"""Return the scaffold of a molecule without E and Z, the molecule itself where it has none.

    Examples
    --------
    >>> family("COc1ccc(/C=C/c2ccccc2)cc1") == family("C(=C\\c1ccccc1)\\c1ccccc1")
    True
    >>> family("CC(C)=O")
    'CC(C)=O'
    """
    molecule = Chem.MolFromSmiles(smiles)
    Chem.RemoveStereochemistry(molecule)
    scaffold = MurckoScaffold.GetScaffoldForMol(molecule)  # type: ignore[no-untyped-call]
    return Chem.MolToSmiles(scaffold if scaffold.GetNumAtoms() else molecule)
