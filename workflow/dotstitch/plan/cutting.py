"""Cuts a molecule into its conjugated parts, as sets of atom indices.

A part has a *core*: atoms of multiple bonds and diazirine rings that are bonded to each other,
and the lone-pair donors (N, O, S, P) beside them. Around it is *kept*: lone-pair donors within
three bonds with the chain that leads to them, the first saturated shell, its terminal
substituents, and every ring that any of these belongs to. A lone N, S, P, Br or I far from any
pi system is a part of its own, because it may hold the highest level.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass

from rdkit import Chem

from dotstitch.plan.patterns import patterns

DONOR_REACH_BONDS = 3
"""A lone-pair donor this far from a pi system still stays with it."""

_DONOR_N_P = Chem.MolFromSmarts("[#7,#15;X1,X2,X3;!+]")
_DONOR_O_S = Chem.MolFromSmarts("[#8,#16;X1,X2;!+]")
_LONE_SEEDS = (7, 15, 16, 35, 53)


@dataclass(frozen=True)
class Part:
    """One conjugated part of a molecule.

    Attributes
    ----------
    core, kept : frozenset of int
        Atom indices; ``kept`` contains ``core``.
    """

    core: frozenset[int]
    kept: frozenset[int]


class MoleculeGraph:
    """What the cutting needs to know of a molecule, looked up once.

    Attributes
    ----------
    neighbours : list of list of int
    pi : set of int
        Atoms of multiple bonds and of the rings that count as such.
    donors : set of int
        N, O, S and P with a lone pair that are in no multiple bond.
    ring_system : dict
        Atom to all atoms it shares a ring system with (fused, bridged or spiro), itself included.
    elements : list of int
        Atomic numbers.
    """

    def __init__(self, mol: Chem.Mol) -> None:
        n_atoms = mol.GetNumAtoms()
        self.elements: list[int] = [mol.GetAtomWithIdx(n).GetAtomicNum() for n in range(n_atoms)]
        self.neighbours: list[list[int]] = [[] for _ in range(n_atoms)]
        for number in range(mol.GetNumBonds()):
            bond = mol.GetBondWithIdx(number)
            first, last = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()
            self.neighbours[first].append(last)
            self.neighbours[last].append(first)
        self.pi = set().union(*(_matched(mol, p.query) for p in patterns("conjugated")))
        self.donors = (_matched(mol, _DONOR_N_P) | _matched(mol, _DONOR_O_S)) - self.pi
        self.ring_system = _ring_systems(mol.GetRingInfo().AtomRings())


def _matched(mol: Chem.Mol, query: Chem.Mol) -> set[int]:
    """Return all atoms of all matches."""
    hits = mol.GetSubstructMatches(query, uniquify=True, maxMatches=100_000)
    return set().union(*hits)


def _ring_systems(rings: Iterable[tuple[int, ...]]) -> dict[int, set[int]]:
    systems: dict[int, set[int]] = {}
    for ring in rings:
        merged = set(ring)
        for atom in ring:
            merged |= systems.get(atom, set())
        for atom in merged:
            systems[atom] = merged
    return systems


def cut(graph: MoleculeGraph, bridges: frozenset[int] = frozenset()) -> list[Part]:
    """Cut a molecule into its conjugated parts.

    Parameters
    ----------
    graph : MoleculeGraph
    bridges : frozenset of int
        Saturated atoms to treat as conjugated, so that the parts they join stay together.

    Returns
    -------
    list of Part
        Their cores are disjoint; shells may overlap.
    """
    cores = _grow(graph, graph.pi | bridges)
    parts = _settle(graph, cores)
    covered = {atom for part in parts for atom in part.kept}
    lone = {
        atom
        for atom, element in enumerate(graph.elements)
        if element in _LONE_SEEDS and atom not in covered
    }
    if lone:
        parts = _settle(graph, [part.core for part in parts] + _grow(graph, lone))
    return parts


def _grow(graph: MoleculeGraph, seeds: Iterable[int]) -> list[frozenset[int]]:
    """Join bonded seeds, and the lone-pair donors beside them, into cores."""
    seeds = set(seeds)
    cores = []
    seen: set[int] = set()
    for seed in sorted(seeds):
        if seed in seen:
            continue
        core, front = {seed}, [seed]
        while front:
            for near in graph.neighbours[front.pop()]:
                if near not in core and (near in seeds or near in graph.donors):
                    core.add(near)
                    front.append(near)
        seen |= core
        cores.append(frozenset(core))
    return cores


def _settle(graph: MoleculeGraph, cores: list[frozenset[int]]) -> list[Part]:
    """Add the shells; join cores that share a ring system with another one's shell."""
    while True:
        owner = {atom: number for number, core in enumerate(cores) for atom in core}
        kept = [_shell(graph, core, owner) for core in cores]
        joined = _joined(kept, owner)
        if joined is None:
            return [Part(core, frozenset(atoms)) for core, atoms in zip(cores, kept, strict=True)]
        cores = [frozenset().union(*(cores[n] for n in group)) for group in joined]


def _joined(kept: list[set[int]], owner: dict[int, int]) -> list[list[int]] | None:
    """Group the parts whose kept atoms reach into another core; None when none does."""
    leader = list(range(len(kept)))

    def find(number: int) -> int:
        while leader[number] != number:
            number = leader[number]
        return number

    for number, atoms in enumerate(kept):
        for atom in atoms:
            other = owner.get(atom, number)
            if other != number:
                low, high = sorted((find(number), find(other)))
                leader[high] = low
    groups: dict[int, list[int]] = defaultdict(list)
    for number in range(len(kept)):
        groups[find(number)].append(number)
    return list(groups.values()) if len(groups) < len(kept) else None


def _shell(graph: MoleculeGraph, core: frozenset[int], owner: dict[int, int]) -> set[int]:
    """Return everything that is kept around one core."""
    kept, conjugated = set(core), set(core)
    for chain in _donor_chains(graph, core, owner):
        kept.update(chain)
        conjugated.add(chain[-1])
    for atom in conjugated:
        kept.update(near for near in graph.neighbours[atom] if near not in owner)
    for atom in [atom for atom in kept if atom in graph.ring_system]:
        kept |= graph.ring_system[atom]
    for atom in list(kept):
        kept.update(near for near in graph.neighbours[atom] if len(graph.neighbours[near]) == 1)
    return kept


def _donor_chains(
    graph: MoleculeGraph, core: frozenset[int], owner: dict[int, int]
) -> list[list[int]]:
    """Return the shortest saturated chains from the pi system to donors within reach."""
    came_from: dict[int, int | None] = dict.fromkeys(core & graph.pi)
    front = deque((atom, 0) for atom in sorted(came_from))
    chains = []
    while front:
        atom, distance = front.popleft()
        if distance and atom in graph.donors and atom not in core:
            chains.append(_trace(atom, came_from))
        if distance == DONOR_REACH_BONDS:
            continue
        for near in graph.neighbours[atom]:
            if near not in came_from and (near in core or near not in owner):
                came_from[near] = atom
                front.append((near, distance + 1))
    return chains


def _trace(atom: int, came_from: dict[int, int | None]) -> list[int]:
    """Walk from a donor back to the pi system; the donor comes last."""
    chain = [atom]
    previous = came_from[atom]
    while previous is not None:
        chain.append(previous)
        previous = came_from[previous]
    return chain[::-1]
