"""What a singlet-triplet gap costs in units of one UKS energy of the same intermediate and basis.

    python tests/benchmarks speed.gap_cost --levels draft standard

Geometries are not timed. Three yardsticks, each the triplet at its own geometry, B3LYP: the
project's solver ended where other ground states end; the same ended where fields of a gap end;
PySCF with density fitting, its own grid and thresholds, run once. The others take turns in an order
that rotates, because a run is cheaper after one that left its memory behind; medians are compared.
"""

from __future__ import annotations

import argparse
import json
from collections import deque
from collections.abc import Callable
from statistics import median
from time import process_time
from typing import Any, Literal

from pyscf import dft

from dotstitch.contracts.levels import Level
from dotstitch.data.levels import load_level
from dotstitch.geometry.optimise import optimise_species
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.engine.molecule import build_molecule
from dotstitch.quantum.engine.scf import converge, kohn_sham
from dotstitch.quantum.gap.adiabatic import compute_gap
from dotstitch.quantum.gap.spin import triplet

Kind = Literal["nitrene", "carbene"]
CASES: dict[str, tuple[Kind, str]] = {
    "4-methoxyphenylnitrene": ("nitrene", "COc1ccc([N])cc1"),
    "phenyl(trifluoromethyl)carbene": ("carbene", "FC(F)(F)[C]c1ccccc1"),
}


def own_energy(structure: Structure, level: Level) -> None:
    """Converge the triplet as far as any other ground state."""
    solver = kohn_sham(build_molecule(structure, level.basis), level, unrestricted=True)
    converge(solver)


def pyscf_energy(structure: Structure, level: Level) -> None:
    """Converge the triplet with PySCF alone."""
    field = dft.UKS(build_molecule(structure, level.basis), xc=level.functional).density_fit()
    if level.film_permittivity is not None:
        field = field.PCM()
    field.kernel()


def cpu_s(work: Callable[[], Any]) -> float:
    """Return the CPU time of a call."""
    start = process_time()
    work()
    return process_time() - start


def measure(kind: Kind, smiles: str, level: Level, repeats: int) -> dict[str, Any]:
    """Return the CPU time of a gap, seconds, and what it costs in each yardstick."""
    structures, _ = optimise_species(smiles, kind, level, seed=2022)
    low = structures["triplet"]
    plain = level.for_gap(kind).model_copy(update={"gap_check_functional": None})
    works: dict[str, Callable[[], Any]] = {
        "gap": lambda: compute_gap(structures, kind, level, smiles),
        "UKS, gradient of ground states": lambda: own_energy(low, plain),
        "UKS, gradient of gaps": lambda: triplet(low, plain),
    }
    for work in works.values():
        work()
    spent: dict[str, list[float]] = {name: [] for name in works}
    order = deque(works)
    for _ in range(repeats):
        for name in order:
            spent[name].append(cpu_s(works[name]))
        order.rotate(1)
    spent["UKS, PySCF"] = [cpu_s(lambda: pyscf_energy(low, plain))]
    gap_s = median(spent.pop("gap"))
    ratios = {name: round(gap_s / median(times), 2) for name, times in spent.items()}
    return {"atoms": len(low.symbols), "gap_cpu_s": round(gap_s, 2), "gap_costs": ratios}


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--levels", nargs="*", default=["draft", "standard"])
    parser.add_argument("--repeats", type=int, default=6)
    given = parser.parse_args()
    for name in given.levels:
        for molecule, (kind, smiles) in CASES.items():
            cost = measure(kind, smiles, load_level(name), given.repeats)
            print(json.dumps({"level": name, "molecule": molecule, **cost}, indent=1), flush=True)
