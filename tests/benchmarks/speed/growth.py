"""How the CPU time of our ground state and spectrum grows with the number of atoms.

    python tests/benchmarks speed.growth --level standard --json growth.json --plot growth.svg

Each chromophore runs as in a screen (continuum, response and window of the level) in a fresh
process with one thread, timed by its own CPU clock after imports and a warm-up on water. The
relaxed geometry is made once, outside the timing. The exponent is the slope of a straight line
through the logarithms; the number beside it is its standard error.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
from printing import print_table
from scipy.stats import linregress

from dotstitch.contracts.levels import Level
from dotstitch.data.levels import load_level
from dotstitch.geometry.structure import Structure
from speed.command import ENVIRONMENT, geometry, lu2022_crosslinkers, run_ours, warm_up_ours
from speed.plain import Array, Measured, in_fresh_process

CHROMOPHORES = {
    "phenyl azide": "[N-]=[N+]=Nc1ccccc1",
    "methyl 4-azidotetrafluorobenzoate": "COC(=O)c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F",
    "4-azidobiphenyl": "[N-]=[N+]=Nc1ccc(-c2ccccc2)cc1",
    "chromophore of crosslinker 4": "FC(F)(F)C(F)(F)c1ccc(C2(C(F)(F)F)N=N2)cc1",
    "4-azidochalcone": "O=C(/C=C/c1ccc(N=[N+]=[N-])cc1)c1ccccc1",
    "crosslinker 1": lu2022_crosslinkers()["crosslinker 1"],
    "2,6-bis(4-azidobenzylidene)cyclohexanone": (
        r"O=C1/C(=C/c2ccc(N=[N+]=[N-])cc2)CCC/C1=C\c1ccc(N=[N+]=[N-])cc1"
    ),
    "crosslinker 3": lu2022_crosslinkers()["crosslinker 3"],
    "bis(azidostilbenyl) dienone": (
        "O=C(/C=C/c1ccc(/C=C/c2ccc(N=[N+]=[N-])cc2)cc1)/C=C/c1ccc(/C=C/c2ccc(N=[N+]=[N-])cc2)cc1"
    ),
}
WORKS = {
    "ground_state": ("cpu_s_ground_state", "#1f5fa8"),
    "spectrum": ("cpu_s_spectrum", "#c2500f"),
    "ground_state_and_spectrum": ("cpu_s", "#3d3d3d"),
}
COLUMNS = (*("name", "n_atoms", "n_basis", "n_states"), *(key for key, _ in WORKS.values()))
WIDTH, HEIGHT, MARGIN = 640, 440, 60
BOTTOM, RIGHT = HEIGHT - MARGIN, WIDTH - MARGIN


def measure(structure: Structure, level: Level) -> Measured:
    """Return the costs of one chromophore, after a warm-up on water."""
    warm_up_ours(level)
    return run_ours(structure, level)[1]


def one_row(name: str, level: Level, geometries: Path | None) -> dict[str, Any]:
    """Measure one chromophore."""
    structure = geometry(name, CHROMOPHORES[name], level, geometries)
    costs = in_fresh_process(measure, structure, level)
    return {
        "name": name,
        "smiles": CHROMOPHORES[name],
        "n_atoms": len(structure.symbols),
        "n_basis": int(costs["n_basis"]),
        "n_states": int(costs["n_states"]),
        "cpu_s_ground_state": round(float(costs["ground_cpu_s"]), 3),
        "cpu_s_spectrum": round(float(costs["total_cpu_s"] - costs["ground_cpu_s"]), 3),
        "cpu_s": round(float(costs["total_cpu_s"]), 3),
        "peak_memory_mb": round(float(costs["total_memory_mb"]), 1),
    }


def fit(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the exponent of each kind of work, from at least three chromophores."""
    atoms = np.log([row["n_atoms"] for row in rows])
    exponents = []
    for work, (key, _) in WORKS.items():
        line = linregress(atoms, np.log([row[key] for row in rows]))
        exponents.append(
            {
                "work": work,
                "exponent": round(float(line.slope), 3),
                "standard_error": round(float(line.stderr), 3),
                "cpu_s_at_one_atom": float(np.exp(line.intercept)),
            }
        )
    return exponents


class Chart:
    """A logarithmic chart as SVG; the picture is ``parts``, one element a line."""

    def __init__(self, title: str, atoms: Array, times_s: Array) -> None:
        self.x_limits = atoms.min() / 1.1, atoms.max() * 1.1
        self.y_limits = times_s.min() / 2, times_s.max() * 2
        self.parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            'font-family="sans-serif" font-size="12" role="img">',
            f'<title>{escape(title)}</title><rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
            f'<path d="M{MARGIN},{MARGIN} V{BOTTOM} H{RIGHT}" fill="none" stroke="#666"/>',
        ]
        self.text(MARGIN, 20, title)
        self.text(WIDTH / 2, HEIGHT - 18, "atoms", "middle")
        self.text(MARGIN - 8, MARGIN - 10, "CPU, s", "end")
        for tick in (t for t in range(10, 200, 10) if _within(t, self.x_limits)):
            self.text(self.x(tick), BOTTOM + 18, str(tick), "middle")
            self.parts.append(f'<path d="M{self.x(tick)},{BOTTOM} v5" stroke="#666"/>')
        for tick in (t for t in 10.0 ** np.arange(-3, 6) if _within(t, self.y_limits)):
            self.text(MARGIN - 8, self.y(tick) + 4, f"{tick:g}", "end")
            self.parts.append(f'<path d="M{MARGIN},{self.y(tick)} H{RIGHT}" stroke="#ddd"/>')

    def x(self, atoms: float) -> float:
        """Return the horizontal place of a number of atoms."""
        return round(MARGIN + _share(atoms, self.x_limits) * (RIGHT - MARGIN), 1)

    def y(self, time_s: float) -> float:
        """Return the vertical place of a CPU time."""
        return round(BOTTOM - _share(time_s, self.y_limits) * (BOTTOM - MARGIN), 1)

    def text(
        self, x: float, y: float, words: str, anchor: str = "start", fill: str = "#222"
    ) -> None:
        """Write words."""
        place = f'x="{x}" y="{y}" text-anchor="{anchor}" fill="{fill}"'
        self.parts.append(f"<text {place}>{escape(words)}</text>")

    def series(self, atoms: Array, times_s: Array, power: dict[str, Any], colour: str) -> None:
        """Draw points and the fitted line."""
        ends = [(n, power["cpu_s_at_one_atom"] * n ** power["exponent"]) for n in np.sort(atoms)]
        line = " L".join(f"{self.x(n)},{self.y(t)}" for n, t in (ends[0], ends[-1]))
        self.parts.append(f'<path d="M{line}" stroke="{colour}" stroke-width="1.5"/>')
        self.parts += [
            f'<circle cx="{self.x(n)}" cy="{self.y(t)}" r="4" fill="{colour}"/>'
            for n, t in zip(atoms, times_s, strict=True)
        ]


def _share(value: float, limits: tuple[float, float]) -> float:
    return float(np.log(value / limits[0]) / np.log(limits[1] / limits[0]))


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


def draw(rows: Sequence[dict[str, Any]], exponents: Sequence[dict[str, Any]], title: str) -> str:
    """Return an SVG: CPU time against atoms, both logarithmic, with the fitted lines."""
    atoms = np.array([row["n_atoms"] for row in rows], dtype=float)
    times_s = np.array([[row[key] for row in rows] for key, _ in WORKS.values()])
    chart = Chart(title, atoms, times_s)
    for number, (power, (_, colour)) in enumerate(zip(exponents, WORKS.values(), strict=True)):
        chart.series(atoms, times_s[number], power, colour)
        work = power["work"].replace("_", " ")
        label = f"{work}: {power['exponent']:.2f} ± {power['standard_error']:.2f}"
        chart.text(MARGIN + 14, MARGIN + 16 + 18 * number, label, fill=colour)
    return "\n".join([*chart.parts, "</svg>"]) + "\n"


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--level", default="standard", choices=("draft", "standard"))
    parser.add_argument("--geometries", type=Path, help="keep geometries here, and reuse them")
    parser.add_argument("--json", type=Path, help="also write the result here")
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw the table here")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure every chromophore and fit the exponents."""
    options = parse(arguments)
    os.environ.update(ENVIRONMENT)
    level = load_level(options.level)
    rows = []
    for name in CHROMOPHORES:
        print(f"computing {name}", file=sys.stderr)
        rows.append(one_row(name, level, options.geometries))
    exponents = fit(rows)
    title = f"{level.label('spectrum')}, one thread"
    print(f"{title}, window {level.window_ev} eV\n")
    print_table(rows, COLUMNS)
    print()
    print_table(exponents, ("work", "exponent", "standard_error"))
    if options.json:
        result = {"level_of_theory": level.label("spectrum"), "rows": rows, "exponents": exponents}
        options.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    if options.plot:
        options.plot.write_text(draw(rows, exponents, title), encoding="utf-8")
    return 0
