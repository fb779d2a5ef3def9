"""Ligands of a user's dot, counted from their structures."""

from __future__ import annotations

from rdkit import Chem

from dotstitch.contracts.smiles import molar_mass_g_mol
from dotstitch.data.dots import Ligand, dot_numbers
from dotstitch.dot.dots import Dot
from dotstitch.plan.tables.dot_row import DotRow

Cells = dict[str, float | str | None]
"""Columns of a dot."""

_BOUNDED = {
    "double_bonds": "double_bonds_per_ligand",
    "amine": "amine_fraction",
    "thiol": "thiol_fraction",
}
"""What of a ligand set is drawn within bounds, and the column of its mean."""


def ligand_set(row: DotRow, like: Dot) -> Cells:
    """Return the means over the ligand set with their bounds, and the coverage."""
    numbers = dot_numbers()
    spread = numbers["blank_coverage_nm2" if row.coverage_nm2 is None else "given_coverage_nm2"]
    coverage = like.ligand_coverage_nm2 if row.coverage_nm2 is None else row.coverage_nm2
    cells: Cells = {
        "ligand_coverage_nm2": coverage,
        "ligand_coverage_uncertainty_nm2": spread,
    }
    if not row.ligands:
        return cells | _lent_bounds(like) | {"ligand_confidence": "assumption"}
    counts = [ligand_counts(ligand) for ligand, _ in row.ligands]
    mean = {
        name: sum(share * one[name] for one, (_, share) in zip(counts, row.ligands, strict=True))
        for name in counts[0]
    }
    cells |= {
        f"{name}_{end}": None if row.shares_known else pick(one[column] for one in counts)
        for name, column in _BOUNDED.items()
        for end, pick in (("low", min), ("high", max))
    }
    return cells | {
        "ligand": ";".join(ligand.name for ligand, _ in row.ligands),
        **mean,
        "ligand_source": row.source,
        "ligand_doi": "",
        "ligand_confidence": "read",
    }


def _lent_bounds(like: Dot) -> Cells:
    """Return the bounds of a ligand set of which nothing is known but the class."""
    spread = dot_numbers()["blank_ligand_share"]
    middle = {name: getattr(like, column) for name, column in _BOUNDED.items()}
    low = {f"{name}_low": max(0.0, value - spread) for name, value in middle.items()}
    return low | {f"{name}_high": min(1.0, value + spread) for name, value in middle.items()}


def ligand_counts(ligand: Ligand) -> dict[str, float]:
    """Return what one ligand brings to the columns of a dot, from its structure."""
    mol = Chem.MolFromSmiles(ligand.smiles)
    free = dot_numbers()["free_acid_share"] if ligand.head == "acid" else 0.0
    return {
        "ligand_molar_mass_g_mol": molar_mass_g_mol(mol),
        "double_bonds_per_ligand": len(mol.GetSubstructMatches(Chem.MolFromSmarts("C=C"))),
        "ch_bonds_per_ligand": sum(
            atom.GetTotalNumHs() for atom in mol.GetAtoms() if atom.GetSymbol() == "C"
        ),
        "amine_fraction": float(ligand.head == "amine"),
        "thiol_fraction": float(ligand.head == "thiol"),
        "acid_fraction": free,
    }
