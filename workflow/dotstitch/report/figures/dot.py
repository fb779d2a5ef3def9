"""What figures show of the dot: its edges on both scales, its absorption."""

from __future__ import annotations

from dotstitch.contracts.constants import WAVELENGTHS_NM
from dotstitch.dot.absorption import dot_absorption_scale
from dotstitch.report.inputs import Screen
from dotstitch.report.page_data import DotData

STEP = 10
"""Points of the grid of wavelengths from one value that the page carries to the next."""


def dot_data(screen: Screen) -> DotData:
    """Return what figures show of the default dot of a screen."""
    edges, dot = screen.edges, screen.dot
    other = dot.valence_band_other_scale_ev
    grid = WAVELENGTHS_NM[::STEP]
    scale = dot_absorption_scale(dot, grid)
    return DotData(
        dot=dot.name,
        conduction=(
            round(edges.conduction_band_ev, 3),
            round(edges.conduction_band_uncertainty_ev, 3),
        ),
        valence=(round(edges.valence_band_ev, 3), round(edges.valence_band_uncertainty_ev, 3)),
        optical_gap=dot.optical_gap_ev,
        shift=None if other is None else round(other - dot.valence_band_ev, 3),
        absorption=tuple(
            (nm, round(x, 3))
            for nm, x in zip(grid.tolist(), (scale / scale.max()).tolist(), strict=True)
        ),
    )
