"""A third photoactive group in one file: aryl ketones that take hydrogen from a ligand.

Light gives an excited singlet, this a triplet, and the triplet a pair of radicals with the ligand.
The radicals combine in their cage, which is the wanted bond, or part: then two ketyl radicals make
a pinacol. No N2 leaves and no isomer waits. The rates are orders of magnitude for the tests, not
data: crossing within 10 ps, abstraction from alkanes 1e6 M-1 s-1, a triplet that lives 10 us.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
from rdkit import Chem

from dotstitch.contracts.bands import ExcitedStates
from dotstitch.contracts.draws import Array, Draws
from dotstitch.groups.chain import Chain
from dotstitch.groups.group_data import End, GroupData, SafetyNote
from dotstitch.groups.protocol import PRODUCT, Group, Role, Species
from dotstitch.groups.sites import Site
from dotstitch.groups.surroundings import Lamp, Surroundings

SINGLET, TRIPLET, PAIR = "excited singlet", "excited triplet", "radical pair"
CH_PER_CYCLOHEXANE = 12.0
BARE_RING = Chem.MolFromSmarts("c1[cH][cH][cH][cH][cH]1")


class ArylKetone(Group):
    """Benzophenones."""

    name = "aryl_ketone"
    roles: ClassVar[Mapping[str, Role]] = {
        PRODUCT: Role("closed_shell", "alcohol", {"C": 1, "H": 4}),
    }
    channels = ("abstraction", "oxidation", "trapping", "pinacol")
    shown: ClassVar[Mapping[str, str]] = {"bare_rings": "bare rings"}
    state_by_light = SINGLET
    state_by_transfer = TRIPLET

    @property
    def data(self) -> GroupData:
        """Its data rows, kept here for a test."""
        return GroupData(
            title="benzophenone",
            warheads={"diaryl_ketone": "c-[CX3:1](=[OX1:2])-[c:3]"},
            ends=(
                End(name="recombination", outcome="wanted", words="recombination"),
                End(name="trapping", outcome="harmful", words="trapping", loss="trapping"),
                End(name="oxidation", outcome="lost", words="oxidation", loss="oxygen"),
                End(name="pinacol", outcome="lost", words="pinacol", loss="pinacol"),
                End(name="idle", outcome="lost", words="idle", loss="triplet sink"),
            ),
            safety=(SafetyNote(text="none known", source="assumption", confidence="assumption"),),
        )

    def edits(self, mol: Chem.Mol, site: Site) -> dict[str, Chem.Mol]:
        """Return the tertiary alcohol with methane for the ligand."""
        carbon, oxygen = site.atoms
        edited = Chem.RWMol(mol)
        edited.GetBondBetweenAtoms(carbon, oxygen).SetBondType(Chem.BondType.SINGLE)
        edited.AddBond(carbon, edited.AddAtom(Chem.Atom(6)), Chem.BondType.SINGLE)
        Chem.SanitizeMol(edited)
        return {PRODUCT: edited.GetMol()}

    def descriptors(self, mol: Chem.Mol, site: Site) -> dict[str, float]:
        """Count the phenyl rings that carry nothing else."""
        return {"bare_rings": len(mol.GetSubstructMatches(BARE_RING))}

    def yields(self, states: ExcitedStates, lamp: Lamp, draws: Draws) -> Array:
        """Return triplets per photon: one."""
        return np.ones_like(lamp.photon_ev)

    def triplet_yield(self, draws: Draws) -> Array:
        """Return one: the triplet is what reacts."""
        return np.ones(draws.n)

    def fate(self, species: Species, around: Surroundings, draws: Draws) -> Chain:
        """Return the rates of the excited ketone and of its pair of radicals."""
        on, one = around.on, np.ones(draws.n)
        abstraction = 1e6 * around.ch_m / CH_PER_CYCLOHEXANE * on["abstraction"]
        return Chain(
            moves={(SINGLET, TRIPLET): 1e11 * one, (TRIPLET, PAIR): abstraction * one},
            ends={
                SINGLET: {},
                TRIPLET: {
                    "trapping": 1e9 * around.amine_m * on["trapping"] * one,
                    "oxidation": 1e6 * around.air * on["oxidation"] * one,
                    "idle": 1e5 * one,
                },
                PAIR: {
                    "recombination": 1e9 * draws["cage_yield"],
                    "pinacol": 1e9 * (1.0 - draws["cage_yield"]) * on["pinacol"],
                },
            },
        )
