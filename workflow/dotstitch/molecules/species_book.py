"""Collects the species of a screen, each once, with its key and a label."""

from __future__ import annotations

from rdkit import Chem

from dotstitch.molecules.electrophores import Dissection
from dotstitch.molecules.fragments import Fragment
from dotstitch.molecules.intermediates import arm_edits, reaction_states, spin_multiplicities
from dotstitch.molecules.manifest import Arm, Electrophore, Species, SpeciesKind
from dotstitch.molecules.smiles import composition
from dotstitch.quantum.level import load_level
from dotstitch.records import content_key
from dotstitch.versions import METHOD_VERSION, STEPS


class SpeciesBook:
    """Collects species, each once, with a label that names its first use.

    Parameters
    ----------
    level : str
        Name of the level of theory.
    """

    def __init__(self, level: str) -> None:
        self._level = load_level(level).model_dump(mode="json")
        self._keys: dict[tuple[str, SpeciesKind], str] = {}
        self.species: dict[str, Species] = {}
        self.labels: dict[str, str] = {}

    def add(self, smiles: str, kind: SpeciesKind, label: str) -> str:
        """Return the key of a species; a new one is noted under ``label``."""
        known = self._keys.get((smiles, kind))
        if known is not None:
            return known
        spin = spin_multiplicities(smiles, kind)
        mol = Chem.MolFromSmiles(smiles)
        charge = int(Chem.GetFormalCharge(mol))
        key = content_key(
            {
                "smiles": smiles,
                "kind": kind,
                "charge": charge,
                "multiplicities": spin,
                "level": self._level,
                "methods": {step: METHOD_VERSION[step] for step in STEPS[kind]},
            }
        )
        self._keys[smiles, kind] = key
        self.species[key] = Species(
            key=key,
            smiles=smiles,
            kind=kind,
            charge=charge,
            n_atoms=composition(mol).total(),
        )
        self.labels[key] = label
        return key


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
    chromophores = [f for f, _ in dissection.electrophores if f.n_warheads]
    found = []
    for number, (fragment, count) in enumerate(dissection.electrophores, 1):
        suffix = f" {number}" if len(chromophores) > 1 or not fragment.n_warheads else ""
        role = ("chromophore" if fragment.n_warheads else "electrophore") + suffix
        key = book.add(fragment.smiles, "closed_shell", f"{name}: {role}")
        arms = _arms(f"{name}:", suffix, fragment, book) if fragment.n_warheads else ()
        states = _states(f"{name}:", suffix, fragment, book) if fragment.n_warheads else ()
        found.append(Electrophore(species=key, count=count, arms=arms, states=states))
    return tuple(found)


def _arms(prefix: str, suffix: str, fragment: Fragment, book: SpeciesBook) -> tuple[Arm, ...]:
    """Plan the intermediates and diazo isomers of one chromophore."""
    edits = arm_edits(fragment.smiles)
    arms = []
    for number, edit in enumerate(edits, 1):
        which = suffix + (f" of arm {number}" if len(edits) > 1 else "")
        arms.append(
            Arm(
                warhead=edit.warhead,
                n_equivalent=edit.n_equivalent,
                intermediate=book.add(edit.intermediate, edit.kind, f"{prefix} {edit.kind}{which}"),
                diazo=edit.diazo
                and book.add(edit.diazo, "closed_shell", f"{prefix} diazo isomer{which}"),
                ortho_fluorines=edit.ortho_fluorines,
                ortho_substituents=edit.ortho_substituents,
            )
        )
    return tuple(arms)


def _states(prefix: str, suffix: str, fragment: Fragment, book: SpeciesBook) -> tuple[str, ...]:
    """Plan a chromophore from intact to fully reacted."""
    states = reaction_states(fragment.smiles)
    last = len(states) - 1
    labels = [f"{n} of {last} reacted" for n in range(last + 1)]
    labels[0], labels[last] = "chromophore", "insertion product"
    if last == 2:
        labels[1] = "half-reacted"
    return tuple(
        book.add(smiles, "closed_shell", f"{prefix} {label}{suffix}")
        for smiles, label in zip(states, labels, strict=True)
    )
