"""Aryl diazirines: light takes N2 off and leaves a carbene, or opens the ring to a diazo isomer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
from rdkit import Chem

from dotstitch.contracts.bands import ExcitedStates
from dotstitch.contracts.constants import GAS_CONSTANT_KCAL_MOL_K
from dotstitch.contracts.draws import Array, Draws
from dotstitch.contracts.results import GapValues, SpectrumValues
from dotstitch.groups.chain import Chain
from dotstitch.groups.isomerisation import left_by_isomerisation
from dotstitch.groups.nitrogen_loss import (
    N2,
    N2_FOR_METHANE,
    insertion_product_of,
    intermediate_of,
)
from dotstitch.groups.protocol import PRODUCT, Group, Reservoir, Role, Species
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


class ArylDiazirine(Group):
    """The group behind :class:`dotstitch.groups.protocol.Group`."""

    name = "aryl_diazirine"
    roles: ClassVar[Mapping[str, Role]] = {
        "intermediate": Role("carbene", "carbene", N2, (GapValues,)),
        "diazo_isomer": Role("closed_shell", "diazo isomer", {}, (SpectrumValues,)),
        PRODUCT: Role("closed_shell", "insertion product", N2_FOR_METHANE),
    }

    channels = (
        "isomerisation",
        "insertion",
        "reduction",
        "addition",
        "crossing",
        "back_crossing",
        "ring_expansion",
        "trapping",
        "abstraction",
        "radical_link",
        "capping",
        "oxidation",
        "azine",
        "dimer",
        "diazo",
    )
    state_by_light = SINGLET
    state_by_transfer = TRIPLET
    passivates = True

    def edits(self, mol: Chem.Mol, site: Site) -> dict[str, Chem.Mol]:
        """Return the carbene, the diazo isomer and the C-H insertion product of one diazirine."""
        return {
            "intermediate": intermediate_of(mol, site),
            "diazo_isomer": diazo_of(mol, site),
            PRODUCT: insertion_product_of(mol, site),
        }

    def notes(self, mol: Chem.Mol, site: Site) -> tuple[str, ...]:
        """Say where rates rest on analogy."""
        known = site.warhead != self.name or mol.GetAtomWithIdx(site.reactive).GetTotalNumHs()
        if known:
            return ()
        return ("diazirine with a substituent outside H and CF3: its rates are by analogy",)

    def yields(
        self,
        states: ExcitedStates,  # noqa: ARG002
        lamp: Lamp,
        draws: Draws,
    ) -> Array:
        """Return the diazirines consumed per photon: the same at every wavelength."""
        return np.broadcast_to(draws["diazirine_quantum_yield"], lamp.photon_ev.shape)

    def left_by_rivals(self, rivals: Rivals, draws: Draws) -> Array:
        """Return what a C=C that can turn leaves of the yield."""
        return left_by_isomerisation(rivals, draws)

    def triplet_yield(self, draws: Draws) -> Array:
        """Return the diazirines that lose N2 per triplet of their chromophore."""
        return draws["diazirine_triplet_yield"]

    def fate(self, species: Species, around: Surroundings, draws: Draws) -> Chain:
        """Return the rates of the carbene, its gap drawn."""
        return carbene_rates(draws, drawn_gap_kcal_mol(species["intermediate"], draws), around)

    def reservoir(self, draws: Draws) -> Reservoir:
        """Return the linear diazo isomer."""
        return Reservoir(
            role="diazo_isomer",
            channel="diazo",
            loss="diazo reservoir",
            share=draws["diazo_branching"],
            quantum_yield=draws["diazo_quantum_yield"],
        )


def diazo_of(mol: Chem.Mol, site: Site) -> Chem.Mol:
    """Return the linear diazo isomer of one diazirine, other arms intact."""
    reactive, inner, outer = site.atoms
    edited = Chem.RWMol(mol)
    edited.RemoveBond(reactive, outer)
    edited.GetBondBetweenAtoms(reactive, inner).SetBondType(Chem.BondType.DOUBLE)
    edited.GetAtomWithIdx(reactive).SetChiralTag(Chem.ChiralType.CHI_UNSPECIFIED)
    edited.GetAtomWithIdx(inner).SetFormalCharge(1)
    edited.GetAtomWithIdx(outer).SetFormalCharge(-1)
    Chem.SanitizeMol(edited)
    return edited.GetMol()


def carbene_insertion_rate(draws: Draws, gap_kcal_mol: Array) -> Array:
    """Return the C-H insertion rate of the singlet, M-1 s-1 of cyclohexane.

    A singlet stabilised below the reference gap inserts more slowly, as PhCCl does.
    """
    short = np.minimum(gap_kcal_mol - draws["carbene_insertion_reference_gap"], 0.0)
    return np.asarray(
        draws["carbene_insertion_rate"] * 10.0 ** (draws["carbene_insertion_gap_slope"] * short)
    )


def carbene_rates(draws: Draws, gap_kcal_mol: Array, around: Surroundings) -> Chain:
    """Return the rates of an aryl carbene; parameters as in :func:`nitrene_rates`."""
    own_m = around.warheads_m[ArylDiazirine.name]
    on, cyclohexane = around.on, around.ch_m / CYCLOHEXANE_CH_BONDS
    crossing = draws["carbene_isc_rate"] * on["crossing"]
    expansion = 10.0 ** draws["carbene_expansion_log10_a"] * np.exp(
        -draws["carbene_expansion_ea"] / (GAS_CONSTANT_KCAL_MOL_K * around.temperature_k)
    )
    trapping = (
        draws["carbene_amine_rate"] * around.amine_m
        + draws["carbene_thiol_rate"] * around.thiol_m
        + draws["carbene_acid_rate"] * around.acid_m
    )
    insertion = carbene_insertion_rate(draws, gap_kcal_mol) * cyclohexane
    singlet = {
        "insertion": insertion * on["insertion"],
        "reduction": insertion * draws["carbene_reduction_ratio"] * on["reduction"],
        "addition": draws["carbene_alkene_rate"] * around.cc_m * on["addition"],
        "ring_expansion": expansion * on["ring_expansion"],
        "trapping": trapping * on["trapping"],
        "azine": draws["carbene_diazirine_rate"] * own_m * on["azine"],
    }
    triplet = triplet_ends(
        draws,
        abstraction=draws["triplet_carbene_abstraction_rate"] * cyclohexane,
        addition=draws["triplet_carbene_alkene_rate"] * around.cc_m,
        oxidation=draws["carbene_oxygen_rate"] * around.air,
        around=around,
    )
    return spin_pair(draws, crossing, gap_kcal_mol, singlet, triplet, around)
