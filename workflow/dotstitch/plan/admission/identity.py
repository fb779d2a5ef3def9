"""Which rows of a table hold the same molecule, and which only tautomers of one another."""

from __future__ import annotations

from typing import NamedTuple

from rdkit import Chem, rdBase
from rdkit.Chem import rdinchi

from dotstitch.plan.table import TableRow


class Known(NamedTuple):
    """Earlier rows that a molecule is related to; the first of each kind."""

    same: TableRow | None
    tautomer: TableRow | None


class Identities:
    """Rows seen so far, by their standard InChIKey.

    That key is the same for tautomers, whose levels and bands differ: where two rows share it,
    InChI with fixed hydrogens tells whether they are one molecule.
    """

    def __init__(self) -> None:
        self._rows: dict[str, list[TableRow]] = {}

    def add(self, row: TableRow, key: str, mol: Chem.Mol) -> Known:
        """Return the earlier rows with this molecule and with a tautomer; note this one.

        Parameters
        ----------
        row : TableRow
        key : str
            InChIKey; empty beyond InChI's limits.
        mol : Mol
            Of the row.
        """
        earlier = self._rows.setdefault(key or str(Chem.MolToSmiles(mol)), [])
        own = _fixed_hydrogens(mol) if earlier else ""
        same = next((one for one in earlier if _fixed_hydrogens(one.mol) == own), None)
        if same is None:
            earlier.append(row)
        return Known(same, earlier[0] if same is None and earlier[0] is not row else None)


def _fixed_hydrogens(mol: Chem.Mol) -> str:
    """Return the InChI that tells tautomers apart."""
    with rdBase.BlockLogs():
        return str(rdinchi.MolToInchi(mol, options="/FixedH")[0])
