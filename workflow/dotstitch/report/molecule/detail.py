"""Everything the report shows about one molecule, packed until its row is opened."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from dotstitch.contracts.manifest import Molecule
from dotstitch.contracts.photophysics import Prediction, ScreenedMolecule, TripletEnergy
from dotstitch.report.evidence.measured import deciding
from dotstitch.report.figures.charts import dose_charts, spectrum_chart
from dotstitch.report.figures.drawing import draw
from dotstitch.report.figures.levels import Levels, level_diagram
from dotstitch.report.figures.process_window import process_window
from dotstitch.report.inputs import Row, Screen
from dotstitch.report.molecule.arms import arm_lines, handling
from dotstitch.report.molecule.provenance import species_lines
from dotstitch.report.table.columns import Column, marked_cell, marks
from dotstitch.report.wording import interval, number, plus_minus, recipe


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
            "spectrum": [spectrum_chart(molecule.name, result.spectrum, screen.config)],
            "dose": dose_charts(molecule.name, result, screen.config),
        },
    }
    text = json.dumps(content, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def _fragment(
    environment: Environment, screen: Screen, molecule: Molecule, row: Row, shown: list[Column]
) -> str:
    result = screen.results[molecule.name]
    best = result.best
    return environment.get_template("detail.html.j2").render(
        row=row,
        molecule=molecule,
        best=recipe(best.wavelength_nm, best.dose_mj_cm2, best.loading_wt_percent),
        warnings=warnings(molecule, result),
        levels=Markup(
            level_diagram(screen.dot.name, screen.edges, [molecule_levels(molecule.name, result)])
        ),
        windows=[Markup(drawing) for drawing in _windows(molecule.name, result)],
        facts=[(column, marked_cell(column, row, marks(result))) for column in shown],
        deciding=deciding(result),
        predictions=[_prediction(p) for p in result.predictions],
        channels=_channels(result),
        arms=arm_lines(screen, molecule),
        handling=handling(molecule),
        triplets=[(one, _triplet(one)) for one in result.triplets],
        species=species_lines(screen, molecule),
        rank_at=screen.config.rank_at,
    )


def warnings(molecule: Molecule, result: ScreenedMolecule) -> list[str]:
    """Return the warnings of the plan and of the photophysics, each once."""
    return list(dict.fromkeys((*molecule.warnings, *result.warnings)))


def _triplet(found: TripletEnergy) -> str:
    return plus_minus(found.triplet_ev, found.triplet_uncertainty_ev)


def molecule_levels(name: str, result: ScreenedMolecule) -> Levels:
    """Return the frontier levels of one molecule."""
    p = result.properties
    return Levels(name, p.homo_ev, p.homo_uncertainty_ev, p.lumo_ev, p.lumo_uncertainty_ev)


def _windows(name: str, result: ScreenedMolecule) -> list[str]:
    sweep, best = result.sweep, result.best
    drawings = []
    for wavelength, grid in zip(sweep.wavelength_nm, sweep.score, strict=True):
        here = best.wavelength_nm == wavelength
        chosen = (best.dose_mj_cm2, best.loading_wt_percent) if here else None
        label = f"Score of {name} over dose and loading at {wavelength:.4g} nm"
        axes = sweep.dose_mj_cm2, sweep.loading_wt_percent
        drawings.append(process_window(*axes, grid, chosen, label))
    return drawings


def _prediction(prediction: Prediction) -> dict[str, str]:
    return {
        "recipe": prediction.recipe,
        "dot": prediction.dot,
        "precursor_left": number(prediction.precursor_left),
        "arm_conversion": number(prediction.arm_conversion),
        "crosslink_yield": number(prediction.crosslink_yield),
        "film_retention": number(prediction.film_retention),
        "film_retention_interval": interval(
            prediction.film_retention_low, prediction.film_retention_high
        ),
        "pattern": prediction.pattern,
        "plqy_mixed": number(prediction.plqy_mixed),
        "plqy_relative": number(prediction.plqy_relative),
        "plqy_relative_interval": interval(
            prediction.plqy_relative_low, prediction.plqy_relative_high
        ),
        "limited_by": prediction.limited_by.replace("_", " "),
    }


def _channels(result: ScreenedMolecule) -> dict[str, Any]:
    """Lay the switched-off channels out as one row per channel and one column per recipe."""
    full = {p.recipe: p for p in result.predictions}
    recipes = list(dict.fromkeys(entry.recipe for entry in result.channels_off))
    rows: dict[str, dict[str, Any]] = {}
    for entry in result.channels_off:
        reference = full.get(entry.recipe, result.best)
        cells = {
            "film_retention": _with_change(entry.film_retention, reference.film_retention),
            "plqy_relative": _with_change(entry.plqy_relative, reference.plqy_relative),
        }
        rows.setdefault(entry.channel.replace("_", " "), {})[entry.recipe] = cells
    return {"recipes": recipes, "rows": rows}


def _with_change(value: float, reference: float) -> tuple[str, str]:
    return number(value), _change(value - reference)


def _change(difference: float) -> str:
    words = number(difference)
    return f"+{words}" if difference > 0 and words != "0.00" else words
