"""Reference singlet-triplet gaps of carbenes from an isogyric coupled-cluster composite.

    python tests/benchmarks references.gaps NAME SMILES --folder FOLDER

The gap of a carbene is that of methylene as measured, plus the computed difference between the two.
Each energy is CCSD(T)/cc-pVDZ moved to a larger basis by second-order perturbation theory. Every
number is stored as soon as it is known; a run that was cut short goes on where it ended.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from functools import partial
from itertools import product
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from dotstitch.contracts.files import write_text_atomically
from dotstitch.geometry.embed import explicit_molecule
from dotstitch.geometry.intermediates import find_centre, shape_of
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.engine.molecule import build_molecule
from references.energies import coupled_cluster, second_order
from references.geometry import level_of, relaxed, zero_point
from references.orbitals import hartree_fock, semicanonical, truncate

SMALL = "cc-pvdz"
LARGEST_HESSIAN = 4
"""Atoms; larger molecules have no zero-point energy of their own."""

REMOTE_ELEMENTS = ("F", "Cl")


class Store:
    """Numbers of one carbene in a JSON file, written after each calculation."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.values: dict[str, Any] = (
            json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        )

    def once(self, key: str, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Return what is stored under ``key``; compute and store it first if need be."""
        if key not in self.values:
            start = process_time()
            self.values[key] = work()
            self.values[key]["cpu_s"] = round(process_time() - start, 1)
            self.save()
        found: dict[str, Any] = self.values[key]
        return found

    def save(self) -> None:
        """Write the file."""
        write_text_atomically(self._path, json.dumps(self.values, indent=1) + "\n")


def mean_field_and_second_order(structure: Structure, basis: str) -> dict[str, float]:
    """Return fitted Hartree-Fock and second-order correlation energies, hartree."""
    molecule = build_molecule(structure, basis)
    field = hartree_fock(molecule, fitted=True)
    spins = semicanonical(field)
    field.with_df.reset()
    energy, _ = second_order(molecule, spins)
    return {"hartree_fock": float(field.e_tot), "second_order": energy}


def remote_atoms(smiles: str) -> list[int]:
    """Return halogens that are not bound to the carbene carbon."""
    molecule = explicit_molecule(smiles)
    near = molecule.GetAtomWithIdx(find_centre(molecule, "carbene").atom).GetNeighbors()
    excluded = {atom.GetIdx() for atom in near}
    return [
        atom.GetIdx()
        for atom in molecule.GetAtoms()
        if atom.GetSymbol() in REMOTE_ELEMENTS and atom.GetIdx() not in excluded
    ]


def high_level(structure: Structure, remote: Sequence[int], ratio: float) -> dict[str, float]:
    """Return CCSD(T)/cc-pVDZ correlation energies, hartree.

    Parameters
    ----------
    structure : Structure
    remote : sequence of int
        Halogens whose bonds and lone pairs are left to second order; none for the full calculation.
    ratio : float
        Virtual orbitals kept for each correlated pair of the closed shell, as frozen natural
        orbitals; infinite for all. The second-order energy in the same orbitals comes with the
        rest.
    """
    molecule = build_molecule(structure, SMALL)
    field = hartree_fock(molecule, fitted=False)
    spins = semicanonical(field, remote)
    second, densities = second_order(molecule, spins)
    n_pairs = molecule.nelectron // 2
    n_virtual = molecule.nao - n_pairs
    n_active = n_pairs - spins[0].n_core
    dropped = max(0, n_virtual - round(min(ratio * n_active, n_virtual)))
    if dropped:
        kept = molecule.nao - spins[0].n_occupied - dropped
        spins = tuple(truncate(spins, densities, kept))
        second = second_order(molecule, spins)[0]
    return {
        "second_order_active": second,
        "n_pairs": n_active,
        "n_dropped": dropped,
        **coupled_cluster(field, spins),
    }


def run(name: str, smiles: str, folder: Path, bases: list[str], ratios: list[float]) -> Store:
    """Compute and store every ingredient of one carbene.

    An infinite ratio stands for the full coupled-cluster calculation; any other also leaves the
    remote orbitals to second order.
    """
    store = Store(folder / f"{name}.json")
    store.values["smiles"] = smiles
    structures = relaxed(folder, name, smiles)
    store.values["geometry"] = level_of(folder, name)
    centre = find_centre(explicit_molecule(smiles), "carbene")
    for state, structure in structures.items():
        store.values[f"{state} shape"] = shape_of(structure, centre)
        if len(structure.symbols) <= LARGEST_HESSIAN:
            store.once(f"{state} zero_point", partial(zero_point, structure))
    for basis, (state, structure) in product((SMALL, *bases), structures.items()):
        work = partial(mean_field_and_second_order, structure, basis)
        store.once(f"{state} {basis}", work)
    for ratio, (state, structure) in product(ratios, structures.items()):
        remote = [] if np.isinf(ratio) else remote_atoms(smiles)
        store.once(f"{state} ccsd(t) {ratio:g}", partial(high_level, structure, remote, ratio))
    store.save()
    return store


def main() -> None:
    """Run one carbene from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    parser.add_argument("smiles")
    parser.add_argument("--folder", type=Path, default=Path("reference_gaps"))
    parser.add_argument("--bases", nargs="*", default=["cc-pvtz", "cc-pvqz"])
    parser.add_argument("--ratios", nargs="*", type=float, default=[np.inf])
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    run(given.name, given.smiles, given.folder, given.bases, given.ratios)
