"""What the kinetics knows of a molecule but its mass: candidates that share it share their work."""

from __future__ import annotations

from dataclasses import dataclass

from rdkit import Chem

from dotstitch.plan.anchors import anchors
from dotstitch.plan.electrophores import Dissection
from dotstitch.plan.screen_plan import tertiary_amines


@dataclass(frozen=True, order=True)
class Likeness:
    """What molecules have in common that differ in nothing but what no light or charge sees.

    Attributes
    ----------
    parts : tuple of (str, int)
        SMILES of the electrophores, those with a photoactive group first, and how often each
        occurs.
    n_tertiary_amines : int
    is_anchored : bool
    """

    parts: tuple[tuple[str, int], ...]
    n_tertiary_amines: int
    is_anchored: bool

    @property
    def smiles(self) -> frozenset[str]:
        """SMILES of the electrophores."""
        return frozenset(smiles for smiles, _ in self.parts)

    @classmethod
    def of(cls, mol: Chem.Mol, dissection: Dissection) -> Likeness:
        """Return that of a molecule.

        Examples
        --------
        >>> from dotstitch.plan.electrophores import dissect
        >>> ends = "[N-]=[N+]=Nc1ccc({}c2ccc(N=[N+]=[N-])cc2)cc1"
        >>> mols = [Chem.MolFromSmiles(ends.format("C" * n)) for n in (4, 6)]
        >>> short, long = (Likeness.of(mol, dissect(mol)) for mol in mols)
        >>> short == long
        True
        """
        parts = tuple((part.smiles, count) for part, count in dissection.electrophores)
        return cls(parts, tertiary_amines(mol), bool(anchors(mol)))


@dataclass(frozen=True)
class Subject:
    """A molecule to evaluate.

    Attributes
    ----------
    name, smiles : str
    likeness : Likeness
    molar_mass_g_mol : float
    """

    name: str
    smiles: str
    likeness: Likeness
    molar_mass_g_mol: float

    @property
    def pair(self) -> tuple[Likeness, float]:
        """All that tells its film from that of another molecule."""
        return self.likeness, self.molar_mass_g_mol
