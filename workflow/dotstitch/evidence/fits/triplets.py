"""Fit triplet energies at a level; write data/quantum/triplet_calibration.yaml.

Each molecule of ``data/evidence/triplet_energies.csv`` is computed as a screen would compute it;
a line by least squares takes the computed energies to the measured ones. Each molecule predicted
from all others gives the errors beside it. Energies already in the file are kept.

    python -m dotstitch.evidence.fits.triplets --level standard
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict
from rdkit import Chem

from dotstitch.contracts.failure import StepError
from dotstitch.contracts.files import write_text_atomically
from dotstitch.data.levels import load_level
from dotstitch.data.reading import Source, package_path, read_rows
from dotstitch.data.triplet_calibration import (
    TRIPLET_CALIBRATION_FILE,
    LevelCalibration,
    TripletLine,
    triplet_calibration,
)
from dotstitch.evidence.fits.spectra import SEED
from dotstitch.evidence.fits.straight_line import fit_straight_line
from dotstitch.geometry.optimise import optimise_species
from dotstitch.quantum.triplet import relaxed_triplet_energy

REFERENCES = "data/evidence/triplet_energies.csv"
HEADER = """\
# Measured triplet energy = intercept_ev + slope * computed_ev, made by
# python -m dotstitch.evidence.fits.triplets from data/evidence/triplet_energies.csv, where the
# sources stand. residual: root mean square with n - 2 degrees of freedom; leave_one_out: mean
# absolute and root mean square error of a molecule left out. Rows with in_fit: no are listed under
# computed_ev but not fitted.
"""


class TripletReference(BaseModel):
    """One measured triplet energy.

    Attributes
    ----------
    name, smiles : str
    value_ev : float
    uncertainty_ev : float or None
        One standard deviation.
    quantity : str
        ``onset`` of the phosphorescence, or a ``lower_bound``.
    in_fit : bool
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    smiles: str
    value_ev: float
    uncertainty_ev: float | None = None
    quantity: Literal["onset", "lower_bound"] = "onset"
    in_fit: bool = True


def read_references(source: Source = REFERENCES) -> tuple[TripletReference, ...]:
    """Read ``name,smiles,value_ev,uncertainty_ev`` and perhaps ``quantity`` and ``in_fit``."""
    return read_rows(source, TripletReference)


def computed_triplet_ev(smiles: str, level_name: str) -> float:
    """Return the energy of a relaxed triplet above the ground state, as computed.

    Raises
    ------
    StepError
        When a geometry or a mean field fails.
    """
    level = load_level(level_name)
    structures, _ = optimise_species(smiles, "closed_shell", level, SEED)
    with tempfile.TemporaryDirectory() as scratch:
        triplet = relaxed_triplet_energy(structures["geometry"], level, Path(scratch), smiles)
    return triplet.energy_ev


def fit_pairs(
    references: Sequence[TripletReference],
    computed: Mapping[str, float],
    without: str | None = None,
) -> list[tuple[float, float]]:
    """Return computed and measured energies that a fit rests on, one molecule left out."""
    left_out = None if without is None else _plain(without)
    return [
        (computed[row.smiles], row.value_ev)
        for row in references
        if row.in_fit and row.smiles in computed and _plain(row.smiles) != left_out
    ]


def _plain(smiles: str) -> str:
    return str(Chem.MolToSmiles(Chem.MolFromSmiles(smiles), isomericSmiles=False))


def fit_triplet_line(pairs: Sequence[tuple[float, float]]) -> TripletLine:
    """Fit measured against computed energies by least squares.

    Examples
    --------
    >>> fit_triplet_line([(1.0, 1.1), (2.0, 2.1), (3.0, 3.1), (4.0, 4.1)]).intercept_ev
    0.1
    """
    fit = fit_straight_line(*np.array(pairs, dtype=float).T)
    return TripletLine(
        intercept_ev=round(fit.intercept, 4),
        slope=round(fit.slope, 4),
        residual_ev=round(fit.residual_sd, 4),
        leave_one_out_mae_ev=round(float(np.abs(fit.left_out).mean()), 4),
        leave_one_out_rms_ev=round(float(np.sqrt(np.mean(fit.left_out**2))), 4),
        n=fit.left_out.size,
    )


def fit_level(level_name: str) -> TripletLine:
    """Compute what is missing at a level, fit its line, rewrite the file."""
    levels = dict(triplet_calibration())
    computed = dict(levels[level_name].computed_ev) if level_name in levels else {}
    references = read_references()
    for reference in references:
        if reference.smiles not in computed:
            _compute(reference, level_name, computed)
    line = fit_triplet_line(fit_pairs(references, computed))
    levels[level_name] = LevelCalibration(
        level_of_theory=load_level(level_name).label("triplet"),
        line=line,
        computed_ev={
            row.smiles: computed[row.smiles] for row in references if row.smiles in computed
        },
    )
    content = {name: row.model_dump() for name, row in levels.items()}
    body = yaml.safe_dump({"levels": content}, sort_keys=False, width=100)
    write_text_atomically(package_path(TRIPLET_CALIBRATION_FILE), HEADER + body)
    return line


def _compute(reference: TripletReference, level_name: str, computed: dict[str, float]) -> None:
    """Add the energy of one molecule and say what came out."""
    start = time.process_time()
    try:
        energy = computed_triplet_ev(reference.smiles, level_name)
    except StepError as failure:
        print(f"{reference.name}: failed: {failure.message}", flush=True)
        return
    computed[reference.smiles] = round(float(energy), 4)
    seconds = time.process_time() - start
    print(
        f"{reference.name}: {energy:.3f} eV, measured {reference.value_ev}, {seconds:.0f} s",
        flush=True,
    )


def main() -> None:
    """Fit one level from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--level", default="standard")
    print(fit_level(parser.parse_args().level))


if __name__ == "__main__":
    main()
