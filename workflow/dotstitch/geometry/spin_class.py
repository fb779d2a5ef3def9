"""Classes of nitrenes and carbenes that share an electronic structure, and so an error."""

from __future__ import annotations

from functools import cache
from typing import Literal

from rdkit import Chem

from dotstitch.contracts.failure import StepError
from dotstitch.contracts.manifest import SpeciesKind

SpinClass = Literal[
    "aryl_nitrene",
    "small_nitrene",
    "acyl_nitrene",
    "sulfonyl_nitrene",
    "aryl_carbene",
    "small_carbene",
]
OXAZIRINE_LIKE: tuple[SpinClass, ...] = ("acyl_nitrene", "sulfonyl_nitrene")
"""Nitrenes with a closed-shell singlet, computed beside the open-shell one."""

_SMARTS: dict[SpinClass, str] = {
    "acyl_nitrene": "[#7;D1;H0;v1][#6]=[#8;D1]",
    "sulfonyl_nitrene": "[#7;D1;H0;v1][#16](=[#8;D1])=[#8;D1]",
    "aryl_nitrene": "[#7;D1;H0;v1]c",
    "aryl_carbene": "[#6;v2]c",
}


@cache
def _pattern(group: SpinClass) -> Chem.Mol:
    return Chem.MolFromSmarts(_SMARTS[group])


def spin_class(smiles: str, kind: SpeciesKind) -> SpinClass:
    """Return the class of a nitrene or carbene.

    In the closed-shell singlet of acyl and sulfonyl nitrenes an oxygen leans over to the nitrogen;
    ``aryl`` ones carry an aromatic ring; ``small`` is everything else.

    Parameters
    ----------
    smiles : str
    kind : str
        ``nitrene`` or ``carbene``.

    Raises
    ------
    StepError
        Kind ``input`` for a SMILES that cannot be read.

    Examples
    --------
    >>> spin_class("[N]C(=O)c1ccccc1", "nitrene"), spin_class("Cl[C]c1ccccc1", "carbene")
    ('acyl_nitrene', 'aryl_carbene')
    """
    molecule = Chem.MolFromSmiles(smiles)
    if molecule is None:
        raise StepError("input", f"the SMILES {smiles!r} cannot be read", "correct the SMILES")
    for group in _SMARTS:
        if group.endswith(kind) and molecule.HasSubstructMatch(_pattern(group)):
            return group
    return "small_nitrene" if kind == "nitrene" else "small_carbene"


def oxazirine_atoms(molecule: Chem.Mol) -> tuple[int, int, int] | None:
    """Return nitrogen, neighbour and oxygen of an acyl or sulfonyl nitrene, or ``None``.

    Examples
    --------
    >>> oxazirine_atoms(Chem.MolFromSmiles("[N]C=O"))
    (0, 1, 2)
    """
    for group in OXAZIRINE_LIKE:
        match = molecule.GetSubstructMatch(_pattern(group))
        if match:
            return match[0], match[1], match[2]
    return None
