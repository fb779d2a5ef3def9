"""Aryl azides: light takes N2 off and leaves a nitrene."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rdkit import Chem

from dotstitch.contracts.bands import ExcitedStates
from dotstitch.contracts.draws import Array, Draws
from dotstitch.contracts.results import GapValues
from dotstitch.groups.azide_yield import azide_yield
from dotstitch.groups.chain import Chain
from dotstitch.groups.isomerisation import left_by_isomerisation
from dotstitch.groups.nitrogen_loss import (
    N2,
    N2_FOR_METHANE,
    insertion_product_of,
    intermediate_of,
)
from dotstitch.groups.protocol import PRODUCT, BreakingBond, Group, Role, Species
from dotstitch.groups.ring_expansion import ring_expansion
from dotstitch.groups.sites import Site
from dotstitch.groups.spin_pair import (
    CYCLOHEXANE_CH_BONDS,
    SINGLET,
    TRIPLET,
    drawn_gap_kcal_mol,
    spin_pair,
    triplet_ends,
)
from dotstitch.groups.surroundings import Lamp, Rivals, Surroundings


class ArylAzide(Group):
    """The group behind :class:`dotstitch.groups.protocol.Group`."""

    name = "aryl_azide"
    roles: ClassVar[Mapping[str, Role]] = {
        "intermediate": Role("nitrene", "nitrene", N2, (GapValues,)),
        PRODUCT: Role("closed_shell", "insertion product", N2_FOR_METHANE),
    }

    channels = (
        "amine_quenching",
        "isomerisation",
        "insertion",
        "addition",
        "crossing",
        "back_crossing",
        "ring_expansion",
        "trapping",
        "abstraction",
        "radical_link",
        "capping",
        "oxidation",
        "dimer",
    )
    shown: ClassVar[Mapping[str, str]] = {"ortho_fluorines": "ortho F"}
    state_by_light = SINGLET
    state_by_transfer = TRIPLET

    def edits(self, mol: Chem.Mol, site: Site) -> dict[str, Chem.Mol]:
        """Return the nitrene and the C-H insertion product of one azide."""
        return {
            "intermediate": intermediate_of(mol, site),
            PRODUCT: insertion_product_of(mol, site),
        }

    def descriptors(self, mol: Chem.Mol, site: Site) -> dict[str, float]:
        """Count the ortho positions that carry fluorine, and those that carry anything at all.

        A fused ring counts as a substituent.

        Examples
        --------
        >>> mol = Chem.MolFromSmiles("[N-]=[N+]=Nc1c(F)cccc1C")
        >>> azide = ArylAzide()
        >>> azide.descriptors(mol, azide.find(mol)[0])
        {'ortho_fluorines': 1, 'ortho_substituents': 2}
        """
        fluorines = substituents = 0
        for ortho in mol.GetAtomWithIdx(site.anchor).GetNeighbors():
            if not ortho.GetIsAromatic():
                continue
            fluorines += any(n.GetSymbol() == "F" for n in ortho.GetNeighbors())
            substituents += ortho.GetDegree() > 2
        return {"ortho_fluorines": fluorines, "ortho_substituents": substituents}

    def yields(self, states: ExcitedStates, lamp: Lamp, draws: Draws) -> Array:
        """Return the azides consumed per photon."""
        return azide_yield(states, lamp, draws)

    def left_by_rivals(self, rivals: Rivals, draws: Draws) -> Array:
        """Return what a tertiary amine and a C=C that can turn leave of the yield."""
        left = left_by_isomerisation(rivals, draws)
        if rivals.amines:
            left = left * draws["amine_yield_factor"] ** rivals.on["amine_quenching"]
        return left

    def triplet_yield(self, draws: Draws) -> Array:
        """Return the azides that lose N2 per triplet of their chromophore."""
        return draws["azide_triplet_yield"]

    def electron_yield(self, draws: Draws) -> Array:
        """Return the azides that are reduced to amines per transferred electron."""
        return draws["transfer_chemistry_yield"]

    def fate(self, species: Species, around: Surroundings, draws: Draws) -> Chain:
        """Return the rates of the nitrene, its gap and its barrier to ring expansion drawn."""
        nitrene = species["intermediate"]
        errors = draws.normals(f"{nitrene.smiles}:ring_expansion")
        expansion = ring_expansion(nitrene.smiles).rate_per_s(around.temperature_k, errors)
        return nitrene_rates(draws, drawn_gap_kcal_mol(nitrene, draws), expansion, around)

    def cautions(self, species: Species) -> tuple[str, ...]:
        """Return where the rule of ring expansion leaves what was measured."""
        notes = ring_expansion(species["intermediate"].smiles).notes
        return tuple(f"rate of ring expansion: {note}" for note in notes)

    def breaking_bonds(
        self, symbols: Sequence[str], neighbours: Sequence[Sequence[int]]
    ) -> list[BreakingBond]:
        """Return X-N-N-N with nothing else on any nitrogen.

        The electron weakens N-N2 when it sits on the three nitrogens in the plane X-N-N.

        Examples
        --------
        >>> ArylAzide().breaking_bonds("NNNH", [[1, 3], [0, 2], [1], [0]])
        [BreakingBond(carrier=3, inner=0, middle=1, atoms=(0, 1, 2))]
        """

        def nitrogen(atom: int, n_bonds: int) -> bool:
            return symbols[atom] == "N" and len(neighbours[atom]) == n_bonds

        bonds = []
        for middle in range(len(symbols)):
            if not nitrogen(middle, 2):
                continue
            for inner, end in (neighbours[middle], neighbours[middle][::-1]):
                if nitrogen(inner, 2) and nitrogen(end, 1):
                    carrier = next(atom for atom in neighbours[inner] if atom != middle)
                    bonds.append(BreakingBond(carrier, inner, middle, (inner, middle, end)))
        return bonds


def nitrene_rates(
    draws: Draws, gap_kcal_mol: Array, expansion: Array, around: Surroundings
) -> Chain:
    """Return the rates of an aryl nitrene.

    Parameters
    ----------
    draws : Draws
    gap_kcal_mol : ndarray
        Free energy of the singlet minus that of the triplet, without the triplet's degeneracy.
    expansion : ndarray, shape (cases, samples)
        Rate of ring expansion, s-1, see :mod:`dotstitch.groups.ring_expansion`.
    around : Surroundings
    """
    on, cyclohexane = around.on, around.ch_m / CYCLOHEXANE_CH_BONDS
    crossing = draws["nitrene_isc_rate"] * on["crossing"]
    trapping = (
        draws["nitrene_amine_rate"] * around.amine_m
        + draws["nitrene_thiol_rate"] * around.thiol_m
        + draws["nitrene_acid_rate"] * around.acid_m
    )
    singlet = {
        "insertion": draws["nitrene_insertion_rate"] * cyclohexane * on["insertion"],
        "addition": draws["nitrene_alkene_rate"] * around.cc_m * on["addition"],
        "ring_expansion": expansion * on["ring_expansion"],
        "trapping": trapping * on["trapping"],
    }
    triplet = triplet_ends(
        draws,
        abstraction=draws["triplet_nitrene_abstraction_rate"] * cyclohexane,
        addition=draws["triplet_nitrene_alkene_rate"] * around.cc_m,
        oxidation=draws["nitrene_oxygen_rate"] * around.air,
        around=around,
    )
    return spin_pair(draws, crossing, gap_kcal_mol, singlet, triplet, around)
