"""The experiments of Lu et al. against the prior predictions of a finished screen.

Reads the records that a screen of crosslinkers 1 to 4 left, repeats each observation's own recipe,
and says which rows rest on fitted parameters. Every fitted parameter rests on rows of its own, so
leaving those rows out leaves nothing to predict them with: the leave-one-out error of the PLQY is
the error of the rows on which nothing was fitted.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from rdkit import Chem

from dotstitch.contracts.config import Config
from dotstitch.contracts.failure import FailedError
from dotstitch.contracts.manifest import Manifest
from dotstitch.contracts.results import SpectrumValues
from dotstitch.contracts.summaries import interval
from dotstitch.data.parameters import load_parameters
from dotstitch.dot.samples import sample_dot
from dotstitch.evidence.prior import prior_draws
from dotstitch.film.exposure import Case, dose_grid
from dotstitch.film.luminescence import (
    additive_reading,
    plqy_additive,
    plqy_static,
    static_reading,
    uv_damage_per_us,
)
from dotstitch.film.molecule import MoleculeInput
from dotstitch.film.pattern import pattern
from dotstitch.film.simulate import simulate
from dotstitch.screen.inputs import RecordBook, read_molecule

DOTS = {
    "red CdZnSe/CdZnS/ZnS": "lu_red_cdznse_cdzns_zns",
    "4.1 nm zinc-blende CdSe oleate": "cdse_oleate_4.1nm",
}
RED = "lu_red_cdznse_cdzns_zns"
TOLERANCE = {"film retention": 0.15, "relative PLQY": 0.15}
NO_PATTERN, GOOD_PATTERN = 0.15, 0.5
CONTRADICTED = 0.2
"""Prior-predictive probability below which a statement counts as contradicted."""

Row = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Bench:
    """The crosslinkers that could be read, and the draws they share."""

    config: Config
    molecules: dict[str, MoleculeInput]
    failures: dict[str, str]
    draws: Any
    dots: Any
    level_of_theory: str

    def at(
        self,
        crosslinker: str,
        wavelength_nm: float,
        dose: float,
        loading: float,
        *,
        air: bool = False,
        dot: str = RED,
    ) -> dict[str, np.ndarray]:
        """Return samples of retention, PLQY, mixed PLQY and bonded arms at one exposure."""
        case = Case(wavelength_nm, dose_grid(dose), 1.7, loading, air, 30.0, 298.15, dot)
        found = simulate(self.molecules[crosslinker], [case], self.draws, self.dots)
        return {
            "film retention": found.film_retention[-1, 0],
            "relative PLQY": found.plqy_relative[-1, 0],
            "mixed": found.plqy_mixed[0],
            "arms": found.arm_conversion[-1, 0],
        }


def read_table(name: str) -> list[dict[str, str]]:
    """Return a data table of the package."""
    text = files("dotstitch.data").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def key_of(smiles: str) -> str:
    """Return the InChIKey of a SMILES."""
    return str(Chem.MolToInchiKey(Chem.MolFromSmiles(smiles)))


def read_bench(results: Path, level: str, samples: int = 2000) -> Bench:
    """Read crosslinkers 1 to 4 from a finished screen."""
    plan = results / "manifest.json"
    if not plan.exists():
        raise SystemExit(f"{plan} does not exist: run `make screen` first, or name --results")
    manifest = Manifest.model_validate_json(plan.read_text(encoding="utf-8"))
    if manifest.level != level:
        raise SystemExit(f"{plan} was planned at {manifest.level}: add --level {manifest.level}")
    book = RecordBook(manifest, results)
    wanted = {key_of(row["smiles"]): row["crosslinker"] for row in read_table(CROSSLINKERS)}
    molecules, failures, theory = {}, {}, ""
    for molecule in manifest.molecules:
        name = wanted.get(molecule.inchikey)
        if name is None or molecule.status != "ok":
            continue
        try:
            molecules[name] = read_molecule(molecule, book)
            theory = book.get(molecule.electrophores[0].species, SpectrumValues).level_of_theory
        except FailedError as stopped:
            failures[name] = stopped.failure.message
    config = Config(level=level, samples=samples)
    draws = prior_draws(config.samples, config.seed)
    dots = {dot: sample_dot(dot, draws) for dot in DOTS.values()}
    return Bench(config, molecules, failures, draws, dots, theory)


CROSSLINKERS = "evidence/lu2022_crosslinkers.csv"
OBSERVATIONS = "evidence/lu2022_observations.csv"


def blank(observation: dict[str, str], status: str) -> Row:
    """Return a row without a prediction."""
    return {
        "name": observation["id"],
        "smiles": "",
        "observable": observation["observable"],
        "reference": observation["value"],
        "value": None,
        "error": None,
        "uncertainty": None,
        "within": None,
        "tolerance": None,
        "pass": None,
        "fitted": bool(observation["fitted_parameter"]),
        "status": status,
    }


def bare_film(bench: Bench, wavelength_nm: float, dose: float) -> np.ndarray:
    """Return the relative PLQY of the red film without crosslinker."""
    dot = bench.dots[RED]
    damage = uv_damage_per_us(bench.draws, np.array(wavelength_nm), np.array(dose))
    fresh = plqy_additive(dot.radiative, dot.nonradiative)
    return np.asarray(plqy_additive(dot.radiative, dot.nonradiative + damage) / fresh)


def predicted_samples(bench: Bench, o: dict[str, str]) -> np.ndarray:
    """Return the samples that belong to one observation."""
    if not o["crosslinker"]:
        return bare_film(bench, float(o["wavelength_nm"]), float(o["dose_mj_cm2"]))
    loading = float(o["loading_wt_percent"])
    if o["stage"] == "formulation":
        return bench.at(o["crosslinker"], 365.0, 1.0, loading)["mixed"]
    name = "film retention" if o["observable"] == "pattern quality" else o["observable"]
    found = bench.at(
        o["crosslinker"],
        float(o["wavelength_nm"]),
        float(o["dose_mj_cm2"]),
        loading,
        air=o["atmosphere"] == "air",
        dot=DOTS[o["nanocrystal"]],
    )
    return found[name]


def compare(bench: Bench, o: dict[str, str]) -> Row:
    """Compare one observation with its prediction."""
    name = o["crosslinker"]
    if name and name not in bench.molecules:
        return blank(o, f"failed: {bench.failures.get(name, 'not in this screen')}")
    samples = predicted_samples(bench, o)
    cells = interval("value", samples)
    row = {**blank(o, "ok"), "value": cells["value"]}
    if name:
        row["smiles"] = bench.molecules[name].smiles
    row["uncertainty"] = 0.5 * (cells["value_high"] - cells["value_low"])
    if o["observable"] == "pattern quality":
        row["pass"] = pattern(cells["value"]) == o["value"] if o["value"] in PATTERNS else None
        return row
    scale = 0.01 if o["unit"] == "percent" else 1.0
    try:
        reference = scale * float(o["value"])
    except ValueError:
        return row
    row["reference"] = reference
    row["error"] = row["value"] - reference
    row["within"] = bool(cells["value_low"] <= reference <= cells["value_high"])
    row["tolerance"] = TOLERANCE[o["observable"]]
    row["pass"] = bool(abs(row["error"]) <= row["tolerance"])
    return row


PATTERNS = ("good", "poor", "none")


def comparable(o: dict[str, str]) -> bool:
    """Return whether an observation has a recipe and a predicted counterpart."""
    known = o["observable"] in (*TOLERANCE, "pattern quality")
    recipe = o["dose_mj_cm2"] and o["loading_wt_percent"]
    return bool(known and recipe and o["nanocrystal"] in DOTS)


def statements(bench: Bench) -> list[Row]:
    """Return the prior-predictive probability of each statement of Lu et al."""
    if not {"1", "2", "4"} <= set(bench.molecules):
        return [
            {
                "statement": "crosslinkers 1, 2 and 4 are not all in this screen",
                "probability": None,
                "verdict": "not tested",
            }
        ]
    lu = {
        "1": bench.at("1", 365, 50, 3),
        "1 air": bench.at("1", 365, 50, 3, air=True),
        "1 254": bench.at("1", 254, 50, 3),
        "2": bench.at("2", 365, 50, 3),
        "2 254": bench.at("2", 254, 50, 3),
        "4": bench.at("4", 365, 200, 6),
        "4 air": bench.at("4", 365, 200, 6, air=True),
        "4 air 1000": bench.at("4", 365, 1000, 6, air=True),
    }
    kept = {name: found["film retention"] for name, found in lu.items()}
    light = {name: found["relative PLQY"] for name, found in lu.items()}

    def fewer_bonds(name: str) -> np.ndarray:
        return 1.0 - lu[f"{name} air"]["arms"] / np.maximum(lu[name]["arms"], 1e-12)

    def film_lost(name: str) -> np.ndarray:
        return kept[name] - kept[f"{name} air"]

    first, second = light["4"] > light["1"], light["1"] > light["1 254"]
    truths = {
        "2 gives no pattern at 365 nm": kept["2"] < NO_PATTERN,
        "2 gives a good pattern at 254 nm": kept["2 254"] >= GOOD_PATTERN,
        "1 gives a good pattern at 365 nm in N2": kept["1"] >= GOOD_PATTERN,
        "1 gives a good pattern at 365 nm in air": kept["1 air"] >= GOOD_PATTERN,
        "4 gives a good pattern at 365 nm in N2": kept["4"] >= GOOD_PATTERN,
        "4 loses more of its bonds to air than 1": fewer_bonds("4") > fewer_bonds("1"),
        "4 loses more of its film to air than 1": film_lost("4") > film_lost("1"),
        "4 at 1000 mJ cm-2 in air is weaker than at 200 in N2": kept["4 air 1000"] < kept["4"],
        "PLQY of 4 at 365 nm exceeds that of 1 at 365 nm": first,
        "PLQY of 1 at 365 nm exceeds that of 1 at 254 nm": second,
        "PLQY 4 > 1 at 365 nm > 1 at 254 nm": first & second,
    }
    rows = []
    for statement, truth in truths.items():
        p = float(np.mean(truth))
        verdict = "contradicted" if p < CONTRADICTED else "not contradicted"
        rows.append({"statement": statement, "probability": p, "verdict": verdict})
    return rows


def luminescence_readings() -> list[Row]:
    """Predict the film with 1 exposed at 254 nm from the other five rows, by two readings.

    What 1 does at 365 nm beyond the light itself is carried over to 254 nm: as a rate (additive),
    or as a dark share and a rate (static). No parameter of the model enters.
    """
    measured = {}
    for row in read_table(OBSERVATIONS):
        if row["id"].startswith("trpl-"):
            plqy, _, k_r, k_nr = (float(x) for x in row["value"].split(";"))
            measured[row["id"].removeprefix("trpl-")] = (plqy / 100.0, k_r, k_nr)
    k_r = measured["pristine"][1]
    rate = {name: additive_reading(plqy, k_r) for name, (plqy, *_) in measured.items()}
    static = {name: static_reading(a, b, k_r) for name, (_, a, b) in measured.items()}
    additive = plqy_additive(k_r, rate["254"] + rate["1-365"] - rate["365"])
    bright = (1 - static["254"][0]) * (1 - static["1-365"][0]) / (1 - static["365"][0])
    both = plqy_static(k_r, static["254"][1] + static["1-365"][1] - static["365"][1], 1.0 - bright)
    reference = measured["1-254"][0]
    return [
        {
            "reading": name,
            "predicted": float(value),
            "measured": reference,
            "error": float(value) - reference,
        }
        for name, value in (("additive", additive), ("static", both))
    ]


def run(reference: Path | None, level: str, results: Path = Path("results")) -> dict[str, Any]:
    """Return the ``lu2022`` benchmark.

    Parameters
    ----------
    reference : Path or None
        Another table with the columns of ``data/evidence/lu2022_observations.csv``.
    level : str
    results : Path
        A finished screen that holds crosslinkers 1 to 4.
    """
    bench = read_bench(results, level)
    if reference is None:
        observations = read_table(OBSERVATIONS)
    else:
        with reference.open(encoding="utf-8", newline="") as stream:
            observations = list(csv.DictReader(stream))
    rows = [compare(bench, o) for o in observations if comparable(o)]
    free = [r for r in rows if r["error"] is not None and not r["fitted"]]
    errors = np.array([r["error"] for r in free])
    plqy = [abs(r["error"]) for r in free if r["observable"] == "relative PLQY"]
    parameters = load_parameters().values()
    return {
        "kind": "lu2022",
        "level_of_theory": bench.level_of_theory,
        "unit": "1",
        "rows": rows,
        "mean_signed_error": float(errors.mean()) if errors.size else None,
        "mean_absolute_error": float(np.abs(errors).mean()) if errors.size else None,
        "max_absolute_error": float(np.abs(errors).max()) if errors.size else None,
        "coverage": float(np.mean([r["within"] for r in free])) if free else None,
        "fitted_parameters": sorted(p.name for p in parameters if p.fitted),
        "leave_one_out_plqy_mae": float(np.mean(plqy)) if plqy else None,
        "statements": statements(bench),
        "luminescence_readings": luminescence_readings(),
    }
