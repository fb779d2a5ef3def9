"""What is said of a candidate before anything is computed: limits, safety, groups that spoil it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from pydantic import BaseModel, ConfigDict
from rdkit import Chem
from rdkit.Chem import rdMolDescriptors
from rdkit.Contrib.SA_Score import sascorer

from dotstitch.contracts.config import Proposals
from dotstitch.contracts.smiles import composition, molar_mass_g_mol
from dotstitch.data.reading import read_yaml
from dotstitch.groups.registry import find_sites
from dotstitch.plan.electrophores import Dissection


class Neighbour(BaseModel):
    """A group that reacts with a photoactive group or its intermediate."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    smarts: str
    beside: tuple[str, ...]
    message: str

    @cached_property
    def query(self) -> Chem.Mol:
        """The group as a query."""
        return Chem.MolFromSmarts(self.smarts)


class FilterData(BaseModel):
    """The content of ``data/design/filters.yaml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    heavy_atoms_per_group: float
    carbon_oxygen_per_nitrogen: float
    energetic_nitrogen: str
    eaters: tuple[Neighbour, ...]
    doubts: tuple[Neighbour, ...]

    @cached_property
    def nitrogen_query(self) -> Chem.Mol:
        """The nitrogen of azides and diazirines."""
        return Chem.MolFromSmarts(self.energetic_nitrogen)


@cache
def filter_data() -> FilterData:
    """Return the shipped limits and groups."""
    return read_yaml("data/design/filters.yaml", FilterData)


@dataclass(frozen=True)
class Verdict:
    """What the filters say of one molecule.

    Attributes
    ----------
    molar_mass_g_mol : float
    rotatable_bonds : int
    heavy_atoms_per_group, carbon_oxygen_per_nitrogen : float
        The safety ratios of azides; see ``data/design/filters.yaml``.
    sa_score : float
        Synthetic accessibility, 1 (easy) to 10 (doi 10.1186/1758-2946-1-8); nothing is judged by
        it.
    warnings, reasons : tuple of str
        What to know, and why the molecule is not proposed.
    """

    molar_mass_g_mol: float
    rotatable_bonds: int
    heavy_atoms_per_group: float
    carbon_oxygen_per_nitrogen: float
    sa_score: float
    warnings: tuple[str, ...]
    reasons: tuple[str, ...]


def judge(mol: Chem.Mol, dissection: Dissection, limits: Proposals) -> Verdict:
    """Apply the filters to a molecule with a photoactive group.

    Parameters
    ----------
    mol : Mol
    dissection : Dissection
        Of that molecule.
    limits : Proposals
    """
    data, mass = filter_data(), molar_mass_g_mol(mol)
    n_rotatable = int(rdMolDescriptors.CalcNumRotatableBonds(mol))
    per_group, per_nitrogen = safety_ratios(mol, dissection)
    return Verdict(
        molar_mass_g_mol=round(mass, 3),
        rotatable_bonds=n_rotatable,
        heavy_atoms_per_group=per_group,
        carbon_oxygen_per_nitrogen=per_nitrogen,
        sa_score=float(sascorer.calculateScore(mol)),
        warnings=(
            *_unsafe(per_group, per_nitrogen),
            *_also_holds(dissection),
            *_beside(mol, data.doubts),
        ),
        reasons=(*_too_large(mass, n_rotatable, limits), *_beside(mol, data.eaters)),
    )


def safety_ratios(mol: Chem.Mol, dissection: Dissection) -> tuple[float, float]:
    """Return heavy atoms per photoactive group and (carbon + oxygen) / nitrogen.

    Examples
    --------
    >>> from dotstitch.plan.electrophores import dissect
    >>> phenyl_azide = Chem.MolFromSmiles("[N-]=[N+]=Nc1ccccc1")
    >>> safety_ratios(phenyl_azide, dissect(phenyl_azide))
    (6.0, 2.0)
    """
    n_groups = sum(fragment.n_warheads * count for fragment, count in dissection.electrophores)
    nitrogen = mol.GetSubstructMatches(filter_data().nitrogen_query, maxMatches=10_000)
    atoms = composition(mol)
    return (
        (mol.GetNumHeavyAtoms() - len(nitrogen)) / n_groups,
        (atoms["C"] + atoms["O"]) / atoms["N"],
    )


def _unsafe(per_group: float, per_nitrogen: float) -> list[str]:
    data = filter_data()
    told = []
    if per_group < data.heavy_atoms_per_group:
        told.append(
            f"may explode: {per_group:.1f} heavy atoms per azide or diazirine, fewer than "
            f"{data.heavy_atoms_per_group:g}"
        )
    if per_nitrogen < data.carbon_oxygen_per_nitrogen:
        told.append(
            f"may explode: (C + O) / N is {per_nitrogen:.2f}, less than "
            f"{data.carbon_oxygen_per_nitrogen:g}"
        )
    return told


def _also_holds(dissection: Dissection) -> list[str]:
    """Name traps and photoactive groups of other kinds."""
    held = (text for part in dissection.fragments for text in part.traps + part.other_groups)
    return [f"also holds {text}" for text in dict.fromkeys(held)]


def _too_large(mass: float, n_rotatable: int, limits: Proposals) -> list[str]:
    told = []
    if mass > limits.largest_molar_mass_g_mol:
        told.append(f"molar mass: {mass:.0f} g/mol, more than {limits.largest_molar_mass_g_mol:g}")
    if n_rotatable > limits.most_rotatable_bonds:
        told.append(f"rotatable bonds: {n_rotatable}, more than {limits.most_rotatable_bonds}")
    return told


def _beside(mol: Chem.Mol, groups: Sequence[Neighbour]) -> list[str]:
    """Name those of some groups that stand beside photoactive ones which they react with."""
    present = [one for one in groups if mol.HasSubstructMatch(one.query)]
    if not present:
        return []
    held = {site.group for site in find_sites(mol)}
    return [f"{one.name}: {one.message}" for one in present if held & set(one.beside)]
