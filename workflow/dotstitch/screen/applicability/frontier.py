"""Frontier levels beyond those that the lines to measured levels were fitted to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from dotstitch.contracts.results import GroundStateValues
from dotstitch.contracts.smiles import canonical, parse_smiles
from dotstitch.data.reading import read_rows
from dotstitch.dot.levels import Quantity, calibration_table


@dataclass(frozen=True)
class _Measured:
    """What is read of ``data/dot/ionisation_electron_affinity.csv``."""

    smiles: str
    quantity: Quantity
    in_fit: bool


ORBITALS: dict[str, tuple[str, Quantity]] = {
    "HOMO": ("homo_ks_ev", "IE"),
    "LUMO": ("lumo_ks_ev", "EA"),
}


def beyond(ground: GroundStateValues, level: str) -> Iterator[str]:
    """Yield which frontier orbital lies beyond its line; nothing at a level without lines."""
    if level not in calibration_table():
        return
    for name, (value, quantity) in ORBITALS.items():
        found = getattr(ground, value)
        low, high = fitted(level, quantity)
        if not low <= found <= high:
            yield (
                f"{name}: its eigenvalue is {found:.2f} eV, of the molecules it was calibrated on "
                f"{low:.2f} to {high:.2f} eV"
            )


@cache
def fitted(level: str, quantity: Quantity) -> tuple[float, float]:
    """Return the lowest and highest eigenvalue, eV, that the line of a quantity was fitted to."""
    (value,) = (value for value, other in ORBITALS.values() if other == quantity)
    known = {
        canonical(parse_smiles(smiles)): row[value]
        for smiles, row in calibration_table()[level].eigenvalues.items()
    }
    rows = read_rows("data/dot/ionisation_electron_affinity.csv", _Measured)
    values = [
        known[canonical(parse_smiles(row.smiles))]
        for row in rows
        if row.in_fit and row.quantity == quantity
    ]
    return min(values), max(values)
