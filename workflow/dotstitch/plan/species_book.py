"""Collects the species of a screen, each once, with its key and a label."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Literal

from rdkit import Chem

from dotstitch.contracts.files import content_key
from dotstitch.contracts.levels import EngineName
from dotstitch.contracts.manifest import Arm, Electrophore, Species, SpeciesKind
from dotstitch.contracts.results import METHOD_VERSION
from dotstitch.contracts.smiles import composition
from dotstitch.data.basis_sets import core_potentials
from dotstitch.data.levels import load_level
from dotstitch.data.species_kinds import species_kind
from dotstitch.groups.compound import Compound, compound
from dotstitch.groups.protocol import PRODUCT
from dotstitch.groups.registry import GROUPS
from dotstitch.plan.electrophores import Dissection
from dotstitch.plan.fragments import Fragment
from dotstitch.plan.reactions import reactions
from dotstitch.plan.spin_model import spin_model


class SpeciesBook:
    """Collects species, each once, with a label that names its first use.

    Parameters
    ----------
    level : str
        Name of the level of theory.
    fragments : str
        ``whole`` computes open shells without cutting off their far ends.
    engine : str
        Of the mean field.
    """

    def __init__(
        self,
        level: str,
        fragments: Literal["cut", "whole"] = "cut",
        engine: EngineName = "fast",
    ) -> None:
        self._fragments = fragments
        chosen = load_level(level, engine)
        self._level = chosen.key_content()
        self._bases = {chosen.basis, *chosen.gap_basis.values()}
        self._keys: dict[tuple[str, SpeciesKind], str] = {}
        self.species: dict[str, Species] = {}
        self.labels: dict[str, str] = {}

    def add(self, species: Compound, label: str) -> str:
        """Return the key of a species; a new one is noted under ``label``."""
        known = self._keys.get((species.smiles, species.kind))
        if known is not None:
            return known
        row = species_kind(species.kind)
        key = content_key(
            {
                "smiles": species.smiles,
                "kind": species.kind,
                "charge": species.charge,
                "multiplicities": row.multiplicities,
                "level": self._level,
                "methods": {step: METHOD_VERSION[step] for step in row.steps},
                **self._core_potentials(species.smiles),
            }
        )
        self._keys[species.smiles, species.kind] = key
        self.species[key] = Species(
            key=key,
            smiles=species.smiles,
            kind=species.kind,
            charge=species.charge,
            n_atoms=species.n_atoms,
        )
        self.labels[key] = label
        return key

    def _core_potentials(self, smiles: str) -> dict[str, dict[str, int]]:
        """Return what keeps apart species whose heavy atoms were once computed without a core."""
        elements = composition(Chem.MolFromSmiles(smiles))
        potentials = core_potentials(self._bases, elements)
        return {"core_potentials": potentials} if potentials else {}

    def add_role(self, species: Compound, label: str) -> str:
        """Return the key of what an arm turns into, or of the part that decides its gap."""
        if self._fragments == "cut" and species_kind(species.kind).unpaired_electrons:
            species = _cut_back(species)
        return self.add(species, label)


@cache
def _cut_back(species: Compound) -> Compound:
    """Return the part of an open shell that decides its gap."""
    return compound(spin_model(Chem.MolFromSmiles(species.smiles)), species.kind)


def plan_electrophores(
    name: str, dissection: Dissection, book: SpeciesBook
) -> tuple[Electrophore, ...]:
    """Enter every electrophore of a molecule, and what it turns into, in the book.

    Parameters
    ----------
    name : str
        Of the molecule, for labels.
    dissection : Dissection
    book : SpeciesBook
    """
    several = sum(fragment.n_warheads > 0 for fragment, _ in dissection.electrophores) > 1
    electrophores = []
    for number, (fragment, count) in enumerate(dissection.electrophores, 1):
        if fragment.n_warheads:
            suffix = f" {number}" if several else ""
            electrophores.append(_chromophore(name, suffix, fragment, count, book))
        else:
            compound = Compound(fragment.smiles, "closed_shell", fragment.charge, fragment.n_atoms)
            key = book.add(compound, f"{name}: electrophore {number}")
            electrophores.append(Electrophore(species=key, count=count))
    return tuple(electrophores)


def _chromophore(
    name: str, suffix: str, fragment: Fragment, count: int, book: SpeciesBook
) -> Electrophore:
    """Enter a chromophore, what its arms turn into, and its states."""
    reacted = reactions(fragment.smiles)
    compounds = (replace(reacted.states[0], kind="chromophore"), *reacted.states[1:])
    states = tuple(
        book.add(state, f"{name}: {label}{suffix}")
        for state, label in zip(compounds, _state_labels(len(compounds)), strict=True)
    )
    arms = []
    for number, edit in enumerate(reacted.arms, 1):
        which = suffix + (f" of arm {number}" if len(reacted.arms) > 1 else "")
        roles = GROUPS[edit.group].roles
        arms.append(
            Arm(
                group=edit.group,
                warhead=edit.warhead,
                n_equivalent=edit.n_equivalent,
                roles={
                    role: book.add_role(species, f"{name}: {roles[role].words}{which}")
                    for role, species in edit.roles.items()
                    if role != PRODUCT  # among the states
                },
                descriptors=dict(edit.descriptors),
            )
        )
    return Electrophore(species=states[0], count=count, arms=tuple(arms), states=states)


def _state_labels(n_states: int) -> list[str]:
    """Name the states of a chromophore from intact to fully reacted."""
    last = n_states - 1
    between = ["half-reacted"] if last == 2 else [f"{n} of {last} reacted" for n in range(1, last)]
    return ["chromophore", *between, "insertion product"]
