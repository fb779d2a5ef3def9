"""Many starts of one species: refine, check, keep the lowest."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem

from dotstitch.contracts.failure import StepError
from dotstitch.contracts.manifest import SpeciesKind
from dotstitch.geometry.connectivity import Bond, check_survival
from dotstitch.geometry.optimisers import Constraint
from dotstitch.geometry.refine import Occupation, Refined, refine
from dotstitch.geometry.structure import Structure

Start = tuple[NDArray[np.float64], tuple[Constraint, ...]]
"""Positions in angstrom, and what is constrained."""


class Search:
    """Refines starts of one molecule, checks each, and remembers costs, failures, notes."""

    def __init__(self, molecule: Chem.Mol, kind: SpeciesKind, gtol: float) -> None:
        self.molecule = molecule
        self.kind = kind
        self.gtol = gtol
        self.gradients = 0
        self.refined = 0
        self.failures: list[StepError] = []
        self.notes: list[str] = []

    def minima(
        self,
        starts: Iterable[Start],
        occupation: Occupation,
        multiplicity: int,
        may_form: Bond | None = None,
    ) -> list[Refined]:
        """Return the minima that survive their checks, lowest first.

        ``may_form`` is a contact of two atoms that is allowed to become a bond.
        """
        symbols = tuple(atom.GetSymbol() for atom in self.molecule.GetAtoms())
        charge = Chem.GetFormalCharge(self.molecule)
        minima = []
        for positions, constraints in starts:
            start = Structure(symbols, positions, charge, multiplicity)
            try:
                minimum = refine(start, occupation, self.gtol, constraints)
                self.gradients += minimum.gradients
                check_survival(self.molecule, minimum.structure, self.kind, may_form)
            except StepError as failure:
                self.failures.append(failure)
                continue
            minima.append(minimum)
            self.refined += 1
        return sorted(minima, key=lambda minimum: minimum.energy_ev)

    def lowest(self, starts: Iterable[Start], occupation: Occupation, multiplicity: int) -> Refined:
        """Return the lowest minimum, or raise the first failure."""
        minima = self.minima(starts, occupation, multiplicity)
        if not minima:
            raise self.failures[0]
        return minima[0]
