"""Levels of a molecule, spin states of its intermediates and fate of its warheads, as data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from dotstitch.contracts.constants import BOLTZMANN_EV_K, GAS_CONSTANT_KCAL_MOL_K, HBAR_EV_S
from dotstitch.contracts.manifest import Arm, Molecule
from dotstitch.contracts.photophysics import ArmResult, ScreenedMolecule
from dotstitch.contracts.photophysics.close_up import ChainRate, Flow
from dotstitch.contracts.records import Record
from dotstitch.contracts.results import GapValues, StepValues
from dotstitch.groups.registry import GROUPS, ends_of
from dotstitch.report.conditions import ranked_temperature_k
from dotstitch.report.figures.charts import short
from dotstitch.report.figures.spectrum import NAMES
from dotstitch.report.inputs import Screen

SMALLEST_SHARE = 0.0005
"""Ends with less than this share of the warheads that reacted are told together."""
SLOWEST_PER_S = 1e-3
"""Of a rate that is told: slower ones stand beside none of those that compete."""


def level_data(result: ScreenedMolecule) -> dict[str, Any]:
    """Return HOMO and LUMO with uncertainties state by state, and the optical LUMO."""
    close = result.close_up
    optical = (close.optical_lumo_ev, close.optical_lumo_uncertainty_ev)
    return {
        "states": [
            [
                NAMES[one.state],
                *short(
                    (one.homo_ev, one.homo_uncertainty_ev, one.lumo_ev, one.lumo_uncertainty_ev), 4
                ),
            ]
            for one in close.levels
        ],
        "optical": short([x for x in optical if x is not None], 4),
    }


def spin_data(screen: Screen, molecule: Molecule, result: ScreenedMolecule) -> list[dict[str, Any]]:
    """Return spin states and rates of every distinct intermediate."""
    arms = [arm for part in molecule.electrophores for arm in part.arms]
    return [
        _spin(screen, arm, found)
        for arm, found in zip(arms, result.arms, strict=True)
        if found.gap is not None
    ]


def _spin(screen: Screen, arm: Arm, result: ArmResult) -> dict[str, Any]:
    """Return the gap of one arm by every route that was taken, S2, and the rates that compete."""
    gap = result.gap
    assert gap is not None
    record: Record[StepValues] = screen.records[gap.intermediate][GapValues.step]
    values = record.result
    assert isinstance(values, GapValues)
    role = next(iter(GROUPS[arm.group].roles.values()))
    words = {end.name: end.words for end in ends_of(arm.group).values()}
    return {
        "title": f"{role.words} of {arm.warhead.replace('_', ' ')}",
        "smiles": gap.intermediate_smiles,
        "copies": result.n_arms,
        "gap": short((values.gap_st_kcal_mol, values.gap_st_uncertainty_kcal_mol), 4),
        "free": float(f"{values.gap_free_energy_kcal_mol:.4g}"),
        "routes": _routes(values),
        "character": values.singlet_character,
        "s2": {name: round(x, 2) for name, x in record.diagnostics.s2_by_state().items()},
        "method": values.method,
        "rates": _rates(result, words, ranked_temperature_k(screen.config)),
    }


def _rates(result: ArmResult, words: Mapping[str, str], temperature_k: float) -> list[list[Any]]:
    """Return state, end, median, interval, median in air and barrier of each rate that competes."""

    def fastest(one: ChainRate) -> float:
        return max(one.per_s, one.in_air_per_s)

    return [
        [
            one.state,
            words.get(one.to, one.to),
            *short((one.per_s, one.per_s_low, one.per_s_high, one.in_air_per_s), 3),
            round(apparent_barrier_kcal_mol(fastest(one), temperature_k), 2),
        ]
        for one in sorted(result.rates, key=lambda one: (one.state, -fastest(one)))
        if fastest(one) >= SLOWEST_PER_S
    ]


def apparent_barrier_kcal_mol(rate_per_s: float, temperature_k: float) -> float:
    """Return the free energy of activation that a first-order rate would need (Eyring).

    Examples
    --------
    >>> [round(apparent_barrier_kcal_mol(rate, 298.15), 1) for rate in (6.2124e12, 1.0)]
    [0.0, 17.5]
    """
    attempts = BOLTZMANN_EV_K * temperature_k / (2.0 * math.pi * HBAR_EV_S)
    return GAS_CONSTANT_KCAL_MOL_K * temperature_k * math.log(attempts / rate_per_s)


def _routes(values: GapValues) -> list[list[Any]]:
    """Return what other routes give for the same gap, kcal/mol: in short, in words, the number."""
    characters = (values.gaps_by_character_kcal_mol or {}).items()
    routes: list[tuple[str, str, float | None]] = [
        ("check", "by a second functional", values.gap_check_kcal_mol),
        ("uncorrected", "without correction", values.gap_uncorrected_kcal_mol),
        ("vertical", "at the geometry of the singlet", values.gap_at_singlet_geometry_kcal_mol),
        *((name.replace("_", " "), f"as {name.replace('_', ' ')}", x) for name, x in characters),
    ]
    return [[name, words, float(f"{x:.4g}")] for name, words, x in routes if x is not None]


def flow_data(result: ScreenedMolecule) -> list[dict[str, Any]]:
    """Return the shares of all warheads under N2 and in air, large ones first."""
    return [_flow(one) for one in result.close_up.flows]


def _flow(flow: Flow) -> dict[str, Any]:
    least = SMALLEST_SHARE * (1.0 - flow.intact)
    told = sorted(flow.ends, key=lambda end: (end.state, end.outcome != "wanted", -end.share))
    shown = [end for end in told if end.share >= least]
    hidden: dict[str, float] = {}
    for end in told:
        if end.share < least:
            hidden[end.state] = hidden.get(end.state, 0.0) + end.share
    return {
        "gas": flow.atmosphere,
        "intact": _share(flow.intact),
        "spent": _share(flow.spent),
        "waiting": _share(flow.waiting),
        "light": {state: _share(share) for state, share in flow.by_light.items()},
        "transfer": {state: _share(share) for state, share in flow.by_transfer.items()},
        "ends": [
            *([end.state, end.words, end.outcome, _share(end.share)] for end in shown),
            *([state, "other ends", "lost", _share(x)] for state, x in hidden.items() if x > 0.0),
        ],
    }


def _share(share: float) -> float:
    return float(f"{share:.5g}")
