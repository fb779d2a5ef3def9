"""Geometries of the triplet and of the singlet of a nitrene or carbene.

What was measured (PBE0/def2-SVP for comparison):

* Triplets with spin-polarised GFN2-xTB: C-N 1.302 angstrom in phenylnitrene (PBE0 1.324), angle
  136 degrees in phenylcarbene (PBE0 135). Each lies 1.0 to 1.3 kcal/mol above its PBE0 minimum.
* The singlet nitrene is open-shell. Two unpaired electrons without spin polarisation leave out
  the exchange that separates it from the triplet: C-N shortens by 0.034 angstrom and the ring
  turns quinoid (C1-C2 longer by 0.021, C2-C3 shorter by 0.006). Broken-symmetry PBE0, which is
  half triplet, shows half of it or more: 0.021, 0.012 and 0.005. The structure lies 1.5 kcal/mol
  above the broken-symmetry minimum.
* GFN2-xTB opens diarylcarbenes, the triplet until it is linear. So their angles are held. It makes
  singlet cyanocarbenes linear, where their singlet is degenerate, and closes aryl(alkoxycarbonyl)-
  carbenes to oxirenes; then the angle is held too.
* GFN2-xTB turns singlet arylcarbenes 22 to 28 degrees out of the ring plane and shortens C-aryl;
  PBE0 has planar minima. The turned structures lie 5.4 (phenylcarbene) and 1.9
  (phenyl(trifluoromethyl)carbene) kcal/mol above them, those held in the plane 1.0 and 1.2, which
  cancels against the triplet. So the plane is held where sterics allow it.
* The closed-shell singlet of an acyl nitrene leans its oxygen over to the nitrogen. GFN2-xTB makes
  that nearly a bond (1.58 angstrom in formylnitrene; B3LYP/def2-SVP 1.78), 5.2 kcal/mol above the
  B3LYP minimum. So N, C and O are put where B3LYP has them in formylnitrene.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from dotstitch.constants import EV_KCAL_MOL
from dotstitch.geometry.intermediates import Centre, bent, shape_of, turned_carbene
from dotstitch.geometry.optimisers import Held
from dotstitch.geometry.refine import Refined, gfn2_energy_ev
from dotstitch.geometry.search import Search, Start
from dotstitch.records import StepError
from dotstitch.spin_data import spin_parameters

TRIPLET_ANGLE_DEGREE = 137.0
TRIPLET_DIHEDRALS_DEGREE = (10.0, 170.0)
SINGLET_ANGLE_DEGREE = 112.0
SINGLET_DIHEDRALS_DEGREE = (20.0, 90.0, 160.0)
LARGEST_SINGLET_ANGLE_DEGREE = 140.0
PLANAR_DEGREES = (0.0, 180.0)
LEANING_START_DEGREE = 90.0
"""Wider starts end in the isocyanate."""
PLANAR_WINDOW_KCAL_MOL = 3.0
"""A singlet arylcarbene is held in its ring plane unless GFN2-xTB puts that higher than this."""


def relax_spin_states(
    search: Search, centre: Centre, starts: list[NDArray[np.float64]]
) -> dict[str, Refined]:
    """Relax the triplet over all starts, then the singlet from the triplet's conformer.

    Parameters
    ----------
    search : Search
    centre : Centre
    starts : list of ndarray, shape (n_atoms, 3)
        Conformers in angstrom.

    Returns
    -------
    dict of Refined
        Keys ``singlet`` and ``triplet``; ``closed_singlet`` too for an acyl or sulfonyl nitrene.

    Raises
    ------
    StepError
        The first failure, when no start of a state survives.
    """
    triplet = search.lowest(list(_triplet_starts(search, centre, starts)), "polarised_triplet", 3)
    conformer = triplet.structure.positions_angstrom
    if search.kind == "nitrene":
        singlet = search.lowest([(conformer, None)], "unpolarised_triplet", 1)
    else:
        singlet = _singlet_carbene(search, centre, [conformer, *starts])
    states = {"singlet": singlet, "triplet": triplet}
    if centre.leaning is not None:
        states["closed_singlet"] = _leaning_singlet(search, centre.leaning, conformer)
    return states


def _triplet_starts(
    search: Search, centre: Centre, starts: list[NDArray[np.float64]]
) -> Iterator[Start]:
    """Bend arylcarbenes; hold the angle between two aryl groups, which GFN2-xTB opens."""
    if centre.plane is None:
        yield from ((start, None) for start in starts)
        return
    angle, held = TRIPLET_ANGLE_DEGREE, None
    if centre.n_aryl == 2:
        angle = float(spin_parameters()["diaryl_angle_degree"]["triplet"])
        held = Held(centre.plane[:3], angle)
        search.notes.append("the angles of this diarylcarbene are held at those of diphenylcarbene")
    turn = partial(turned_carbene, search.molecule, plane=centre.plane)
    for start in starts:
        for dihedral in TRIPLET_DIHEDRALS_DEGREE:
            yield turn(start, degrees=(angle, dihedral)), held


def _leaning_singlet(
    search: Search, atoms: tuple[int, int, int], conformer: NDArray[np.float64]
) -> Refined:
    """Relax the closed-shell singlet of an acyl or sulfonyl nitrene."""
    nitrogen, _, oxygen = atoms
    start = bent(search.molecule, conformer, atoms, LEANING_START_DEGREE)
    contact = (min(nitrogen, oxygen), max(nitrogen, oxygen))
    found = search.minima([(start, None)], "closed", 1, contact)
    if not found:
        raise search.failures[-1]
    if search.molecule.GetAtomWithIdx(atoms[1]).GetSymbol() != "C":
        return found[0]
    shape = spin_parameters()["acyl_nitrene_shape"]
    lengths = (shape["cn_angstrom"], shape["co_angstrom"])
    relaxed = found[0].structure
    opened = bent(search.molecule, relaxed.positions_angstrom, atoms, shape["nco_degree"], lengths)
    structure = replace(relaxed, positions_angstrom=opened)
    return replace(found[0], structure=structure, energy_ev=gfn2_energy_ev(structure))


def _singlet_carbene(search: Search, centre: Centre, starts: list[NDArray[np.float64]]) -> Refined:
    """Relax a closed-shell carbene; an arylcarbene from several dihedrals, in the plane first.

    ``starts`` begins with the triplet's structure, whose conformer arylcarbenes keep.
    """
    if centre.plane is None:
        return _lone_singlet_carbene(search, centre, starts)
    turn = partial(turned_carbene, search.molecule, starts[0], centre.plane)
    angle, held = SINGLET_ANGLE_DEGREE, None
    if centre.n_aryl == 2:
        angle = float(spin_parameters()["diaryl_angle_degree"]["singlet"])
        held = Held(centre.plane[:3], angle)
    free = search.minima([(turn((angle, d)), held) for d in SINGLET_DIHEDRALS_DEGREE], "closed", 1)
    planar: list[Refined] = []
    if centre.n_aryl == 1:
        planar = search.minima(
            [(turn((SINGLET_ANGLE_DEGREE, d)), Held(centre.plane, d)) for d in PLANAR_DEGREES],
            "closed",
            1,
        )
    planar, free = _bent(planar, centre), _bent(free, centre)
    if planar and free:
        cost = (planar[0].energy_ev - free[0].energy_ev) * EV_KCAL_MOL
        return planar[0] if cost <= PLANAR_WINDOW_KCAL_MOL else free[0]
    if planar or free:
        return (planar or free)[0]
    return _held_arylcarbene(search, centre, turn)


def _held_arylcarbene(
    search: Search, centre: Centre, turn: Callable[[tuple[float, float]], NDArray[np.float64]]
) -> Refined:
    """Relax an arylcarbene at a held angle, without which it opens or rearranges."""
    assert centre.plane is not None
    angle = float(spin_parameters()["held_singlet_angle_degree"]["aryl"])
    held = Held(centre.plane[:3], angle)
    found = search.minima([(turn((angle, d)), held) for d in SINGLET_DIHEDRALS_DEGREE], "closed", 1)
    if not found:
        raise StepError(
            "wrong_state",
            "no bent closed-shell singlet carbene survives on the GFN2-xTB surface",
            "compute this carbene by hand; its gap is not trustworthy here",
            {"failures": sorted({failure.message for failure in search.failures})},
        )
    search.notes.append(
        f"GFN2-xTB opens or rearranges the singlet: its angle is held at {angle:.0f} degrees"
    )
    return found[0]


def _lone_singlet_carbene(
    search: Search, centre: Centre, starts: list[NDArray[np.float64]]
) -> Refined:
    """Relax a closed-shell carbene without an aryl group; hold it bent if it opens to linear."""
    lowest = search.lowest([(start, None) for start in starts], "closed", 1)
    if centre.other is None or _bent([lowest], centre):
        return lowest
    angle = (centre.other, centre.atom, centre.aryl)
    symbols = {search.molecule.GetAtomWithIdx(atom).GetSymbol() for atom in angle}
    widths = spin_parameters()["held_singlet_angle_degree"]
    held = Held(angle, float(widths["with_hydrogen" if "H" in symbols else "without_hydrogen"]))
    search.notes.append(
        f"GFN2-xTB makes the singlet linear: its angle is held at {held.degrees:.0f} degrees"
    )
    shaped = [bent(search.molecule, start, angle, held.degrees) for start in starts]
    return search.lowest([(start, held) for start in shaped], "closed", 1)


def _bent(minima: list[Refined], centre: Centre) -> list[Refined]:
    """Drop what opened towards linear, which a closed-shell carbene does not do."""
    angles = [shape_of(minimum.structure, centre)["carbene_angle_degree"] for minimum in minima]
    return [m for m, a in zip(minima, angles, strict=True) if a < LARGEST_SINGLET_ANGLE_DEGREE]
