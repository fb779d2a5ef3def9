"""A space of a few blocks, around the molecules that are recorded."""

from __future__ import annotations

import csv
from pathlib import Path
from unittest import mock

from dotstitch.contracts.config import Config
from dotstitch.data.reading import package_path
from dotstitch.design import blocks as block_table
from dotstitch.design.listing import Candidate, span_space

PERFLUORO = ("1,3-diiodohexafluoropropane", "1,6-diiodododecafluorohexane")
"""With the arm of crosslinker 4 they make molecules of its species alone."""
BLOCKS = (
    *("1-bromo-4-iodobenzene", "1-bromo-3-iodobenzene", "1,4-diiodooctafluorobutane", *PERFLUORO),
    *("methyl pentafluorobenzoate", "pentafluorobenzaldehyde", "ethylene glycol", "acetone"),
)


def small_space(
    folder: Path, config: Config, names: tuple[str, ...] = BLOCKS
) -> tuple[Candidate, ...]:
    """Return what a few of the shipped blocks make."""
    with package_path(block_table.SHIPPED).open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    path = folder / "blocks.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *(row for row in rows if row[0] in names)])
    with mock.patch.object(block_table, "SHIPPED", str(path)):
        return span_space(config)
