"""Level diagram: HOMO and LUMO of molecules against the band edges of the dot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dotstitch.contracts.photophysics import ScreenedMolecule
from dotstitch.contracts.photophysics.properties import DotEdges
from dotstitch.report.figures.svg import Scale, element, figure, scale, text, ticks
from dotstitch.report.inputs import Screen
from dotstitch.report.wording import number, plus_minus

MOST_LEVELS = 12
"""Molecules in the overview; more do not fit on a page at a size that can be read."""
_TOP, _BOTTOM, _LEFT, _RIGHT = 12.0, 30.0, 46.0, 118.0
_NARROWEST = 420.0


@dataclass(frozen=True)
class Levels:
    """Frontier levels of one molecule in the film, eV against vacuum."""

    name: str
    homo_ev: float
    homo_uncertainty_ev: float | None
    lumo_ev: float
    lumo_uncertainty_ev: float | None


def molecule_levels(name: str, result: ScreenedMolecule) -> Levels:
    """Return the frontier levels of one molecule."""
    p = result.properties
    return Levels(name, p.homo_ev, p.homo_uncertainty_ev, p.lumo_ev, p.lumo_uncertainty_ev)


def overview_levels(screen: Screen) -> Markup:
    """Draw the frontier levels of the best molecules against the dot; empty without any."""
    names = [row["name"] for row in screen.ranking if row["rank"]][:MOST_LEVELS]
    levels = [molecule_levels(name, screen.results[name]) for name in names]
    return Markup(level_diagram(screen.dot.name, screen.edges, levels) if levels else "")


def level_diagram(name: str, dot: DotEdges, molecules: Sequence[Levels]) -> str:
    """Draw the dot's bands as ground and each molecule's HOMO and LUMO with error bars.

    Parameters
    ----------
    name : str
        Of the dot.
    dot : DotEdges
    molecules : sequence of Levels
        At least one.

    Returns
    -------
    str
        An ``<svg>`` element. Bars are one standard uncertainty.
    """
    column = max(74.0, (_NARROWEST - _LEFT - _RIGHT) / len(molecules))
    width, height = _LEFT + column * len(molecules) + _RIGHT, 290.0
    plot_right, plot_bottom = width - _RIGHT, height - _BOTTOM
    low, high = _range(dot, molecules)
    y = scale(low, high, plot_bottom, _TOP)
    parts = [*_bands(dot, y, plot_right, plot_bottom), *_axis(low, high, y)]
    for index, levels in enumerate(molecules):
        parts += _column(levels, _LEFT + column * (index + 0.5), y, plot_bottom)
    words = "; ".join(
        f"{m.name}: LUMO {plus_minus(m.lumo_ev, m.lumo_uncertainty_ev)} eV, "
        f"HOMO {plus_minus(m.homo_ev, m.homo_uncertainty_ev)} eV"
        for m in molecules
    )
    label = (
        f"Levels against dot {name}: conduction band "
        f"{plus_minus(dot.conduction_band_ev, dot.conduction_band_uncertainty_ev)} eV, valence "
        f"band {plus_minus(dot.valence_band_ev, dot.valence_band_uncertainty_ev)} eV; {words}"
    )
    return figure(width, height, label, parts, "levels")


def _range(dot: DotEdges, molecules: Sequence[Levels]) -> tuple[float, float]:
    ends = [
        (energy, uncertainty or 0.0)
        for m in molecules
        for energy, uncertainty in (
            (m.homo_ev, m.homo_uncertainty_ev),
            (m.lumo_ev, m.lumo_uncertainty_ev),
        )
    ]
    ends.append((dot.conduction_band_ev, dot.conduction_band_uncertainty_ev))
    ends.append((dot.valence_band_ev, dot.valence_band_uncertainty_ev))
    return min(e - u for e, u in ends) - 0.5, max(e + u for e, u in ends) + 0.5


def _bands(dot: DotEdges, y: Scale, right: float, bottom: float) -> list[str]:
    cb, dcb = dot.conduction_band_ev, dot.conduction_band_uncertainty_ev
    vb, dvb = dot.valence_band_ev, dot.valence_band_uncertainty_ev
    span = {"x": _LEFT, "width": right - _LEFT}
    return [
        element("rect", **span, y=_TOP, height=y(cb) - _TOP, class_="band"),
        element("rect", **span, y=y(vb), height=bottom - y(vb), class_="band"),
        element("rect", **span, y=y(cb + dcb), height=y(cb - dcb) - y(cb + dcb), class_="doubt"),
        element("rect", **span, y=y(vb + dvb), height=y(vb - dvb) - y(vb + dvb), class_="doubt"),
        element("line", x1=_LEFT, x2=right, y1=y(cb), y2=y(cb), class_="edge"),
        element("line", x1=_LEFT, x2=right, y1=y(vb), y2=y(vb), class_="edge"),
        text(right + 7, y(cb) - 2, "conduction band"),
        text(right + 7, y(cb) + 11, plus_minus(cb, dcb) + " eV", class_="small"),
        text(right + 7, y(vb) - 2, "valence band"),
        text(right + 7, y(vb) + 11, plus_minus(vb, dvb) + " eV", class_="small"),
    ]


def _axis(low: float, high: float, y: Scale) -> list[str]:
    parts = [
        text(_LEFT - 7, y(energy) + 4, number(energy, 0), class_="small end")
        for energy in ticks(low, high, 6)
    ]
    middle = y((low + high) / 2)
    rotated = f"rotate(-90 12 {middle:.0f})"
    title = text(12, middle, "energy against vacuum / eV", class_="small mid", transform=rotated)
    return [*parts, title]


def _column(levels: Levels, x: float, y: Scale, bottom: float) -> list[str]:
    parts = []
    for energy, uncertainty, kind in (
        (levels.lumo_ev, levels.lumo_uncertainty_ev, "lumo"),
        (levels.homo_ev, levels.homo_uncertainty_ev, "homo"),
    ):
        here = y(energy)
        if uncertainty is not None:
            ends = {"y1": y(energy - uncertainty), "y2": y(energy + uncertainty)}
            parts.append(element("line", x1=x - 20, x2=x - 20, **ends, class_=f"whisker {kind}"))
        parts.append(element("line", x1=x - 36, x2=x - 4, y1=here, y2=here, class_=f"level {kind}"))
        parts.append(text(x, here + 4, number(energy), class_="small"))
    name = levels.name if len(levels.name) <= 12 else levels.name[:11] + "…"
    return [*parts, text(x, bottom + 18, name, class_="mid")]
