"""Writes ``report.html``: reads a finished screen and fills the page template."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dotstitch.contracts.config import Config
from dotstitch.contracts.files import write_text_atomically
from dotstitch.contracts.manifest import Molecule
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.data.levels import load_level
from dotstitch.data.reading import read_text
from dotstitch.report.conditions import dot_words, ranked_at, samples_told, screen_title
from dotstitch.report.evidence.advice import advice
from dotstitch.report.evidence.measured import evidence
from dotstitch.report.evidence.moved import moved
from dotstitch.report.figures.dot import dot_data
from dotstitch.report.figures.drawing import draw
from dotstitch.report.figures.grids import grid_axes, grids
from dotstitch.report.figures.levels import MOST_LEVELS, overview_levels
from dotstitch.report.finding.finding import finding
from dotstitch.report.inputs import Screen, read_screen
from dotstitch.report.losses import losses
from dotstitch.report.molecule.detail import Shared, detail
from dotstitch.report.molecule.provenance import cpu_seconds, versions
from dotstitch.report.molecule.shapes import Shapes
from dotstitch.report.packing import TOGETHER, packs
from dotstitch.report.page_data import Packs, PageData
from dotstitch.report.proposals.section import proposals_section
from dotstitch.report.run import parameter_lines, run_facts
from dotstitch.report.table.columns import Column, carried_columns, columns
from dotstitch.report.table.repeated import repeated
from dotstitch.report.table.rows import column_data, common_warnings, csv_records, table_rows
from dotstitch.report.wording import duration

STYLES = tuple(f"styles/{name}.css" for name in ("colours", "style", "figures", "print"))
_FIGURES = "charts spectrum dose levels spin flow shapes window map"
SCRIPTS = tuple(
    f"scripts/{name}.js"
    for name in f"dom packed {_FIGURES} table detail whatif compare page".split()
)
EXPLANATIONS = {
    "a": "How many intermediates form is decided by the absorptivity at the lamp.",
    "b": "A carbene's triplet refills its reactive singlet; a nitrene's triplet never comes back.",
    "c": "Triplet carbenes meet oxygen at nearly every encounter, triplet nitrenes hardly ever.",
    "d": "Singlet nitrenes expand their ring; the products strip ligands and make traps.",
    "e": "A LUMO below the dot's conduction band takes the photogenerated electron.",
}
"""What Lu et al. say, in our words; the screen supports or contradicts each."""


def build_report(results_dir: Path, config: Config) -> None:
    """Write ``report.html`` into a results folder, atomically.

    Parameters
    ----------
    results_dir : Path
        Holds ``ranking.csv``, ``failures.csv``, ``photophysics.json``, ``manifest.json`` and the
        records below ``species/``.
    config : Config
        The configuration of the run.

    Raises
    ------
    FileNotFoundError
        When a stage before the report has not run.
    """
    screen = read_screen(results_dir, config)
    write_text_atomically(ResultsFolder(results_dir).report, render(screen))


def render(screen: Screen) -> str:
    """Return the whole page."""
    environment = Environment(
        loader=PackageLoader("dotstitch.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shown = [*columns(), *carried_columns(list(screen.ranking[0]) if screen.ranking else [])]
    molecules = _molecules(screen)
    shapes = Shapes(screen.folder)
    ranked = [(m, row) for m, row in zip(molecules, screen.ranking, strict=True) if m]
    common = common_warnings(screen, molecules)
    shared = Shared(environment, shown, shapes, common)
    details = [detail(screen, m, row, shared) for m, row in ranked]
    head, *records = csv_records(screen.ranking_csv)
    packed = Packs(
        together=TOGETHER,
        drawings=packs([{"drawing": draw(m.name, m.smiles)} for m, _ in ranked]),
        details=packs(details),
        grids=packs([grids(screen.results[m.name]) for m, _ in ranked]),
        shapes=packs(shapes.found),
        records=packs([{"record": record} for record in records]),
    )
    script = "\n".join(_asset(name) for name in SCRIPTS)
    return environment.get_template("report.html.j2").render(
        screen=screen,
        config=screen.config,
        title=screen_title(screen.config),
        ranked_at=ranked_at(screen.config),
        dot=screen.dot,
        dot_words=dot_words(screen.dot),
        samples_told=samples_told(_scoring(screen), screen.config),
        finding=finding(screen),
        level_of_theory=_level_of_theory(screen),
        common_warnings=common,
        counts=_counts(screen),
        columns=shown,
        losses=losses(),
        levels=overview_levels(screen),
        most_levels=MOST_LEVELS,
        evidence=evidence(screen.evidence),
        advice=advice(screen.advice),
        moved=moved(screen.moved),
        proposed=proposals_section(screen.proposals),
        explanations=[
            (letter, text, screen.explanations[letter]) for letter, text in EXPLANATIONS.items()
        ],
        failures=screen.failures,
        level=load_level(screen.manifest.level, screen.manifest.engine),
        levels_of_theory=_levels_of_theory(screen),
        run=run_facts(screen),
        parameters=parameter_lines(),
        versions=versions(r for steps in screen.records.values() for r in steps.values()),
        style=Markup("\n".join(_asset(name) for name in STYLES)),
        script=Markup(script),
        script_hash=f"sha256-{_base64(hashlib.sha256(script.encode()).digest())}",
        data=Markup(_data(screen, molecules, shown, packed, shapes, head)),
    )


def _data(
    screen: Screen,
    molecules: list[Molecule | None],
    shown: list[Column],
    packed: Packs,
    shapes: Shapes,
    csv_head: str,
) -> str:
    """Return what the script draws; nothing in it can end the element that holds it."""
    targets = screen.config.targets
    texts, rows = repeated(table_rows(screen, molecules, shown))
    data = PageData(
        columns=column_data(shown),
        rows=rows,
        texts=texts,
        csv_head=csv_head,
        targets=(targets.film_retention, targets.plqy_relative),
        axes=grid_axes(list(screen.results.values())),
        dot=dot_data(screen),
        packs=packed,
        radii=shapes.elements(),
    )
    return data.model_dump_json().replace("<", "\\u003c")


def _scoring(screen: Screen) -> int:
    """Return how many samples score a molecule."""
    numbers = {len(one.best.score_samples) for one in screen.results.values()}
    return numbers.pop() if len(numbers) == 1 else 0


def _level_of_theory(screen: Screen) -> str:
    """Return the level at which the properties of all molecules stand."""
    levels = {one.properties.level_of_theory for one in screen.results.values()}
    return "; ".join(sorted(levels))


def _asset(name: str) -> str:
    return read_text(f"report/templates/{name}")


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _molecules(screen: Screen) -> list[Molecule | None]:
    """Return the molecule behind each row of the ranking that has results."""
    plan = {m.name: m for m in screen.manifest.molecules if m.status == "ok"}
    return [plan[row["name"]] if row["status"] == "ok" else None for row in screen.ranking]


def _counts(screen: Screen) -> list[tuple[str, str, str]]:
    """Return the summary: value, what it counts, what it means."""
    rows = screen.ranking
    status = [row["status"] for row in rows]
    likely = sum(float(row["probability_of_target"]) >= 0.5 for row in rows if row["rank"])
    cost = sum(cpu_seconds(records) for records in screen.records.values())
    return [
        (str(status.count("ok")), "ranked", f"of {len(rows)} rows of the table"),
        (str(likely), "likely on target", "probability of meeting both targets at least 0.5"),
        (str(status.count("failed")), "failed", "each explained below"),
        (str(status.count("duplicate")), "repeated", "the same molecule in a second row"),
        (str(len(screen.manifest.species)), "species computed", "shared by all molecules"),
        (duration(cost), "of CPU time", "for geometries and quantum chemistry"),
    ]


def _levels_of_theory(screen: Screen) -> dict[str, str]:
    """Return the levels of theory of each step, from the records themselves."""
    labels: dict[str, dict[str, None]] = {}
    for steps in screen.records.values():
        for step, record in steps.items():
            labels.setdefault(step.replace("_", " "), {})[record.level_of_theory] = None
    return {step: "; ".join(sorted(levels)) for step, levels in labels.items()}
