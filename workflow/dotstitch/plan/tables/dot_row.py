"""One row of a user's table of dots.

A blank number is left to the class of the dot, :mod:`dotstitch.dot.user_dots`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dotstitch.contracts.constants import EV_NM
from dotstitch.data.dots import Ligand, dot_classes, dot_names, ligands, sizing_curves
from dotstitch.plan.tables.faults import Fault
from dotstitch.plan.tables.numbers import number


@dataclass(frozen=True)
class DotRow:
    """One dot as the table gives it; None is a blank.

    Attributes
    ----------
    diameter_nm, core_diameter_nm : float or None
        Inorganic dot, and its core without the shell.
    exciton_ev : float or None
        First absorption.
    valence_band_ev : float or None
        Against vacuum.
    ligands : tuple of (Ligand, float)
        With their shares; empty where blank.
    shares_known : bool
        Whether the shares were given, or there is but one ligand.
    coverage_nm2 : float or None
        Ligands per square nanometre.
    plqy : float or None
        Of the pristine film.
    lifetime_ns : float or None
        Of the pristine film's luminescence.
    """

    name: str
    core: str
    shell: str
    diameter_nm: float | None
    core_diameter_nm: float | None
    exciton_ev: float | None
    valence_band_ev: float | None
    ligands: tuple[tuple[Ligand, float], ...]
    shares_known: bool
    coverage_nm2: float | None
    plqy: float | None
    lifetime_ns: float | None
    source: str


_SHARE = re.compile(r"\d*\.?\d+")


@dataclass(frozen=True)
class _Range:
    low: float
    high: float
    unit: str
    hint: Callable[[float], str] = lambda _: ""


def _percent(value: float) -> str:
    return f"for {value:g} % write {value / 100:g}" if 1.0 < value <= 100.0 else ""


def _energy(value: float) -> str:
    return f"give {value:g} eV in the column exciton_ev" if 0.3 <= value <= 4.5 else ""


def _wavelength(value: float) -> str:
    return f"give {value:g} nm in the column exciton_nm" if 275.0 <= value <= 4000.0 else ""


def _sign(value: float) -> str:
    return f"energies count from vacuum: write {-value:g}" if 3.0 <= value <= 8.0 else ""


NUMBERS = {
    "diameter_nm": _Range(1.0, 50.0, "nm"),
    "core_diameter_nm": _Range(1.0, 50.0, "nm"),
    "exciton_nm": _Range(275.0, 4000.0, "nm", _energy),
    "exciton_ev": _Range(0.3, 4.5, "eV", _wavelength),
    "valence_band_ev": _Range(-8.0, -3.0, "eV", _sign),
    "ligand_coverage_nm2": _Range(0.1, 10.0, "ligands per nm2"),
    "plqy": _Range(0.001, 1.0, "of one", _percent),
    "lifetime_ns": _Range(0.1, 1e5, "ns"),
}
"""Columns that hold a number, with what is accepted: judgements, wide enough for any dot."""


class DotReader:
    """One record on its way to a dot, noting faults."""

    def __init__(self, file: str, number: int, cells: Mapping[str, str]) -> None:
        self.file, self.number, self.cells = file, number, cells
        self.faults: list[Fault] = []

    def fault(self, column: str, problem: str, remedy: str) -> None:
        """Note what is wrong with one cell."""
        value = self.cells.get(column, "")
        self.faults.append(Fault(self.file, self.number, column, value, problem, remedy))

    def read(self, taken: dict[str, int]) -> DotRow:
        """Return the dot; of no use when there are faults.

        Parameters
        ----------
        taken : dict of int
            Names so far, with their rows; gets this one.
        """
        numbers = {column: self._number(column) for column in NUMBERS}
        self._check_name(taken)
        self._check_core()
        self._check_sizes(numbers)
        exciton_ev = numbers["exciton_ev"]
        if numbers["exciton_nm"] is not None:
            if exciton_ev is not None:
                self.fault("exciton_ev", "exciton_nm is given too", "leave one of the two blank")
            exciton_ev = EV_NM / numbers["exciton_nm"]
        ligand_set, shares_known = self._ligands()
        return DotRow(
            name=self.cells.get("name", ""),
            core=self.cells.get("core", ""),
            shell=self.cells.get("shell", ""),
            diameter_nm=numbers["diameter_nm"],
            core_diameter_nm=numbers["core_diameter_nm"],
            exciton_ev=exciton_ev,
            valence_band_ev=numbers["valence_band_ev"],
            ligands=ligand_set,
            shares_known=shares_known,
            coverage_nm2=numbers["ligand_coverage_nm2"],
            plqy=numbers["plqy"],
            lifetime_ns=numbers["lifetime_ns"],
            source=self.cells.get("source", "") or f"{self.file}, row {self.number}",
        )

    def _number(self, column: str) -> float | None:
        text, allowed = self.cells.get(column, ""), NUMBERS[column]
        if not text:
            return None
        limits = f"{allowed.low:g} to {allowed.high:g} {allowed.unit}"
        value = number(text)
        if value is None:
            self.fault(column, "not a number", f"give {limits}, or leave it blank")
            return None
        if not allowed.low <= value <= allowed.high:
            hint = allowed.hint(value)
            self.fault(column, f"not within {limits}", hint or "correct it or leave it blank")
            return None
        return value

    def _check_name(self, taken: dict[str, int]) -> None:
        name = self.cells.get("name", "")
        if "name" in self.cells and not name:
            self.fault("name", "the name is empty", "give every dot a name")
        elif name in dot_names():
            self.fault("name", "a dot of the program has this name", "choose another name")
        elif name in taken:
            problem = f"the name is already taken by row {taken[name]}"
            self.fault("name", problem, "give every dot its own name")
        taken.setdefault(name, self.number)

    def _check_core(self) -> None:
        if "core" in self.cells and self.cells["core"] not in dot_classes():
            known = ", ".join(dot_classes())
            self.fault("core", "no dot of this core is known", f"use one of {known}")

    def _check_sizes(self, numbers: Mapping[str, float | None]) -> None:
        shell = self.cells.get("shell", "")
        whole, inner = numbers["diameter_nm"], numbers["core_diameter_nm"]
        if inner is not None and not shell:
            self.fault("core_diameter_nm", "the dot has no shell", "name the shell or leave it out")
        elif inner is not None and whole is not None and inner >= whole:
            self.fault("core_diameter_nm", "the core is no smaller than the dot", "correct the two")
        curve = sizing_curves().get(self.cells.get("core", ""))
        lacking = "core_diameter_nm" if shell else "diameter_nm"
        if curve is None or numbers[lacking] is not None:
            return
        low, high = curve.exciton_nm
        nm, ev = numbers["exciton_nm"], numbers["exciton_ev"]
        peaks = {"exciton_nm": nm, "exciton_ev": None if ev is None else EV_NM / ev}
        for column, peak_nm in peaks.items():
            if peak_nm is not None and not low <= peak_nm <= high:
                problem = f"outside the sizing curve, {low:g} to {high:g} nm"
                self.fault(column, problem, f"give {lacking}")

    def _ligands(self) -> tuple[tuple[tuple[Ligand, float], ...], bool]:
        """Return the ligands with their shares, and whether the shares are known."""
        parts = [part.strip() for part in self.cells.get("ligands", "").split(";") if part.strip()]
        found: list[tuple[Ligand, float | None]] = []
        for part in parts:
            words = part.rsplit(maxsplit=1)
            text, share = words if len(words) == 2 and _SHARE.fullmatch(words[1]) else (part, None)
            if text.lower() not in ligands():
                known = ", ".join(dict.fromkeys(row.name for row in ligands().values()))
                self.fault("ligands", f"no ligand {text!r} is known", f"use {known}")
                return (), False
            found.append((ligands()[text.lower()], None if share is None else float(share)))
        given = [share for _, share in found if share is not None]
        if not given:
            return tuple((ligand, 1.0 / len(found)) for ligand, _ in found), len(found) == 1
        if len(given) < len(found) or abs(sum(given) - 1.0) > 0.02:
            remedy = "give each ligand a share, together one, as in 'oleate 0.7; oleylamine 0.3'"
            self.fault("ligands", "the shares do not add up to one", remedy)
        return tuple((ligand, share or 0.0) for ligand, share in found), True
