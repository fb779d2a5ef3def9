"""What was read differently from how it was typed in the tables that the configuration names."""

from __future__ import annotations

from pathlib import Path

from dotstitch.contracts.config import Config
from dotstitch.plan.tables.dots import DOTS
from dotstitch.plan.tables.faults import told
from dotstitch.plan.tables.measurement_row import MEASUREMENTS
from dotstitch.plan.tables.sheet import read_sheet


def reading_notes(config: Config) -> tuple[str, ...]:
    """Return one line for each thing in the tables of dots and of measurements."""
    named = ((config.dots, DOTS), (config.measurements, MEASUREMENTS))
    sheets = (read_sheet(Path(table), kind) for table, kind in named if table)
    return tuple(line for sheet in sheets for line in told(sheet.findings.notes))
