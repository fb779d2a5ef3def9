"""Finished screens of any number of molecules, made from the five recorded ones.

Each molecule is a variant of a recorded one, in turn, with species and records of its own, so that
nothing is shared between molecules and the page is as heavy as a table of such molecules can make
it. What varies, with a seed:

- name, InChIKey and species keys are new; in every SMILES each F becomes, three times in ten,
  Cl, Br, a methyl or a methoxy group, so that drawings and texts differ;
- a number that stands alone is scaled by a factor of its own, spread 5 %;
- a curve or a grid is scaled as a whole, spread 10 %, and a curve of shares is also bent by a power
  (spread 20 %); samples of film and light also move one by one (2 %), and scores follow from them;
- structures are made anew by distance geometry and shaken (0.1 angstrom an atom);
- shares stay between 0 and 1, zero stays zero, axes of curves and grids stay as they are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel
from rdkit import Chem
from rdkit.Chem import rdDistGeom
from recorded.screen import RecordedScreen

from dotstitch.contracts.config import Config
from dotstitch.contracts.files import SIGNIFICANT_DIGITS
from dotstitch.contracts.hashed import write_hashed
from dotstitch.contracts.manifest import Manifest, Molecule
from dotstitch.contracts.paths import ResultsFolder, SpeciesFolder
from dotstitch.contracts.photophysics import ScreenedMolecule
from dotstitch.contracts.photophysics.what_if import WhatIf
from dotstitch.contracts.records import Record
from dotstitch.contracts.results import GeometryValues, StepValues
from dotstitch.contracts.tables import read_table
from dotstitch.geometry.structure import Structure, write_xyz
from dotstitch.plan.screen_plan import write_manifest
from dotstitch.report.build import render
from dotstitch.report.inputs import Screen, read_screen
from dotstitch.screen.photophysics import run_photophysics
from dotstitch.screen.ranking import rank

SEED = 2022
LEVEL = "standard"
AXES = ("wavelength_nm", "dose_mj_cm2", "loading_wt_percent", "irradiance_mw_cm2")
"""Fields that all molecules of a screen share."""
SUBSTITUENTS = ("Cl", "Br", "C", "OC")
SUBSTITUTED = 0.3
SHAKEN_ANGSTROM = 0.1
ALONE, WHOLE, BENT, OF_A_SAMPLE = 0.05, 0.10, 0.20, 0.02
UNRANKED = {
    **dict.fromkeys(("dose_curves", "channels_off", "predictions"), ()),
    "what_if": WhatIf(grids=(), dots=()),
}
"""What a ranking does not read."""
CURVE = 4
"""Numbers from which a list is a curve."""

Draw = np.random.Generator


def recorded_screen(folder: Path) -> Screen:
    """Return the finished screen of the recorded molecules."""
    config = Config(level=LEVEL)
    screen = RecordedScreen(folder)
    run_photophysics(screen.manifest_path, folder, config)
    rank(ResultsFolder(folder).photophysics, screen.manifest_path, config, folder)
    return read_screen(folder, config)


def write_many(few: Screen, count: int, folder: Path) -> Path:
    """Write the page of a screen of many variants of few molecules; return its path."""
    draw = np.random.default_rng(SEED)
    lent = {key: embedded(one.smiles) for key, one in few.manifest.species.items()}
    planned = [molecule for molecule in few.manifest.molecules if molecule.name in few.results]
    molecules, species, results, records = [], {}, {}, {}
    for number in range(count):
        like = planned[number % len(planned)]
        keys = {old: _new_key(old, number) for old in like.species_roles().values()}
        own = {"name": f"{like.name} variant {number + 1}", "smiles": varied(like.smiles, draw)}
        plan = {**_with_keys(like, keys), **own, "inchikey": f"VARIANT{number:06d}"}
        molecules.append(Molecule.model_validate(plan))
        found = {**jittered(_with_keys(few.results[like.name], keys), draw), **own}
        results[own["name"]] = ScreenedMolecule.model_validate(_named(found))
        for old, key in keys.items():
            new = {"key": key, "smiles": varied(few.manifest.species[old].smiles, draw)}
            species[key] = few.manifest.species[old].model_copy(update=new)
            files = ResultsFolder(folder).species(key)
            records[key] = {
                step: _record(record.model_copy(update=new), lent[old], files, draw)
                for step, record in few.records[old].items()
            }
    manifest = few.manifest.model_copy(
        update={"molecules": tuple(molecules), "species": species, "labels": {}}
    )
    ranking = _ranking(folder, manifest, results, few.config)
    screen = replace(
        few,
        folder=ResultsFolder(folder),
        manifest=manifest,
        results=results,
        records=records,
        ranking=read_table(ranking),
        ranking_csv=ranking,
        failures=[],
    )
    report = ResultsFolder(folder).report
    report.write_text(render(screen), encoding="utf-8")
    return report


def _record(
    record: Record[StepValues], lent: Structure, files: SpeciesFolder, draw: Draw
) -> Record[StepValues]:
    """Return a record with other numbers; where it has structures, these are written."""
    values = record.result
    moved = type(values).model_validate(_moved(values.model_dump(mode="json"), draw))
    if not isinstance(values, GeometryValues):
        return record.model_copy(update={"values": moved})
    structures = {}
    for state in values.states:
        noise = SHAKEN_ANGSTROM * draw.normal(size=lent.positions_angstrom.shape)
        own = replace(lent, positions_angstrom=lent.positions_angstrom + noise)
        files.path.mkdir(parents=True, exist_ok=True)
        structures[state] = write_xyz(files.xyz(state), own)
    return record.model_copy(update={"values": moved, "structures": structures})


def embedded(smiles: str) -> Structure:
    """Return a structure as distance geometry makes it: recorded screens keep none."""
    mol = Chem.AddHs(Chem.MolFromSmiles(smiles))
    rdDistGeom.EmbedMolecule(mol, randomSeed=SEED)
    symbols = tuple(atom.GetSymbol() for atom in mol.GetAtoms())
    return Structure(symbols, mol.GetConformer().GetPositions())


def _ranking(
    folder: Path, manifest: Manifest, results: Mapping[str, ScreenedMolecule], config: Config
) -> str:
    """Rank the molecules and return the table."""
    files = ResultsFolder(folder)
    write_manifest(files.manifest, manifest)
    slim = [result.model_copy(update=UNRANKED).model_dump() for result in results.values()]
    write_hashed(files.photophysics, {"molecules": slim})
    rank(files.photophysics, files.manifest, config, folder)
    return files.ranking.read_text(encoding="utf-8")


def _new_key(old: str, number: int) -> str:
    return hashlib.sha256(f"{old} {number}".encode()).hexdigest()[: len(old)]


def varied(smiles: str, draw: Draw) -> str:
    """Return a SMILES with some of its fluorines replaced."""
    return "".join(
        str(draw.choice(SUBSTITUENTS)) if letter == "F" and draw.random() < SUBSTITUTED else letter
        for letter in smiles
    )


def jittered(content: Mapping[str, Any], draw: Draw) -> dict[str, Any]:
    """Return the result of a molecule with other numbers; samples of the score follow."""
    moved: dict[str, Any] = _moved(content, draw)
    best = moved["best"]
    film, light = (np.array(best[f"{one}_samples"]) for one in ("retention", "plqy"))
    return {**moved, "best": {**best, "score_samples": (100.0 * film * light).tolist()}}


def _moved(value: Any, draw: Draw, name: str = "") -> Any:
    if name in AXES:
        return value
    if isinstance(value, Mapping):
        return {key: _moved(item, draw, key) for key, item in value.items()}
    if isinstance(value, list):
        return _moved_list(value, draw, name)
    if isinstance(value, float):
        share = 0.0 <= value <= 1.0
        moved = float(f"{value * (1.0 + ALONE * draw.normal()):.{SIGNIFICANT_DIGITS}g}")
        return min(max(moved, 0.0), 1.0) if share else moved
    return value


def _moved_list(values: list[Any], draw: Draw, name: str) -> list[Any]:
    if not _numeric(values) or np.size(values) < CURVE:
        return [_moved(item, draw, name) for item in values]
    curve = np.array(values, dtype=float)
    factor = np.exp(WHOLE * draw.normal())
    if not (curve.min() >= 0.0 and curve.max() <= 1.0):
        found = curve * factor
        if curve.max() <= 100.0 and curve.min() >= 0.0:
            found = found.clip(0.0, 100.0)
        return list(found.tolist())
    bent = curve ** np.exp(BENT * draw.normal())
    if name.endswith("_samples"):
        bent = bent * (1.0 + OF_A_SAMPLE * draw.normal(size=curve.shape))
    return list((factor * bent).clip(0.0, 1.0).tolist())


def _numeric(values: list[Any]) -> bool:
    return bool(values) and all(
        _numeric(one) if isinstance(one, list) else isinstance(one, float) for one in values
    )


def _named(result: dict[str, Any]) -> dict[str, Any]:
    """Give predictions and arms of a result its own name."""
    rows = {
        part: [{**row, "name": result["name"]} for row in result[part]]
        for part in ("predictions", "arms")
    }
    return {**result, **rows}


def _with_keys(content: BaseModel, keys: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of a model with every species key replaced."""
    text = content.model_dump_json()
    for old, new in keys.items():
        text = text.replace(old, new)
    found: dict[str, Any] = json.loads(text)
    return found
