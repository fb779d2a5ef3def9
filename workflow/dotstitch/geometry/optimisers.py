"""The ladder of geometry optimisers: geomeTRIC in internal coordinates, then Cartesian BFGS.

Internal coordinates need 9 to 15 gradients where Cartesian quasi-Newton needs 26 to 165 on the
crosslinkers of Lu et al., and they do not stop early on flat torsions.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from ase import Atoms
from ase.optimize import BFGS
from geometric.ase_engine import EngineASE
from geometric.errors import GeomOptNotConvergedError
from geometric.internal import Angle, DelocalizedInternalCoordinates, Dihedral, Distance
from geometric.molecule import Molecule
from geometric.optimize import Optimize
from geometric.params import OptParams

from dotstitch.contracts.constants import BOHR_ANGSTROM, HARTREE_EV

MAX_STEPS = 300
ENERGY_CHANGE_HARTREE = 2e-5
DISPLACEMENT_LIMIT_ANGSTROM = 1.0


@dataclass(frozen=True)
class AngleConstraint:
    """An angle or a dihedral angle that refinement keeps; the start must already have it.

    Attributes
    ----------
    atoms : tuple of int
        Three or four indices.
    degrees : float
    """

    atoms: tuple[int, ...]
    degrees: float

    @property
    def coordinate(self) -> Any:
        """The internal coordinate in geomeTRIC's words."""
        return (Angle if len(self.atoms) == 3 else Dihedral)(*self.atoms)

    @property
    def value(self) -> float:
        """Its value in radians."""
        return float(np.deg2rad(self.degrees))


@dataclass(frozen=True)
class DistanceConstraint:
    """A distance of two atoms that refinement keeps; the start must already have it.

    Attributes
    ----------
    atoms : tuple of int
        Two indices.
    angstrom : float
    """

    atoms: tuple[int, int]
    angstrom: float

    @property
    def coordinate(self) -> Any:
        """The internal coordinate in geomeTRIC's words."""
        return Distance(*self.atoms)

    @property
    def value(self) -> float:
        """Its value in bohr."""
        return self.angstrom / BOHR_ANGSTROM


Constraint = AngleConstraint | DistanceConstraint


def _tric(atoms: Atoms, gtol: float, constraints: Sequence[Constraint]) -> None:
    _geometric(atoms, gtol, constraints, connect=False)


def _delocalised(atoms: Atoms, gtol: float, constraints: Sequence[Constraint]) -> None:
    _geometric(atoms, gtol, constraints, connect=True)


def _cartesian(atoms: Atoms, gtol: float, constraints: Sequence[Constraint]) -> None:
    """Relax in Cartesian coordinates, which knows no constraints."""
    if not constraints:
        BFGS(atoms, logfile=None).run(fmax=gtol, steps=MAX_STEPS)


def _geometric(
    atoms: Atoms, gtol: float, constraints: Sequence[Constraint], *, connect: bool
) -> None:
    """Relax in place with geomeTRIC as far as it gets."""
    for name in ("geometric", "geometric.nifty"):
        logging.getLogger(name).setLevel(logging.ERROR)
    molecule = Molecule()
    molecule.elem = atoms.get_chemical_symbols()
    molecule.xyzs = [atoms.get_positions()]
    molecule.build_topology()
    engine = EngineASE(molecule, atoms.calc)
    keywords = _keywords(constraints) if constraints else {}
    coordinates = DelocalizedInternalCoordinates(molecule, build=True, connect=connect, **keywords)
    start = atoms.get_positions().ravel() / BOHR_ANGSTROM
    with tempfile.TemporaryDirectory() as scratch:
        try:
            path = Optimize(
                start, molecule, coordinates, engine, scratch, _limits(gtol), print_info=False
            )
        except GeomOptNotConvergedError:
            atoms.set_positions(engine.ase_atoms.get_positions())
        else:
            atoms.set_positions(path.xyzs[-1])


def _keywords(constraints: Sequence[Constraint]) -> dict[str, Any]:
    """Spell constraints for geomeTRIC, kept exactly (its ``conmethod`` 1)."""
    return {
        "constraints": [one.coordinate for one in constraints],
        "cvals": [one.value for one in constraints],
        "conmethod": 1,
    }


def _limits(gtol: float) -> OptParams:
    """Let forces and energy decide; displacements are out of reach."""
    force = gtol / (HARTREE_EV / BOHR_ANGSTROM)
    return OptParams(
        maxiter=MAX_STEPS,
        convergence_energy=ENERGY_CHANGE_HARTREE,
        convergence_gmax=force,
        convergence_grms=force,
        convergence_dmax=DISPLACEMENT_LIMIT_ANGSTROM,
        convergence_drms=DISPLACEMENT_LIMIT_ANGSTROM,
    )


LADDER: tuple[tuple[str, Callable[[Atoms, float, Sequence[Constraint]], None]], ...] = (
    ("geomeTRIC, translation-rotation internal coordinates", _tric),
    ("geomeTRIC, restarted in delocalised internal coordinates", _delocalised),
    ("ASE BFGS, Cartesian", _cartesian),
)
"""Name and function; each moves the atoms in place as far as it gets."""
