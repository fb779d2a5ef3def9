"""Measured quantum yields of aryl azides beside what the criterion of their states gives.

Every aryl azide of photolysis_yields.csv, neutral or cationic, is computed as a screen would
compute it. Printed are its lowest states with the electron's share in sigma*(N-N2), and for each
molecule the share that counts at the lamp, the yield of the model (median, 16 to 84 %) and the
measured one. Where the table gives no wavelength, that of the longest notable band is taken. The
last lines say which ``dissociative_share_half`` would separate high from low yields.

    python tests/benchmarks/calibrate_yields.py --level standard --cache yields.json
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from accuracy.gaps import DATA

from dotstitch.contracts.bands import ExcitedStates
from dotstitch.contracts.constants import EV_NM
from dotstitch.contracts.failure import StepError
from dotstitch.data.levels import load_level
from dotstitch.data.parameters import load_parameters
from dotstitch.evidence.prior import prior_draws
from dotstitch.geometry.optimise import optimise_species
from dotstitch.groups.quantum_yield import absorbed_share, azide_yield, reachable_share
from dotstitch.optics.absorptivity import longest_maximum_nm
from dotstitch.optics.calibration import calibrated_bands, calibrated_curve, is_calibrated
from dotstitch.quantum.ground_state import compute_closed_shell

CLASSES = ("aryl_azide", "aryl_azide_cation")
SHOWN_STATES = 6
SPLIT_YIELD = 0.1
"""Between the high and the low group, after Budyka, High Energy Chem. 2007."""
N_SAMPLES, SEED = 2000, 2022
LINE = np.zeros(1)


def compute(smiles: str, level_name: str) -> dict[str, Any]:
    """Return the excited states of one molecule at one level, as computed."""
    level = load_level(level_name)
    structures, _ = optimise_species(smiles, "closed_shell", level, seed=SEED)
    with tempfile.TemporaryDirectory() as scratch:
        result = compute_closed_shell(structures["geometry"], level, Path(scratch), smiles)
    values = result.spectrum.values
    return {
        "e": values.excitation_ev,
        "f": values.oscillator_strength,
        "d": values.dissociative_share,
    }


def calibrated(found: dict[str, Any], smiles: str, level_name: str) -> tuple[ExcitedStates, float]:
    """Return the calibrated states and the wavelength (nm) of the longest notable band.

    Where the curve only rises towards an end of the grid, the lowest state stands for the band.
    """
    computed = np.asarray(found["e"]), np.asarray(found["f"])
    shape = load_level(level_name).band_shape
    energy, strength = calibrated_bands(*computed, smiles, level_name)
    states = ExcitedStates(energy, strength, np.asarray(found["d"]), shape)
    peak = longest_maximum_nm(calibrated_curve(*computed, shape, smiles, level_name))
    return states, EV_NM / float(energy.min()) if peak is None else peak


def compare(reference: Any, states: ExcitedStates, band_nm: float) -> dict[str, Any]:
    """Return the model's yield of one molecule at its lamp beside the measured one."""
    given = not np.isnan(reference.wavelength_nm)
    at_nm = float(reference.wavelength_nm) if given else band_nm
    draws = prior_draws(N_SAMPLES, SEED)
    spread = np.percentile(
        azide_yield(states, np.full(N_SAMPLES, EV_NM / at_nm), LINE, draws), (16, 50, 84)
    )
    parameters = load_parameters()
    relaxation = np.array([parameters["dissociation_relaxation_ev"].value])
    climb = np.array([parameters["upward_access_ev"].value])
    light = absorbed_share(states, np.array([EV_NM / at_nm]), LINE)
    return {
        "name": reference.name_,
        "at_nm": round(at_nm, 1),
        "wavelength": "given" if given else "band",
        "share": round(float((light * reachable_share(states, relaxation, climb)).sum()), 3),
        "low": round(float(spread[0]), 4),
        "model": round(float(spread[1]), 4),
        "high": round(float(spread[2]), 4),
        "measured": float(reference.quantum_yield),
        "uncertainty": float(reference.uncertainty),
        "confidence": reference.confidence,
    }


def print_states(name: str, found: dict[str, Any], states: ExcitedStates) -> None:
    """Print the lowest states of one molecule."""
    print(f"\n{name}")
    print("  computed eV  calibrated eV  calibrated f  share")
    for k in range(min(SHOWN_STATES, states.energy_ev.size)):
        print(
            f"  {found['e'][k]:11.3f}  {states.energy_ev[k]:13.3f}  {states.strength[k]:12.4f}"
            f"  {states.dissociative_share[k]:5.3f}"
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
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--level", default="standard")
    parser.add_argument("--cache", type=Path, help="JSON of computed states, read and updated")
    arguments = parser.parse_args()
    table = pd.read_csv(DATA / "groups/photolysis_yields.csv").rename(columns={"name": "name_"})
    table = table[table["class"].isin(CLASSES) & table.smiles.notna()]
    cache: dict[str, Any] = {}
    if arguments.cache and arguments.cache.exists():
        cache = json.loads(arguments.cache.read_text())
    rows = []
    for reference in table.itertuples():
        smiles = str(reference.smiles)
        key = f"{arguments.level} {smiles}"
        try:
            if key not in cache:
                cache[key] = compute(smiles, arguments.level)
        except StepError as failure:
            print(f"\n{reference.name_}: failed, {failure}")
            continue
        if arguments.cache:
            arguments.cache.write_text(json.dumps(cache))
        states, band_nm = calibrated(cache[key], smiles, arguments.level)
        print_states(str(reference.name_), cache[key], states)
        rows.append(compare(reference, states, band_nm))
    calibration = "calibrated" if is_calibrated(arguments.level) else "not calibrated"
    print(f"\n{load_level(arguments.level).label('spectrum')}, bands {calibration}")
    print(pd.DataFrame(rows).to_string(index=False))
    print_split(rows)


if __name__ == "__main__":
    main()
