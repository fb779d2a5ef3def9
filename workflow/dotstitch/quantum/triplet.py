"""Lowest triplet energy of a chromophore.

The energy of the unrestricted triplet at its own geometry minus that of the closed shell at its
own, with the same functional, basis and continuum. A line through measured triplet energies takes
this to what experiments report, the onset of phosphorescence: it stands for the zero point of the
vibrations and for what functional and basis are off by. The fit and its errors are in
``data/quantum/triplet_calibration.yaml``.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from dotstitch.contracts.constants import HARTREE_EV
from dotstitch.contracts.draws import Array
from dotstitch.contracts.failure import StepError
from dotstitch.contracts.levels import Level
from dotstitch.contracts.records import StepResult
from dotstitch.contracts.results import TripletValues
from dotstitch.data.spin_states import spin_parameters
from dotstitch.data.triplet_calibration import TripletLine, triplet_line
from dotstitch.geometry.structure import Structure, superposed
from dotstitch.geometry.triplets import relaxed_triplet
from dotstitch.quantum.engine import (
    MeanField,
    atomic_orbitals,
    closed_shell,
    shared_tables,
    spin_state,
    stored_closed_shell,
)
from dotstitch.quantum.gap.spin import require_s2
from dotstitch.quantum.gap.unpaired import density_of
from dotstitch.quantum.response.triplet_start import promoted_orbitals

GRADIENT_TOLERANCE = 1e-2
"""Two exact potentials in place of three; triplets of three molecules rise by 0.001 eV at most."""

GEOMETRY = "GFN2-xTB triplet, N-N bonds and torsions about double bonds as in the ground state"


@dataclass(frozen=True, eq=False)
class RelaxedTriplet:
    """The triplet of one molecule at its own geometry.

    Attributes
    ----------
    energy_ev : float
        Above the closed shell at its own geometry; electronic.
    state : MeanField
    structure : Structure
    n_dropped : int
        Starts close to the first that did not converge at once.
    """

    energy_ev: float
    state: MeanField
    structure: Structure
    n_dropped: int


def compute_triplet(
    structure: Structure, level: Level, scratch: Path, smiles: str
) -> StepResult[TripletValues]:
    """Return the step ``triplet`` of a chromophore.

    Parameters
    ----------
    structure : Structure
        Relaxed ground state.
    level : Level
    scratch : Path
        Holds the checkpoint of the step ``ground_state``, if it has run here.
    smiles : str
        Of the species.

    Raises
    ------
    StepError
        ``convergence``; ``wrong_state`` when S2 or the bonds are not those of the triplet;
        ``input`` at a level without a line.
    """
    line = triplet_line(level.name)
    if line is None:
        raise StepError(
            "input",
            f"triplet energies are not calibrated at the level {level.name}",
            "none is needed: the molecule is screened without energy transfer from the dot",
        )
    return _result(relaxed_triplet_energy(structure, level, scratch, smiles), line)


def relaxed_triplet_energy(
    structure: Structure, level: Level, scratch: Path, smiles: str
) -> RelaxedTriplet:
    """Relax the triplet and return its energy above the ground state, as computed.

    Raises
    ------
    StepError
        ``convergence`` or ``wrong_state``.
    """
    relaxed = relaxed_triplet(smiles, structure, level.gtol_ev_angstrom).structure
    there = superposed(relaxed, structure)
    checkpoint = scratch / "ground_state.chk"
    if not checkpoint.exists():
        closed_shell(structure, level, checkpoint=checkpoint)
    ground = stored_closed_shell(structure, level, checkpoint)
    ground_hartree, promoted = ground.energy_hartree, promoted_orbitals(ground)
    del ground  # and its tables
    states = _candidates(there, level, promoted)
    lowest = min(states, key=lambda state: state.energy_hartree)
    state = require_s2(lowest, "chromophore_triplet_s2", "triplet")
    energy_ev = (state.energy_hartree - ground_hartree) * HARTREE_EV
    return RelaxedTriplet(float(energy_ev), state, there, len(promoted) - len(states))


def _candidates(
    structure: Structure, level: Level, promoted: Sequence[tuple[Array, Array]]
) -> list[MeanField]:
    """Return the triplets that orbitals of the ground state lead to.

    A second start that does not converge at once is on its way to another state, and dropped.
    """
    unchecked = level.model_copy(update={"gap_check_functional": None})
    overlap = atomic_orbitals(structure, level).overlap()
    first, *others = [density_of(orbitals, overlap) for orbitals in promoted]
    with shared_tables(structure, unchecked) as tables:
        converged = partial(
            spin_state,
            structure,
            3,
            unchecked,
            tables=tables,
            gradient_tolerance=GRADIENT_TOLERANCE,
        )
        states = [converged(start=first)]
        for start in others:
            with suppress(StepError):
                states.append(converged(start=start, patient=False))
    return states


def _result(triplet: RelaxedTriplet, line: TripletLine) -> StepResult[TripletValues]:
    state = triplet.state
    dropped = (
        (
            "a second triplet, close to the first in its excitation, did not converge at once and "
            "was left out; a lower one may have been missed",
        )
        if triplet.n_dropped
        else ()
    )
    return StepResult(
        values=TripletValues(
            triplet_ev=line.energy_ev(triplet.energy_ev),
            triplet_uncertainty_ev=line.leave_one_out_rms_ev,
            triplet_computed_ev=triplet.energy_ev,
            geometry=GEOMETRY,
        ),
        diagnostics={
            "converged": True,
            "s2": state.s2,
            "s2_expected": list(spin_parameters()["chromophore_triplet_s2"]),
            "scf_rung": state.convergence.rung,
            "scf_cycles": state.convergence.cycles,
        },
        warnings=(*state.convergence.warnings, *dropped),
    )
