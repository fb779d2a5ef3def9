"""CPU time of our ground state and spectrum against plain PySCF, both in one run.

    python tests/benchmarks/speed.py --level standard --json speed.json

Plain is PySCF as its manual shows it: density-fitted RKS, then TDA (or TDDFT), default thresholds,
the functional, basis and final grid of the level, all roots below the same energy window. Ours
converges to the thresholds of scf_ladder.yaml and takes the response from TDDFT-ris; with TDA
on the plain side ours is in the Tamm-Dancoff approximation too.

- Both sides run in vacuum, whatever the level says: PySCF's own continuum is so slow that it would
  flatter ours.
- Each side runs in a fresh process with one thread and is timed by its own CPU clock after imports
  and a warm-up on water. The relaxed geometry is made once, outside the timing.
- A user of plain PySCF has to name the number of roots. It is taken from our result, the number of
  states below the window and four more; where that does not reach beyond the window the response is
  run again with more roots, and only the last run is counted.
- Plain is given up once the whole of it has taken ``--limit`` times as long as ours; its ratio is
  then a lower bound (``plain_cut_off``), and errors are taken against the same full response with
  the same orbitals as ``references.full_response`` solves it.
- ratio is plain over ours. Errors are absolute differences of excitation energies, for states
  paired by transition density.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from time import process_time
from typing import Any

from printing import print_table
from references.full_response import full_excitations

from dotstitch.contracts.levels import Level
from dotstitch.data.levels import load_level
from dotstitch.data.reading import package_path, read_rows
from dotstitch.evidence.lu2022 import Crosslinker
from dotstitch.geometry.optimise import optimise_species
from dotstitch.geometry.structure import Structure, read_xyz, write_xyz
from dotstitch.jobs.provenance import peak_memory_mb
from dotstitch.quantum.engine import MeanField, closed_shell
from dotstitch.quantum.response.ris import singlet_excitations
from speed.plain import WATER, Measured, compare, in_fresh_process, measure_plain, states

SEED = 2022
SPARE_ROOTS = 4
PARTNER_MARGIN_EV = 0.6
"""Ours are computed this far beyond the window, untimed: a partner may lie above it."""

WARM_UP_WINDOW_EV = 12.0
ENVIRONMENT = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "PYSCF_MAX_MEMORY": "16000",
    "PYSCF_CONFIG_FILE": str(package_path("data/quantum/pyscf_conf.py")),
}
COLUMNS = (
    *("name", "work", "n_atoms", "n_basis", "cpu_s", "cpu_s_plain", "ratio"),
    *("energy_difference_hartree", "excitation_mae_ev", "excitation_max_ev", "n_states_compared"),
    *("oscillator_strength_worst_ratio", "plain_cut_off", "peak_memory_mb", "peak_memory_mb_plain"),
)


def lu2022_crosslinkers() -> dict[str, str]:
    """Return the SMILES of the crosslinkers of Lu et al. by name."""
    rows = read_rows("data/evidence/lu2022_crosslinkers.csv", Crosslinker)
    return {f"crosslinker {row.crosslinker}": row.smiles for row in rows}


CHROMOPHORES = {
    "methyl 4-azidotetrafluorobenzoate": "COC(=O)c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F",
    "phenyl azide": "[N-]=[N+]=Nc1ccccc1",
    "3-phenyl-3-(trifluoromethyl)diazirine": "FC(F)(F)C1(c2ccccc2)N=N1",
    "crosslinker 1": lu2022_crosslinkers()["crosslinker 1"],
}


def geometry(name: str, smiles: str, level: Level, folder: Path | None) -> Structure:
    """Return the relaxed structure; from ``folder`` where it was kept there before."""
    file_name = f"{re.sub('[^A-Za-z0-9]+', '_', name)}_{level.name}.xyz"
    kept = folder / file_name if folder else None
    if kept and kept.exists():
        return read_xyz(kept)
    structure = optimise_species(smiles, "closed_shell", level, seed=SEED)[0]["geometry"]
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_xyz(kept, structure)
    return structure


def run_ours(structure: Structure, level: Level) -> tuple[MeanField, Measured]:
    """Return our mean field, and times (s of CPU) and memory (MB)."""
    start = process_time()
    mean_field = closed_shell(structure, level)
    ground_cpu_s = process_time() - start
    ground_memory_mb = peak_memory_mb()
    excited = singlet_excitations(mean_field, level.window_ev, tamm_dancoff=level.tamm_dancoff)
    return mean_field, {
        "ground_cpu_s": ground_cpu_s,
        "ground_memory_mb": ground_memory_mb,
        "total_cpu_s": process_time() - start,
        "total_memory_mb": peak_memory_mb(),
        "n_states": excited.energy_ev.size,
        "n_basis": mean_field.atomic_orbitals.n_orbitals,
    }


def warm_up_ours(level: Level) -> None:
    """Compute water, so that loading libraries is not counted."""
    run_ours(WATER, level.model_copy(update={"window_ev": WARM_UP_WINDOW_EV}))


def measure_ours(structure: Structure, level: Level) -> Measured:
    """Return times, memory and states of ours, after a warm-up on water."""
    warm_up_ours(level)
    mean_field, measured = run_ours(structure, level)
    wide = singlet_excitations(
        mean_field, level.window_ev + PARTNER_MARGIN_EV, tamm_dancoff=level.tamm_dancoff
    )
    return measured | states(mean_field, wide)


def measure_full(structure: Structure, level: Level) -> Measured:
    """Return the states of the full response, untimed."""
    mean_field, _ = run_ours(structure, level)
    full = full_excitations(mean_field, level.window_ev, tamm_dancoff=level.tamm_dancoff)
    return states(mean_field, full)


def pair(name: str, level: Level, geometries: Path | None, limit: float) -> list[dict[str, Any]]:
    """Return both rows of one chromophore."""
    structure = geometry(name, CHROMOPHORES[name], level, geometries)
    ours = in_fresh_process(measure_ours, structure, level)
    n_roots = int(ours["n_states"]) + SPARE_ROOTS
    limit_s = limit * float(ours["total_cpu_s"])
    plain = in_fresh_process(measure_plain, structure, level, n_roots, limit_s)
    reference = in_fresh_process(measure_full, structure, level) if plain["cut_off"] else plain
    common = {
        "name": name,
        "smiles": CHROMOPHORES[name],
        "n_atoms": len(structure.symbols),
        "n_basis": int(ours["n_basis"]),
        "energy_difference_hartree": float(ours["energy_hartree"] - plain["energy_hartree"]),
    }
    unknown = {"excitation_mae_ev": None, "excitation_max_ev": None}
    roots = {
        "plain_cut_off": bool(plain["cut_off"]),
        "n_roots_plain": int(plain["n_roots"]),
        "n_roots_plain_not_converged": int(plain.get("n_not_converged", 0)),
    }
    return [
        common | {"work": "ground_state"} | _costs(ours, plain, "ground") | unknown,
        common
        | {"work": "ground_state_and_spectrum"}
        | _costs(ours, plain, "total")
        | compare(ours, reference, level.window_ev)
        | roots,
    ]


def _costs(ours: Measured, plain: Measured, part: str) -> dict[str, float]:
    cpu_s, cpu_s_plain = float(ours[f"{part}_cpu_s"]), float(plain[f"{part}_cpu_s"])
    return {
        "cpu_s": round(cpu_s, 3),
        "cpu_s_plain": round(cpu_s_plain, 3),
        "ratio": round(cpu_s_plain / cpu_s, 3),
        "peak_memory_mb": round(float(ours[f"{part}_memory_mb"]), 1),
        "peak_memory_mb_plain": round(float(plain[f"{part}_memory_mb"]), 1),
    }


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--level", default="standard", choices=("draft", "standard"))
    parser.add_argument("--molecule", nargs="+", choices=CHROMOPHORES, metavar="NAME")
    parser.add_argument("--response", default="tda", choices=("tda", "tddft"))
    parser.add_argument("--window", type=float, default=5.2, metavar="EV")
    parser.add_argument("--limit", type=float, default=40.0, metavar="RATIO")
    parser.add_argument("--geometries", type=Path, help="keep geometries here, and reuse them")
    parser.add_argument("--json", type=Path, help="also write the result here")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Pair both sides, one chromophore after another."""
    options = parse(arguments)
    os.environ.update(ENVIRONMENT)
    choices = {"tamm_dancoff": options.response == "tda", "window_ev": options.window}
    vacuum = {"film_permittivity": None}
    level = load_level(options.level).model_copy(update=vacuum | choices)
    rows: list[dict[str, Any]] = []
    for name in options.molecule or CHROMOPHORES:
        print(f"computing {name}", file=sys.stderr)
        rows += pair(name, level, options.geometries, options.limit)
        if options.json:
            common = {"level_of_theory": level.label("spectrum"), "window_ev": level.window_ev}
            result = common | {"rows": rows}
            options.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"{level.label('spectrum')}, vacuum, one thread, window {options.window} eV\n")
    print_table(rows, COLUMNS)
    return 0
