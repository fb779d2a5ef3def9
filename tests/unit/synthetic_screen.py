"""A made-up but complete results folder, for the tests of ranking and report.

The numbers have the shape of a screen and mean nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from dotstitch.contracts.config import Config
from dotstitch.contracts.manifest import Arm, Electrophore, Manifest, Molecule, Species
from dotstitch.contracts.records import Record, write_json, write_record, write_text_atomically
from dotstitch.dot.dots import load_dot
from dotstitch.screen.ranking import rank

CONFIG = Config(level="draft")
THEORY = "TDA-ris-PBE0/def2-sv(p)//GFN2-xTB"
AZIDE = "O=C(OCCOC(=O)c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F)c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F"
DIAZIRINE = "FC(F)(F)C1(c2ccc(C(c3ccc(C4(C(F)(F)F)N=N4)cc3)(C(F)(F)F)C(F)(F)F)cc2)N=N1"
N_SAMPLES = 200


@dataclass
class Entry:
    """One row of the made-up table: typical retention and PLQY, and how it ends."""

    name: str
    smiles: str = AZIDE
    retention: float = 0.5
    plqy: float = 0.7
    status: str = "ok"
    level_of_theory: str = THEORY
    warnings: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)


def write_screen(folder: Path, entries: list[Entry], config: Config = CONFIG) -> None:
    """Write manifest, species records and photophysics, then rank them."""
    write_inputs(folder, entries)
    rank(folder / "photophysics.json", folder / "manifest.json", config, folder)


def write_inputs(folder: Path, entries: list[Entry]) -> None:
    """Write manifest, species records and photophysics."""
    molecules = tuple(_molecule(number, entry) for number, entry in enumerate(entries))
    species = {s.key: s for number, entry in enumerate(entries) for s in _species(number, entry)}
    manifest = Manifest(level="draft", molecules=molecules, species=species, labels={})
    write_json(folder / "manifest.json", manifest.model_dump(mode="json"))
    failing = {
        f"closed{number}" for number, entry in enumerate(entries) if entry.status == "unconverged"
    }
    for one in species.values():
        _write_records(folder / "species" / one.key, one, one.key in failing)
    done = [(m, e) for m, e in zip(molecules, entries, strict=True) if m.status == "ok"]
    content = {
        "schema_version": 1,
        "dot": load_dot(CONFIG.dot).model_dump(),
        "surrogate": "Rate equations stand in for the exposed film; they were fitted to nothing.",
        "molecules": [_result(m, e) for m, e in done],
        "explanations": {
            letter: {"verdict": verdict, "evidence": f"Evidence for {letter}: 0.83 of the samples."}
            for letter, verdict in zip(
                "abcde",
                ("supported", "supported", "partly supported", "contradicted", "supported"),
                strict=True,
            )
        },
    }
    write_json(folder / "photophysics.json", content)
    write_text_atomically(folder / "arms.csv", _arms(done))


def _molecule(number: int, entry: Entry) -> Molecule:
    known = {
        "name": entry.name,
        "smiles": entry.smiles,
        "inchikey": f"KEY{number:04d}",
        "source_file": "molecules/test.csv",
        "source_row": number + 2,
        "columns": entry.columns,
    }
    if entry.status == "failed":
        told = ("plan", "input", "no photoactive arm was found", "add an azide or a diazirine")
        return Molecule(status="failed", **known, **_told(*told))
    if entry.status == "duplicate":
        told = ("plan", "input", "the same molecule as an earlier row", "drop one of the rows")
        return Molecule(status="duplicate", **known, **_told(*told))
    kind = _warhead(entry)
    arm = Arm(
        warhead="aryl_azide" if kind == "nitrene" else "aryl_cf3_diazirine",
        n_equivalent=2,
        intermediate=f"{kind}{number}",
        diazo=f"diazo{number}" if kind == "carbene" else None,
        ortho_fluorines=2 if kind == "nitrene" else 0,
    )
    states = (f"closed{number}", f"half{number}", f"product{number}")
    part = Electrophore(species=f"closed{number}", count=1, arms=(arm,), states=states)
    return Molecule(status="ok", n_arms=2, molar_mass_g_mol=512.3, electrophores=(part,), **known)


def _told(stage: str, kind: str, message: str, remedy: str) -> dict[str, str]:
    return {"stage": stage, "kind": kind, "message": message, "remedy": remedy}


def _warhead(entry: Entry) -> str:
    return "nitrene" if "[N-]" in entry.smiles else "carbene"


def _species(number: int, entry: Entry) -> list[Species]:
    if entry.status in ("failed", "duplicate"):
        return []
    kind = _warhead(entry)
    names = ["closed", "half", "product", kind] + (["diazo"] if kind == "carbene" else [])
    return [
        Species(
            key=f"{name}{number}",
            smiles=entry.smiles,
            kind="nitrene"
            if name == "nitrene"
            else "carbene"
            if name == "carbene"
            else "closed_shell",
            charge=0,
            n_atoms=36,
        )
        for name in names
    ]


def _write_records(folder: Path, species: Species, failing: bool) -> None:
    closed = species.kind == "closed_shell"
    for step in ("geometry", "ground_state", "spectrum") if closed else ("geometry", "gap"):
        values: dict[str, Any] = {}
        if step == "gap":
            gap = 15.2 if species.kind == "nitrene" else 3.1
            values = {"gap_st_kcal_mol": gap, "gap_st_uncertainty_kcal_mol": 1.8}
        failed = failing and step == "ground_state"
        record = Record(
            method_version=1,
            key=species.key,
            step=step,
            smiles=species.smiles,
            status="failed" if failed else "ok",
            error=_error() if failed else None,
            level_of_theory="GFN2-xTB" if step == "geometry" else THEORY,
            values={} if failed else values,
            diagnostics={"converged": not failed, "s2_triplet": 2.03, "s2_singlet": 1.01}
            if step == "gap"
            else {"converged": not failed},
            warnings=("the ladder held at level shift 0.2",) if step == "spectrum" else (),
            provenance={"versions": {"pyscf": "2.14.0"}, "cpu_s": 40.0, "wall_s": 41.0},
        )
        write_record(folder / f"{step}.json", record)
        if failed:
            return


def _error() -> Any:
    return {
        "kind": "convergence",
        "message": "the ground state did not converge on any rung of the ladder",
        "remedy": "look at the geometry.",
    }


def _result(molecule: Molecule, entry: Entry) -> dict[str, Any]:
    if entry.status == "unconverged":
        return {
            "name": entry.name,
            "smiles": entry.smiles,
            "status": "failed",
            "stage": "ground_state",
            "warnings": [],
            **_error(),
        }
    seed = int(molecule.inchikey[3:])
    return {
        "name": entry.name,
        "smiles": entry.smiles,
        "status": "ok",
        "warnings": list(entry.warnings),
        "properties": _properties(entry, seed),
        "spectrum": _spectrum(entry, seed),
        "predictions": [_prediction(entry, recipe.name) for recipe in CONFIG.recipes],
        "dose_curves": [
            *(_dose_curve(entry, recipe.name) for recipe in CONFIG.recipes),
            _dose_curve(entry, "best"),
        ],
        "sweep": _sweep(entry),
        "best": _best(entry, seed),
        "channels_off": [
            {
                "channel": channel,
                "recipe": recipe,
                "film_retention": min(entry.retention * factor, 0.99),
                "plqy_relative": entry.plqy / factor,
            }
            for channel, factor in (("ring_expansion", 1.1), ("oxygen", 1.0), ("electron", 0.96))
            for recipe in ("best", CONFIG.recipes[4].name)
        ],
        "sources": {"species": {"chromophore 1": f"closed{seed}"}},
    }


def _arms(done: list[tuple[Molecule, Entry]]) -> str:
    ends = "insertion,addition,recombination,ring_expansion,trapping,azine,escape,oxidation"
    moved = "score_per_gap_kcal_mol,rank_gap_low,rank_gap_high"
    lines = [f"name,intermediate,{ends},dimer,unspent,bond,bond_in_air,{moved}"]
    for molecule, entry in done:
        if entry.status == "ok":
            key = molecule.electrophores[0].arms[0].intermediate
            shares = "0.4,0.1,0.1,0.22,0.1,,0.05,0.03,0,0,0.6,0.55,-0.31,3,2"
            quoted = entry.name.replace('"', '""')
            lines.append(f'"{quoted}",{key},{shares}')
    return "\n".join(lines) + "\n"


def _properties(entry: Entry, seed: int) -> dict[str, Any]:
    nitrene = _warhead(entry) == "nitrene"
    return {
        "warheads": "aryl_azide" if nitrene else "aryl_cf3_diazirine",
        "n_arms": 2,
        "molar_mass_g_mol": 512.3,
        "lambda_max_nm": 262.0,
        "lambda_max_uncertainty_nm": 9.0,
        "epsilon_254_m1_cm1": 31200.0,
        "epsilon_313_m1_cm1": 480.0,
        "epsilon_365_m1_cm1": 12000.0 / (seed + 1),
        "epsilon_405_m1_cm1": None,
        "homo_ev": -6.9 - 0.1 * (seed % 5),
        "lumo_ev": -3.6 + 0.3 * (seed % 5),
        "homo_uncertainty_ev": 0.21,
        "lumo_uncertainty_ev": 0.28,
        "electron_offset_ev": -0.33 + 0.3 * (seed % 5),
        "electron_offset_uncertainty_ev": 0.53,
        "hole_offset_ev": 1.4,
        "hole_offset_uncertainty_ev": 0.5,
        "p_electron_transfer": 0.7,
        "p_hole_transfer": 0.01,
        "alignment_score": 0.42,
        "gap_st_kcal_mol": 15.2 if nitrene else 3.1,
        "gap_st_uncertainty_kcal_mol": 1.8,
        "quantum_yield": 0.5,
        "level_of_theory": entry.level_of_theory,
    }


def _spectrum(entry: Entry, seed: int) -> dict[str, Any]:
    grid = np.arange(240.0, 451.0)
    band = 36000 * np.exp(-(((grid - 262) / 18) ** 2)) + 9000 / (seed + 1) * np.exp(
        -(((grid - 350) / 25) ** 2)
    )
    states = {"intact": band, "half": 0.7 * band, "product": 0.3 * band, "diazo": None}
    if _warhead(entry) == "carbene":
        states["diazo"] = 8000 * np.exp(-(((grid - 300) / 30) ** 2))
    return {"wavelength_nm": grid, "epsilon_m1_cm1": band, "states": states}


def _prediction(entry: Entry, recipe: str) -> dict[str, Any]:
    found = next(r for r in CONFIG.recipes if r.name == recipe)
    return {
        "name": entry.name,
        "recipe": recipe,
        "wavelength_nm": found.wavelength_nm,
        "dose_mj_cm2": found.dose_mj_cm2,
        "irradiance_mw_cm2": found.irradiance_mw_cm2,
        "loading_wt_percent": found.loading_wt_percent,
        "atmosphere": found.atmosphere,
        "dot": found.dot or CONFIG.dot,
        "precursor_left": 0.12,
        "arm_conversion": 0.61,
        "crosslink_yield": 0.35,
        **_outcome(entry),
        "pattern": "good"
        if entry.retention >= 0.5
        else "poor"
        if entry.retention > 0.15
        else "none",
        "plqy_mixed": 0.9,
        "limited_by": "ring_expansion",
    }


def _outcome(entry: Entry) -> dict[str, float]:
    return {
        "film_retention": entry.retention,
        "film_retention_low": max(entry.retention - 0.12, 0.0),
        "film_retention_high": min(entry.retention + 0.1, 1.0),
        "plqy_relative": entry.plqy,
        "plqy_relative_low": entry.plqy - 0.1,
        "plqy_relative_high": min(entry.plqy + 0.06, 1.0),
    }


def _dose_curve(entry: Entry, recipe: str) -> dict[str, Any]:
    dose = np.array([0.0, *np.geomspace(1, 1000, 31)])
    gel = entry.retention * (1 - np.exp(-dose / 40))
    plqy = 1 - (1 - entry.plqy) * (1 - np.exp(-dose / 60))
    return {
        "recipe": recipe,
        "dose_mj_cm2": dose,
        "film_retention": gel,
        "film_retention_low": 0.8 * gel,
        "film_retention_high": np.minimum(1.2 * gel, 1.0),
        "plqy_relative": plqy,
        "plqy_relative_low": plqy - 0.08,
        "plqy_relative_high": np.minimum(plqy + 0.05, 1.0),
    }


def _sweep(entry: Entry) -> dict[str, Any]:
    dose, loading = np.geomspace(10, 300, 12).round(1), np.linspace(1, 8, 8)
    hill = np.exp(-(np.log(dose[:, None] / 90) ** 2)) * np.exp(-((loading[None, :] - 4) ** 2) / 8)
    score = 100 * entry.retention * entry.plqy * hill
    return {
        "wavelength_nm": [365.0],
        "dose_mj_cm2": dose,
        "loading_wt_percent": loading,
        "score": [score],
    }


def _best(entry: Entry, seed: int) -> dict[str, Any]:
    shared = np.random.default_rng(0).normal(size=(2, N_SAMPLES))
    own = np.random.default_rng(seed + 1).normal(size=(2, N_SAMPLES))
    retention = np.clip(entry.retention + 0.08 * shared[0] + 0.05 * own[0], 0, 1)
    plqy = np.clip(entry.plqy + 0.05 * shared[1] + 0.04 * own[1], 0, 1)
    return {
        "wavelength_nm": 365.0,
        "dose_mj_cm2": 80.9,
        "loading_wt_percent": 4.0,
        **_outcome(entry),
        "crosslink_yield": 0.35,
        "arm_conversion": 0.61,
        "dose_half_mj_cm2": None,
        "air_tolerance": 0.94,
        "limited_by": "ring_expansion",
        "score_samples": 100 * retention * plqy,
        "retention_samples": retention,
        "plqy_samples": plqy,
    }
