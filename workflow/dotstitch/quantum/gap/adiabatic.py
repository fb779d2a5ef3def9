"""Adiabatic singlet-triplet gaps of nitrenes and carbenes.

A nitrene's lowest singlet is open-shell, a carbene's closed-shell. In acyl and sulfonyl nitrenes an
oxygen leans over to the nitrogen and pairs its electrons: both singlets are computed, and the lower
one counts. So it is with the planar and the twisted singlet of an arylcarbene.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dotstitch.contracts.failure import StepError
from dotstitch.contracts.levels import Level
from dotstitch.contracts.manifest import SpeciesKind
from dotstitch.contracts.records import StepResult
from dotstitch.contracts.results import GapValues
from dotstitch.data.spin_states import spin_parameters
from dotstitch.geometry.embed import explicit_molecule
from dotstitch.geometry.intermediates import find_centre, shape_of
from dotstitch.geometry.spin_class import SpinClass, spin_class
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.engine import MeanField
from dotstitch.quantum.gap.checks import cross_check_warnings, gap_uncertainty, geometry_warnings
from dotstitch.quantum.gap.routes import (
    Route,
    closed_shell_route,
    open_shell_route,
)
from dotstitch.quantum.gap.spin import closed_shell_singlet, triplet
from dotstitch.quantum.gap.spin_projection import configuration_weights, diradical_character
from dotstitch.quantum.gap.vibrations import VibrationalTerms, vibrational_terms


def compute_gap(
    structures: Mapping[str, Structure],
    kind: SpeciesKind,
    level: Level,
    smiles: str,
) -> StepResult[GapValues]:
    """Return the adiabatic gap of one intermediate.

    Parameters
    ----------
    structures : mapping
        Relaxed geometries ``singlet`` and ``triplet``, for an acyl or sulfonyl nitrene also
        ``closed_singlet``, for an arylcarbene perhaps ``twisted_singlet``; atoms in the order of
        the canonical SMILES.
    kind : str
        ``nitrene`` or ``carbene``.
    level : Level
    smiles : str
        Of the intermediate; it tells the class, and the atoms whose geometry is reported.

    Returns
    -------
    StepResult
        ``gap_st_kcal_mol`` = E(singlet) - E(triplet) at 0 K, zero-point energy included, as
        experiments report T0; positive when the triplet is the ground state. It is the sum of
        ``gap_electronic_kcal_mol`` and ``zero_point_difference_kcal_mol``.
        ``gap_free_energy_kcal_mol`` holds at 298.15 K: vibrations without rotation and without the
        triplet's degeneracy of 3, which :mod:`dotstitch.groups.chain` adds. Every other gap of
        the record is electronic.

    Raises
    ------
    StepError
        ``convergence`` or ``wrong_state``.
    """
    group = spin_class(smiles, kind)
    gap_level = level.for_gap(kind)
    low = triplet(structures["triplet"], gap_level)
    routes = _routes(structures, low, group, gap_level)
    lowest = min(routes, key=lambda route: route.gap_kcal_mol)
    pair = {"singlet": structures[lowest.geometry], "triplet": structures["triplet"]}
    terms = vibrational_terms(pair, kind, lowest.character, smiles)
    centre = find_centre(explicit_molecule(smiles), kind)
    shapes = {state: shape_of(structure, centre) for state, structure in pair.items()}
    uncertainty = gap_uncertainty(lowest, group, in_film=level.film_permittivity is not None)
    return StepResult(
        values=_values(routes, lowest, low, terms, uncertainty, group, level.label("gap", kind)),
        diagnostics={"geometry": shapes, **_diagnostics(lowest, low, terms)},
        warnings=(
            *low.convergence.warnings,
            *lowest.singlet.convergence.warnings,
            *cross_check_warnings(lowest),
            *geometry_warnings(shapes),
            *terms.warnings,
        ),
    )


def _routes(
    structures: Mapping[str, Structure], low: MeanField, group: SpinClass, level: Level
) -> list[Route]:
    if group.endswith("carbene"):
        return [_carbene_route(structures, low, level)]
    routes = [open_shell_route(structures["singlet"], low, level)]
    if "closed_singlet" in structures:
        excess = spin_parameters()["excess_kcal_mol"].get(group, 0.0)
        closed = structures["closed_singlet"]
        routes.append(closed_shell_route(closed, low, level, "closed_singlet", excess))
    return routes


def _carbene_route(structures: Mapping[str, Structure], low: MeanField, level: Level) -> Route:
    """Return the route at the lower of two geometries, which GFN2-xTB cannot tell apart."""
    route = closed_shell_route(structures["singlet"], low, level)
    if "twisted_singlet" not in structures:
        return route
    twisted = structures["twisted_singlet"]
    try:
        other = closed_shell_singlet(
            twisted, level.model_copy(update={"gap_check_functional": None})
        )
    except StepError as failure:
        failures = (*route.cross_check.failures, f"twisted singlet: {failure.message}")
        return replace(route, cross_check=replace(route.cross_check, failures=failures))
    if other.energy_hartree >= route.singlet.energy_hartree:
        return route
    return closed_shell_route(twisted, low, level, "twisted_singlet")


def _values(
    routes: list[Route],
    route: Route,
    low: MeanField,
    terms: VibrationalTerms,
    uncertainty_kcal_mol: float,
    group: SpinClass,
    label: str,
) -> GapValues:
    both = {each.character: each.gap_kcal_mol for each in routes}
    return GapValues(
        gap_st_kcal_mol=route.gap_kcal_mol + terms.zero_point_kcal_mol,
        gap_st_uncertainty_kcal_mol=uncertainty_kcal_mol,
        gap_electronic_kcal_mol=route.gap_kcal_mol,
        zero_point_difference_kcal_mol=terms.zero_point_kcal_mol,
        gap_free_energy_kcal_mol=route.gap_kcal_mol + terms.free_energy_kcal_mol,
        gap_uncorrected_kcal_mol=route.uncorrected_kcal_mol,
        gap_at_singlet_geometry_kcal_mol=route.at_singlet_geometry_kcal_mol,
        isogyric_correction_kcal_mol=route.correction_kcal_mol,
        gap_check_kcal_mol=route.cross_check.second_kcal_mol,
        gaps_by_character_kcal_mol=both if len(routes) > 1 else None,
        energy_triplet_hartree=low.energy_hartree,
        energy_singlet_determinant_hartree=route.singlet.energy_hartree,
        singlet_character=route.character,
        singlet_geometry=route.geometry,
        spin_class=group,
        method=f"{label}, {route.method}, {terms.label}",
    )


def _diagnostics(route: Route, low: MeanField, terms: VibrationalTerms) -> dict[str, Any]:
    high, check = route.singlet, route.cross_check
    return {
        "converged": True,
        "s2": {"triplet": low.s2, "singlet": high.s2, "relaxed_singlet": check.relaxed_s2},
        "s2_expected": {"triplet": 2.0, "singlet": 1.0 if route.character == "open-shell" else 0.0},
        "relaxed_singlet_lowering_kcal_mol": check.lowering_kcal_mol,
        "relaxed_singlet_projected_gap_kcal_mol": check.spin_projected_kcal_mol,
        "scf_rung": {"triplet": low.convergence.rung, "singlet": high.convergence.rung},
        "vibrations": terms.diagnostics(),
        **_configurations(route),
    }


def _configurations(route: Route) -> dict[str, Any]:
    """Return how far the singlet is from one configuration; ``None`` where nobody looked."""
    check = route.cross_check
    s2 = route.singlet.s2 if check.relaxed_s2 is None else check.relaxed_s2
    known = route.character == "open-shell" or check.relaxed_s2 is not None
    return {
        "diradical_character": diradical_character(s2) if known else None,
        "leading_configuration_weights": configuration_weights(s2) if known else None,
    }
