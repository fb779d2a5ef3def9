"""Everything the report shows about one molecule, packed until its row is opened."""

from __future__ import annotations

import base64
import json
import zlib

from jinja2 import Environment
from markupsafe import Markup

from dotstitch.contracts.config import BEST
from dotstitch.contracts.manifest import Molecule
from dotstitch.contracts.photophysics import Prediction, ScreenedMolecule, TripletEnergy
from dotstitch.report.evidence.advice import deciding
from dotstitch.report.evidence.measured import evidence_row
from dotstitch.report.figures.charts import dose_charts, short, spectrum_chart
from dotstitch.report.figures.drawing import draw
from dotstitch.report.figures.levels import level_diagram, molecule_levels
from dotstitch.report.figures.process_window import process_windows
from dotstitch.report.inputs import Row, Screen
from dotstitch.report.losses import loss_words
from dotstitch.report.molecule.arms import arm_lines, handling
from dotstitch.report.molecule.channels import channels
from dotstitch.report.molecule.provenance import species_lines
from dotstitch.report.table.cells import marked_cell, marks
from dotstitch.report.table.columns import Column
from dotstitch.report.table.rows import warnings
from dotstitch.report.wording import interval, number, plus_minus, recipe


def packed_detail(
    environment: Environment, screen: Screen, molecule: Molecule, row: Row, shown: list[Column]
) -> str:
    """Return one molecule's drawing, page fragment and chart data, compressed.

    Returns
    -------
    str
        Base64 of deflated JSON: drawing, html, charts, windows, scores; ``detail.js`` unpacks it
        when the row is drawn or opened, so that thousands of molecules stay light.
    """
    result = screen.results[molecule.name]
    content = {
        "drawing": draw(molecule.name, molecule.smiles),
        "html": _fragment(environment, screen, molecule, row, shown),
        "charts": {
            "spectrum": [spectrum_chart(molecule.name, result.spectrum, screen.config)],
            "dose": dose_charts(molecule.name, result, screen.config),
        },
        "windows": process_windows(molecule.name, result),
        "scores": short(result.best.score_samples, 4),
    }
    text = json.dumps(content, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def _fragment(
    environment: Environment, screen: Screen, molecule: Molecule, row: Row, shown: list[Column]
) -> str:
    result = screen.results[molecule.name]
    best = result.best
    sweep = screen.config.sweep if screen.config.rank_at == BEST else None
    return environment.get_template("detail.html.j2").render(
        row=row,
        molecule=molecule,
        best=recipe(best.wavelength_nm, best.dose_mj_cm2, best.loading_wt_percent),
        warnings=warnings(molecule, result),
        levels=Markup(
            level_diagram(screen.dot.name, screen.edges, [molecule_levels(molecule.name, result)])
        ),
        windows=[f"{wavelength:.4g} nm" for wavelength in result.sweep.wavelength_nm],
        facts=[(column, marked_cell(column, row, marks(result), sweep)) for column in shown],
        deciding=deciding(result),
        measured=[
            evidence_row(line)
            for line in screen.evidence
            if line.molecule == molecule.name and not line.reason
        ],
        predictions=[_prediction(p) for p in result.predictions],
        channels=channels(molecule, result),
        recipes_off=list(dict.fromkeys(entry.recipe for entry in result.channels_off)),
        arms=arm_lines(screen, molecule),
        handling=handling(molecule),
        dots=_on_dots(result),
        own_dot=screen.dot.name,
        triplets=[(one, _triplet(one)) for one in result.triplets],
        species=species_lines(screen, molecule),
        rank_at=screen.config.rank_at,
    )


def _on_dots(result: ScreenedMolecule) -> list[dict[str, str]]:
    """Return what the molecule would do on every dot, the best first."""
    return [
        {
            "dot": one.dot,
            "score": number(one.score, 1),
            "film": number(one.film_retention),
            "film_interval": interval(one.film_retention_low, one.film_retention_high),
            "light": number(one.plqy_relative),
            "light_interval": interval(one.plqy_relative_low, one.plqy_relative_high),
        }
        for one in sorted(result.what_if.dots, key=lambda one: -one.score)
    ]


def _triplet(found: TripletEnergy) -> str:
    return plus_minus(found.triplet_ev, found.triplet_uncertainty_ev)


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
        "limited_by": loss_words(prediction.limited_by),
    }
