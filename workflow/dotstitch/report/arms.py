"""The arms of a molecule: spin states of the intermediate and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from dotstitch.contracts.manifest import Arm, Electrophore, Molecule
from dotstitch.contracts.records import Record
from dotstitch.contracts.results import GapValues, StepValues
from dotstitch.groups.registry import GROUPS, ends_of
from dotstitch.report.inputs import Row, Screen
from dotstitch.report.svg import element, escape, figure
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
    ortho_fluorines: str
    spin: str
    fate: str
    fate_bar: Markup
    level_of_theory: str
    warnings: tuple[str, ...]


def arm_lines(screen: Screen, molecule: Molecule) -> list[ArmLine]:
    """List the arms of one molecule with gap and spin diagnostics of their intermediates."""
    rows = [row for row in screen.arms if row["name"] == molecule.name]
    lines = []
    for part in molecule.electrophores:
        for arm in part.arms:
            row = next(row for row in rows if _is_of(row, part, arm))
            roles = GROUPS[arm.group].roles
            named = next((role for role in roles if role in arm.roles), None)
            key = None if named is None else arm.roles[named]
            record = None if key is None else screen.records[key].get("gap")
            lines.append(
                ArmLine(
                    warhead=arm.warhead.replace("_", " "),
                    count=arm.n_equivalent * part.count,
                    intermediate="" if key is None else screen.manifest.species[key].smiles,
                    kind="" if named is None else roles[named].words,
                    gap=_gap(record),
                    gap_matters=_gap_matters(row),
                    ortho_fluorines=_count(arm.descriptors.get("ortho_fluorines")),
                    spin=_spin(record),
                    fate=_fate(row, arm.group),
                    fate_bar=Markup(_fate_bar(row, arm.group)),
                    level_of_theory=record.level_of_theory if record else "",
                    warnings=record.warnings if record else (),
                )
            )
    return lines


def handling(molecule: Molecule) -> list[str]:
    """Return what to know before handling a molecule: the safety notes of its groups."""
    names = dict.fromkeys(arm.group for part in molecule.electrophores for arm in part.arms)
    data = (GROUPS[name].data for name in names)
    return [f"{one.title}: {note.text} ({note.source})" for one in data for note in one.safety]


def _is_of(row: Row, part: Electrophore, arm: Arm) -> bool:
    """Tell whether a row of ``arms.csv`` is about this arm."""
    known = (row["chromophore"], row["warhead"], row["intermediate"])
    return known[:2] == (part.species, arm.warhead) and known[2] in ("", *arm.roles.values())


def _count(number: float | None) -> str:
    return "" if number is None else f"{number:.0f}"


def _fate(row: Row, group: str) -> str:
    """Write bonds first, then what is lost, largest first."""
    ends = ends_of(group)
    lost = (end for end in ends.values() if end.outcome != "wanted" and row[end.name])
    shares = sorted(((float(row[end.name]), end.words) for end in lost), reverse=True)
    parts = [f"{words} {number(share)}" for share, words in shares if share >= 0.005]
    bond = f"bond {number(float(row['bond']))} (in air {number(float(row['bond_in_air']))})"
    return "; ".join([bond, *parts])


def _fate_bar(row: Row, group: str) -> str:
    """Draw the ends of an intermediate as one stacked bar, wanted ones first."""
    parts, left = [], 0.0
    for end in sorted(ends_of(group).values(), key=lambda end: end.outcome != "wanted"):
        width = 200.0 * float(row[end.name] or 0.0)
        title = element("title", escape(f"{end.words} {number(width / 200)}"))
        kind = "wanted" if end.outcome == "wanted" else "lost"
        parts.append(element("rect", title, x=left, y=0.0, width=width, height=10.0, class_=kind))
        left += width
    return figure(200, 10, _fate(row, group), parts, "fates")


def _gap(record: Record[StepValues] | None) -> str:
    values = record.values if record else None
    if not isinstance(values, GapValues):
        return "not available"
    return plus_minus(values.gap_st_kcal_mol, values.gap_st_uncertainty_kcal_mol, 1)


def _gap_matters(row: Row) -> str:
    """Write the slope of the score, and the ranks one standard deviation of the gap away."""
    if not row["rank_gap_low"]:
        return ""
    low, high = sorted((int(row["rank_gap_low"]), int(row["rank_gap_high"])))
    ranks = f"rank {low}" if low == high else f"rank {low} to {high}"
    slope = number(float(row["score_per_gap_kcal_mol"]))
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
