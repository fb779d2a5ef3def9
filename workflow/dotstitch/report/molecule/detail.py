"""Everything the report shows about one molecule when its row is opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jinja2 import Environment

from dotstitch.contracts.config import BEST
from dotstitch.contracts.manifest import Molecule
from dotstitch.contracts.photophysics import Prediction, ScreenedMolecule, TripletEnergy
from dotstitch.report.evidence.advice import deciding
from dotstitch.report.evidence.measured import evidence_row
from dotstitch.report.figures.charts import dose_curves
from dotstitch.report.figures.process_window import process_windows
from dotstitch.report.figures.spectrum import spectrum_data
from dotstitch.report.inputs import Row, Screen
from dotstitch.report.losses import loss_words
from dotstitch.report.molecule.arms import arm_lines, handling
from dotstitch.report.molecule.channels import channels
from dotstitch.report.molecule.provenance import sources, species_lines
from dotstitch.report.molecule.shapes import Shapes
from dotstitch.report.molecule.states import flow_data, level_data, spin_data
from dotstitch.report.table.cells import marked_cell, marks
from dotstitch.report.table.columns import Column
from dotstitch.report.table.rows import warnings
from dotstitch.report.wording import interval, number, plus_minus, recipe

SCORES = 20.0
"""Steps of a score point in samples."""
SECTIONS = ("head", "figures", "numbers", "measured", "predictions", "channels", "arms", "sources")
"""Parts of the fragment, each a template; one that has nothing to say is empty."""


@dataclass(frozen=True)
class Shared:
    """What the details of all molecules share.

    Attributes
    ----------
    columns : list of Column
        Of the table, those that are carried through last.
    shapes : Shapes
        Structures that were asked for so far.
    warnings : list of str
        That every molecule bears; they are told above the table.
    """

    environment: Environment
    columns: list[Column]
    shapes: Shapes
    warnings: list[str]


def detail(screen: Screen, molecule: Molecule, row: Row, shared: Shared) -> dict[str, Any]:
    """Return the page fragment of one molecule, section by section, and what figures draw.

    See ``detail.js``, which shows it when the row is opened.
    """
    result = screen.results[molecule.name]
    structures = shared.shapes.of_molecule(screen, molecule)
    spoken = {"structures": bool(structures), **_spoken(screen, molecule, row, shared)}
    sections = {
        f"html {name}": shared.environment.get_template(f"detail/{name}.html.j2").render(spoken)
        for name in SECTIONS
    }
    return {
        **sections,
        "spectrum": spectrum_data(screen, molecule, result),
        "dose": dose_curves(result, screen.config),
        "targets": [screen.config.targets.film_retention, screen.config.targets.plqy_relative],
        "levels": level_data(result),
        "spin": spin_data(screen, molecule, result),
        "flow": flow_data(result),
        "shapes": structures,
        "windows": process_windows(molecule.name, result),
        "scores": [round(SCORES * score) for score in result.best.score_samples],
    }


def _spoken(screen: Screen, molecule: Molecule, row: Row, shared: Shared) -> dict[str, Any]:
    """Return what the templates of one molecule say."""
    result = screen.results[molecule.name]
    best = result.best
    sweep = screen.config.sweep if screen.config.rank_at == BEST else None
    return {
        "row": row,
        "molecule": molecule,
        "best": recipe(best.wavelength_nm, best.dose_mj_cm2, best.loading_wt_percent),
        "warnings": [x for x in warnings(molecule, result) if x not in shared.warnings],
        "common": len(shared.warnings),
        "windows": [f"{wavelength:.4g} nm" for wavelength in result.sweep.wavelength_nm],
        "facts": [
            (column, marked_cell(column, row, marks(result), sweep)) for column in shared.columns
        ],
        "deciding": deciding(result),
        "measured": [
            evidence_row(line)
            for line in screen.evidence
            if line.molecule == molecule.name and not line.reason
        ],
        "predictions": [_prediction(p) for p in result.predictions],
        "channels": channels(molecule, result),
        "recipes_off": list(dict.fromkeys(entry.recipe for entry in result.channels_off)),
        "arms": arm_lines(screen, molecule),
        "handling": handling(molecule),
        "dots": _on_dots(result),
        "own_dot": screen.dot.name,
        "triplets": [(one, _triplet(one)) for one in result.triplets],
        "species": species_lines(screen, molecule),
        **sources(screen, molecule),
        "rank_at": screen.config.rank_at,
    }


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
