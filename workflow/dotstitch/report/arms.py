"""The arms of a molecule: spin states of the intermediate and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from dotstitch.contracts.manifest import Molecule
from dotstitch.contracts.records import Record
from dotstitch.contracts.results import GapValues, StepValues
from dotstitch.report.inputs import Row, Screen
from dotstitch.report.svg import element, escape, figure
from dotstitch.report.wording import number, plus_minus

WANTED = ("insertion", "addition", "recombination")
"""Ends of an intermediate that bind a ligand."""
LOST = ("ring_expansion", "trapping", "azine", "escape", "oxidation", "dimer", "unspent")
"""Ends that do not."""


@dataclass(frozen=True)
class ArmLine:
    """One set of equal arms and the spin states of its intermediate."""

    warhead: str
    count: int
    intermediate: str
    kind: str
    gap: str
    gap_matters: str
    ortho_fluorines: int
    spin: str
    fate: str
    fate_bar: Markup
    level_of_theory: str
    warnings: tuple[str, ...]


def arm_lines(screen: Screen, molecule: Molecule) -> list[ArmLine]:
    """List the arms of one molecule with gap and spin diagnostics of their intermediates."""
    fates = {row["intermediate"]: row for row in screen.arms if row["name"] == molecule.name}
    lines = []
    for part in molecule.electrophores:
        for arm in part.arms:
            species = screen.manifest.species[arm.intermediate]
            record = screen.records[arm.intermediate].get("gap")
            lines.append(
                ArmLine(
                    warhead=arm.warhead.replace("_", " "),
                    count=arm.n_equivalent * part.count,
                    intermediate=species.smiles,
                    kind=species.kind,
                    gap=_gap(record),
                    gap_matters=_gap_matters(fates[arm.intermediate]),
                    ortho_fluorines=arm.ortho_fluorines,
                    spin=_spin(record),
                    fate=_fate(fates[arm.intermediate]),
                    fate_bar=Markup(_fate_bar(fates[arm.intermediate])),
                    level_of_theory=record.level_of_theory if record else "",
                    warnings=record.warnings if record else (),
                )
            )
    return lines


def _fate(row: Row) -> str:
    """Write bonds first, then what is lost, largest first."""
    lost = sorted(((float(row[end]), end) for end in LOST if row[end]), reverse=True)
    parts = [f"{end.replace('_', ' ')} {number(share)}" for share, end in lost if share >= 0.005]
    bond = f"bond {number(float(row['bond']))} (in air {number(float(row['bond_in_air']))})"
    return "; ".join([bond, *parts])


def _fate_bar(row: Row) -> str:
    """Draw the ends of an intermediate as one stacked bar."""
    parts, left = [], 0.0
    for end in (*WANTED, *LOST):
        width = 200.0 * float(row[end] or 0.0)
        title = element("title", escape(f"{end.replace('_', ' ')} {number(width / 200)}"))
        kind = "wanted" if end in WANTED else "lost"
        parts.append(element("rect", title, x=left, y=0.0, width=width, height=10.0, class_=kind))
        left += width
    return figure(200, 10, _fate(row), parts, "fates")


def _gap(record: Record[StepValues] | None) -> str:
    values = record.values if record else None
    if not isinstance(values, GapValues):
        return "not available"
    return plus_minus(values.gap_st_kcal_mol, values.gap_st_uncertainty_kcal_mol, 1)


def _gap_matters(row: Row) -> str:
    """Write the slope of the score, and the ranks one standard deviation of the gap away."""
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
