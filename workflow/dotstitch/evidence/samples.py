"""What the samples of one molecule say about the explanations of Lu et al."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from dotstitch.contracts.constants import EV_NM
from dotstitch.dot.alignment import align
from dotstitch.evidence.verdicts import LAMP_NM, ArmEvidence, MoleculeEvidence
from dotstitch.film.molecule import MoleculeInput
from dotstitch.film.prepare import ArmFate
from dotstitch.film.simulate import Outcome
from dotstitch.screen.context import Setting
from dotstitch.screen.properties import band_maximum_nm, intact_absorption, whole_levels
from dotstitch.screen.summaries import median


def gather_evidence(
    molecule: MoleculeInput,
    outcome: Outcome,
    probe: Outcome,
    labels: list[tuple[str, str]],
    setting: Setting,
) -> MoleculeEvidence:
    """Collect the medians that :func:`dotstitch.evidence.verdicts.explain` weighs.

    Parameters
    ----------
    molecule : MoleculeInput
    outcome : Outcome
        Of every recipe, in the order of the configuration.
    probe : Outcome
        Of the ranked case under N2, in air, and with each channel off.
    labels : list of (recipe, channel)
        Of the cases of ``probe`` from the third on.
    setting : Setting
    """
    config = setting.config
    on_default = [i for i, r in enumerate(config.recipes) if (r.dot or config.dot) == config.dot]
    at_lamp = [
        i
        for i in on_default
        if config.recipes[i].wavelength_nm == LAMP_NM and config.recipes[i].atmosphere == "N2"
    ]
    shut = 2 + labels.index((config.rank_at, "back_crossing"))
    unexpanded = 2 + labels.index((config.rank_at, "ring_expansion"))
    peak = band_maximum_nm(molecule.wavelength_nm, intact_absorption(molecule))
    aligned = align(
        whole_levels(molecule),
        setting.dots[config.dot].dot,
        optical_gap_ev=None if peak is None else EV_NM / peak,
    )
    below = -aligned.electron_offset_ev / aligned.electron_offset_uncertainty_ev
    return MoleculeEvidence(
        name=molecule.name,
        exposures=tuple(
            (
                median(outcome.photons_per_arm[i]),
                1.0 - median(outcome.precursor_left[-1, i]),
                median(outcome.film_retention[-1, i]),
            )
            for i in at_lamp
        ),
        arms=tuple(_arm_evidence(fate, shut) for fate in probe.fates),
        takes_electron=float(ndtr(below)),
        optical_offset_ev=aligned.electron_offset_optical_ev,
        plqy_mixed=median(probe.plqy_mixed[0]),
        quenching={name: median(rate[0]) for name, rate in probe.quenching.items()},
        plqy=median(probe.plqy_relative[-1, 0]),
        plqy_without_expansion=median(probe.plqy_relative[-1, unexpanded]),
    )


def _arm_evidence(fate: ArmFate, shut: int) -> ArmEvidence:
    rates = fate.rates
    leave_s = np.sum([rate[0] for rate in rates.singlet.values()], axis=0)
    leave_t = np.sum([rate[0] for rate in rates.triplet.values()], axis=0)
    crossing, back = rates.crossing[0], rates.back_crossing[0]
    return ArmEvidence(
        is_azide=fate.arm.is_azide,
        bond=median(fate.bond[0]),
        bond_in_air=median(fate.bond[1]),
        bond_without_return=median(fate.bond[shut]),
        reaches_triplet=median(crossing / (crossing + leave_s)),
        returns=median(back / (back + leave_t)),
        bonding_rate_per_s=median(rates.singlet["insertion"][0]),
        ring_expansion=median(fate.ends["ring_expansion"][0]),
    )
