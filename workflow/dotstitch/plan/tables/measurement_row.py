"""One row of a user's table of measurements."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from dotstitch.contracts.config import Config, Recipe
from dotstitch.contracts.measurement import FILM_QUANTITIES, Measurement, user_quantities
from dotstitch.contracts.smiles import SmilesError, canonical, inchikey, parse_smiles
from dotstitch.plan.tables.faults import Fault
from dotstitch.plan.tables.measured_value import choice, read_value
from dotstitch.plan.tables.notations import other_notation
from dotstitch.plan.tables.numbers import number
from dotstitch.plan.tables.sheet import TableKind

OF_BARE_FILMS = ("film_retention", "pattern", "plqy_relative", "plqy_mixed")
AT_A_WAVELENGTH = FILM_QUANTITIES - {"plqy_mixed"} | {"epsilon_m1_cm1", "quantum_yield"}
RECIPE = (
    "wavelength_nm",
    "lamp_fwhm_nm",
    "dose_mj_cm2",
    "irradiance_mw_cm2",
    "loading_wt_percent",
    "film_thickness_nm",
    "temperature_k",
)
"""Columns of numbers that a recipe has too, and that are judged as there."""
MEASUREMENTS = TableKind(
    knob="measurements",
    title="the table of measurements",
    row="a measurement",
    required=(("name", "smiles"), ("quantity",), ("value",)),
    words=("name", "smiles", "quantity", "unit", "atmosphere", "dot", "solvent", "source", "note"),
    numbers=("value", "uncertainty", *RECIPE),
)


@dataclass(frozen=True)
class Known:
    """What rows may refer to.

    Attributes
    ----------
    names : mapping of str to str
        Name of each screened molecule to its canonical SMILES.
    molecules : mapping of str to str
        InChIKey of each molecule that may be measured to its canonical SMILES.
    dots : collection of str
    solvents : mapping of str to str
        Every name of a solvent to the one that results use.
    config : Config
    """

    names: Mapping[str, str]
    molecules: Mapping[str, str]
    dots: Collection[str]
    solvents: Mapping[str, str]
    config: Config


class MeasurementReader:
    """One record on its way to a measurement, noting faults."""

    def __init__(self, file: str, number: int, cells: Mapping[str, str], known: Known) -> None:
        self.file, self.number, self.cells, self.known = file, number, cells, known
        self.faults: list[Fault] = []

    def cell(self, column: str) -> str:
        """Return a cell; empty where the table has no such column."""
        return self.cells.get(column, "")

    def fault(self, column: str, problem: str, remedy: str) -> None:
        """Note one fault."""
        value = self.cell(column)
        self.faults.append(Fault(self.file, self.number, column, value, problem, remedy))

    def read(self) -> Measurement | None:
        """Return the measurement; None when there are faults."""
        quantity = self.cell("quantity")
        if quantity not in user_quantities():
            remedy = choice(quantity, user_quantities())
            self.fault("quantity", "no such quantity" if quantity else "it is empty", remedy)
        smiles = self._whose()
        recipe = self._recipe(quantity)
        air = self._one_of("atmosphere", ("N2", "air"), "N2") == "air"
        dot = self._one_of("dot", self.known.dots, self.known.config.dot)
        named = self._one_of("solvent", self.known.solvents, "")
        solvent = self.known.solvents.get(named, "")
        if quantity not in user_quantities():
            return None
        value = read_value(quantity, self.cells, self.fault)
        self._check_kind(quantity, recipe)
        if self.faults or recipe is None or value is None:
            return None
        film = quantity in FILM_QUANTITIES
        place = (*recipe.values(), air, dot) if film else (solvent,)
        block = ":".join(map(str, ("user", smiles, *place, self.cell("source"))))
        apart = quantity not in {*FILM_QUANTITIES, "epsilon_m1_cm1", "lambda_max_nm"}
        return Measurement(
            id=f"measured-{self.number}",
            smiles=smiles,
            name=self.cell("name"),
            quantity=quantity,
            **value,
            **recipe,
            air=air,
            dot=dot if film else "",
            solvent="" if film else solvent,
            block=f"user:row {self.number}" if apart else block,
            source=self.cell("source"),
            note=self.cell("note"),
        )

    def _whose(self) -> str:
        """Return the canonical SMILES of what was measured; empty for no crosslinker."""
        name, text = self.cell("name"), self.cell("smiles")
        found = set()
        if name in self.known.names:
            found.add(self.known.names[name])
        elif name and not text:
            remedy = choice(name, self.known.names)
            self.fault("name", "no molecule of the screened table has this name", remedy)
        if text:
            try:
                mol = parse_smiles(text)
            except SmilesError as error:
                self.fault("smiles", *(other_notation(text) or (str(error), error.remedy)))
                return ""
            own, key = canonical(mol), inchikey(mol)  # tautomers share the latter
            if own in self.known.names.values():
                found.add(own)
            elif key in self.known.molecules:
                found.add(self.known.molecules[key])
            else:
                self.fault(
                    "smiles",
                    "neither a molecule of the screened table nor one of crosslinkers 1 to 4 of "
                    "Lu et al.",
                    "add the molecule to the screened table",
                )
        if len(found) > 1:
            self.fault("smiles", "name and SMILES are two molecules", "leave one of them blank")
        bare = self._loading() == 0.0
        if not name and not text and not bare:
            remedy = "name a molecule; for a film without crosslinker set loading_wt_percent to 0"
            self.fault("name", "no molecule is named", remedy)
        if (name or text) and bare:
            remedy = "leave name and smiles blank, or give the loading"
            self.fault("loading_wt_percent", "a film without crosslinker has no molecule", remedy)
        return min(found, default="")

    def _loading(self) -> float | None:
        return number(self.cell("loading_wt_percent"))

    def _one_of(self, column: str, known: Collection[str], default: str) -> str:
        text = self.cell(column)
        if text and text not in known:
            self.fault(column, "not known", choice(text, known))
        return text or default

    def _recipe(self, quantity: str) -> dict[str, float | None] | None:
        """Return the numbers of the exposure, blanks from the configuration; None with faults."""
        sweep = self.known.config.sweep
        given: dict[str, Any] = {c: number(self.cell(c)) for c in RECIPE if self.cell(c)}
        for column in (column for column, value in given.items() if value is None):
            self.fault(column, "not a number", "give a number with a decimal point and no unit")
        bare, unexposed = self._loading() == 0.0, quantity == "plqy_mixed"
        usual = {
            "wavelength_nm": 365.0,
            "lamp_fwhm_nm": 0.0,
            "dose_mj_cm2": 1.0,
            "irradiance_mw_cm2": sweep.irradiance_mw_cm2,
            "loading_wt_percent": 1.0,
            "film_thickness_nm": sweep.film_thickness_nm,
            "temperature_k": sweep.temperature_k,
        }
        judged = dict(given)
        if bare:
            del judged["loading_wt_percent"]
        if unexposed and given.get("dose_mj_cm2") == 0.0:
            del judged["dose_mj_cm2"], given["dose_mj_cm2"]
        if None in given.values():
            return None
        try:
            recipe = Recipe.model_validate({"name": "row", **usual, **judged})
        except ValidationError as error:
            for fault in error.errors():
                column = str(fault["loc"][0]) if fault["loc"] else "lamp_fwhm_nm"
                problem, *remedy = fault["msg"].removeprefix("Value error, ").rsplit("; ", 1)
                self.fault(column, problem, remedy[0] if remedy else "correct it")
            return None
        numbers = {column: getattr(recipe, column) for column in RECIPE}
        blank = dict.fromkeys(("wavelength_nm", "dose_mj_cm2", "loading_wt_percent"))
        zero = {"loading_wt_percent": 0.0} if bare else {}
        return numbers | {c: v for c, v in blank.items() if c not in given} | zero

    def _check_kind(self, quantity: str, recipe: Mapping[str, float | None] | None) -> None:
        """Note what the quantity needs and the row lacks, or has and cannot have."""
        film = quantity in FILM_QUANTITIES
        needed = {
            "wavelength_nm": quantity in AT_A_WAVELENGTH,
            "dose_mj_cm2": film and quantity != "plqy_mixed",
            "loading_wt_percent": film,
        }
        for column, asked in needed.items():
            if asked and not self.cell(column):
                self.fault(column, f"{quantity} needs it", "give the number, without a unit")
        if quantity == "plqy_mixed" and recipe is not None and recipe["dose_mj_cm2"] is not None:
            remedy = "leave the dose blank, or call the quantity plqy_relative"
            self.fault("dose_mj_cm2", "a mixed film was not exposed", remedy)
        if self._loading() == 0.0 and quantity not in OF_BARE_FILMS:
            remedy = f"of such a film measure {', '.join(OF_BARE_FILMS)}"
            self.fault("quantity", "a film without crosslinker has none", remedy)
