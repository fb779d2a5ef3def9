"""Measurements of a molecule as numbers that can be drawn beside its curves."""

from __future__ import annotations

from collections.abc import Iterable

from dotstitch.contracts.measurement import Measurement
from dotstitch.contracts.photophysics.close_up import Observed
from dotstitch.contracts.smiles import canonical, parse_smiles
from dotstitch.film.molecule import MoleculeInput

DRAWN = ("epsilon_m1_cm1", "film_retention", "pattern", "plqy_relative")
"""Quantities that have a place in a spectrum or along a dose."""
NUMBERS = ("gaussian", "either")
"""Error models of numbers; bounds and orders are no points."""


def observed(molecule: MoleculeInput, measurements: Iterable[Measurement]) -> tuple[Observed, ...]:
    """Return what of the measurements was seen on a molecule and can be drawn."""
    smiles = canonical(parse_smiles(molecule.smiles))
    return tuple(
        _observed(row)
        for row in measurements
        if row.smiles == smiles
        and row.quantity in DRAWN
        and (row.word or row.error_model in NUMBERS)
    )


def _observed(row: Measurement) -> Observed:
    return Observed(
        quantity=row.quantity,
        values=tuple(x for x in (row.value, row.alternative) if x is not None),
        word=row.word,
        uncertainty=row.uncertainty,
        wavelength_nm=row.wavelength_nm,
        dose_mj_cm2=row.dose_mj_cm2,
        loading_wt_percent=row.loading_wt_percent,
        atmosphere="air" if row.air else "N2",
        dot=row.dot,
        solvent=row.solvent,
    )
