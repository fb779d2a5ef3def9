"""Process window of one molecule: its score over dose and loading."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dotstitch.report.figures.svg import element, escape, figure, text
from dotstitch.report.wording import number

INKS = ("#f2f6f7", "#d6e6e8", "#acd0d3", "#7bb6bb", "#4a979e", "#257780", "#0d5660", "#043a42")
"""Tints of the score, from 0 to 100 in equal steps."""
_LEFT, _TOP, _WIDTH, _HEIGHT = 46.0, 8.0, 300.0, 168.0
_BOTTOM = _TOP + _HEIGHT


def process_window(
    dose_mj_cm2: Sequence[float],
    loading_wt_percent: Sequence[float],
    score: Sequence[Sequence[float]],
    best: tuple[float, float] | None,
    label: str,
) -> str:
    """Draw the score over dose and loading as a grid of tinted cells.

    Parameters
    ----------
    score : sequence, shape (n_doses, n_loadings)
        Between 0 and 100.
    best : tuple of float or None
        Dose and loading of the chosen recipe, ringed.
    label : str
        Announced by a screen reader.

    Returns
    -------
    str
        An ``<svg>`` element.
    """
    cell = (_WIDTH / len(dose_mj_cm2), _HEIGHT / len(loading_wt_percent))
    parts = []
    for i, dose in enumerate(dose_mj_cm2):
        for j, loading in enumerate(loading_wt_percent):
            corner = (_LEFT + i * cell[0], _BOTTOM - (j + 1) * cell[1])
            tooltip = f"{dose:.4g} mJ cm⁻², {loading:.3g} wt%: score {score[i][j]:.0f}"
            parts.append(_cell(corner, cell, score[i][j], tooltip))
    if best is not None:
        across = np.interp(best[0], dose_mj_cm2, np.arange(len(dose_mj_cm2)) + 0.5)
        up = np.interp(best[1], loading_wt_percent, np.arange(len(loading_wt_percent)) + 0.5)
        parts += _ring(_LEFT + float(across) * cell[0], _BOTTOM - float(up) * cell[1])
    parts += [*_dose_axis(dose_mj_cm2), *_loading_axis(loading_wt_percent), *_legend()]
    return figure(_LEFT + _WIDTH + 14, _BOTTOM + 74, label, parts, "window")


def _cell(
    corner: tuple[float, float], size: tuple[float, float], score: float, tooltip: str
) -> str:
    tint = INKS[min(int(max(score, 0.0) / 100.0 * len(INKS)), len(INKS) - 1)]
    box = {"x": corner[0], "y": corner[1], "width": size[0], "height": size[1]}
    return element("rect", element("title", escape(tooltip)), **box, fill=tint)


def _ring(x: float, y: float) -> list[str]:
    return [
        element("circle", cx=x, cy=y, r=7.0, class_="ring outer"),
        element("circle", cx=x, cy=y, r=7.0, class_="ring"),
    ]


def _dose_axis(doses: Sequence[float]) -> list[str]:
    step = _WIDTH / len(doses)
    labels = [
        text(_LEFT + (i + 0.5) * step, _BOTTOM + 15, number(doses[i], 0), class_="small mid")
        for i in range(0, len(doses), max(1, len(doses) // 6))
    ]
    return [*labels, text(_LEFT + _WIDTH / 2, _BOTTOM + 32, "dose / mJ cm⁻²", class_="small mid")]


def _loading_axis(loadings: Sequence[float]) -> list[str]:
    step, middle = _HEIGHT / len(loadings), _TOP + _HEIGHT / 2
    labels = [
        text(_LEFT - 6, _BOTTOM - (j + 0.5) * step + 4, f"{loadings[j]:.2g}", class_="small end")
        for j in range(0, len(loadings), max(1, len(loadings) // 6))
    ]
    rotated = f"rotate(-90 12 {middle:.0f})"
    return [*labels, text(12, middle, "loading / wt%", class_="small mid", transform=rotated)]


def _legend() -> list[str]:
    y, width = _BOTTOM + 44, _WIDTH / len(INKS)
    parts = [text(_LEFT - 6, y + 10, "score", class_="small end")]
    for index, tint in enumerate(INKS):
        parts.append(
            element("rect", x=_LEFT + index * width, y=y, width=width, height=10.0, fill=tint)
        )
    for value in (0, 25, 50, 75, 100):
        parts.append(text(_LEFT + _WIDTH * value / 100, y + 23, str(value), class_="small mid"))
    return parts
