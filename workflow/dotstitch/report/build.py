"""Writes ``report.html``: reads a finished screen and fills the page template."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dotstitch.contracts.config import Config
from dotstitch.contracts.files import write_text_atomically
from dotstitch.contracts.manifest import Molecule
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.data.levels import load_level
from dotstitch.data.reading import read_text
from dotstitch.report.evidence.measured import advice, evidence
from dotstitch.report.evidence.moved import moved
from dotstitch.report.inputs import Screen, read_screen
from dotstitch.report.molecule.detail import packed_detail
from dotstitch.report.molecule.provenance import cpu_seconds, versions
from dotstitch.report.table.columns import carried_columns, columns
from dotstitch.report.table.lines import MOST_LEVELS, overview_levels, overview_map, table_lines
from dotstitch.report.wording import duration

STYLES = ("styles/style.css", "styles/figures.css")
SCRIPTS = ("scripts/charts.js", "scripts/table.js", "scripts/report.js")
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
    lines = table_lines(screen, molecules, shown)
    details = [
        packed_detail(environment, screen, molecule, row, shown) if molecule else ""
        for row, molecule in zip(screen.ranking, molecules, strict=True)
    ]
    script = "\n".join(_asset(name) for name in SCRIPTS)
    download = _base64(screen.ranking_csv.encode("utf-8-sig"))
    return environment.get_template("report.html.j2").render(
        screen=screen,
        config=screen.config,
        dot=screen.dot,
        counts=_counts(screen),
        columns=shown,
        lines=lines,
        map=overview_map(screen, lines),
        levels=overview_levels(screen),
        most_levels=MOST_LEVELS,
        evidence=evidence(screen.evidence),
        advice=advice(screen.advice),
        moved=moved(screen.moved),
        explanations=[
            (letter, text, screen.explanations[letter]) for letter, text in EXPLANATIONS.items()
        ],
        failures=screen.failures,
        level=load_level(screen.manifest.level, screen.manifest.engine),
        levels_of_theory=_levels_of_theory(screen),
        versions=versions(r for steps in screen.records.values() for r in steps.values()),
        csv_uri=f"data:text/csv;charset=utf-8;base64,{download}",
        style=Markup("\n".join(_asset(name) for name in STYLES)),
        script=Markup(script),
        script_hash=f"sha256-{_base64(hashlib.sha256(script.encode()).digest())}",
        details=Markup(json.dumps(details)),
    )


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
