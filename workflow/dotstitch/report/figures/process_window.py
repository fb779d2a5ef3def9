"""Process window of one molecule: its score over dose and loading, as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dotstitch.contracts.photophysics import ScreenedMolecule
from dotstitch.report.figures.charts import short

NEAR = 1e-6
"""Relative difference within which a recipe lies on a point of the grid."""


def process_windows(name: str, result: ScreenedMolecule) -> list[dict[str, Any]]:
    """Return one window for each lamp of the sweep; see ``window.js``."""
    sweep, best = result.sweep, result.best
    return [
        {
            "alt": f"Score of {name} over dose and loading at {wavelength:.4g} nm",
            "dose": short(sweep.dose_mj_cm2, 4),
            "loading": short(sweep.loading_wt_percent, 4),
            "score": [[round(score, 1) for score in line] for line in grid],
            "best": None
            if best.wavelength_nm != wavelength
            else _place(
                (sweep.dose_mj_cm2, best.dose_mj_cm2),
                (sweep.loading_wt_percent, best.loading_wt_percent),
            ),
        }
        for wavelength, grid in zip(sweep.wavelength_nm, sweep.score, strict=True)
    ]


def _place(*axes: tuple[Sequence[float], float]) -> list[int] | None:
    """Return where values stand on their axes; None where one of them lies between points."""
    found = []
    for values, value in axes:
        index = min(range(len(values)), key=lambda i: abs(values[i] - value))
        if abs(values[index] - value) > NEAR * abs(value):
            return None
        found.append(index)
    return found
