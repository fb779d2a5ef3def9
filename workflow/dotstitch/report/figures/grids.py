"""Grids of film, light and score over dose and loading, for "what if"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dotstitch.contracts.photophysics import ScreenedMolecule
from dotstitch.contracts.photophysics.curves import Curve
from dotstitch.report.page_data import GridAxes

SHARES, SCORES = 250.0, 100.0
"""Steps of a share between 0 and 1, and of a score point; ``whatif.js`` knows them too."""


def grid_axes(results: Sequence[ScreenedMolecule]) -> GridAxes | None:
    """Return the axes that the grids of all molecules share; None without any molecule."""
    if not results:
        return None
    first = results[0]
    return GridAxes(
        dose=tuple(float(f"{dose:.4g}") for dose in first.sweep.dose_mj_cm2),
        loading=first.sweep.loading_wt_percent,
        exposures=tuple((g.wavelength_nm, g.atmosphere) for g in first.what_if.grids),
    )


def grids(result: ScreenedMolecule) -> dict[str, Any]:
    """Return the grids of one molecule in steps, one for each lamp and gas; see ``whatif.js``.

    Cells run over the loadings of each dose.
    """
    return {
        "grids": [
            {
                "film": _steps(grid.film_retention, SHARES),
                "light": _steps(grid.plqy_relative, SHARES),
                "score": _steps(grid.score, SCORES),
            }
            for grid in result.what_if.grids
        ]
    }


def _steps(cells: Sequence[Curve], steps: float) -> list[int]:
    found: list[int] = np.rint(steps * np.ravel(cells)).astype(int).tolist()
    return found
