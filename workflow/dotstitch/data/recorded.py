"""Records of the shipped molecules, level by level: what evidence and tests start from.

Each folder of ``data/evidence/recorded`` is a results folder that holds a plan and its species.
``python tests/recorded/record.py RESULTS`` writes it after a screen.
"""

from __future__ import annotations

from pathlib import Path

from dotstitch.data.reading import package_path

RECORDED = "data/evidence/recorded"


def recorded_folder(level: str) -> Path:
    """Return the results folder of the shipped molecules at a level; it may be missing."""
    return package_path(f"{RECORDED}/{level}")


def recorded_levels() -> tuple[str, ...]:
    """Return the levels at which the shipped molecules were recorded.

    Examples
    --------
    >>> recorded_levels()
    ('draft', 'standard')
    """
    return tuple(
        sorted(path.parent.name for path in package_path(RECORDED).glob("*/manifest.json"))
    )
