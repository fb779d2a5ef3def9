"""Geometries of closed-shell singlet carbenes, kept bent and in their own state.

The lone pair of a singlet arylcarbene lies in the plane of the ring and the empty orbital across
it, unless sterics turn the carbene. What GFN2-xTB does instead was measured (PBE0/def2-SVP for
comparison):

* It turns singlet arylcarbenes 22 to 28 degrees out of the ring plane and shortens C-aryl; PBE0 has
  planar minima. The turned structures lie 5.4 (phenylcarbene) and 1.9 (phenyl(trifluoromethyl)-
  carbene) kcal/mol above them, those held in the plane 1.0 and 1.2, which cancels against the
  triplet.
* It moves the lone pair into accepting rings, where the carbene stands across the ring or opens:
  4-cyanophenyl-, 1-naphthyl- and 4-pyridylcarbene, whose gaps then are 10, 5 and 8 kcal/mol too
  large. A bond to the ring shorter than the triplet's gives some of these structures away.
* It opens diarylcarbenes, so their angles are held. It makes singlet cyanocarbenes linear, where
  their singlet is degenerate, and closes aryl(alkoxycarbonyl)carbenes to oxirenes; then the angle
  is held too.

So a carbene on one ring gets a structure held in the plane, and the turned one where GFN2-xTB puts
that lower; which of them counts is for the functional of the gap to say
(:mod:`dotstitch.quantum.gap`). Phenyl(methoxycarbonyl)carbene is turned by 22 degrees, which B3LYP
puts 1.0 kcal/mol lower; all others above are planar.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from dotstitch.geometry.intermediates import Centre, bent, is_ylide, shape_of, turned_carbene
from dotstitch.geometry.optimisers import Held
from dotstitch.geometry.refine import Refined
from dotstitch.geometry.search import Search
from dotstitch.geometry.structure import Structure
from dotstitch.records import StepError
from dotstitch.spin_data import spin_parameters

ANGLE_DEGREE = 112.0
DIHEDRALS_DEGREE = (20.0, 90.0, 160.0)
PLANAR_DEGREES = (0.0, 180.0)
LARGEST_ANGLE_DEGREE = 140.0
PLANAR_TOLERANCE_DEGREE = 6.0
"""A planar carbene that opens further than this beyond the angle at which one is held has mixed
with another state: planar 2,6-dimethylphenylcarbene has 114 degrees and a gap 1.6 kcal/mol too
large."""


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
        Key ``singlet``; for a carbene on one ring ``turned_singlet`` too, where GFN2-xTB puts a
        structure turned out of the ring plane lower.

    Raises
    ------
    StepError
        The first failure, or kind ``wrong_state`` when no bent arylcarbene survives.
    """
    if centre.plane is None:
        return {"singlet": _lone_carbene(search, centre, [triplet.positions_angstrom, *starts])}
    if centre.n_aryl == 2:
        angle = float(spin_parameters()["diaryl_angle_degree"]["singlet"])
        found = [_own_state(search, centre, triplet, DIHEDRALS_DEGREE, [angle])]
    else:
        angles = [None, _held_degree(search, centre, "aryl")]
        found = [
            _own_state(search, centre, triplet, dihedrals, angles)
            for dihedrals in (PLANAR_DEGREES, DIHEDRALS_DEGREE)
        ]
    survivors = [minimum for minimum in found if minimum is not None]
    if not survivors:
        raise StepError(
            "wrong_state",
            "no bent closed-shell singlet carbene survives on the GFN2-xTB surface",
            "compute this carbene by hand; its gap is not trustworthy here",
            {"failures": sorted({failure.message for failure in search.failures})},
        )
    if len(survivors) == 2 and survivors[1].energy_ev < survivors[0].energy_ev:
        return {"singlet": survivors[0], "turned_singlet": survivors[1]}
    return {"singlet": survivors[0]}


def _own_state(
    search: Search,
    centre: Centre,
    triplet: Structure,
    dihedrals_degree: Sequence[float],
    angles_degree: Sequence[float | None],
) -> Refined | None:
    """Return the lowest minimum in the state of a carbene, at the first angle that gives one.

    ``None`` among the angles leaves the angle free. If no angle gives one, the lowest bent minimum
    at the last angle is returned, which the gap will warn about; ``None`` without any.
    """
    reference = shape_of(triplet, centre)
    bent_ones: list[Refined] = []
    for angle in angles_degree:
        bent_ones = _bent_minima(search, centre, triplet, dihedrals_degree, angle)
        own = [m for m in bent_ones if not is_ylide(shape_of(m.structure, centre), reference)]
        if own:
            if angle is not None and dihedrals_degree is PLANAR_DEGREES:
                search.notes.append(
                    "GFN2-xTB opens or rearranges the planar singlet, or moves its lone pair into "
                    f"the ring: its angle is held at {angle:.0f} degrees"
                )
            return own[0]
    return next(iter(bent_ones), None)


def _bent_minima(
    search: Search,
    centre: Centre,
    triplet: Structure,
    dihedrals_degree: Sequence[float],
    angle_degree: float | None,
) -> list[Refined]:
    """Relax an arylcarbene from several dihedrals, held there if planar; lowest first."""
    assert centre.plane is not None
    turn = partial(turned_carbene, search.molecule, triplet.positions_angstrom, centre.plane)
    start, held, largest = ANGLE_DEGREE, tuple[Held, ...](), LARGEST_ANGLE_DEGREE
    if angle_degree is not None:
        start, held = angle_degree, (Held(centre.plane[:3], angle_degree),)
    planar = dihedrals_degree is PLANAR_DEGREES
    if planar:
        largest = _held_degree(search, centre, "aryl") + PLANAR_TOLERANCE_DEGREE
    starts = [
        (turn((start, d)), (*held, Held(centre.plane, d)) if planar else held)
        for d in dihedrals_degree
    ]
    return _bent(search.minima(starts, "closed", 1), centre, largest)


def _lone_carbene(search: Search, centre: Centre, starts: list[NDArray[np.float64]]) -> Refined:
    """Relax a carbene without an aryl group; hold it bent if it opens to linear."""
    lowest = search.lowest([(start, ()) for start in starts], "closed", 1)
    if centre.other is None or _bent([lowest], centre, LARGEST_ANGLE_DEGREE):
        return lowest
    degrees = _held_degree(search, centre, "without_aryl")
    angle = (centre.other, centre.atom, centre.aryl)
    search.notes.append(
        f"GFN2-xTB makes the singlet linear: its angle is held at {degrees:.0f} degrees"
    )
    shaped = [bent(search.molecule, start, angle, degrees) for start in starts]
    return search.lowest([(start, (Held(angle, degrees),)) for start in shaped], "closed", 1)


def _held_degree(search: Search, centre: Centre, kind: str) -> float:
    neighbours = search.molecule.GetAtomWithIdx(centre.atom).GetNeighbors()
    hydrogen = any(atom.GetSymbol() == "H" for atom in neighbours)
    angles = spin_parameters()["held_singlet_angle_degree"][kind]
    return float(angles["with_hydrogen" if hydrogen else "without_hydrogen"])


def _bent(minima: list[Refined], centre: Centre, largest_degree: float) -> list[Refined]:
    """Drop what opened towards linear, which a closed-shell carbene does not do."""
    angles = [shape_of(minimum.structure, centre)["carbene_angle_degree"] for minimum in minima]
    return [m for m, a in zip(minima, angles, strict=True) if a < largest_degree]
