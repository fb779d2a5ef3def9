"""Rows of the ranked table, as data for the script that draws them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

import numpy as np

from dotstitch.contracts.config import BEST
from dotstitch.contracts.evidence import EvidenceLine
from dotstitch.contracts.manifest import Molecule
from dotstitch.contracts.photophysics import ScreenedMolecule
from dotstitch.report.inputs import Row, Screen
from dotstitch.report.page_data import ColumnData, RowData, Triple
from dotstitch.report.table.cells import Cell, cell, marked_cell, marks, no_film
from dotstitch.report.table.columns import Column
from dotstitch.report.wording import interval, parse

STRIP_BINS = 40
"""Bins of the score's samples, 2.5 points each."""


def column_data(columns: Sequence[Column]) -> tuple[ColumnData, ...]:
    """Return the heads of the columns."""
    return tuple(
        ColumnData(
            key=c.key,
            ask=(c.ask or c.key) if c.numeric else "",
            title=c.title,
            unit=c.unit,
            meaning=c.meaning,
            numeric=c.numeric,
            long=c.show == "verbatim",
            first=c.first,
        )
        for c in columns
    )


def table_rows(
    screen: Screen,
    molecules: Sequence[Molecule | None],
    columns: Sequence[Column],
) -> tuple[RowData, ...]:
    """Return the rows of the table, best first.

    Parameters
    ----------
    molecules : sequence of Molecule or None
        The molecule of each row of the ranking; nothing where it has no results.
    columns : sequence of Column
    """
    common = common_warnings(screen, molecules)
    rows = []
    for row, molecule in zip(screen.ranking, molecules, strict=True):
        result = screen.results[molecule.name] if molecule else None
        told = warnings(molecule, result) if molecule and result else []
        rows.append(
            RowData(
                name=row["name"],
                smiles=row["smiles"],
                status=row["status"],
                rank=int(row["rank"]) if row["rank"] else None,
                ranks=interval(parse(row["rank_low"]), parse(row["rank_high"]), 0),
                score=parse(row["score"]),
                scores=interval(parse(row["score_low"]), parse(row["score_high"]), 0),
                strip=strip(result.best.score_samples) if result else (),
                retention=_triple(row, "film_retention"),
                plqy=_triple(row, "plqy_relative"),
                film=not no_film(row),
                pareto=row["pareto"] == "true",
                cells=_cells(screen, row, result, columns),
                warnings=tuple(text for text in told if text not in common),
                message=row["message"] if result is None else "",
                **observed(row["name"], screen.evidence),
                levels=_levels(result) if result else None,
            )
        )
    return tuple(rows)


def warnings(molecule: Molecule, result: ScreenedMolecule) -> list[str]:
    """Return the warnings of the plan and of the photophysics, each once."""
    return list(dict.fromkeys((*molecule.warnings, *result.warnings)))


def common_warnings(screen: Screen, molecules: Sequence[Molecule | None]) -> list[str]:
    """Return the warnings that every ranked molecule bears, where there are several."""
    told = [warnings(m, screen.results[m.name]) for m in molecules if m]
    if len(told) < 2:
        return []
    return [text for text in told[0] if all(text in others for others in told[1:])]


def strip(score_samples: Sequence[float]) -> tuple[int, ...]:
    """Count the samples of a score in :data:`STRIP_BINS` equal bins from 0 to 100.

    Examples
    --------
    >>> counts = strip([0.0, 0.0, 51.0, 100.0])
    >>> counts[0], counts[20], counts[-1], sum(counts)
    (2, 1, 1, 4)
    """
    counts, _ = np.histogram(score_samples, bins=STRIP_BINS, range=(0.0, 100.0))
    return tuple(counts.tolist())


def observed(name: str, lines: Sequence[EvidenceLine]) -> dict[str, str | bool]:
    """Return how many observations of a molecule are met, of those that can be judged."""
    judged = [line.passed for line in lines if line.molecule == name and line.passed is not None]
    if not judged:
        return {"observed": "", "missed": False}
    met = sum(map(bool, judged))
    return {"observed": f"{met} of {len(judged)} measured met", "missed": met < len(judged)}


def csv_records(text: str) -> Iterator[str]:
    r"""Cut a CSV table into its records, head first, each as it stands.

    Examples
    --------
    >>> list(csv_records('a,b\n1,"x\ny"\n2,z\n'))
    ['a,b\n', '1,"x\ny"\n', '2,z\n']
    """
    # Cut at line feeds alone: a cell may hold other separators of lines.
    lines = [line + "\n" for line in text.removesuffix("\n").split("\n")]
    reader, start = csv.reader(lines), 0
    for _ in reader:
        yield "".join(lines[start : reader.line_num])
        start = reader.line_num


def _cells(
    screen: Screen, row: Row, result: ScreenedMolecule | None, columns: Sequence[Column]
) -> tuple[tuple[str, ...], ...]:
    if result is None:
        return tuple(_short(cell(c, row, None)) if c.show == "verbatim" else ("",) for c in columns)
    sweep = screen.config.sweep if screen.config.rank_at == BEST else None
    marked = marks(result)
    return tuple(_short(marked_cell(c, row, marked, sweep)) for c in columns)


def _short(found: Cell) -> tuple[str, ...]:
    """Return the parts of a cell without empty ones at its end."""
    parts = (found.value, found.below, found.sort, found.mark, found.hint)
    last = max((i for i, part in enumerate(parts) if part), default=0)
    return parts[: last + 1]


def _levels(result: ScreenedMolecule) -> tuple[float, float, float, float]:
    p = result.properties
    return p.homo_ev, p.homo_uncertainty_ev, p.lumo_ev, p.lumo_uncertainty_ev


def _triple(row: Row, key: str) -> Triple | None:
    if not row[key]:
        return None
    return float(row[key]), float(row[f"{key}_low"]), float(row[f"{key}_high"])
