"""Everything the report shows about one molecule, packed until its row is opened."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from dotstitch.contracts.manifest import Molecule
from dotstitch.report.arms import arm_lines, handling
from dotstitch.report.charts import dose_charts, spectrum_chart
from dotstitch.report.columns import Column, cell
from dotstitch.report.drawing import draw
from dotstitch.report.inputs import Row, Screen
from dotstitch.report.levels import Levels, level_diagram
from dotstitch.report.process_window import process_window
from dotstitch.report.provenance import species_lines
from dotstitch.report.wording import interval, number, recipe

Result = dict[str, Any]


def packed_detail(
    environment: Environment, screen: Screen, molecule: Molecule, row: Row, shown: list[Column]
) -> str:
    """Return one molecule's drawing, page fragment and chart data, compressed.

    Returns
    -------
    str
        Base64 of deflated JSON ``{"drawing", "html", "charts"}``; ``report.js`` unpacks it when
        the row comes into view or is opened, so that thousands of molecules stay light.
    """
    result = screen.results[molecule.name]
    content = {
        "drawing": draw(molecule.name, molecule.smiles),
        "html": _fragment(environment, screen, molecule, row, shown),
        "charts": {
            "spectrum": [spectrum_chart(molecule.name, result["spectrum"], screen.config)],
            "dose": dose_charts(molecule.name, result, screen.config),
        },
    }
    text = json.dumps(content, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def _fragment(
    environment: Environment, screen: Screen, molecule: Molecule, row: Row, shown: list[Column]
) -> str:
    result = screen.results[molecule.name]
    return environment.get_template("detail.html.j2").render(
        row=row,
        molecule=molecule,
        best=recipe(*(float(result["best"][k]) for k in _RECIPE)),
        warnings=warnings(molecule, result),
        levels=Markup(level_diagram(screen.dot, [molecule_levels(molecule.name, result)])),
        windows=[Markup(drawing) for drawing in _windows(molecule.name, result)],
        facts=[(column, cell(column, row)) for column in shown],
        predictions=[_prediction(p) for p in result["predictions"]],
        channels=_channels(result),
        arms=arm_lines(screen, molecule),
        handling=handling(molecule),
        species=species_lines(screen, molecule),
        rank_at=screen.config.rank_at,
    )


_RECIPE = ("wavelength_nm", "dose_mj_cm2", "loading_wt_percent")


def warnings(molecule: Molecule, result: Result) -> list[str]:
    """Return the warnings of the plan and of the photophysics, each once."""
    return list(dict.fromkeys((*molecule.warnings, *result["warnings"])))


def molecule_levels(name: str, result: Result) -> Levels:
    """Return the frontier levels of one molecule."""
    keys = ("homo_ev", "homo_uncertainty_ev", "lumo_ev", "lumo_uncertainty_ev")
    return Levels(name, *(result["properties"][key] for key in keys))


def _windows(name: str, result: Result) -> list[str]:
    sweep, best = result["sweep"], result["best"]
    drawings = []
    for wavelength, grid in zip(sweep["wavelength_nm"], sweep["score"], strict=True):
        here = best["wavelength_nm"] == wavelength
        chosen = (best["dose_mj_cm2"], best["loading_wt_percent"]) if here else None
        label = f"Score of {name} over dose and loading at {wavelength:.4g} nm"
        axes = sweep["dose_mj_cm2"], sweep["loading_wt_percent"]
        drawings.append(process_window(*axes, grid, chosen, label))
    return drawings


def _prediction(found: dict[str, Any]) -> dict[str, str]:
    cells = {
        key: number(found[key])
        for key in ("precursor_left", "arm_conversion", "crosslink_yield", "plqy_mixed")
    }
    for key in ("film_retention", "plqy_relative"):
        cells[key] = number(found[key])
        cells[f"{key}_interval"] = interval(found[f"{key}_low"], found[f"{key}_high"])
    words = {key: str(found[key]).replace("_", " ") for key in ("pattern", "limited_by")}
    return {**cells, **words, "recipe": found["recipe"], "dot": found["dot"]}


def _channels(result: Result) -> dict[str, Any]:
    """Lay the switched-off channels out as one row per channel and one column per recipe."""
    full = {p["recipe"]: p for p in result["predictions"]}
    entries = result["channels_off"]
    recipes = list(dict.fromkeys(entry["recipe"] for entry in entries))
    rows: dict[str, dict[str, Any]] = {}
    for entry in entries:
        reference = full[entry["recipe"]] if entry["recipe"] in full else result["best"]
        cells = {
            key: (number(entry[key]), _change(entry[key] - reference[key]))
            for key in ("film_retention", "plqy_relative")
        }
        rows.setdefault(entry["channel"].replace("_", " "), {})[entry["recipe"]] = cells
    return {"recipes": recipes, "rows": rows}


def _change(difference: float) -> str:
    words = number(difference)
    return f"+{words}" if difference > 0 and words != "0.00" else words
