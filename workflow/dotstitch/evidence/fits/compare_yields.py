"""Measured quantum yields of aryl azides beside what the criterion of their states gives.

Every aryl azide of ``data/groups/photolysis_yields.csv``, neutral or cationic, is computed as a
screen would compute it. Printed are its lowest states with the electron's share in sigma*(N-N2),
and for each molecule the share that counts at the lamp, the yield of the model (median, 16 to 84 %)
and the measured one. Where the table gives no wavelength, that of the longest notable band is
taken. The last lines say which ``dissociative_share_half`` would separate high from low yields.

    python -m dotstitch.evidence.fits.compare_yields --level standard --store spectra

It writes no data: ``dissociative_share_half`` stands in
``data/groups/aryl_azide_parameters.csv``.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from dotstitch.contracts.bands import ExcitedStates
from dotstitch.contracts.constants import EV_NM, INTERVAL_PERCENT
from dotstitch.contracts.failure import StepError
from dotstitch.contracts.results import SpectrumValues
from dotstitch.data.levels import load_level
from dotstitch.data.parameters import load_parameters
from dotstitch.data.reading import read_rows
from dotstitch.evidence.fits.spectra import SEED, Asked, stored_spectrum
from dotstitch.evidence.prior import prior_draws
from dotstitch.groups.azide_yield import absorbed_share, azide_yield, reachable_share
from dotstitch.groups.surroundings import Lamp
from dotstitch.optics.absorptivity import longest_maximum_nm
from dotstitch.optics.calibration import calibrated_curve, calibrated_states

YIELDS = "data/groups/photolysis_yields.csv"
CLASSES = ("aryl_azide", "aryl_azide_cation")
SHOWN_STATES = 6
SPLIT_YIELD = 0.1
"""Between the high and the low group, after Budyka, High Energy Chem. 2007."""
N_SAMPLES = 2000
LINE = np.zeros((1, 1))


@dataclass(frozen=True)
class YieldRow:
    """One row of ``data/groups/photolysis_yields.csv``, as far as it is compared."""

    name: str
    smiles: str
    compound_class: str
    wavelength_nm: float | None
    quantum_yield: float
    uncertainty: float
    confidence: str


def calibrated(
    spectrum: SpectrumValues, smiles: str, level_name: str
) -> tuple[ExcitedStates, float]:
    """Return the calibrated states and the wavelength (nm) of the longest notable band.

    Where the curve only rises towards an end of the grid, the lowest state stands for the band.
    """
    states = calibrated_states(spectrum, smiles, level_name)
    peak = longest_maximum_nm(calibrated_curve(spectrum, smiles, level_name))
    return states, EV_NM / float(states.energy_ev.min()) if peak is None else peak


def compare(reference: YieldRow, states: ExcitedStates, band_nm: float) -> dict[str, Any]:
    """Return the model's yield of one molecule at its lamp beside the measured one."""
    at_nm = reference.wavelength_nm or band_nm
    draws = prior_draws(N_SAMPLES, SEED)
    photon_ev = np.array([[EV_NM / at_nm]])
    drawn = azide_yield(states, Lamp(photon_ev.repeat(N_SAMPLES, axis=1), LINE), draws)
    spread = np.percentile(drawn, (INTERVAL_PERCENT[0], 50.0, INTERVAL_PERCENT[1]))
    parameters = load_parameters()
    relaxation = np.array([parameters["dissociation_relaxation_ev"].value])
    climb = np.array([parameters["upward_access_ev"].value])
    light = absorbed_share(states, Lamp(photon_ev, LINE))
    return {
        "name": reference.name,
        "at_nm": round(at_nm, 1),
        "wavelength": "given" if reference.wavelength_nm else "band",
        "share": round(float((light * reachable_share(states, relaxation, climb)).sum()), 3),
        "low": round(float(spread[0]), 4),
        "model": round(float(spread[1]), 4),
        "high": round(float(spread[2]), 4),
        "measured": reference.quantum_yield,
        "uncertainty": reference.uncertainty,
        "confidence": reference.confidence,
    }


def print_states(name: str, spectrum: SpectrumValues, states: ExcitedStates) -> None:
    """Print the lowest states of one molecule."""
    print(f"\n{name}")
    print("  computed eV  calibrated eV  calibrated f  share")
    for k in range(min(SHOWN_STATES, states.energy_ev.size)):
        print(
            f"  {spectrum.excitation_ev[k]:11.3f}  {states.energy_ev[k]:13.3f}"
            f"  {states.strength[k]:12.4f}  {states.dissociative_share[k]:5.3f}"
        )


def print_split(rows: list[dict[str, Any]]) -> None:
    """Print the shares of the two groups, and the half way that parts them."""
    groups = {
        "low": [r["share"] for r in rows if r["measured"] < SPLIT_YIELD],
        "high": [r["share"] for r in rows if r["measured"] >= SPLIT_YIELD],
    }
    for name, shares in groups.items():
        print(f"{name} measured yields: shares {sorted(shares)}")
    if all(groups.values()):
        top, bottom = max(groups["low"]), min(groups["high"])
        word = "parted" if top < bottom else "not parted"
        print(f"{word}: largest share of a low yield {top}, smallest of a high yield {bottom}")


def main() -> None:
    """Compute what the cache lacks, compare, print."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--level", default="standard")
    parser.add_argument("--store", type=Path, help="folder of computed spectra, read and updated")
    given = parser.parse_args()
    level = load_level(given.level)
    rows = []
    for reference in read_rows(YIELDS, YieldRow):
        if reference.compound_class not in CLASSES or not reference.smiles:
            continue
        try:
            spectrum = stored_spectrum(given.store, Asked(reference.smiles, level))
        except StepError as failure:
            print(f"\n{reference.name}: failed, {failure}")
            continue
        states, band_nm = calibrated(spectrum, reference.smiles, given.level)
        print_states(reference.name, spectrum, states)
        rows.append(compare(reference, states, band_nm))
    print(f"\n{level.label('spectrum')}, bands calibrated")
    print(pd.DataFrame(rows).to_string(index=False))
    print_split(rows)


if __name__ == "__main__":
    main()
