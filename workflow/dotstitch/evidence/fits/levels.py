"""Fit Kohn-Sham eigenvalues to measured ionisation energies and electron affinities.

Runs this package's own geometry and ground state on every molecule of
``data/dot/ionisation_electron_affinity.csv`` and rewrites one level of
``data/dot/orbital_calibration.yaml``:

    python -m dotstitch.evidence.fits.levels --level standard [--max-atoms 26]

Eigenvalues already in the file are kept unless ``--fresh`` is given.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import yaml
from numpy.typing import ArrayLike

from dotstitch.contracts.constants import HARTREE_EV
from dotstitch.contracts.files import write_text_atomically
from dotstitch.contracts.smiles import composition, parse_smiles
from dotstitch.data.levels import load_level
from dotstitch.data.reading import package_path, read_rows, read_yaml
from dotstitch.dot.levels import Line, Quantity
from dotstitch.evidence.fits.spectra import SEED
from dotstitch.evidence.fits.straight_line import fit_straight_line
from dotstitch.geometry.optimise import optimise_species
from dotstitch.quantum.engine import closed_shell

VALUES = "data/dot/ionisation_electron_affinity.csv"
CALIBRATION = "data/dot/orbital_calibration.yaml"
HEADER = (
    "# Measured = intercept_ev + slope * (minus Kohn-Sham eigenvalue), gas phase.\n"
    "# Made by python -m dotstitch.evidence.fits.levels from\n"
    "# data/dot/ionisation_electron_affinity.csv.\n"
    "# Rows of that table with fit: no are listed under eigenvalues but not fitted.\n"
)


@dataclass(frozen=True)
class ReferenceValue:
    """One measured ionisation energy or electron affinity."""

    name: str
    smiles: str
    quantity: Quantity
    value_ev: float
    uncertainty_ev: float
    in_fit: bool


def reference_values() -> tuple[ReferenceValue, ...]:
    """Return the measured values of ``data/dot/ionisation_electron_affinity.csv``."""
    return read_rows(VALUES, ReferenceValue)


def fit_line(minus_eigenvalue_ev: ArrayLike, measured_ev: ArrayLike) -> Line:
    """Fit a calibration line by least squares, with its leave-one-out error."""
    fit = fit_straight_line(minus_eigenvalue_ev, measured_ev)
    return Line(
        slope=fit.slope,
        intercept_ev=fit.intercept,
        residual_ev=fit.residual_sd,
        leave_one_out_ev=float(np.sqrt(np.mean(fit.left_out**2))),
        n=fit.left_out.size,
    )


def atom_count(smiles: str) -> int:
    """Return the number of atoms, hydrogens included."""
    return composition(parse_smiles(smiles)).total()


def frontier_eigenvalues_ev(smiles: str, level_name: str) -> tuple[float, float]:
    """Return HOMO and LUMO eigenvalues (eV) at the geometry and level of this package."""
    level = load_level(level_name)
    structures, _ = optimise_species(smiles, "closed_shell", level, SEED)
    mean_field = closed_shell(structures["geometry"], level)
    homo = mean_field.occupied_energies_hartree.max()
    lumo = mean_field.virtual_energies_hartree.min()
    return float(homo * HARTREE_EV), float(lumo * HARTREE_EV)


def fit_level(eigenvalues: dict[str, dict[str, float]], quantity: Quantity) -> Line:
    """Fit the line of one quantity over the rows that are in the fit and computed."""
    orbital = "homo_ks_ev" if quantity == "IE" else "lumo_ks_ev"
    rows = [
        (-eigenvalues[row.smiles][orbital], row.value_ev)
        for row in reference_values()
        if row.quantity == quantity and row.in_fit and row.smiles in eigenvalues
    ]
    return fit_line([x for x, _ in rows], [y for _, y in rows])


def line_row(line: Line) -> dict[str, float | int]:
    """Return a line as rounded plain numbers."""
    return {k: v if isinstance(v, int) else round(v, 4) for k, v in asdict(line).items()}


def calibrated_levels() -> dict[str, Any]:
    """Return the levels of the file, empty when there is none yet."""
    if not package_path(CALIBRATION).exists():
        return {}
    return read_yaml(CALIBRATION, dict[str, Any], "levels")


def fit_and_write(level_name: str, max_atoms: int, *, fresh: bool) -> dict[str, Any]:
    """Compute what is missing, fit both lines, write the file, return the level's row."""
    known = {} if fresh else dict(calibrated_levels().get(level_name, {}).get("eigenvalues", {}))
    names = {row.smiles: row.name for row in reference_values()}
    for smiles in sorted(names, key=lambda s: (atom_count(s), s)):
        if smiles in known or atom_count(smiles) > max_atoms:
            continue
        start = time.perf_counter()
        homo, lumo = frontier_eigenvalues_ev(smiles, level_name)
        known[smiles] = {"homo_ks_ev": round(homo, 4), "lumo_ks_ev": round(lumo, 4)}
        seconds = time.perf_counter() - start
        print(f"{names[smiles]:28s} {homo:8.3f} {lumo:8.3f} eV  {seconds:6.1f} s", flush=True)
    level = load_level(level_name)
    levels = calibrated_levels()
    levels[level_name] = {
        "level_of_theory": level.label("ground_state"),
        "IE": line_row(fit_level(known, "IE")),
        "EA": line_row(fit_level(known, "EA")),
        "eigenvalues": {smiles: known[smiles] for smiles in sorted(known)},
    }
    body = yaml.safe_dump({"levels": levels}, sort_keys=False, width=100)
    write_text_atomically(package_path(CALIBRATION), HEADER + body)
    row: dict[str, Any] = levels[level_name]
    return row


def main() -> None:
    """Fit one level from the command line."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--level", default="standard")
    parser.add_argument("--max-atoms", type=int, default=26)
    parser.add_argument("--fresh", action="store_true", help="recompute every eigenvalue")
    arguments = parser.parse_args()
    row = fit_and_write(arguments.level, arguments.max_atoms, fresh=arguments.fresh)
    for quantity in ("IE", "EA"):
        line = row[quantity]
        print(
            f"{quantity}: {line['intercept_ev']:+.3f} + {line['slope']:.3f} x,"
            f" residual {line['residual_ev']:.3f} eV,"
            f" leave-one-out {line['leave_one_out_ev']:.3f} eV, n = {line['n']}"
        )


if __name__ == "__main__":
    main()
