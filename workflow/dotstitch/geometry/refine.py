"""GFN2-xTB refinement of one structure in one spin state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from ase import Atoms
from ase.calculators.calculator import CalculationFailed
from geometric.errors import Error as GeometricError
from tblite.ase import TBLite

from dotstitch.contracts.failure import StepError
from dotstitch.contracts.levels import GEOMETRY_METHOD
from dotstitch.contracts.remedies import OTHER_SEED
from dotstitch.geometry.optimisers import LADDER, Constraint
from dotstitch.geometry.structure import Structure

Occupation = Literal["closed", "polarised_triplet", "unpolarised_triplet"]
"""How GFN2-xTB fills its orbitals.

``closed``: pairs. ``polarised_triplet``: two unpaired electrons with the spin-polarisation term.
``unpolarised_triplet``: the same occupation without that term, so that the exchange between the
two unpaired electrons does not shape the geometry; it stands for an open-shell singlet.
"""


@dataclass(frozen=True, eq=False)
class Refined:
    """A converged GFN2-xTB minimum.

    Attributes
    ----------
    structure : Structure
    energy_ev : float
        GFN2-xTB total energy.
    max_force_ev_angstrom : float
        Largest force component.
    gradients : int
        Energy and gradient evaluations, over all rungs.
    rung : int
        Index in the ladder of the optimiser that converged.
    optimiser : str
        Its name.
    """

    structure: Structure
    energy_ev: float
    max_force_ev_angstrom: float
    gradients: int
    rung: int
    optimiser: str


class _CountingTBLite(TBLite):  # type: ignore[misc]
    """GFN2-xTB that counts its evaluations."""

    evaluations = 0

    def calculate(self, *arguments: Any, **keywords: Any) -> None:
        """Evaluate and count."""
        self.evaluations += 1
        super().calculate(*arguments, **keywords)


def gfn2_calculator(charge: int, occupation: Occupation) -> _CountingTBLite:
    """Return a silent GFN2-xTB calculator; threads follow ``OMP_NUM_THREADS``."""
    options: dict[str, Any] = {"method": GEOMETRY_METHOD, "charge": charge, "verbosity": 0}
    if occupation != "closed":
        options["multiplicity"] = 3
    if occupation == "polarised_triplet":
        options["spin_polarization"] = 1.0
    return _CountingTBLite(**options)


def gfn2_energy_ev(structure: Structure, occupation: Occupation = "closed") -> float:
    """Return the GFN2-xTB energy in eV of a structure as it stands."""
    atoms = Atoms(structure.symbols, structure.positions_angstrom)
    atoms.calc = gfn2_calculator(structure.charge, occupation)
    return float(atoms.get_potential_energy())


def refine(
    structure: Structure,
    occupation: Occupation,
    gtol_ev_angstrom: float,
    constraints: Sequence[Constraint] = (),
) -> Refined:
    """Relax a structure on the GFN2-xTB surface.

    Parameters
    ----------
    structure : Structure
        Start; its multiplicity is a label and does not set the occupation.
    occupation : str
        See :data:`Occupation`.
    gtol_ev_angstrom : float
        Largest force on an atom at convergence, eV per angstrom, so that no component exceeds it;
        the force along constraints does not count.
    constraints : sequence of Constraint
        Distances, angles and dihedrals to keep.

    Raises
    ------
    StepError
        Kind ``convergence`` when no optimiser of the ladder converges.
    """
    atoms = Atoms(structure.symbols, structure.positions_angstrom)
    atoms.calc = gfn2_calculator(structure.charge, occupation)
    reason = "force criterion not met"
    largest = None
    for rung, (name, optimiser) in enumerate(LADDER):
        try:
            optimiser(atoms, gtol_ev_angstrom, constraints)
            largest = _largest_force(atoms, constraints)
        except (CalculationFailed, GeometricError, np.linalg.LinAlgError, RuntimeError) as failure:
            reason = f"{type(failure).__name__} {failure}".strip()
            atoms.set_positions(structure.positions_angstrom)
            continue
        if largest <= gtol_ev_angstrom:
            return Refined(
                replace(structure, positions_angstrom=atoms.get_positions()),
                energy_ev=float(atoms.get_potential_energy()),
                max_force_ev_angstrom=largest,
                gradients=atoms.calc.evaluations,
                rung=rung,
                optimiser=name,
            )
    raise StepError(
        "convergence",
        f"GFN2-xTB geometry not converged by {len(LADDER)} optimisers: {reason}",
        OTHER_SEED,
        {
            "converged": False,
            "max_force_ev_angstrom": largest,
            "optimisers": [name for name, _ in LADDER],
        },
    )


def _largest_force(atoms: Atoms, constraints: Sequence[Constraint]) -> float:
    """Return the largest force component, without the forces along constraints."""
    forces = atoms.get_forces().ravel()
    if constraints:
        positions = atoms.get_positions()
        along = np.array([one.coordinate.derivative(positions).ravel() for one in constraints])
        directions, _ = np.linalg.qr(along.T)
        forces = forces - directions @ (directions.T @ forces)
    return float(np.abs(forces).max())
