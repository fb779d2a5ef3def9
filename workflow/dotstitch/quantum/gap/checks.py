"""Which gaps to distrust, and in which direction; thresholds in ``spin_states.yaml``."""

from __future__ import annotations

import math
from collections.abc import Mapping

from dotstitch.data.spin_states import spin_parameters
from dotstitch.geometry.intermediates import lone_pair_in_ring
from dotstitch.geometry.spin_class import SpinClass
from dotstitch.quantum.gap.routes import Route


def gap_uncertainty(route: Route, group: SpinClass, *, in_film: bool) -> float:
    """Return one standard deviation of the gap, kcal/mol.

    That of the class, half of what the second functional disagrees by, or all that spin projection
    of an open singlet does, whichever is larger; and in quadrature that of the vibrational term
    and, for a polar closed-shell singlet in the film, that of the continuum.
    """
    check = route.cross_check
    spreads = [float(spin_parameters()["uncertainty_kcal_mol"][group])]
    if check.second_kcal_mol is not None:
        spreads.append(abs(check.second_kcal_mol - route.gap_kcal_mol) / 2.0)
    if _is_open(route) and check.spin_projected_kcal_mol is not None:
        spreads.append(abs(check.spin_projected_kcal_mol - route.gap_kcal_mol))
    electronic = max(spreads)
    polar = in_film and route.character == "closed-shell"
    continuum = spin_parameters()["continuum"]["uncertainty_kcal_mol"] if polar else 0.0
    return math.hypot(electronic, spin_parameters()["vibration"]["uncertainty_kcal_mol"], continuum)


def cross_check_warnings(route: Route) -> tuple[str, ...]:
    """Return what the cross-check says against a gap."""
    check, gap = route.cross_check, route.gap_kcal_mol
    notes = [f"a check of the gap failed: {failure}" for failure in check.failures]
    second = check.second_kcal_mol
    if second is not None and abs(second - gap) > spin_parameters()["disagreement_kcal_mol"]:
        side = "smaller" if second < gap else "larger"
        notes.append(
            f"a second functional gives a gap of {second:.1f} instead of {gap:.1f} kcal/mol: "
            f"the true gap may be {side}"
        )
    if _is_open(route):
        notes.append(
            f"the singlet is not closed-shell: a determinant with S2 = {check.relaxed_s2:.2f} "
            f"lies {check.lowering_kcal_mol:.1f} kcal/mol lower, more than in methylene; the gap "
            f"is likely too large, spin projection gives {check.spin_projected_kcal_mol:.1f}"
        )
    return tuple(notes)


def geometry_warnings(shapes: Mapping[str, Mapping[str, float]]) -> tuple[str, ...]:
    """Return what the geometries of the spin states say against a gap.

    Parameters
    ----------
    shapes : mapping
        By spin state, as :func:`dotstitch.geometry.intermediates.shape_of` gives them.
    """
    consequence = {"singlet": "too large", "triplet": "too small"}
    return _other_singlet_warning(shapes) + tuple(
        f"the {state} carbene is linear ({shape['carbene_angle_degree']:.0f} degrees): unless it "
        f"truly is, its energy is too high and the gap {consequence[state]}"
        for state, shape in shapes.items()
        if shape.get("carbene_angle_degree", 0.0) > spin_parameters()["linear_degree"]
    )


def _other_singlet_warning(shapes: Mapping[str, Mapping[str, float]]) -> tuple[str, ...]:
    singlet, triplet = (shapes.get(state, {}) for state in ("singlet", "triplet"))
    if not lone_pair_in_ring(singlet, triplet):
        return ()
    lengths = [shape["c_aryl_length_angstrom"] for shape in (singlet, triplet)]
    return (
        f"the bond of the singlet carbene to its ring ({lengths[0]:.3f} angstrom) is shorter than "
        f"that of the triplet ({lengths[1]:.3f}): GFN2-xTB has relaxed another singlet, and the "
        "gap is likely too large",
    )


def _is_open(route: Route) -> bool:
    s2 = route.cross_check.relaxed_s2
    return s2 is not None and s2 > spin_parameters()["open_shell_s2"]
