"""Geometries of closed-shell singlet carbenes, kept bent and in their own state.

The lone pair of a singlet arylcarbene lies in the plane of the ring and the empty orbital across
it, unless sterics twist the carbene. What GFN2-xTB does instead was measured (PBE0/def2-SVP for
comparison):

* It twists singlet arylcarbenes 22 to 28 degrees out of the ring plane and shortens C-aryl; PBE0
  has planar minima. The twisted structures lie 5.4 (phenylcarbene) and 1.9
  (phenyl(trifluoromethyl)carbene) kcal/mol above them, those constrained to the plane 1.0 and
  1.2, which cancels against the triplet.
* It moves the lone pair into accepting rings, where the carbene stands across the ring or opens:
  4-cyanophenyl-, 1-naphthyl- and 4-pyridylcarbene, whose gaps then are 10, 4 and 7 kcal/mol too
  large. A bond to the ring shorter than the triplet's gives some of these structures away.
* It opens diarylcarbenes, so their angles are constrained. It makes singlet cyanocarbenes linear,
  where their singlet is degenerate, and closes aryl(alkoxycarbonyl)carbenes to oxirenes; then the
  angle is constrained too.

So a carbene on one ring gets a structure constrained to the plane, and the twisted one where
GFN2-xTB puts that lower; which of them counts is for the functional of the gap to say
(:mod:`dotstitch.quantum.gap.adiabatic`). Phenyl(methoxycarbonyl)carbene is twisted by 22 degrees,
which B3LYP puts 1.0 kcal/mol lower; all others above are planar.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from dotstitch.contracts.constants import EV_KCAL_MOL
from dotstitch.contracts.failure import StepError
from dotstitch.data.spin_states import spin_parameters
from dotstitch.geometry.intermediates import (
    Centre,
    bent,
    lone_pair_in_ring,
    shape_of,
    twisted_carbene,
)
from dotstitch.geometry.optimisers import AngleConstraint, Constraint
from dotstitch.geometry.refine import Refined
from dotstitch.geometry.search import Search
from dotstitch.geometry.structure import Structure

ANGLE_DEGREE = 112.0
TWISTED_DEGREES = (20.0, 90.0, 160.0)
PLANAR_DEGREES = (0.0, 180.0)
LARGEST_ANGLE_DEGREE = 140.0
PLANAR_TOLERANCE_DEGREE = 6.0
"""A planar carbene that opens further than this beyond the angle of a constrained one has mixed
with another state: planar 2,6-dimethylphenylcarbene has 114 degrees and a gap 1.6 kcal/mol too
large."""
LOWER_KCAL_MOL = 0.1
"""By less, a twisted structure is the planar one, or as good."""


def relax_singlet_carbene(
    search: Search, centre: Centre, triplet: Structure, starts: list[NDArray[np.float64]]
) -> dict[str, Refined]:
    """Relax a closed-shell carbene.

    Parameters
    ----------
    search : Search
    centre : Centre
    triplet : Structure
        Relaxed; arylcarbenes keep its conformer.
    starts : list of ndarray, shape (n_atoms, 3)
        Conformers in angstrom, for carbenes without an aryl group.

    Returns
    -------
    dict of Refined
        Key ``singlet``; for a carbene on one ring ``twisted_singlet`` too, where GFN2-xTB puts a
        structure twisted out of the ring plane lower.

    Raises
    ------
    StepError
        The first failure, or kind ``wrong_state`` when no bent arylcarbene survives.
    """
    if centre.plane is None:
        return {"singlet": _lone_carbene(search, centre, [triplet.positions_angstrom, *starts])}
    planar, twisted = _minima(search, centre, triplet)
    own = [_in_own_state(minima, centre, triplet) for minima in (planar, twisted)]
    planar, twisted = own if any(own) else (planar, twisted)
    if planar and twisted:
        advantage = (planar[0].energy_ev - twisted[0].energy_ev) * EV_KCAL_MOL
        if advantage > LOWER_KCAL_MOL:
            return {"singlet": planar[0], "twisted_singlet": twisted[0]}
    if survivors := planar + twisted:
        return {"singlet": survivors[0]}
    raise StepError(
        "wrong_state",
        "no bent closed-shell singlet carbene survives on the GFN2-xTB surface",
        "none here: its gap needs a calculation by hand; leave the molecule out",
        {"failures": sorted({failure.message for failure in search.failures})},
    )


def _minima(
    search: Search, centre: Centre, triplet: Structure
) -> tuple[list[Refined], list[Refined]]:
    """Return planar and twisted minima; the angle is constrained where the planar one gets lost."""
    if centre.n_aryl == 2:
        angle = float(spin_parameters()["diaryl_angle_degree"]["singlet"])
        return [], _bent_minima(search, centre, triplet, angle)
    planar = _bent_minima(search, centre, triplet, planar=True)
    twisted = _bent_minima(search, centre, triplet)
    if _in_own_state(planar, centre, triplet):
        return planar, twisted
    angle = _constrained_degree(search, centre, "aryl")
    search.notes.append(
        "GFN2-xTB opens or rearranges the planar singlet, or moves its lone pair into the ring: "
        f"the angle is constrained to {angle:.0f} degrees"
    )
    planar = _bent_minima(search, centre, triplet, angle, planar=True)
    if not _in_own_state(twisted, centre, triplet):
        twisted = _bent_minima(search, centre, triplet, angle)
    return planar, twisted


def _bent_minima(
    search: Search,
    centre: Centre,
    triplet: Structure,
    angle_degree: float | None = None,
    *,
    planar: bool = False,
) -> list[Refined]:
    """Relax an arylcarbene from several dihedrals, constrained to them if planar; lowest first.

    ``angle_degree`` is the carbene's angle where it is constrained.
    """
    assert centre.plane is not None
    twist = partial(twisted_carbene, search.molecule, triplet.positions_angstrom, centre.plane)
    constraints: tuple[Constraint, ...] = ()
    if angle_degree is not None:
        constraints = (AngleConstraint(centre.plane[:3], angle_degree),)
    start = angle_degree or ANGLE_DEGREE
    if not planar:
        starts = [(twist((start, d)), constraints) for d in TWISTED_DEGREES]
        return _bent(search.minima(starts, "closed", 1), centre, LARGEST_ANGLE_DEGREE)
    largest = _constrained_degree(search, centre, "aryl") + PLANAR_TOLERANCE_DEGREE
    starts = [
        (twist((start, d)), (*constraints, AngleConstraint(centre.plane, d)))
        for d in PLANAR_DEGREES
    ]
    return _bent(search.minima(starts, "closed", 1), centre, largest)


def _in_own_state(minima: list[Refined], centre: Centre, triplet: Structure) -> list[Refined]:
    """Drop singlets whose lone pair has gone into the ring."""
    reference = shape_of(triplet, centre)
    return [m for m in minima if not lone_pair_in_ring(shape_of(m.structure, centre), reference)]


def _lone_carbene(search: Search, centre: Centre, starts: list[NDArray[np.float64]]) -> Refined:
    """Relax a carbene without an aryl group; constrain it bent if it opens to linear."""
    lowest = search.lowest([(start, ()) for start in starts], "closed", 1)
    if centre.other is None or _bent([lowest], centre, LARGEST_ANGLE_DEGREE):
        return lowest
    degrees = _constrained_degree(search, centre, "without_aryl")
    angle = (centre.other, centre.atom, centre.aryl)
    search.notes.append(
        f"GFN2-xTB makes the singlet linear: its angle is constrained to {degrees:.0f} degrees"
    )
    shaped = [bent(search.molecule, start, angle, degrees) for start in starts]
    return search.lowest(
        [(start, (AngleConstraint(angle, degrees),)) for start in shaped], "closed", 1
    )


def _constrained_degree(search: Search, centre: Centre, kind: str) -> float:
    neighbours = search.molecule.GetAtomWithIdx(centre.atom).GetNeighbors()
    hydrogen = any(atom.GetSymbol() == "H" for atom in neighbours)
    angles = spin_parameters()["constrained_singlet_angle_degree"][kind]
    return float(angles["with_hydrogen" if hydrogen else "without_hydrogen"])


def _bent(minima: list[Refined], centre: Centre, largest_degree: float) -> list[Refined]:
    """Drop what opened towards linear, which a closed-shell carbene does not do."""
    angles = [shape_of(minimum.structure, centre)["carbene_angle_degree"] for minimum in minima]
    return [m for m, a in zip(minima, angles, strict=True) if a < largest_degree]
