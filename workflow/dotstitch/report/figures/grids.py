"""Grids of film, light and score as compact text: bytes of every cell, in base64."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import numpy as np

from dotstitch.contracts.photophysics import ScreenedMolecule
from dotstitch.report.page_data import GridAxes

SHARES, SCORES = 250.0, 500.0
"""Steps of a share between 0 and 1, and of a score point."""


def grid_axes(results: Sequence[ScreenedMolecule]) -> GridAxes | None:
    """Return the axes that the grids of all molecules share; None without any molecule."""
    if not results:
        return None
    first = results[0]
    return GridAxes(
        dose=tuple(float(f"{dose:.4g}") for dose in first.sweep.dose_mj_cm2),
        loading=first.sweep.loading_wt_percent,
        exposures=tuple((g.wavelength_nm, g.atmosphere) for g in first.what_if.grids),
        shares=SHARES,
        scores=SCORES,
    )


def packed_grids(result: ScreenedMolecule) -> str:
    """Return the grids of one molecule; see ``whatif.js``.

    One after the other: for each lamp and gas the film kept, then the light kept, one byte a
    cell, then the score, two bytes a cell, the higher one first; doses outside, loadings inside.
    """
    parts = []
    for grid in result.what_if.grids:
        for share in (grid.film_retention, grid.plqy_relative):
            parts.append(np.rint(SHARES * np.clip(share, 0.0, 1.02)).astype(np.uint8).tobytes())
        parts.append(np.rint(SCORES * np.clip(grid.score, 0.0, 131.0)).astype(">u2").tobytes())
    return base64.b64encode(b"".join(parts)).decode()
