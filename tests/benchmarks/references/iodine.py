"""Levels and gaps of iodinated molecules without the core potential of def2-SVP.

Geometries and functionals are those of the level draft, and the light atoms keep its basis. Levels
and the gap of a carbene are computed with all electrons of iodine: the uncontracted dyall-v2z and
the scalar relativistic Hamiltonian (X2C). The gap of a nitrene is that of the program with another
potential, CRENBL (36 electrons in place of 28), and the basis made for it.

    python tests/benchmarks references.iodine tests/science/iodine.json
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any
from unittest import mock

from pyscf import dft, gto

from dotstitch.contracts.constants import HARTREE_EV, HARTREE_KCAL_MOL
from dotstitch.contracts.files import write_text_atomically
from dotstitch.contracts.levels import Level
from dotstitch.data.levels import load_level
from dotstitch.geometry.optimise import optimise_species
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.engine import determinants
from dotstitch.quantum.gap.routes import open_shell_route
from dotstitch.quantum.gap.spin import triplet

HEAVY_BASIS, POTENTIAL = "dyall-v2z", "crenbl"
CLOSED_SHELLS = {"iodomethane": "CI", "4-iodophenyl azide": "[N-]=[N+]=Nc1ccc(I)cc1"}
CARBENES = {"iodomethylene": "[CH]I"}
NITRENES = {"4-iodophenylnitrene": "[N]c1ccc(I)cc1"}
ALL_ELECTRON = f"all-electron X2C, {HEAVY_BASIS} on I, else as draft"
LEVELS = {
    "closed_shell": ALL_ELECTRON,
    "carbene": ALL_ELECTRON,
    "nitrene": f"{POTENTIAL} potential and basis on I, else as draft",
}


def solver_of(structure: Structure, level: Level, unpaired: int, *, restricted: bool) -> Any:
    """Return PySCF's Kohn-Sham object with all electrons, density-fitted, not yet converged."""
    light = dict.fromkeys(set(structure.symbols) - {"I"}, level.basis)
    mol = gto.M(
        atom=list(zip(structure.symbols, structure.positions_angstrom.tolist(), strict=True)),
        basis={**light, "I": HEAVY_BASIS},
        spin=unpaired,
        verbose=1,
        max_memory=8000,
    )
    solver = (dft.RKS if restricted else dft.UKS)(mol, xc=level.functional).density_fit().x2c()
    solver.grids.level = 3
    return solver


def levels_ev(structure: Structure, level: Level) -> dict[str, float]:
    """Return the frontier eigenvalues of a closed shell, eV."""
    solver = solver_of(structure, level, 0, restricted=True)
    solver.kernel()
    occupied = solver.mo_occ > 0
    return {
        "homo_ks_ev": float(solver.mo_energy[occupied].max() * HARTREE_EV),
        "lumo_ks_ev": float(solver.mo_energy[~occupied].min() * HARTREE_EV),
    }


def carbene_gap(structures: dict[str, Structure], level: Level) -> float:
    """Return the closed-shell singlet less the triplet, uncorrected, kcal/mol."""
    singlet = solver_of(structures["singlet"], level, 0, restricted=True).kernel()
    triplet = solver_of(structures["triplet"], level, 2, restricted=False).kernel()
    return float((singlet - triplet) * HARTREE_KCAL_MOL)


def nitrene_gap(structures: dict[str, Structure], level: Level) -> float:
    """Return the gap of the program with another potential and basis of iodine, kcal/mol."""
    with mock.patch.object(determinants, "build_molecule", with_other_potential):
        low = triplet(structures["triplet"], level)
        return open_shell_route(structures["singlet"], low, level).gap_kcal_mol


def with_other_potential(structure: Structure, basis: str) -> gto.Mole:
    """Return PySCF's molecule with 36 electrons of iodine in another potential."""
    return gto.M(
        atom=list(zip(structure.symbols, structure.positions_angstrom.tolist(), strict=True)),
        basis={**dict.fromkeys(set(structure.symbols) - {"I"}, basis), "I": POTENTIAL},
        ecp={"I": POTENTIAL},
        spin=structure.multiplicity - 1,
        verbose=0,
        max_memory=8000,
    )


def main() -> None:
    """Compute every reference, storing each as soon as it is known."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("store", type=Path, help="JSON of geometries and numbers, read and updated")
    given = parser.parse_args()
    known: dict[str, Any] = {}
    if given.store.exists():
        known = json.loads(given.store.read_text(encoding="utf-8"))
    level = load_level("draft")
    jobs = [(name, text, "closed_shell") for name, text in CLOSED_SHELLS.items()]
    jobs += [(name, text, "carbene") for name, text in CARBENES.items()]
    jobs += [(name, text, "nitrene") for name, text in NITRENES.items()]
    for name, smiles, kind in jobs:
        if name in known:
            continue
        structures, _ = optimise_species(smiles, kind, level, seed=2022)
        if kind == "closed_shell":
            values = levels_ev(structures["geometry"], level)
        else:
            gap = carbene_gap if kind == "carbene" else nitrene_gap
            values = {"gap_kcal_mol": gap(structures, level.for_gap(kind))}
        known[name] = {
            "smiles": smiles,
            "kind": kind,
            "level": LEVELS[kind],
            "values": {key: round(value, 4) for key, value in values.items()},
            "symbols": list(structures[next(iter(structures))].symbols),
            "positions_angstrom": {
                key: one.positions_angstrom.round(5).tolist() for key, one in structures.items()
            },
        }
        write_text_atomically(given.store, json.dumps(known, indent=1) + "\n")
        print(name, known[name]["values"], flush=True)
