"""What should be said of how the configuration, and the tables that it names, were read."""

from __future__ import annotations

from pathlib import Path

from dotstitch.contracts.config import Config
from dotstitch.plan.tables.dots import DOTS
from dotstitch.plan.tables.doubts import doubts_of_knobs, doubts_of_measurements
from dotstitch.plan.tables.faults import told
from dotstitch.plan.tables.measurement_row import MEASUREMENTS
from dotstitch.plan.tables.sheet import read_sheet


def reading_notes(config: Config) -> tuple[str, ...]:
    """Return one line for each thing in doubt, or read differently from how it was typed."""
    named = ((config.dots, DOTS), (config.measurements, MEASUREMENTS))
    findings = [read_sheet(Path(table), kind).findings for table, kind in named if table]
    if config.measurements:
        findings.append(doubts_of_measurements(Path(config.measurements)))
    return (*doubts_of_knobs(config), *(line for one in findings for line in told(one.notes)))
