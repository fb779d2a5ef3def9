"""Reference singlet-triplet gaps of aryl nitrenes from multireference theory, relative to phenyl's.

The gap of a nitrene is that of phenylnitrene as measured, plus the computed difference between the
two: CASSCF in the full pi space, second-order perturbation theory (SC-NEVPT2) in two basis sets,
its correlation energy extrapolated. What the method misses in phenylnitrene (3.4 kcal/mol) it
misses in its relatives, and cancels. Every energy is stored as soon as it is known.

    python tests/benchmarks references.nitrenes energies.json --table table.csv
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path
from typing import Any

from accuracy.gaps import DEFAULT
from accuracy.rows import read_references
from bakeoff.wave import Multireference, multireference_state

from dotstitch.contracts.constants import HARTREE_KCAL_MOL
from dotstitch.contracts.files import write_text_atomically
from dotstitch.data.levels import load_level
from dotstitch.geometry.optimise import optimise_species

STATES = {"singlet": 0, "triplet": 2}
BASES = ("cc-pvdz", "cc-pvtz")
CUBES = (8, 27)
PARENT = "phenylnitrene"
MOLECULES = {
    PARENT: "[N]c1ccccc1",
    "2-furanylnitrene": "[N]c1ccco1",
    "3-furanylnitrene": "[N]c1ccoc1",
}
Energies = dict[str, Any]


def compute(smiles: str, basis: str) -> Energies:
    """Return the energies (hartree) of both states at their GFN2-xTB geometries."""
    structures, _ = optimise_species(smiles, "nitrene", load_level("standard"), seed=2022)
    states = {
        name: multireference_state(structures[name], spin, basis, with_pi=True)
        for name, spin in STATES.items()
    }
    return {name: _values(state) for name, state in states.items()}


def _values(state: Multireference) -> Energies:
    return {
        "casscf_hartree": state.energies["CASSCF"],
        "nevpt2_hartree": state.energies["NEVPT2"],
        "electrons": int(state.space[0]),
        "orbitals": int(state.space[1]),
        "s2": round(state.s2, 3),
        "cpu_s": round(sum(state.seconds.values()), 1),
    }


def _difference(energies: Energies, basis: str, term: str) -> float:
    high, low = (energies[basis][state][term] for state in STATES)
    return float((high - low) * HARTREE_KCAL_MOL)


def extrapolated(energies: Energies) -> float:
    """Return the gap at the limit of the basis, kcal/mol.

    The correlation beyond the active space falls off with the inverse cube of the basis; CASSCF is
    that of the larger one.
    """
    active = [_difference(energies, basis, "casscf_hartree") for basis in BASES]
    whole = [_difference(energies, basis, "nevpt2_hartree") for basis in BASES]
    small, large = (w - a for w, a in zip(whole, active, strict=True))
    limit = (CUBES[1] * large - CUBES[0] * small) / (CUBES[1] - CUBES[0])
    return active[1] + limit


def measured_gap_kcal_mol() -> float:
    """Return the gap of phenylnitrene in data/evidence/singlet_triplet_gaps.csv."""
    table = read_references(None, DEFAULT, ("name", "value_kcal_mol"))
    return next(float(row["value_kcal_mol"]) for row in table if row["name"] == PARENT)


def rows(known: dict[str, Energies]) -> list[dict[str, Any]]:
    """Return one line per nitrene: the gap, and every ingredient."""
    missed = measured_gap_kcal_mol() - extrapolated(known[PARENT])
    table = []
    for name, energies in known.items():
        own = extrapolated(energies)
        line: dict[str, Any] = {
            "name": name,
            "smiles": MOLECULES[name],
            "geometry": "GFN2-xTB",
            "active_space": f"({energies[BASES[0]]['triplet']['electrons']},"
            f"{energies[BASES[0]]['triplet']['orbitals']})",
            "gap_kcal_mol": round(own + missed, 2),
            "gap_as_computed_kcal_mol": round(own, 2),
        }
        for basis in BASES:
            for state in STATES:
                for term in ("casscf_hartree", "nevpt2_hartree"):
                    key = f"{state}_{basis.removeprefix('cc-pv')}_{term}"
                    line[key] = round(energies[basis][state][term], 6)
        table.append(line)
    return table


def main() -> None:
    """Compute what the store lacks, and write the table."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("store", type=Path, help="JSON of energies, read and updated")
    parser.add_argument("--table", type=Path, help="CSV of gaps and ingredients")
    given = parser.parse_args()
    known: dict[str, Energies] = {}
    if given.store.exists():
        known = json.loads(given.store.read_text(encoding="utf-8"))
    for basis in BASES:
        for name, smiles in MOLECULES.items():
            if basis not in known.setdefault(name, {}):
                known[name][basis] = compute(smiles, basis)
                write_text_atomically(given.store, json.dumps(known, indent=1) + "\n")
                print(name, basis, flush=True)
    if given.table:
        table = rows(known)
        with given.table.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, list(table[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(table)
