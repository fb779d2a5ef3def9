"""What must hold for every photoactive group, whichever it is."""

from __future__ import annotations

import random
from collections.abc import Mapping

import numpy as np
import pytest
from rdkit import Chem
from recorded.screen import DIAZIRINE, RecordedScreen

from dotstitch.contracts.bands import BandShape, ExcitedStates
from dotstitch.contracts.constants import WAVELENGTHS_NM
from dotstitch.contracts.draws import Draws
from dotstitch.contracts.results import GapValues, SpectrumValues
from dotstitch.contracts.smiles import canonical, composition
from dotstitch.dot.transfer import TransferRates
from dotstitch.film.light import Absorber, ArmYields, Film, ReservoirYields
from dotstitch.film.photolysis import integrate
from dotstitch.groups.chain import solve_fate
from dotstitch.groups.compound import compound
from dotstitch.groups.protocol import PRODUCT, Group, RoleSpecies, Species
from dotstitch.groups.registry import react
from dotstitch.groups.surroundings import Lamp, Rivals, Surroundings

STATES = ExcitedStates(
    np.array([3.2, 4.6]), np.array([0.01, 0.6]), np.array([0.3, 0.7]), BandShape(0.5, 1.4)
)


def check_group(group: Group, examples: tuple[str, ...], draws: Draws, gap: GapValues) -> None:
    """Check one group on molecules that hold it."""
    check_words(group)
    for smiles in examples:
        check_sites_and_mass(group, smiles)
        check_atom_order(group, smiles)
    species = species_of(group, examples[0], gap)
    check_probability(group, species, draws)
    check_oxygen(group, species, draws)
    check_channels(group, species, draws)
    check_light(group, draws)
    check_darkness(group, draws)


def check_words(group: Group) -> None:
    """Every name that a reader sees has its words, and every loss its name."""
    data = group.data
    assert data.title
    assert data.warheads
    names = [end.name for end in data.ends]
    assert len(set(names)) == len(names)
    assert any(end.outcome == "wanted" for end in data.ends)
    for end in data.ends:
        assert end.words
        assert bool(end.loss) == (end.outcome != "wanted"), end.name
    assert PRODUCT in group.roles
    assert all(role.words for role in group.roles.values())
    assert data.safety
    assert all(note.text and note.source for note in data.safety)


def check_sites_and_mass(group: Group, smiles: str) -> None:
    """Each edit touches one site and gains and loses what its role says."""
    mol = Chem.MolFromSmiles(smiles)
    sites = group.find(mol)
    assert sites
    assert {site.warhead for site in sites} <= set(group.data.warheads)
    assert len({site.reactive for site in sites}) == len(sites)
    for site in sites:
        assert site.group == group.name
        bonded = {n.GetIdx() for n in mol.GetAtomWithIdx(site.anchor).GetNeighbors()}
        assert site.reactive in bonded
        edits = react(mol, site)
        assert set(edits) == set(group.roles)
        for role, edited in edits.items():
            change = composition(edited)
            change.subtract(composition(mol))
            wanted = dict(group.roles[role].change)
            assert {element: n for element, n in change.items() if n} == wanted
            assert compound(edited, group.roles[role].kind).charge == 0
            assert len(group.find(edited)) == len(sites) - 1
        for note in (*group.notes(mol, site), *group.descriptors(mol, site)):
            assert isinstance(note, str)


def check_atom_order(group: Group, smiles: str) -> None:
    """The same sites give the same species, however the atoms are numbered."""

    def products(mol: Chem.Mol) -> list[tuple[str, ...]]:
        found = (react(mol, site) for site in group.find(mol))
        return sorted(tuple(canonical(edits[role]) for role in group.roles) for edits in found)

    mol = Chem.MolFromSmiles(smiles)
    for seed in range(3):
        order = list(range(mol.GetNumAtoms()))
        random.Random(seed).shuffle(order)
        assert products(Chem.RenumberAtoms(mol, order)) == products(mol)


def species_of(group: Group, smiles: str, gap: GapValues) -> Species:
    """Return what the kinetics reads of the species of one arm."""
    mol = Chem.MolFromSmiles(smiles)
    edits = react(mol, group.find(mol)[0])
    return {
        role: RoleSpecies(
            key=role,
            smiles=canonical(edits[role]),
            gap=gap if GapValues in found.steps else None,
            epsilon_m1_cm1=np.ones_like(WAVELENGTHS_NM) if SpectrumValues in found.steps else None,
        )
        for role, found in group.roles.items()
        if role != PRODUCT
    }


def film(group: Group, *, air: float = 0.0, off: str = "", **changed: float) -> Surroundings:
    """Return a film of oleate with some free amine, under light."""
    fields = {"ch_m": 105.0, "cc_m": 3.1, "amine_m": 0.01, "thiol_m": 0.01, "acid_m": 0.003}
    fields |= {"temperature_k": 298.15, "formation_m_s": 1e-3} | changed
    one = np.ones((1, 1))
    return Surroundings(
        **{name: value * one for name, value in fields.items()},
        warheads_m={group.name: 0.2 * one},
        air=air * one,
        on={name: 0.0 * one if name == off else one for name in group.channels},
    )


def fate(
    group: Group, species: Species, around: Surroundings, draws: Draws, start: str
) -> Mapping[str, np.ndarray]:
    """Return the ends of the group's intermediate."""
    return solve_fate(group.fate(species, around, draws), start)


def first_states(group: Group) -> tuple[str, ...]:
    """Return the states in which its intermediates start."""
    return (group.state_by_light, group.state_by_transfer)


def check_probability(group: Group, species: Species, draws: Draws) -> None:
    """Every intermediate meets one of the named ends."""
    names = {end.name for end in group.data.ends}
    for air in (0.0, 1.0):
        for start in first_states(group):
            ends = fate(group, species, film(group, air=air), draws, start)
            assert set(ends) == names
            assert sum(ends.values()) == pytest.approx(1.0, abs=1e-12)
            assert all(np.all(p >= 0.0) for p in ends.values())


def check_oxygen(group: Group, species: Species, draws: Draws) -> None:
    """Oxygen takes nothing where there is none, and what it takes is booked as its own."""
    outcome = {end.name: end for end in group.data.ends}
    for start in first_states(group):
        sealed, aired = (fate(group, species, film(group, air=a), draws, start) for a in (0.0, 1.0))
        for name, end in outcome.items():
            if end.loss == "oxygen":
                assert np.all(sealed[name] == 0.0)
            else:
                assert np.all(aired[name] <= sealed[name] + 1e-12), name


def check_channels(group: Group, species: Species, draws: Draws) -> None:
    """A channel that is switched off ends nothing, and the rest still adds up."""
    assert len(set(group.channels)) == len(group.channels)
    for channel in group.channels:
        around = film(group, air=1.0, off=channel)
        for start in first_states(group):
            ends = fate(group, species, around, draws, start)
            assert sum(ends.values()) == pytest.approx(1.0, abs=1e-12)
            if channel in ends:
                assert np.all(ends[channel] == 0.0), channel


def check_light(group: Group, draws: Draws) -> None:
    """Yields are shares, without states too; a reservoir is part of what light spends."""
    lamp = Lamp(np.full((2, draws.n), 3.4), np.array([[0.0], [0.05]]))
    nothing = ExcitedStates(np.zeros(0), np.zeros(0), np.zeros(0), STATES.shape)
    for states in (STATES, nothing):
        found = np.broadcast_to(group.yields(states, lamp, draws), lamp.photon_ev.shape)
        assert np.all((found >= 0.0) & (found <= 1.0))
    check_rivals(group, draws)
    for share in (group.triplet_yield(draws), group.electron_yield(draws)):
        assert share.shape == (draws.n,)
        assert np.all((share >= 0.0) & (share <= 1.0))
    held = group.reservoir(draws)
    if held is not None:
        assert held.channel in group.channels
        assert SpectrumValues in group.roles[held.role].steps
        assert np.all((held.share > 0.0) & (held.share < 1.0))
        assert np.all((held.quantum_yield > 0.0) & (held.quantum_yield <= 1.0))


def check_rivals(group: Group, draws: Draws) -> None:
    """A rival takes a share, and nothing when there is none or it is switched off."""
    on, off = (dict.fromkeys(group.channels, value * np.ones((2, 1))) for value in (1.0, 0.0))
    for amines, isomerisable in ((0, 0), (1, 0), (0, 2), (1, 1)):
        left = group.left_by_rivals(Rivals(amines, isomerisable, on), draws)
        assert np.all((left > 0.0) & (left <= 1.0))
        assert np.all(group.left_by_rivals(Rivals(amines, isomerisable, off), draws) == 1.0)
    assert np.all(group.left_by_rivals(Rivals(0, 0, on), draws) == 1.0)


def check_darkness(group: Group, draws: Draws) -> None:
    """Without a photon nothing is spent, and nothing waits."""
    zero, one = np.zeros((1, draws.n)), np.ones((1, draws.n))
    held = group.reservoir(draws)
    pool = None
    if held is not None:
        pool = ReservoirYields(held.loss, one, held.quantum_yield * one, held.share * one)
    lamp = Lamp(np.full((1, draws.n), 3.4), np.zeros((1, 1)))
    spent = group.yields(STATES, lamp, draws) * one
    still = TransferRates(zero, zero, zero)
    for doses, section in ((np.zeros((2, 1)), 1e-17 * one), (np.array([[0.0], [50.0]]), zero)):
        sections, transfer = (section, section), (still, still)
        arm = ArmYields(1, (spent,), one, group.electron_yield(draws) * one, pool)
        absorber = Absorber(1, sections, transfer, (arm,))
        film = Film(one, 1e3 * one, zero, np.array([[3e-6]]), 47.0 * one)
        (history,) = integrate([absorber], film, doses, np.array([1e15]))
        assert np.all(history.states[0] == 1.0)
        born = (*history.by_light, *history.by_transfer, *history.waiting)
        assert all(np.all(count == 0.0) for count in (*born, history.dead))


def recorded_gap(screen: RecordedScreen) -> GapValues:
    """Return a gap that was computed."""
    (arm,) = screen.inputs(DIAZIRINE).chromophores[0].arms
    assert arm.gap is not None
    return arm.gap
