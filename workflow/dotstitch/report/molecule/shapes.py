"""Relaxed structures of a molecule's species, each once for the whole page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from rdkit import Chem

from dotstitch.contracts.files import UntrustedFileError
from dotstitch.contracts.manifest import Molecule
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.contracts.results import GeometryValues
from dotstitch.geometry.structure import Structure, read_xyz, superposed
from dotstitch.report.inputs import Screen
from dotstitch.report.wording import number

STEPS_PER_ANGSTROM = 50.0
REFERENCE = "triplet"
"""Spin state that the others of an intermediate are laid upon."""


@dataclass
class Shapes:
    """Structures as they are first asked for.

    Attributes
    ----------
    found : list of dict
        Symbols and coordinates in steps, atom by atom; see ``shapes.js``.
    places : dict
        Species to its states to their place in ``found``.
    """

    folder: ResultsFolder
    found: list[dict[str, Any]] = field(default_factory=list)
    places: dict[str, dict[str, int]] = field(default_factory=dict)

    def of_molecule(self, screen: Screen, molecule: Molecule) -> list[list[Any]]:
        """Return name, place and lengths of every structure of a molecule."""
        shown: dict[tuple[str, str], str] = {}
        for role, key in molecule.species_roles().items():
            for state in self._states(screen, key):
                shown.setdefault((key, state), role if state == "geometry" else f"{role}, {state}")
        return [
            [name.replace("_", " "), self.places[key][state], _measures(screen, key, state)]
            for (key, state), name in shown.items()
        ]

    def _states(self, screen: Screen, key: str) -> Iterable[str]:
        """Return the states of a species whose structure is at hand and as it was written."""
        record = screen.records[key].get(GeometryValues.step)
        if key in self.places or record is None:
            return self.places.get(key, {})
        places = self.places[key] = {}
        structures: dict[str, Structure] = {}
        for state, digest in sorted(record.structures.items()):
            try:
                structures[state] = read_xyz(self.folder.species(key).xyz(state), digest)
            except (UntrustedFileError, OSError):
                continue
        if structures:
            base = oriented(structures.get(REFERENCE) or next(iter(structures.values())))
        for state, structure in structures.items():
            places[state] = len(self.found)
            self.found.append(_steps(superposed(structure, base)))
        return places

    def elements(self) -> dict[str, float]:
        """Return the covalent radius (angstrom) of every element that occurs."""
        table = Chem.GetPeriodicTable()
        symbols = sorted({symbol for one in self.found for symbol in one["symbols"]})
        return {symbol: round(table.GetRcovalent(symbol), 2) for symbol in symbols}


def _measures(screen: Screen, key: str, state: str) -> str:
    """Return lengths and angles at the centre of an intermediate, in words."""
    record = screen.records[key][GeometryValues.step].result
    assert isinstance(record, GeometryValues)
    units = {"angstrom": "Å", "degree": "°"}
    told = []
    for name, value in record.states[state].shape.items():
        what, _, unit = name.rpartition("_")
        told.append(f"{what.replace('_', ' ')} {number(value)} {units.get(unit, unit)}")
    return ", ".join(told)


def oriented(structure: Structure) -> Structure:
    """Return a structure around its centre, its longest extent along x, its shortest along z."""
    centred = structure.positions_angstrom - structure.positions_angstrom.mean(axis=0)
    _, _, axes = np.linalg.svd(centred)
    axes[2] *= np.linalg.det(axes)  # no mirror image
    return replace(structure, positions_angstrom=centred @ axes.T)


def _steps(structure: Structure) -> dict[str, Any]:
    steps = np.rint(STEPS_PER_ANGSTROM * structure.positions_angstrom).astype(int)
    return {"symbols": list(structure.symbols), "at": steps.ravel().tolist()}
