"""From the SMILES of a species to its relaxed structure, or to those of both spin states."""

from __future__ import annotations

from typing import Any

import numpy as np
from ase.calculators.calculator import CalculationFailed
from numpy.typing import NDArray
from rdkit import Chem

from dotstitch.contracts.failure import StepError
from dotstitch.contracts.levels import Level
from dotstitch.contracts.manifest import SpeciesKind
from dotstitch.contracts.records import StepResult
from dotstitch.contracts.results import GeometryValues, RelaxedState
from dotstitch.data.species_kinds import species_kind
from dotstitch.geometry.connectivity import open_double_bonds
from dotstitch.geometry.embed import (
    Embedding,
    embed_conformers,
    explicit_molecule,
    reactive_centres,
)
from dotstitch.geometry.intermediates import Centre, find_centre, shape_of
from dotstitch.geometry.refine import Occupation, Refined, gfn2_energy_ev
from dotstitch.geometry.rotors import rotated_into_plane
from dotstitch.geometry.search import Search
from dotstitch.geometry.spin_states import relax_spin_states
from dotstitch.geometry.structure import Structure

CONFORMER_WINDOW_KCAL_MOL = 4.0
"""Force-field window of conformers worth refining; about twice the error of MMFF94s."""

EMBEDDED_PER_REFINED = 4


def optimise_species(
    smiles: str, kind: SpeciesKind, level: Level, seed: int
) -> tuple[dict[str, Structure], StepResult[GeometryValues]]:
    """Embed a species and relax it with GFN2-xTB.

    Closed-shell molecules give ``geometry``. Nitrenes and carbenes give ``singlet`` and
    ``triplet``: the triplet with spin polarisation; the singlet nitrene, which is open-shell, with
    two unpaired electrons but no spin polarisation; the singlet carbene with closed shells, and a
    ``twisted_singlet`` or ``closed_singlet`` where a second one may count. They lie upon the
    triplet. Their GFN2-xTB energies are no spin gap.

    Parameters
    ----------
    smiles : str
        Any spelling; the atom order is that of the canonical SMILES with explicit hydrogens.
    kind : str
        ``closed_shell``, ``chromophore``, ``nitrene`` or ``carbene``.
    level : Level
        Supplies the number of conformers and the force criterion.
    seed : int
        Seed of the conformer search.

    Returns
    -------
    structures : dict of Structure
    result : StepResult
        Energies in eV, bond lengths in angstrom, angles in degrees.

    Raises
    ------
    StepError
        Kinds ``input``, ``embedding``, ``convergence`` and ``wrong_state``.
    """
    molecule = explicit_molecule(smiles)
    if not species_kind(kind).unpaired_electrons:
        if any(atom.GetNumRadicalElectrons() for atom in molecule.GetAtoms()):
            raise StepError("input", "unpaired electrons in a closed shell", "correct the SMILES")
        centre = None
    else:
        centre = find_centre(molecule, kind)
    embedding = embed_conformers(molecule, level.conformers, seed)
    search = Search(molecule, kind, level.gtol_ev_angstrom)
    starts = [_lower_start(molecule, start) for start in _worth_refining(embedding, level)]
    if centre is None:
        states = {"geometry": search.lowest([(start, ()) for start in starts], "closed", 1)}
    else:
        states = relax_spin_states(search, centre, starts)
    return _report(search, embedding, centre, states)


def _worth_refining(embedding: Embedding, level: Level) -> list[NDArray[np.float64]]:
    """Return the best few conformers within the force-field window."""
    lowest = embedding.conformers[0].energy_kcal_mol
    count = max(1, level.conformers // EMBEDDED_PER_REFINED)
    return [
        conformer.positions_angstrom
        for conformer in embedding.conformers[:count]
        if conformer.energy_kcal_mol - lowest <= CONFORMER_WINDOW_KCAL_MOL
    ]


def _lower_start(molecule: Chem.Mol, positions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a conformer with its soft rotors in plane, if GFN2-xTB puts it lower so."""
    rotated = rotated_into_plane(molecule, positions)
    if np.array_equal(rotated, positions):
        return positions
    symbols = tuple(atom.GetSymbol() for atom in molecule.GetAtoms())
    charge = Chem.GetFormalCharge(molecule)
    occupation: Occupation = "polarised_triplet" if reactive_centres(molecule) else "closed"

    def energy_ev(start: NDArray[np.float64]) -> float:
        try:
            return gfn2_energy_ev(Structure(symbols, start, charge), occupation)
        except CalculationFailed:
            return float("inf")

    return min((positions, rotated), key=energy_ev)


def _report(
    search: Search, embedding: Embedding, centre: Centre | None, states: dict[str, Refined]
) -> tuple[dict[str, Structure], StepResult[GeometryValues]]:
    """Collect values, diagnostics and every fallback."""
    relaxed = {}
    diagnostics: dict[str, Any] = {
        "converged": True,
        "conformers_embedded": len(embedding.conformers),
        "starts_refined": search.refined,
        "gradients": search.gradients,
        "embedding": embedding.rung,
        "force_field": embedding.force_field,
    }
    warnings = list(embedding.warnings)
    for name, state in states.items():
        prefix = "" if name == "geometry" else f"{name}_"
        shape = {} if centre is None else shape_of(state.structure, centre)
        relaxed[name] = RelaxedState(energy_ev=state.energy_ev, shape=shape)
        diagnostics[f"{prefix}max_force_ev_angstrom"] = state.max_force_ev_angstrom
        diagnostics[f"{prefix}optimiser"] = state.optimiser
        if state.rung:
            warnings.append(f"{name}: refinement needed {state.optimiser}")
    if search.failures:
        messages = sorted({failure.message for failure in search.failures})
        warnings.append(f"{len(search.failures)} starts dropped: {'; '.join(messages)}")
    warnings += search.notes
    bonds = open_double_bonds(search.molecule)
    if bonds:
        warnings.append(f"E or Z left open at {', '.join(bonds)}; the lower isomer was taken")
    structures = {name: state.structure for name, state in states.items()}
    values = GeometryValues(states=dict(sorted(relaxed.items())))
    return structures, StepResult(values, diagnostics, tuple(warnings))
