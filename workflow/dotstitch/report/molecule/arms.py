"""The arms of a molecule: spin states of the intermediate and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from dotstitch.contracts.manifest import Arm, Molecule
from dotstitch.contracts.photophysics import ArmGap, ArmResult
from dotstitch.contracts.records import Record
from dotstitch.contracts.results import GapValues, StepValues
from dotstitch.groups.registry import GROUPS, ends_of
from dotstitch.report.figures.svg import element, escape, figure
from dotstitch.report.inputs import Screen
from dotstitch.report.wording import number, plus_minus


@dataclass(frozen=True)
class ArmLine:
    """One set of equal arms and the spin states of its intermediate."""

    warhead: str
    count: int
    intermediate: str
    kind: str
    gap: str
    gap_matters: str
    descriptors: str
    spin: str
    fate: str
    fate_bar: Markup
    level_of_theory: str
    warnings: tuple[str, ...]


def arm_lines(screen: Screen, molecule: Molecule) -> list[ArmLine]:
    """List the arms of one molecule with gap and spin diagnostics of their intermediates.

    Results are in the order of the plan; two arms may share warhead and intermediate.
    """
    arms = [arm for part in molecule.electrophores for arm in part.arms]
    results = screen.results[molecule.name].arms
    return [_line(screen, arm, result) for arm, result in zip(arms, results, strict=True)]


def _line(screen: Screen, arm: Arm, result: ArmResult) -> ArmLine:
    roles = GROUPS[arm.group].roles
    named = next((role for role in roles if role in arm.roles), None)
    key = None if named is None else arm.roles[named]
    record = None if key is None else screen.records[key].get(GapValues.step)
    return ArmLine(
        warhead=arm.warhead.replace("_", " "),
        count=result.n_arms,
        intermediate="" if key is None else screen.manifest.species[key].smiles,
        kind="" if named is None else roles[named].words,
        gap=_gap(result.gap),
        gap_matters=_gap_matters(result.gap),
        descriptors=_descriptors(result),
        spin=_spin(record),
        fate=_fate(result),
        fate_bar=Markup(_fate_bar(result)),
        level_of_theory=result.gap.level_of_theory if result.gap else "",
        warnings=_warnings(screen, key),
    )


def _warnings(screen: Screen, key: str | None) -> tuple[str, ...]:
    """Return what the steps of an intermediate warn of."""
    records = {} if key is None else screen.records[key]
    return tuple(text for record in records.values() for text in record.warnings)


def handling(molecule: Molecule) -> list[str]:
    """Return what to know before handling a molecule: the safety notes of its groups."""
    names = dict.fromkeys(arm.group for part in molecule.electrophores for arm in part.arms)
    data = (GROUPS[name].data for name in names)
    return [f"{one.title}: {note.text} ({note.source})" for one in data for note in one.safety]


def _descriptors(arm: ArmResult) -> str:
    """Write what its group shows of the structure around an arm."""
    shown = GROUPS[arm.group].shown
    return "; ".join(
        f"{words} {arm.descriptors[name]:g}"
        for name, words in shown.items()
        if name in arm.descriptors
    )


def _fate(arm: ArmResult) -> str:
    """Write bonds first, then what is lost, largest first."""
    ends = ends_of(arm.group)
    lost = (end for end in ends.values() if end.outcome != "wanted" and end.name in arm.ends)
    shares = sorted(((arm.ends[end.name], end.words) for end in lost), reverse=True)
    parts = [f"{words} {number(share)}" for share, words in shares if share >= 0.005]
    return "; ".join([f"bond {number(arm.bond)} (in air {number(arm.bond_in_air)})", *parts])


def _fate_bar(arm: ArmResult) -> str:
    """Draw the ends of an intermediate as one stacked bar, wanted ones first."""
    parts, left = [], 0.0
    for end in sorted(ends_of(arm.group).values(), key=lambda end: end.outcome != "wanted"):
        width = 200.0 * arm.ends.get(end.name, 0.0)
        title = element("title", escape(f"{end.words} {number(width / 200)}"))
        kind = "wanted" if end.outcome == "wanted" else "lost"
        parts.append(element("rect", title, x=left, y=0.0, width=width, height=10.0, class_=kind))
        left += width
    return figure(200, 10, _fate(arm), parts, "fates")


def _gap(gap: ArmGap | None) -> str:
    if gap is None:
        return "not available"
    return plus_minus(gap.gap_st_kcal_mol, gap.gap_st_uncertainty_kcal_mol, 1)


def _gap_matters(gap: ArmGap | None) -> str:
    """Write the slope of the score, and the ranks one standard deviation of the gap away."""
    if gap is None or gap.rank_gap_low is None or gap.rank_gap_high is None:
        return ""
    low, high = sorted((gap.rank_gap_low, gap.rank_gap_high))
    ranks = f"rank {low}" if low == high else f"rank {low} to {high}"
    slope = number(gap.score_per_gap_kcal_mol)
    return f"score {slope} per kcal mol⁻¹; {ranks} within the uncertainty"


def _spin(record: Record[StepValues] | None) -> str:
    """Write S2 of every spin state that was computed."""
    if record is None:
        return ""
    parts = [
        f"{state.replace('_', ' ')} {number(s2)}"
        for state, s2 in record.diagnostics.s2_by_state().items()
    ]
    return f"⟨S²⟩ {', '.join(parts)}" if parts else ""
