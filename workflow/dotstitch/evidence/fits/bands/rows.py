"""Measured bands, read from the package's own table and from a collection of the user's.

Which rows can be used is decided by rules that see neither a computed nor a measured position.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from rdkit import Chem, rdBase

from dotstitch.contracts.constants import EV_NM
from dotstitch.data.reading import package_path
from dotstitch.optics.families import family
from dotstitch.optics.solvents import solvent_names

OWN_BANDS = "data/optics/absorption_bands.csv"
UNKNOWN_SOLVENT = "not recorded"
FIRST = "first"
"""Kind of a band of which a table says no more than that it is the longest maximum."""


@dataclass(frozen=True)
class MeasuredBand:
    """One row of a table.

    Attributes
    ----------
    table, row : str, int
        Where it stands; the first row under the head is 1.
    smiles, solvent : str
    kind : str
        :data:`FIRST`, ``pi_pi`` for the first strong band, or a name that ends with ``n_pi``.
    position_ev : float
    log10_height : float or None
        Decadic logarithm of the absorptivity (M-1 cm-1) at the maximum.
    """

    table: str
    row: int
    smiles: str
    solvent: str
    kind: str
    position_ev: float
    log10_height: float | None

    @property
    def family(self) -> str:
        """Its scaffold, which never stands on both sides of a validation."""
        return family(self.smiles)

    @property
    def molecule(self) -> str:
        """Its SMILES without E and Z, which many sources leave open."""
        molecule = Chem.MolFromSmiles(self.smiles)
        Chem.RemoveStereochemistry(molecule)
        return str(Chem.MolToSmiles(molecule))


class Refused(NamedTuple):
    """A row that cannot be used, and why."""

    row: MeasuredBand
    reason: str


def own_bands() -> list[MeasuredBand]:
    """Return the bands of ``data/optics/absorption_bands.csv``."""
    return read_bands(package_path(OWN_BANDS))


def read_bands(path: Path) -> list[MeasuredBand]:
    """Return the bands of a table with columns ``smiles``, ``solvent`` and ``lambda_max_nm``.

    Heights come from ``epsilon_m1_cm1`` or ``log10_epsilon``, kinds from ``kind``, where given.
    """
    table = pd.read_csv(path)
    return [_band(path.name, n, row) for n, row in enumerate(table.to_dict("records"), start=1)]


def _band(table: str, number: int, row: dict[Any, Any]) -> MeasuredBand:
    height = row.get("log10_epsilon")
    if height is None and pd.notna(row.get("epsilon_m1_cm1")):
        height = np.log10(float(row["epsilon_m1_cm1"]))
    return MeasuredBand(
        table,
        number,
        str(row["smiles"]),
        str(row["solvent"]),
        str(row.get("kind", FIRST)),
        EV_NM / float(row["lambda_max_nm"]),
        float(height) if height is not None and pd.notna(height) else None,
    )


def usable(rows: list[MeasuredBand]) -> tuple[list[MeasuredBand], list[Refused]]:
    """Return the rows that can be used, and the others each with its reason."""
    kept: list[MeasuredBand] = []
    refused: list[Refused] = []
    seen: set[tuple[str, str, float, str]] = set()
    for row in rows:
        reason = next(_faults(row), None)
        if reason is None:
            same = (row.molecule, row.solvent, round(row.position_ev, 4), row.kind)
            reason = "stands there twice" if same in seen else None
            seen.add(same)
        if reason is None:
            kept.append(row)
        else:
            refused.append(Refused(row, reason))
    return kept, refused


def _faults(row: MeasuredBand) -> Iterator[str]:
    """Yield what speaks against a row."""
    with rdBase.BlockLogs():
        molecule = Chem.MolFromSmiles(row.smiles)
    if molecule is None:
        yield "the SMILES is not valid"
        return
    if "." in row.smiles:
        yield "more than one molecule"
    if Chem.GetFormalCharge(molecule) or _has_lone_charge(molecule):
        yield "an ion or a zwitterion, of which the continuum says little"
    if row.solvent not in solvent_names():
        yield f"no permittivity of the solvent {row.solvent}"
    if row.solvent == UNKNOWN_SOLVENT:
        yield "the solvent was not recorded"


def _has_lone_charge(molecule: Chem.Mol) -> bool:
    """Return whether a charged atom has no charged neighbour, as it has in nitro and azide."""
    return any(
        atom.GetFormalCharge() and not any(n.GetFormalCharge() for n in atom.GetNeighbors())
        for atom in molecule.GetAtoms()
    )
