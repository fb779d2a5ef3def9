"""What the samples of one molecule say about the explanations of Lu et al."""

from __future__ import annotations

from scipy.special import ndtr

from dotstitch.contracts.config import Config
from dotstitch.contracts.draws import median
from dotstitch.evidence.verdicts import LAMP_NM, ArmEvidence, MoleculeEvidence, compared_groups
from dotstitch.film.prepare import ArmFate
from dotstitch.film.simulate import Outcome
from dotstitch.groups.spin_pair import SINGLET, reaches_triplet, returns


def gather_evidence(
    name: str,
    outcome: Outcome,
    probe: Outcome,
    labels: list[tuple[str, str]],
    offset_ev: tuple[float, float],
    optical_offset_ev: float | None,
    config: Config,
) -> MoleculeEvidence:
    """Collect the medians that :func:`dotstitch.evidence.verdicts.explain` weighs.

    Parameters
    ----------
    name : str
    outcome : Outcome
        Of every recipe, in the order of the configuration.
    probe : Outcome
        Of the ranked case under N2, in air, and with each channel off.
    labels : list of (recipe, channel)
        Of the cases of ``probe`` from the third on.
    offset_ev : (float, float)
        LUMO minus the band edge of the default dot as the draws have them, and its error.
    optical_offset_ev : float or None
        The same by HOMO plus optical gap, as computed.
    config : Config
    """
    on_default = [i for i, r in enumerate(config.recipes) if (r.dot or config.dot) == config.dot]
    at_lamp = [
        i
        for i in on_default
        if config.recipes[i].wavelength_nm == LAMP_NM and config.recipes[i].atmosphere == "N2"
    ]
    shut = 2 + labels.index((config.rank_at, "back_crossing"))
    unexpanded = 2 + labels.index((config.rank_at, "ring_expansion"))
    return MoleculeEvidence(
        name=name,
        exposures=tuple(
            (
                median(outcome.photons_per_arm[i]),
                1.0 - median(outcome.precursor_left[-1, i]),
                median(outcome.film_retention[-1, i]),
            )
            for i in at_lamp
        ),
        arms=tuple(
            _arm_evidence(fate, shut)
            for fate in probe.fates
            if fate.arm.group.name in compared_groups().values()
        ),
        takes_electron=float(ndtr(-offset_ev[0] / offset_ev[1])),
        optical_offset_ev=optical_offset_ev,
        plqy_mixed=median(probe.plqy_mixed[0]),
        quenching={name: median(rate[0]) for name, rate in probe.quenching.items()},
        plqy=median(probe.plqy_relative[-1, 0]),
        plqy_without_expansion=median(probe.plqy_relative[-1, unexpanded]),
    )


def _arm_evidence(fate: ArmFate, shut: int) -> ArmEvidence:
    return ArmEvidence(
        group=fate.arm.group.name,
        bond=median(fate.bond[0]),
        bond_in_air=median(fate.bond[1]),
        bond_without_return=median(fate.bond[shut]),
        reaches_triplet=median(reaches_triplet(fate.chain)[0]),
        returns=median(returns(fate.chain)[0]),
        bonding_rate_per_s=median(fate.chain.ends[SINGLET]["insertion"][0]),
        ring_expansion=median(fate.ends["ring_expansion"][0]),
    )
