"""What a photoactive group says of itself; everything downstream asks through this door."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

import numpy as np
from rdkit import Chem

from dotstitch.contracts.bands import ExcitedStates
from dotstitch.contracts.draws import Array, Draws
from dotstitch.contracts.manifest import SpeciesKind
from dotstitch.contracts.results import GapValues, StepValues
from dotstitch.groups.chain import Chain
from dotstitch.groups.group_data import GroupData, group_data
from dotstitch.groups.sites import Site, find_by_smarts
from dotstitch.groups.surroundings import Lamp, Rivals, Surroundings

PRODUCT = "product"
"""Role of the bond to a ligand; every group has it."""


@dataclass(frozen=True)
class Role:
    """One species that an arm turns into.

    Attributes
    ----------
    kind : str
        Of the species, a row of ``data/species_kinds.yaml``.
    words : str
        What a chemist calls it.
    change : mapping of str to int
        Atoms gained (positive) or lost against the chromophore, by element.
    steps : tuple of classes
        Values of its steps that the kinetics reads.
    """

    kind: SpeciesKind
    words: str
    change: Mapping[str, int] = field(default_factory=dict)
    steps: tuple[type[StepValues], ...] = ()


@dataclass(frozen=True, eq=False)
class RoleSpecies:
    """What was computed of one species of an arm.

    Attributes
    ----------
    key : str
        Of the species.
    smiles : str
        Seeds the draws of its errors, so that they outlive a change of level.
    gap : GapValues or None
        Where its role reads the step ``gap``.
    epsilon_m1_cm1 : ndarray or None
        Its calibrated absorptivity, where its role reads the step ``spectrum``.
    """

    key: str
    smiles: str
    gap: GapValues | None = None
    epsilon_m1_cm1: Array | None = None


Species = Mapping[str, RoleSpecies]
"""Species of an arm by role."""


@dataclass(frozen=True, eq=False)
class Reservoir:
    """An isomer that holds reacted warheads until light sets their intermediate free.

    Attributes
    ----------
    role : str
        Whose absorptivity it has.
    channel : str
        Switches it off.
    loss : str
        Name of what still waits at the end.
    share : ndarray, shape (samples,)
        Of the warheads that light consumes.
    quantum_yield : ndarray, shape (samples,)
        Of its way to the intermediate.
    """

    role: str
    channel: str
    loss: str
    share: Array
    quantum_yield: Array


class BreakingBond(NamedTuple):
    """Where an excited electron breaks a bond: its orbitals on some atoms, in one plane.

    Attributes
    ----------
    carrier, inner, middle : int
        Atom indices that span the plane.
    atoms : tuple of int
        Whose orbitals in that plane count.
    """

    carrier: int
    inner: int
    middle: int
    atoms: tuple[int, ...]


class Group(ABC):
    """A photoactive group.

    Attributes
    ----------
    name : str
        In the registry.
    roles : mapping of str to Role
        What an arm turns into; the first role names the arm, :data:`PRODUCT` is among them.
    channels : tuple of str
        What can be switched off, in the order of the outputs.
    state_by_light, state_by_transfer : str
        State of the chain in which an intermediate starts: after absorption, and after energy has
        come from a dot.
    passivates : bool
        Whether its intermediates passivate surface traps of a dot.
    shown : mapping of str to str
        Descriptors that tables and report show, to what a chemist calls them.
    """

    name: ClassVar[str]
    roles: ClassVar[Mapping[str, Role]]
    channels: ClassVar[tuple[str, ...]]
    state_by_light: ClassVar[str]
    state_by_transfer: ClassVar[str]
    passivates: ClassVar[bool] = False
    shown: ClassVar[Mapping[str, str]] = {}

    @property
    def data(self) -> GroupData:
        """Its data rows."""
        return group_data(self.name)

    def find(self, mol: Chem.Mol) -> list[Site]:
        """Return the sites of a molecule."""
        return find_by_smarts(mol, self.name, self.data.warheads)

    @abstractmethod
    def edits(self, mol: Chem.Mol, site: Site) -> dict[str, Chem.Mol]:
        """Return what one site turns into, by role, all other arms intact."""

    def descriptors(self, mol: Chem.Mol, site: Site) -> dict[str, float]:  # noqa: ARG002
        """Return numbers of the structure around one site; the outputs show some of them."""
        return {}

    def notes(self, mol: Chem.Mol, site: Site) -> tuple[str, ...]:  # noqa: ARG002
        """Return what a user should know of one site."""
        return ()

    @abstractmethod
    def yields(self, states: ExcitedStates, lamp: Lamp, draws: Draws) -> Array:
        """Return the warheads consumed per photon that a chromophore absorbs, without rivals.

        Parameters
        ----------
        states : ExcitedStates
            Of the chromophore.
        lamp : Lamp
        draws : Draws

        Returns
        -------
        ndarray, broadcast to (lamps, samples)
        """

    def left_by_rivals(self, rivals: Rivals, draws: Draws) -> Array:  # noqa: ARG002
        """Return the share of these yields that rivals leave, broadcast to (cases, samples)."""
        return np.ones(draws.n)

    @abstractmethod
    def fate(self, species: Species, around: Surroundings, draws: Draws) -> Chain:
        """Return the rates between the states of the intermediate and of their ends."""

    @abstractmethod
    def triplet_yield(self, draws: Draws) -> Array:
        """Return the warheads consumed per triplet of the chromophore, shape (samples,)."""

    def electron_yield(self, draws: Draws) -> Array:
        """Return the warheads lost per electron that comes from a dot, shape (samples,)."""
        return np.zeros(draws.n)

    def reservoir(self, draws: Draws) -> Reservoir | None:  # noqa: ARG002
        """Return the isomer that holds reacted warheads back, if there is one."""
        return None

    def cautions(self, species: Species) -> tuple[str, ...]:  # noqa: ARG002
        """Return where rates leave what was measured, for the species that names the arm."""
        return ()

    def breaking_bonds(
        self,
        symbols: Sequence[str],  # noqa: ARG002
        neighbours: Sequence[Sequence[int]],  # noqa: ARG002
    ) -> list[BreakingBond]:
        """Return the bonds of a geometry whose breaking the yield depends on."""
        return []
