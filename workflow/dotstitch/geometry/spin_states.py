"""Geometries of the triplet and of the singlet of a nitrene or carbene.

What was measured (PBE0/def2-SVP for comparison):

* Triplets with spin-polarised GFN2-xTB: C-N 1.302 angstrom in phenylnitrene (PBE0 1.324), angle
  136 degrees in phenylcarbene (PBE0 135). Each lies 1.0 to 1.3 kcal/mol above its PBE0 minimum.
* The singlet nitrene is open-shell. Two unpaired electrons without spin polarisation leave out
  the exchange that separates it from the triplet: C-N shortens by 0.034 angstrom and the ring
  turns quinoid (C1-C2 longer by 0.021, C2-C3 shorter by 0.006). Broken-symmetry PBE0, which is
  half triplet, shows half of it or more: 0.021, 0.012 and 0.005. The structure lies 1.5 kcal/mol
  above the broken-symmetry minimum.
* GFN2-xTB opens diarylcarbenes, the triplet until it is linear. So their angles are constrained.
* The closed-shell singlet of an acyl nitrene leans its oxygen over to the nitrogen. GFN2-xTB makes
  that nearly a bond (1.58 angstrom in formylnitrene; B3LYP/def2-SVP 1.78), 5.2 kcal/mol above the
  B3LYP minimum. So N, C and O are put where B3LYP has them in formylnitrene.

Singlet carbenes have a file of their own, :mod:`dotstitch.geometry.singlet_carbenes`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from dotstitch.data.spin_states import spin_parameters
from dotstitch.geometry.intermediates import Centre, bent, twisted_carbene
from dotstitch.geometry.optimisers import AngleConstraint, Constraint
from dotstitch.geometry.refine import Refined, gfn2_energy_ev
from dotstitch.geometry.search import Search, Start
from dotstitch.geometry.singlet_carbenes import relax_singlet_carbene
from dotstitch.geometry.structure import superposed

TRIPLET_ANGLE_DEGREE = 137.0
TRIPLET_DIHEDRALS_DEGREE = (10.0, 170.0)
OXAZIRINE_START_DEGREE = 90.0
"""Wider starts end in the isocyanate."""


def relax_spin_states(
    search: Search, centre: Centre, starts: list[NDArray[np.float64]]
) -> dict[str, Refined]:
    """Relax the triplet over all starts, then the singlet from the triplet's conformer.

    All lie upon the triplet, as near as turning takes them.

    Parameters
    ----------
    search : Search
    centre : Centre
    starts : list of ndarray, shape (n_atoms, 3)
        Conformers in angstrom.

    Returns
    -------
    dict of Refined
        Keys ``singlet`` and ``triplet``; ``closed_singlet`` too for an acyl or sulfonyl nitrene,
        ``twisted_singlet`` for some arylcarbenes.

    Raises
    ------
    StepError
        The first failure, when no start of a state survives.
    """
    triplet = search.lowest(list(_triplet_starts(search, centre, starts)), "polarised_triplet", 3)
    conformer = triplet.structure.positions_angstrom
    states = {"triplet": triplet}
    if search.kind == "nitrene":
        states["singlet"] = search.lowest([(conformer, ())], "unpolarised_triplet", 1)
    else:
        states |= relax_singlet_carbene(search, centre, triplet.structure, starts)
    if centre.oxazirine is not None:
        states["closed_singlet"] = _oxazirine_singlet(search, centre.oxazirine, conformer)
    return {
        name: replace(state, structure=superposed(state.structure, triplet.structure))
        for name, state in states.items()
    }


def _triplet_starts(
    search: Search, centre: Centre, starts: list[NDArray[np.float64]]
) -> Iterator[Start]:
    """Bend arylcarbenes; constrain the angle between two aryl groups, which GFN2-xTB opens."""
    if centre.plane is None:
        yield from ((start, ()) for start in starts)
        return
    angle, constraints = TRIPLET_ANGLE_DEGREE, tuple[Constraint, ...]()
    if centre.n_aryl == 2:
        angle = float(spin_parameters()["diaryl_angle_degree"]["triplet"])
        constraints = (AngleConstraint(centre.plane[:3], angle),)
        search.notes.append(
            "the angles of this diarylcarbene are constrained to those of diphenylcarbene"
        )
    twist = partial(twisted_carbene, search.molecule, plane=centre.plane)
    for start in starts:
        for dihedral in TRIPLET_DIHEDRALS_DEGREE:
            yield twist(start, degrees=(angle, dihedral)), constraints


def _oxazirine_singlet(
    search: Search, atoms: tuple[int, int, int], conformer: NDArray[np.float64]
) -> Refined:
    """Relax the closed-shell singlet of an acyl or sulfonyl nitrene."""
    nitrogen, _, oxygen = atoms
    start = bent(search.molecule, conformer, atoms, OXAZIRINE_START_DEGREE)
    contact = (min(nitrogen, oxygen), max(nitrogen, oxygen))
    minima = search.minima([(start, ())], "closed", 1, contact)
    if not minima:
        raise search.failures[-1]
    if search.molecule.GetAtomWithIdx(atoms[1]).GetSymbol() != "C":
        return minima[0]
    shape = spin_parameters()["acyl_nitrene_shape"]
    lengths = (shape["cn_angstrom"], shape["co_angstrom"])
    relaxed = minima[0].structure
    opened = bent(search.molecule, relaxed.positions_angstrom, atoms, shape["nco_degree"], lengths)
    structure = replace(relaxed, positions_angstrom=opened)
    return replace(minima[0], structure=structure, energy_ev=gfn2_energy_ev(structure))
