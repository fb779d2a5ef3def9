"""Experiments that could be done on a molecule, as rows of measurements to come.

An experiment is a few rows of a table of measurements that has no values yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dotstitch.contracts.config import Config, Recipe
from dotstitch.contracts.measurement import Measurement, UserQuantity
from dotstitch.contracts.smiles import canonical, parse_smiles
from dotstitch.data.error_models import quantity_errors

SOLVENT = "toluene"
"""In which a spectrum is proposed: it dissolves dots too, and is as polar as their film."""
RETENTION: UserQuantity = "film_retention"
PLQY: UserQuantity = "plqy_relative"
Conditions = dict[str, Any]
"""Fields of a measurement."""
Number = tuple[UserQuantity, Conditions]
"""What is measured and where."""


@dataclass(frozen=True)
class Plan:
    """One experiment that could be done on a molecule.

    Attributes
    ----------
    label : str
        Tells experiments apart, seeds the noise and is the block of the rows.
    words, conditions : str
    rows : tuple of Measurement
        Their values are not known yet.
    """

    label: str
    words: str
    conditions: str
    rows: tuple[Measurement, ...]

    @property
    def quantities(self) -> tuple[str, ...]:
        """What is measured, each once."""
        return tuple(dict.fromkeys(row.quantity for row in self.rows))


def plans_of(smiles: str, config: Config) -> list[Plan]:
    """Return the experiments that could be done on one molecule.

    Its spectrum at the lamps of recipes and sweep, its levels, gap and triplet energy, the yield of
    its photolysis under each lamp, and a film of each recipe.
    """
    own = canonical(parse_smiles(smiles))

    def plan(words: str, at: str, *numbers: Number) -> Plan:
        label = f"experiment:{own}:{words}:{at}"
        return Plan(label, words, at, tuple(_row(label, own, *number) for number in numbers))

    lamps = _lamps(config)
    return [
        plan(
            "absorption spectrum",
            f"{SOLVENT}, at {', '.join(lamps)}",
            *(("epsilon_m1_cm1", {**lamp, "solvent": SOLVENT}) for lamp in lamps.values()),
        ),
        plan("LUMO by cyclic voltammetry", "", ("lumo_ev", {})),
        plan("HOMO by photoelectron spectroscopy", "film", ("homo_ev", {})),
        plan("singlet-triplet gap by a higher level of theory", "", ("gap_st_kcal_mol", {})),
        plan("triplet energy by phosphorescence or a higher level", "", ("triplet_ev", {})),
        *(
            plan("quantum yield of photolysis by actinometry", name, ("quantum_yield", lamp))
            for name, lamp in lamps.items()
        ),
        *(
            plan(
                "film, exposed and developed",
                recipe.name,
                (RETENTION, _exposure(recipe, config.dot)),
                (PLQY, _exposure(recipe, config.dot)),
            )
            for recipe in config.recipes
        ),
    ]


def _row(label: str, smiles: str, quantity: UserQuantity, conditions: Conditions) -> Measurement:
    at = "".join(f":{conditions[name]:g}" for name in _LAMP if name in conditions)
    return Measurement(
        id=f"{label}:{quantity}{at}",
        smiles=smiles,
        name="",
        quantity=quantity,
        value=0.0,
        error_model="gaussian",
        uncertainty=quantity_errors(quantity).uncertainty,
        block=label,
        **conditions,
    )


_LAMP = ("wavelength_nm", "lamp_fwhm_nm")


def _lamps(config: Config) -> dict[str, Conditions]:
    """Return the lamps of recipes and sweep, by their words."""
    sweep = config.sweep
    lamps = {(r.wavelength_nm, r.lamp_fwhm_nm) for r in config.recipes}
    lamps |= {(wavelength, sweep.lamp_fwhm_nm) for wavelength in sweep.wavelength_nm}
    return {
        f"{nm:g} nm{f' (width {fwhm:g} nm)' if fwhm else ''}": {
            "wavelength_nm": nm,
            "lamp_fwhm_nm": fwhm,
        }
        for nm, fwhm in sorted(lamps)
    }


def _exposure(recipe: Recipe, default_dot: str) -> Conditions:
    given = recipe.model_dump(exclude={"name", "atmosphere", "dot"})
    return {**given, "air": recipe.atmosphere == "air", "dot": recipe.dot or default_dot}
