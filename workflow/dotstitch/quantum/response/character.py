"""What an excitation is: where its hole and its electron sit, and how far apart.

From the density matrix of the transition in Loewdin-orthogonalised atomic orbitals: summed over its
columns, the square of it is the hole's population of an orbital, over its rows the electron's.
p functions are split across and into the plane of the atom's neighbours, which tells a lone pair
from a pi system. Orthogonalisation by the square root of the overlap, real solid harmonics and
planes fixed by the atoms make every number independent of orientation and atom order.

References
----------
Plasser, Lischka, J. Chem. Theory Comput. 2012, 8, 2777 (doi 10.1021/ct300307c).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem

from dotstitch.contracts.results import StateCharacter
from dotstitch.geometry.connectivity import spatial_neighbours
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.engine import AtomicOrbitals, MeanField

Array = NDArray[np.float64]
FLAT = 0.2
"""Sine of the angle of two bonds below which they are taken as straight and span no plane."""
CHALCOGENS = ("O", "S")
DIGITS = 4


def state_characters(mean_field: MeanField, amplitude: Array) -> tuple[StateCharacter, ...]:
    """Return what each excitation is.

    Parameters
    ----------
    mean_field : MeanField
        Closed shell.
    amplitude : ndarray, shape (n_states, n_occ, n_vir)
        X + Y of each state; the norm does not matter.
    """
    if not len(amplitude):
        return ()
    orbitals = mean_field.atomic_orbitals
    structure = orbitals.structure
    root = orbitals.overlap_root()
    occupied, virtual = root @ mean_field.occupied, root @ mean_field.virtual
    functions = _functions(orbitals)
    places = _places(structure)
    return tuple(
        _character(structure, places, functions, occupied @ one @ virtual.T)
        for one in amplitude / np.sqrt(np.sum(amplitude**2, axis=(1, 2)))[:, None, None]
    )


class _Functions(NamedTuple):
    """Atomic orbitals by atom, and what each p triple has across the plane of its atom."""

    of_atom: Array  # (n_orbitals, n_atoms), zero or one
    across: Array  # (n_p_shells, n_orbitals), unit vectors
    across_of_atom: Array  # (n_p_shells, n_atoms), zero or one


def _functions(orbitals: AtomicOrbitals) -> _Functions:
    directions = pi_directions(orbitals.structure)
    n_atoms = len(orbitals.structure.symbols)
    of_atom = np.zeros((orbitals.n_orbitals, n_atoms))
    across, atoms = [], []
    for shell in orbitals.shells():
        of_atom[shell.first : shell.last, shell.atom] = 1.0
        if shell.angular_momentum != 1 or orbitals.structure.symbols[shell.atom] == "H":
            continue
        for start in range(shell.first, shell.last, 3):
            row = np.zeros(orbitals.n_orbitals)
            row[start : start + 3] = directions[shell.atom]
            across.append(row)
            atoms.append(shell.atom)
    return _Functions(of_atom, np.array(across), np.eye(n_atoms)[atoms])


def _character(
    structure: Structure, places: _Places, functions: _Functions, density: Array
) -> StateCharacter:
    """Return the numbers of one transition density, shape (n_orbitals, n_orbitals), hole first."""
    pairs = functions.of_atom.T @ (density**2) @ functions.of_atom
    hole, electron = pairs.sum(axis=1), pairs.sum(axis=0)
    positions = structure.positions_angstrom
    apart = np.sum((positions[:, None] - positions[None, :]) ** 2, axis=-1)
    hole_across = functions.across_of_atom.T @ np.sum((functions.across @ density) ** 2, axis=1)
    shared = 0.5 * (hole + electron)
    return StateCharacter(
        charge_transfer_angstrom=_short(np.linalg.norm((electron - hole) @ positions)),
        separation_angstrom=_short(np.sqrt(np.sum(pairs * apart))),
        overlap=_short(np.sum(np.sqrt(hole * electron))),
        oxygen_lone_pair=_short((hole - hole_across)[places.oxygens].sum()),
        nitrogen_lone_pair=_short((hole - hole_across)[places.nitrogens].sum()),
        nitrogen_donor=_short((hole - electron)[places.donors].sum()),
        fluorinated=_short(shared[places.fluorinated].sum()),
        alkyne=_short(shared[places.alkynes].sum()),
        fused=_short(shared[places.fused].sum()),
        n_atoms=_short(1.0 / np.sum(shared**2)),
    )


def _short(value: float | np.floating[Any]) -> float:
    return round(float(value), DIGITS)


class _Places(NamedTuple):
    """Atoms by what they may bring to an excitation, as indices."""

    oxygens: list[int]
    nitrogens: list[int]
    donors: list[int]
    fluorinated: list[int]
    alkynes: list[int]
    fused: list[int]


def _places(structure: Structure) -> _Places:
    """Sort atoms: O or S, and N, with a lone pair in a plane; amines and pyrroles; C beside F."""
    neighbours, symbols = spatial_neighbours(structure), structure.symbols

    def is_oxide(atom: int) -> bool:
        return any(symbols[n] == "O" and len(neighbours[n]) == 1 for n in neighbours[atom])

    atoms = range(len(symbols))
    return _Places(
        [i for i in atoms if symbols[i] in CHALCOGENS and len(neighbours[i]) <= 2],
        [i for i in atoms if symbols[i] == "N" and len(neighbours[i]) <= 2],
        [i for i in atoms if symbols[i] == "N" and len(neighbours[i]) == 3 and not is_oxide(i)],
        [i for i in atoms if symbols[i] == "C" and any(symbols[n] == "F" for n in neighbours[i])],
        _alkyne_carbons(symbols, neighbours),
        _fused_atoms(neighbours),
    )


def _alkyne_carbons(symbols: Sequence[str], neighbours: list[list[int]]) -> list[int]:
    """Return the carbons of triple bonds between carbons."""
    two = {i for i, bonded in enumerate(neighbours) if symbols[i] == "C" and len(bonded) == 2}
    return sorted(i for i in two if any(n in two for n in neighbours[i]))


def _fused_atoms(neighbours: list[list[int]]) -> list[int]:
    """Return the atoms of rings that share a bond with another ring."""
    graph = Chem.RWMol()
    for _ in neighbours:
        graph.AddAtom(Chem.Atom(6))
    for atom, bonded in enumerate(neighbours):
        for other in bonded:
            if atom < other:
                graph.AddBond(atom, other, Chem.BondType.SINGLE)
    Chem.FastFindRings(graph)
    rings = [set(ring) for ring in graph.GetRingInfo().AtomRings()]
    fused = [
        ring for ring in rings if any(len(ring & other) > 1 for other in rings if other is not ring)
    ]
    return sorted(set().union(*fused))


def pi_directions(structure: Structure) -> Array:
    """Return for every atom the direction across the plane of its neighbours.

    An atom without a plane of its own, such as the oxygen of a carbonyl or a carbon of an alkyne,
    takes that of the nearest atom that has one.

    Returns
    -------
    ndarray, shape (n_atoms, 3)
        Unit vectors, their sign without meaning; zero where no atom spans a plane.

    Examples
    --------
    >>> formaldehyde = np.array([[0, 0, 0], [1.2, 0, 0], [-0.6, 0.9, 0], [-0.6, -0.9, 0]])
    >>> abs(pi_directions(Structure(("C", "O", "H", "H"), formaldehyde))[1]).round(6).tolist()
    [0.0, 0.0, 1.0]
    """
    neighbours = spatial_neighbours(structure)
    directions = np.zeros((len(neighbours), 3))
    for atom, bonded in enumerate(neighbours):
        bonds = structure.positions_angstrom[bonded] - structure.positions_angstrom[atom]
        bonds /= np.linalg.norm(bonds, axis=1, keepdims=True)
        if len(bonded) > 1:
            _, sizes, axes = np.linalg.svd(bonds - (bonds.mean(axis=0) if len(bonded) > 2 else 0.0))
            if sizes[1] > FLAT:
                directions[atom] = axes[2]
    known = [bool(direction.any()) for direction in directions]
    while not all(known) and any(known):
        reached = {
            atom: next((n for n in bonded if known[n]), None)
            for atom, bonded in enumerate(neighbours)
            if not known[atom]
        }
        found = {atom: n for atom, n in reached.items() if n is not None}
        if not found:
            break
        for atom, source in found.items():
            directions[atom], known[atom] = directions[source], True
    return directions
