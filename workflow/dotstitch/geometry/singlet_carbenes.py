"""Geometries of closed-shell singlet carbenes, kept bent, in plane and in their own state.

The lone pair of a singlet carbene lies in the plane of its ring and the empty orbital across it.
What GFN2-xTB does instead was measured (PBE0/def2-SVP for comparison):

* It turns singlet arylcarbenes 22 to 28 degrees out of the ring plane and shortens C-aryl; PBE0 has
  planar minima. The turned structures lie 5.4 (phenylcarbene) and 1.9 (phenyl(trifluoromethyl)-
  carbene) kcal/mol above them, those held in the plane 1.0 and 1.2, which cancels against the
  triplet. So the plane is held where sterics allow it.
* It opens diarylcarbenes, so their angles are held. It makes singlet cyanocarbenes linear, where
  their singlet is degenerate, and closes aryl(alkoxycarbonyl)carbenes to oxirenes; then the angle
  is held too.
* On an accepting ring the lone pair goes into the ring, turned out of its plane or opened to linear
  within it: in 4-pyridylcarbene C-aryl is then shorter than in the triplet (1.36 against 1.38
  angstrom) and the gap 7 kcal/mol too large. Such structures are dropped.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from dotstitch.constants import EV_KCAL_MOL
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
PLANAR_WINDOW_KCAL_MOL = 3.0
"""A singlet arylcarbene is held in its ring plane unless GFN2-xTB puts that higher than this.

Not where the angle is held: planar phenyl(methoxycarbonyl)carbene is 0.2 higher in GFN2-xTB and 1.0
in B3LYP.
"""


def relax_singlet_carbene(
    search: Search, centre: Centre, triplet: Structure, starts: list[NDArray[np.float64]]
) -> Refined:
    """Relax a closed-shell carbene.

    Parameters
    ----------
    search : Search
    centre : Centre
    triplet : Structure
        Relaxed; arylcarbenes keep its conformer.
    starts : list of ndarray, shape (n_atoms, 3)
        Conformers in angstrom, for carbenes without an aryl group.

    Raises
    ------
    StepError
        The first failure, or kind ``wrong_state`` when no bent arylcarbene survives.
    """
    if centre.plane is None:
        return _lone_carbene(search, centre, [triplet.positions_angstrom, *starts])
    angles: tuple[float | None, ...] = (None, _held_degree(search, centre, "aryl"))
    if centre.n_aryl == 2:
        angles = (float(spin_parameters()["diaryl_angle_degree"]["singlet"]),)
    reference = shape_of(triplet, centre)
    for angle in angles:
        bent_ones = _bent_arylcarbenes(search, centre, triplet, angle)
        sound = [m for m in bent_ones if not is_ylide(shape_of(m.structure, centre), reference)]
        if sound:
            break
    if not bent_ones:
        raise StepError(
            "wrong_state",
            "no bent closed-shell singlet carbene survives on the GFN2-xTB surface",
            "compute this carbene by hand; its gap is not trustworthy here",
            {"failures": sorted({failure.message for failure in search.failures})},
        )
    if angle is not None and centre.n_aryl == 1:
        search.notes.append(
            "GFN2-xTB opens or rearranges the singlet or moves its lone pair into the ring: its "
            f"angle is held at {angle:.0f} degrees"
        )
    return (sound or bent_ones)[0]


def _bent_arylcarbenes(
    search: Search, centre: Centre, triplet: Structure, held_degree: float | None
) -> list[Refined]:
    """Relax from several dihedrals and, with one ring, held in its plane; the preferred one first.

    ``held_degree`` is the angle to hold, if it is held; then the lowest is preferred.
    """
    assert centre.plane is not None
    turn = partial(turned_carbene, search.molecule, triplet.positions_angstrom, centre.plane)
    angle, window, held = ANGLE_DEGREE, PLANAR_WINDOW_KCAL_MOL, tuple[Held, ...]()
    if held_degree is not None:
        angle, window, held = held_degree, 0.0, (Held(centre.plane[:3], held_degree),)
    in_plane = PLANAR_DEGREES if centre.n_aryl == 1 else ()
    planar_starts = [(turn((angle, d)), (*held, Held(centre.plane, d))) for d in in_plane]
    turned_starts = [(turn((angle, d)), held) for d in DIHEDRALS_DEGREE]
    planar = _bent(search.minima(planar_starts, "closed", 1), centre)
    turned = _bent(search.minima(turned_starts, "closed", 1), centre)
    if planar and turned:
        cost = (planar[0].energy_ev - turned[0].energy_ev) * EV_KCAL_MOL
        return planar + turned if cost <= window else turned + planar
    return planar + turned


def _lone_carbene(search: Search, centre: Centre, starts: list[NDArray[np.float64]]) -> Refined:
    """Relax a carbene without an aryl group; hold it bent if it opens to linear."""
    lowest = search.lowest([(start, ()) for start in starts], "closed", 1)
    if centre.other is None or _bent([lowest], centre):
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


def _bent(minima: list[Refined], centre: Centre) -> list[Refined]:
    """Drop what opened towards linear, which a closed-shell carbene does not do."""
    angles = [shape_of(minimum.structure, centre)["carbene_angle_degree"] for minimum in minima]
    return [m for m, a in zip(minima, angles, strict=True) if a < LARGEST_ANGLE_DEGREE]
