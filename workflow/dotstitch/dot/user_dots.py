"""Dots of a user's table: what is given stands, what is blank is taken from the class.

The class is the core material: among the shipped dots of that core the one with the nearest exciton
lends its bulk numbers, and the rest of ``data/dot/dot_classes.yaml`` says how uncertain a lent
number is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

from dotstitch.contracts.constants import EV_NM
from dotstitch.data.dots import dot_classes, dot_names, dot_numbers, sizing_curves
from dotstitch.dot.dots import Dot, load_dot
from dotstitch.dot.user_ligands import Cells, ligand_set
from dotstitch.plan.tables.dot_row import DotRow
from dotstitch.plan.tables.dots import read_dots_table


def known_dots(table: str) -> Mapping[str, Dot]:
    """Return the shipped dots and those of a user's table, by name.

    Parameters
    ----------
    table : str
        Path; empty for none.

    Raises
    ------
    InputTableError
        With all faults of the table.
    """
    dots = {name: load_dot(name) for name in dot_names()}
    rows = read_dots_table(Path(table)) if table else ()
    return dots | {row.name: user_dot(row) for row in rows}


def user_dot(row: DotRow) -> Dot:
    """Return the dot of one row of a user's table."""
    like = _nearest(row)
    size = _size(row, like)
    cells = like.model_dump() | {
        "name": row.name,
        "shell": row.shell,
        **size,
        **_exciton(row, like, size),
        **_barrier(row, size),
        **ligand_set(row, like),
        **_luminescence(row),
        "absorption_350_uncertainty": dot_numbers()["blank_absorption"],
        "absorption_confidence": "assumption",
    }
    dot = Dot.model_validate(cells | _valence(row, like, cells))
    conduction = dot.valence_band_ev + dot.optical_gap_ev + dot.exciton_binding_ev
    return dot.model_copy(update={"conduction_band_ev": conduction})


def _nearest(row: DotRow) -> Dot:
    """Return the shipped dot of this core with the nearest exciton, the typical one without."""
    if row.exciton_ev is None:
        return load_dot(dot_classes()[row.core].typical)
    exciton_ev = row.exciton_ev
    same = [dot for dot in map(load_dot, dot_names()) if dot.core == row.core]
    return min(same, key=lambda dot: abs(dot.optical_gap_ev - exciton_ev))


def _size(row: DotRow, like: Dot) -> dict[str, float | str]:
    """Return the diameters of dot and core; a bare core is the dot."""
    unsure = dot_numbers()
    shell_nm = unsure["blank_shell_nm"] if row.shell else 0.0
    core, relative = _core(row, like, shell_nm)
    whole = row.diameter_nm
    if whole is None:
        whole, spread = core + 2.0 * shell_nm, math.hypot(relative * core, shell_nm)
    else:
        spread = unsure["given_diameter"] * whole
    return {
        "diameter_nm": whole,
        "diameter_uncertainty_nm": spread,
        "core_diameter_nm": core,
        "size_source": row.source,
        "size_doi": "",
        "size_confidence": "read" if row.diameter_nm else "assumption",
    }


def _core(row: DotRow, like: Dot, shell_nm: float) -> tuple[float, float]:
    """Return the diameter of the core and its relative uncertainty."""
    unsure, curve = dot_numbers(), sizing_curves().get(row.core)
    given = row.core_diameter_nm if row.shell else row.diameter_nm
    if given is not None:
        return given, unsure["given_diameter"]
    if curve is not None and row.exciton_ev is not None:
        core, relative = curve.diameter_nm(EV_NM / row.exciton_ev), unsure["sized_diameter"]
    else:
        core, relative = like.core_diameter_nm, unsure["blank_diameter"]
    if row.diameter_nm is None:
        return core, relative
    return min(core, max(row.diameter_nm - 2.0 * shell_nm, 0.5 * row.diameter_nm)), relative


def _exciton(row: DotRow, like: Dot, size: Mapping[str, float | str]) -> dict[str, float]:
    """Return the first exciton and its uncertainty."""
    unsure, curve = dot_numbers(), sizing_curves().get(row.core)
    measured = row.core_diameter_nm if row.shell else row.diameter_nm
    if row.exciton_ev is not None:
        gap, spread = row.exciton_ev, unsure["given_exciton_ev"]
    elif curve is not None and measured is not None:
        low, high = curve.limits_nm
        core = min(max(float(size["core_diameter_nm"]), low), high)
        gap, spread = EV_NM / curve.exciton_of_nm(core), unsure["sized_exciton_ev"]
    else:
        gap, spread = like.optical_gap_ev, unsure["blank_exciton_ev"]
    return {
        "optical_gap_ev": gap,
        "optical_gap_uncertainty_ev": spread,
        "first_exciton_nm": EV_NM / gap,
    }


def _valence(row: DotRow, like: Dot, cells: Mapping[str, object]) -> Cells:
    """Return the valence edge; a wider gap lowers it by the hole's share of confinement."""
    unsure = dot_numbers()
    wider = float(str(cells["optical_gap_ev"])) - like.optical_gap_ev
    moved = -(1.0 - dot_classes()[row.core].electron_share) * wider
    spread = math.hypot(like.valence_band_uncertainty_ev, unsure["blank_edge_ev"])
    edge, other = like.valence_band_ev + moved, like.valence_band_other_scale_ev
    if row.valence_band_ev is not None:
        edge, spread, other = row.valence_band_ev, unsure["given_edge_ev"], None
    return {
        "valence_band_ev": edge,
        "valence_band_uncertainty_ev": spread,
        "conduction_band_uncertainty_ev": spread,
        "valence_band_other_scale_ev": None if other is None else other + moved,
        "levels_source": row.source,
        "levels_doi": "",
        "levels_confidence": "assumption" if row.valence_band_ev is None else "read",
    }


def _barrier(row: DotRow, size: Mapping[str, float | str]) -> dict[str, float | str]:
    """Return what carriers must tunnel through: of an unknown shell the electron half of it."""
    shell_nm = 0.5 * (float(size["diameter_nm"]) - float(size["core_diameter_nm"]))
    if not row.shell:
        return {"electron_barrier_nm": 0.0, "hole_barrier_nm": 0.0, "barrier_uncertainty_nm": 0.0}
    shipped = [load_dot(name) for name in dot_names()]
    shelled = next((dot for dot in shipped if dot.shell == row.shell), None)
    share = dot_numbers()["electron_barrier_share"]
    if shelled is not None:
        share = shelled.electron_barrier_nm / shelled.hole_barrier_nm
    shelled = shelled or next(dot for dot in shipped if dot.shell)
    lent = (
        "electron_attenuation_per_nm",
        "electron_attenuation_uncertainty_per_nm",
        "hole_attenuation_per_nm",
        "hole_attenuation_uncertainty_per_nm",
    )
    return {
        "electron_barrier_nm": share * shell_nm,
        "hole_barrier_nm": shell_nm,
        "barrier_uncertainty_nm": 0.5 * shell_nm,
        **{name: getattr(shelled, name) for name in lent},
        "barrier_confidence": "assumption",
    }


def _luminescence(row: DotRow) -> Cells:
    """Return the rates where both yield and lifetime are given, else what is."""
    rates: Cells = {"radiative_rate_per_us": None, "nonradiative_rate_per_us": None}
    known = row.plqy is not None or row.lifetime_ns is not None
    if row.plqy is not None and row.lifetime_ns is not None:
        total = 1e3 / row.lifetime_ns
        rates["radiative_rate_per_us"] = row.plqy * total
        rates["nonradiative_rate_per_us"] = (1.0 - row.plqy) * total
    return rates | {
        "plqy": row.plqy,
        "lifetime_ns": row.lifetime_ns,
        "luminescence_source": row.source if known else "",
        "luminescence_doi": "",
        "luminescence_confidence": "read" if known else None,
    }
