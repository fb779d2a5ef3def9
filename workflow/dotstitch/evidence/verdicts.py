"""Which of the explanations (a) to (e) of Lu et al. the numbers of a screen support."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.stats import spearmanr

from dotstitch.contracts.photophysics import Explanation
from dotstitch.data.reading import read_yaml

LAMP_NM = 365.0
NOT_TESTED = "not tested"
CONTRAST = ("carbene", "nitrene")
"""What the authors set against each other, as ``lu2022_explanations.yaml`` names it."""


@dataclass(frozen=True)
class ArmEvidence:
    """What the samples say of one arm; medians at the recipe where the molecule is ranked.

    Attributes
    ----------
    group : str
        Name of its photoactive group.
    bond, bond_in_air, bond_without_return : float
        Probability of a wanted bond: as it is, in air, and with the way back from the triplet shut.
    reaches_triplet, returns : float
        Share of intermediates that reach the triplet, and of those that come back from it.
    bonding_rate_per_s : float
        C-H insertion of the singlet in the film, first order.
    ring_expansion : float
        Probability.
    """

    group: str
    bond: float
    bond_in_air: float
    bond_without_return: float
    reaches_triplet: float
    returns: float
    bonding_rate_per_s: float
    ring_expansion: float


@dataclass(frozen=True)
class MoleculeEvidence:
    """What the samples say of one molecule.

    Attributes
    ----------
    exposures : tuple of (photons_per_arm, reacted, retention)
        Medians for every recipe at 365 nm under N2 on the default dot.
    arms : tuple of ArmEvidence
    takes_electron : float
        Probability that the LUMO lies below the conduction band of the dot.
    optical_offset_ev : float or None
        HOMO plus optical gap, the convention of Lu et al., minus the conduction band.
    plqy_mixed : float
        Where the molecule is ranked, before exposure.
    quenching : dict of str to float
        Non-radiative rate by cause where the molecule is ranked, us-1.
    plqy, plqy_without_expansion : float
        There, and with ring expansion switched off.
    """

    name: str
    exposures: tuple[tuple[float, float, float], ...]
    arms: tuple[ArmEvidence, ...]
    takes_electron: float
    optical_offset_ev: float | None
    plqy_mixed: float
    quenching: dict[str, float]
    plqy: float
    plqy_without_expansion: float


def explain(molecules: Sequence[MoleculeEvidence]) -> dict[str, Explanation]:
    """Return verdict and evidence, one or two sentences with numbers, by the letter."""
    carbenes, nitrenes = (_arms_of(intermediate, molecules) for intermediate in CONTRAST)
    explanations = {
        "a": _absorption(molecules),
        "b": _reservoir(carbenes, nitrenes),
        "c": _oxygen(carbenes, nitrenes),
        "d": _expansion(molecules, nitrenes),
        "e": _electron(molecules),
    }
    return {
        letter: Explanation.model_validate({"verdict": verdict, "evidence": text})
        for letter, (verdict, text) in explanations.items()
    }


def _arms_of(intermediate: str, molecules: Sequence[MoleculeEvidence]) -> list[ArmEvidence]:
    """Return the arms of the group that leaves an intermediate."""
    group = compared_groups()[intermediate]
    return [arm for m in molecules for arm in m.arms if arm.group == group]


@cache
def compared_groups() -> dict[str, str]:
    """Return the group that leaves each intermediate of which the authors speak."""
    return read_yaml("data/evidence/lu2022_explanations.yaml", dict[str, str], "groups")


def _absorption(molecules: Sequence[MoleculeEvidence]) -> tuple[str, str]:
    points = [(m.name, *exposure) for m in molecules for exposure in m.exposures]
    if molecules and not points:
        return NOT_TESTED, "No recipe exposes at 365 nm under N2 on the default dot."
    if len({name for name, *_ in points}) < 3:
        return NOT_TESTED, "The screen holds fewer than three molecules."
    photons, reacted = np.array([p[1] for p in points]), np.array([p[2] for p in points])
    rank = float(spearmanr(photons, reacted).statistic)
    dark = sorted({p[0] for p in points if p[1] >= 1.0 and p[3] < 0.5})
    text = (
        f"Over {len(points)} exposures at 365 nm the rank correlation of photons absorbed per arm "
        f"with warheads consumed is {rank:.2f}."
    )
    if dark:
        text += f" Photons alone do not make a film: {', '.join(dark)} absorbs one or more per arm."
    if rank < 0.5:
        return "contradicted", text
    return ("supported" if rank >= 0.8 and not dark else "partly supported"), text


def _mean(arms: Sequence[ArmEvidence], name: str) -> float:
    return float(np.mean([getattr(arm, name) for arm in arms]))


def _reservoir(carbenes: Sequence[ArmEvidence], nitrenes: Sequence[ArmEvidence]) -> tuple[str, str]:
    if not carbenes or not nitrenes:
        return NOT_TESTED, "The screen does not hold both nitrenes and carbenes."
    back = {"carbene": _mean(carbenes, "returns"), "nitrene": _mean(nitrenes, "returns")}
    ratio = _mean(carbenes, "bonding_rate_per_s") / _mean(nitrenes, "bonding_rate_per_s")
    bond = {"carbene": _mean(carbenes, "bond"), "nitrene": _mean(nitrenes, "bond")}
    shut = _mean(carbenes, "bond_without_return")
    text = (
        f"Of the triplets {100 * back['carbene']:.3g} % of carbenes and "
        f"{100 * back['nitrene']:.2g} % of nitrenes come back; the singlet carbene inserts "
        f"{ratio:.3g} times as fast. Bonds per intermediate: carbene {bond['carbene']:.2f} "
        f"({shut:.2f} with the way back shut), nitrene {bond['nitrene']:.2f}."
    )
    refilled = back["carbene"] > 0.5 and back["nitrene"] < 0.01
    decisive = bond["carbene"] - bond["nitrene"] > 0.2 and bond["carbene"] - shut > 0.1
    if refilled and decisive:
        return "supported", text
    return ("partly supported" if refilled or ratio >= 100.0 else "contradicted"), text


def _oxygen(carbenes: Sequence[ArmEvidence], nitrenes: Sequence[ArmEvidence]) -> tuple[str, str]:
    if not carbenes or not nitrenes:
        return NOT_TESTED, "The screen does not hold both nitrenes and carbenes."
    lost = [_mean(arms, "bond") - _mean(arms, "bond_in_air") for arms in (carbenes, nitrenes)]
    text = (
        f"Air costs {lost[0]:.3f} bonds per carbene and {lost[1]:.3f} per nitrene; "
        f"{_mean(carbenes, 'reaches_triplet'):.2f} of the carbenes and "
        f"{_mean(nitrenes, 'reaches_triplet'):.2f} of the nitrenes ever reach the triplet."
    )
    if lost[0] <= lost[1]:
        return "contradicted", text
    return ("supported" if lost[0] > 0.05 and lost[0] > 3.0 * lost[1] else "partly supported"), text


def _expansion(
    molecules: Sequence[MoleculeEvidence], nitrenes: Sequence[ArmEvidence]
) -> tuple[str, str]:
    if not nitrenes:
        return NOT_TESTED, "The screen holds no nitrene."
    share = _mean(nitrenes, "ring_expansion")
    with_azides = [m for m in molecules if _arms_of("nitrene", [m])]
    gain = float(np.mean([m.plqy_without_expansion - m.plqy for m in with_azides]))
    main = [
        m.name
        for m in with_azides
        if max(m.quenching, key=lambda k: m.quenching[k]) == "harmful products"
    ]
    text = (
        f"{100 * share:.2g} % of the nitrenes expand their ring; without it the relative PLQY "
        f"would be higher by {gain:.3f}. Harmful products are the largest loss of light of "
        f"{len(main)} of {len(with_azides)} azides. The harm per event is a prior, not a result."
    )
    if share < 0.02:
        return "contradicted", text
    return ("supported" if share >= 0.1 and gain >= 0.05 else "partly supported"), text


def _electron(molecules: Sequence[MoleculeEvidence]) -> tuple[str, str]:
    acceptors = [m for m in molecules if m.takes_electron >= 0.5]
    others = [m for m in molecules if m.takes_electron < 0.5]
    text = "; ".join(
        f"{m.name}: LUMO below the band with probability {m.takes_electron:.2f}"
        + (
            ""
            if m.optical_offset_ev is None
            else f" (HOMO plus optical gap, their convention: {m.optical_offset_ev:+.1f} eV off it)"
        )
        + f", relative PLQY of the mixed film {m.plqy_mixed:.2f}"
        for m in sorted(molecules, key=lambda m: m.name)[:12]
    )
    if not acceptors or not others:
        return NOT_TESTED, f"{text}. One side is empty, so nothing can be compared."
    gap = min(m.plqy_mixed for m in others) - max(m.plqy_mixed for m in acceptors)
    middle = float(
        np.median([m.plqy_mixed for m in others]) - np.median([m.plqy_mixed for m in acceptors])
    )
    if middle <= 0.0:
        return "contradicted", f"{text}."
    return ("supported" if gap > 0.0 and middle > 0.03 else "partly supported"), f"{text}."
