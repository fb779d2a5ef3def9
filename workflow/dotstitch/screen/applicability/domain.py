"""What methods were tested on, read from the tables they were tested with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict
from rdkit import Chem

from dotstitch.contracts.smiles import composition, parse_smiles
from dotstitch.data.reading import read_rows, read_yaml
from dotstitch.groups.registry import find_sites

Subject = Literal["part", "chromophore", "triplet", "intermediate"]


class TestedRow(BaseModel):
    """One row of ``data/plan/tested_domain.yaml``."""

    __test__ = False
    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str
    of: Subject
    table: str
    open_atom: str | None = None
    group: str | None = None
    compound_class: str | None = None
    sizes: bool = False
    rings: bool = False


@dataclass(frozen=True)
class _Reference:
    """What is read of a table of references."""

    smiles: str
    compound_class: str = ""


@dataclass(frozen=True)
class Domain:
    """What a kind of number was tested on.

    Attributes
    ----------
    row : TestedRow
    elements : frozenset of str
    largest : int or None
        Atoms of the largest molecule, hydrogens included; ``None`` where sizes do not matter.
    rings : frozenset of str
        SMILES of rings that bear the reactive group; empty where they do not matter.
    """

    row: TestedRow
    elements: frozenset[str]
    largest: int | None
    rings: frozenset[str]

    def covers(self, smiles: str) -> bool:
        """Tell whether an intermediate is of the kind that the number belongs to."""
        return _is_kind(parse_smiles(smiles), self.row)

    def outside(self, smiles: str) -> tuple[str, ...]:
        """Return in which ways a molecule lies outside."""
        mol = parse_smiles(smiles)
        found = []
        if lacking := sorted(set(composition(mol)) - self.elements):
            found.append(f"nothing with {' or '.join(lacking)} was tested")
        n_atoms = mol.GetNumAtoms(onlyExplicit=False)
        if self.largest is not None and n_atoms > self.largest:
            found.append(f"{n_atoms} atoms, tested up to {self.largest}")
        if self.rings and (other := sorted(bearing_rings(mol) - self.rings)):
            found.append(f"none on a ring {' or '.join(other)} was tested")
        return tuple(found)


@cache
def domains() -> tuple[Domain, ...]:
    """Return the tested domain of every kind of number."""
    rows = read_yaml("data/plan/tested_domain.yaml", tuple[TestedRow, ...])
    return tuple(_domain(row) for row in rows)


def _domain(row: TestedRow) -> Domain:
    tested = [mol for mol in _references(row) if _is_kind(mol, row)]
    rings = (bearing_rings(mol) for mol in tested)
    sizes = (int(mol.GetNumAtoms(onlyExplicit=False)) for mol in tested)
    return Domain(
        row=row,
        elements=frozenset(element for mol in tested for element in composition(mol)),
        largest=max(sizes) if row.sizes else None,
        rings=frozenset().union(*rings) if row.rings else frozenset(),
    )


def _references(row: TestedRow) -> list[Chem.Mol]:
    return [
        parse_smiles(one.smiles)
        for one in read_rows(row.table, _Reference)
        if row.compound_class in (None, one.compound_class)
    ]


def _is_kind(mol: Chem.Mol, row: TestedRow) -> bool:
    """Tell the intermediate of a kind, or of any other kind what is none."""
    return _open_atoms(mol) == ({row.open_atom} if row.open_atom else set())


def _open_atoms(mol: Chem.Mol) -> set[str]:
    return {atom.GetSymbol() for atom in mol.GetAtoms() if atom.GetNumRadicalElectrons()}


def bearing_rings(mol: Chem.Mol) -> set[str]:
    """Return the aromatic rings that bear a photoactive group or an open atom, without the rest.

    Examples
    --------
    >>> bearing_rings(Chem.MolFromSmiles("[N-]=[N+]=Nc1ccc(C)nc1"))
    {'c1ccncc1'}
    >>> bearing_rings(Chem.MolFromSmiles("[N]c1ccccc1"))
    {'c1ccccc1'}
    """
    anchors = {site.anchor for site in find_sites(mol)} | {
        near.GetIdx()
        for atom in mol.GetAtoms()
        if atom.GetNumRadicalElectrons()
        for near in atom.GetNeighbors()
        if near.GetIsAromatic()
    }
    return {
        _bare(mol, ring)
        for ring in mol.GetRingInfo().AtomRings()
        if anchors & set(ring) and mol.GetAtomWithIdx(ring[0]).GetIsAromatic()
    }


def _bare(mol: Chem.Mol, ring: tuple[int, ...]) -> str:
    """Return a ring with hydrogen in the place of all it bears."""
    return str(
        Chem.MolFragmentToSmiles(
            mol,
            ring,
            atomSymbols=[
                "[nH]"
                if atom.GetSymbol() == "N"
                and atom.GetTotalDegree() == 3
                and not atom.GetFormalCharge()
                else atom.GetSymbol().lower()
                for atom in mol.GetAtoms()
            ],
        )
    )
